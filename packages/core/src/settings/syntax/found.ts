import type { Pair } from '../types.ts';

/** A pair, and where in the text it stands: what masking and corrections need. Offsets count UTF-16 units. */
export type Found = Pair & {
  /** Where the key begins. */
  readonly at: number;
  /** The value with its quotes. */
  readonly from: number;
  readonly to: number;
  /** The quote that the value stands in; empty: none. */
  readonly quote: string;
  /** False where the closing quote is missing. */
  readonly closed: boolean;
};

/** Reads one syntax. Never throws, takes time in proportion to the text, and passes over what it does not understand. */
export type Reader = (text: string) => readonly Found[];

/** One line of a text, without its end. */
export type Line = { readonly text: string; readonly start: number; readonly number: number };

/** The lines of a text, however they end. */
export function linesOf(text: string): readonly Line[] {
  let start = 0;
  return text.split('\n').map((whole, index) => {
    const line = { text: whole.endsWith('\r') ? whole.slice(0, -1) : whole, start, number: index + 1 };
    start += whole.length + 1;
    return line;
  });
}

/** Longer paths are not extended: no client nests that deep, and hostile texts would. */
const LONGEST_PATH = 200;

/** A nested key: `auth` and `user` give `auth.user`. */
export const join = (path: string, key: string): string =>
  path === '' ? key : path.length > LONGEST_PATH ? path : `${path}.${key}`;

/** Lists of names and values, as containers get their environment (`- name: SMTP_HOST`, `value: …`): one pair of the two. */
export function named(pairs: readonly Found[]): readonly Found[] {
  return pairs.flatMap((pair, index) => {
    const behind = pairs[index + 1];
    const before = pairs[index - 1];
    if (behind !== undefined && belong(pair, behind)) return [];
    if (before === undefined || !belong(before, pair)) return [pair];
    return [{ ...pair, key: join(pair.key.slice(0, -'.value'.length), before.value) }];
  });
}

/** Whether two pairs are the name and the value of one item of a list. */
const belong = (name: Found, value: Found): boolean =>
  name.key.endsWith('.name') && value.key === `${name.key.slice(0, -'.name'.length)}.value`;
