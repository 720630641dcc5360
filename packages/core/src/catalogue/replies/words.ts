import type { Words } from './types.ts';

/** Whether a text, in lower case, is what an entry waits for. */
export function says(words: Words, text: string): boolean {
  if (typeof words === 'string') return text.includes(words);
  const { starts, whole, all, any, token, pattern } = words;
  return (
    (starts === undefined || text.startsWith(starts)) &&
    (whole === undefined || withoutStops(text) === whole) &&
    (all === undefined || all.every((part) => text.includes(part))) &&
    (any === undefined || any.some((part) => text.includes(part))) &&
    (token === undefined || token.some((part) => hasToken(text, part))) &&
    (pattern === undefined || pattern.test(text))
  );
}

/** How much an entry demands at least, in letters: the more demanding one is asked first. */
export function demand(words: Words | null): number {
  if (words === null) return 0;
  if (typeof words === 'string') return words.length;
  const { starts = '', whole = '', all = [], any = [], token = [], pattern } = words;
  return (
    [starts, whole, ...all].reduce((sum, part) => sum + part.length, 0) +
    shortest(any) +
    shortest(token) +
    (pattern === undefined ? 0 : 1)
  );
}

/** Every word an entry waits for; none of a pattern. */
export function wordsOf(words: Words | null): readonly string[] {
  if (words === null) return [];
  if (typeof words === 'string') return [words];
  const { starts = [], whole = [], all = [], any = [], token = [] } = words;
  return [starts, whole, all, any, token].flat();
}

const shortest = (parts: readonly string[]): number =>
  parts.length === 0 ? 0 : Math.min(...parts.map(({ length }) => length));

function withoutStops(text: string): string {
  let end = text.length;
  while (end > 0 && (text[end - 1] === '.' || text[end - 1] === '!')) end--;
  return text.slice(0, end);
}

/** Whether a word or phrase, in lower case, stands in a text by itself, not as part of a longer word. */
export function hasToken(text: string, token: string): boolean {
  for (let at = text.indexOf(token); at >= 0; at = text.indexOf(token, at + 1)) {
    if (!isWordy(text.charCodeAt(at - 1)) && !isWordy(text.charCodeAt(at + token.length))) return true;
  }
  return false;
}

/** A letter or digit of ASCII; NaN, beyond either end, is none. */
const isWordy = (unit: number): boolean => (unit >= 97 && unit <= 122) || (unit >= 48 && unit <= 57);
