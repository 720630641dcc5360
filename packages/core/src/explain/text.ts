const LONGEST_QUOTE = 120;

/** The same text, as long as it was, in lower case with plain quotes and without line breaks: what is searched. */
export const searchable = (text: string): string =>
  text
    .replace(/[A-Z]+/g, (letters) => letters.toLowerCase())
    .replace(/[\u2018\u2019]/g, "'")
    .replace(/[\u201c\u201d]/g, '"');

/** The words around a place, at most 120 characters of its line. */
export function quoteAt(text: string, start: number, end: number): string {
  const from = text.lastIndexOf('\n', start) + 1;
  const stop = text.indexOf('\n', end);
  const to = stop < 0 ? text.length : stop;
  const plain = (first: number, last: number): string => text.slice(first, last).replaceAll('\n', ' ').trim();
  if (to - from <= LONGEST_QUOTE) return plain(from, to);
  const room = LONGEST_QUOTE - 2;
  const [, first] = escapeAround(text, Math.max(from, Math.min(start - 30, to - room)));
  const [last] = escapeAround(text, Math.min(to, first + room));
  return `${first > from ? '…' : ''}${plain(first, last)}${last < to ? '…' : ''}`;
}

/** Where an escape that stands for an unprintable character begins and ends, if the place is inside one; else the place itself. */
function escapeAround(text: string, at: number): readonly [number, number] {
  const begins = text.lastIndexOf('\\', at - 1);
  const whole = begins < 0 ? null : /^\\(?:x[\da-f]{2}|u\{[\da-f]{1,6}\})/.exec(text.slice(begins, begins + 10));
  const ends = begins + (whole?.[0].length ?? 0);
  return ends > at ? [begins, ends] : [at, at];
}

/** At most so many characters. */
export const shorten = (text: string, longest: number): string =>
  text.length <= longest ? text : `${text.slice(0, longest - 1).trimEnd()}…`;
