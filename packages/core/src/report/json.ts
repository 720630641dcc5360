/**
 * A value as JSON, with a line break at its end. What JSON lets through although a terminal would act on it is written as
 * `\uNNNN` too (security row SEC-29). Every front end prints its documents through this, so they are the same byte for byte.
 *
 * @example
 * jsonText({ banner: '220 \u009b2J' }); // '{"banner":"220 \\u009b2J"}\n'
 */
export const jsonText = (value: unknown, indentation = 0): string =>
  `${JSON.stringify(value, null, indentation).replace(
    /[\u007f-\u009f\u061c\u200b-\u200f\u2028\u2029\u202a-\u202e\u2060-\u2069\ufeff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )}\n`;
