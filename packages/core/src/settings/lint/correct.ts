import type { Pair, Said, Settings } from '../types.ts';

const QUOTES = ['"', "'", '`'];
const WORD = /\w/;

/**
 * The line of a value with another value in its place, everything else as it was: indentation, quotes, what stands beside
 * it. A quoted word loses its quotes where quotes stand already. Null where the value does not stand on that line as it was read.
 */
export function corrected({ lines }: Settings, said: Said<string | number>, instead: string): string | null {
  const line = lines[said.line - 1];
  const value = `${said.value}`;
  if (line === undefined || value === '') return null;
  const at = placeOf(line, said.key, value);
  if (at === null) return null;
  const end = at + value.length;
  const isQuoted = QUOTES.includes(line[at - 1] ?? ' ') && line[at - 1] === line[end];
  const bare = isQuoted ? instead.replace(/^(['"`])(.*)\1$/, '$2') : instead;
  return `${line.slice(0, at)}${bare}${line.slice(end)}`;
}

/** What is left of a line when one setting is taken out: nothing, or null where it cannot be cut out of what else stands there. */
export function withoutPair({ pairs, lines }: Settings, { key, line: number, value }: Pair): string | null {
  const line = lines[number - 1] ?? '';
  const flag = key.startsWith('-') && value === 'true' ? wordAt(line, key, 0) : null;
  if (flag !== null) return `${line.slice(0, flag).trimEnd()}${line.slice(flag + key.length)}`;
  const alone = pairs.filter((other) => other.line === number).length < 2;
  return alone && !isOpen(line) ? '' : null;
}

/** Whether a bracket opens on this line and does not close there, or the other way round. */
function isOpen(line: string): boolean {
  const places = (brackets: readonly string[], find: (each: string) => number): readonly number[] =>
    brackets.map(find).filter((at) => at >= 0);
  const [open, close] = [
    ['(', '[', '{'],
    [')', ']', '}'],
  ] as const;
  const lastOpen = Math.max(-1, ...places(open, (each) => line.lastIndexOf(each)));
  const lastClose = Math.max(-1, ...places(close, (each) => line.lastIndexOf(each)));
  const firstOpen = Math.min(line.length, ...places(open, (each) => line.indexOf(each)));
  const firstClose = Math.min(line.length, ...places(close, (each) => line.indexOf(each)));
  return lastOpen > lastClose || firstClose < firstOpen;
}

/** Where a value stands: behind its key, else anywhere on the line, never inside of another word. */
function placeOf(line: string, key: string, value: string): number | null {
  const parts = key.split('.').filter((part) => !/^\d+$/.test(part));
  const name = (parts.at(-1) ?? '').replace(/\(\)$/, '');
  const named = name === '' ? null : wordAt(line.toLowerCase(), name.toLowerCase(), 0);
  return wordAt(line, value, named === null ? 0 : named + name.length) ?? wordAt(line, value, 0);
}

function wordAt(line: string, value: string, from: number): number | null {
  for (let at = line.indexOf(value, from); at >= 0; at = line.indexOf(value, at + 1)) {
    const joins = (outer: string | undefined, inner: string | undefined): boolean =>
      outer !== undefined && inner !== undefined && WORD.test(outer) && WORD.test(inner);
    if (!joins(line[at - 1], value[0]) && !joins(line[at + value.length], value.at(-1))) return at;
  }
  return null;
}
