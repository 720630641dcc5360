/**
 * Everything in a text that could steer a terminal, reorder what is read or hide: C0 with the line breaks, DEL, C1, the
 * line and paragraph separators, bidirectional controls, zero-width characters and surrogates without a partner.
 */
const UNPRINTABLE: RegExp = new RegExp(
  [
    '[\\u0000-\\u001f\\u007f-\\u009f]',
    '[\\u061c\\u200b-\\u200f\\u2028\\u2029\\u202a-\\u202e\\u2060-\\u2069\\ufeff]',
    '[\\ud800-\\udbff](?![\\udc00-\\udfff])',
    '(?<![\\ud800-\\udbff])[\\udc00-\\udfff]',
  ].join('|'),
  'g',
);

/**
 * The text with every unprintable character shown as `\xNN` or `\u{…}` (security row SEC-29). What a server sent goes
 * through this before it reaches a terminal, a log or a page; printing it twice changes nothing.
 *
 * @example
 * printable('220 \u001b[2Jhello'); // '220 \\x1b[2Jhello'
 */
export const printable = (text: string): string => text.replace(UNPRINTABLE, visible);

function visible(character: string): string {
  const code = character.charCodeAt(0).toString(16);
  return code.length <= 2 ? `\\x${code.padStart(2, '0')}` : `\\u{${code}}`;
}

/** The same for a document of several lines, whose line breaks stay. */
export const printableLines = (text: string): string => text.split('\n').map(printable).join('\n');
