/** Yes and no, each in the spelling of the other. */
export const OPPOSITES: Readonly<Record<string, string>> = {
  ...{ true: 'false', false: 'true', yes: 'no', no: 'yes', on: 'off', off: 'on', '0': '1', '1': '0' },
};

const UPPER = /^[A-Z]+$/;
const CAPITAL = /^[A-Z]/;

/** A word in the letters of the one it replaces, where both are a yes or no: `False` for `True`, `NO` for `YES`. */
export function spelledLike(word: string, like: string): string {
  if (OPPOSITES[word.toLowerCase()] === undefined || OPPOSITES[like.toLowerCase()] === undefined) return word;
  const pair = SPELLINGS.find((each) => each.includes(like.toLowerCase())) ?? [];
  const said = TRUE.includes(word.toLowerCase()) ? pair[0] : pair[1];
  const text = said ?? word;
  if (UPPER.test(like)) return text.toUpperCase();
  return CAPITAL.test(like) ? `${text.charAt(0).toUpperCase()}${text.slice(1)}` : text;
}

const SPELLINGS: readonly (readonly string[])[] = [
  ['true', 'false'],
  ['yes', 'no'],
  ['on', 'off'],
  ['1', '0'],
];
const TRUE = SPELLINGS.map(([yes]) => yes);
