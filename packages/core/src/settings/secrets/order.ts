import type { Found } from '../syntax/found.ts';

/** How many pairs that ended before a place are passed over in search of one that has not. */
const MOST_NESTED = 16;

/** The pair that a place lies in, with its key; of nested ones the innermost. */
export function innermost(ordered: readonly Found[], place: number): Found | null {
  const last = firstFrom(ordered, place + 1) - 1;
  for (let index = last; index >= 0 && index > last - MOST_NESTED; index--) {
    const pair = ordered[index] as Found;
    if (pair.to > place) return pair;
  }
  return null;
}

/** Where the next pair begins. */
export const beginBehind = (ordered: readonly Found[], place: number): number =>
  ordered[firstFrom(ordered, place)]?.at ?? Number.POSITIVE_INFINITY;

/** The first pair that begins at a place or behind it. */
export function firstFrom(ordered: readonly Found[], place: number): number {
  let low = 0;
  let high = ordered.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ordered[middle] as Found).at < place) low = middle + 1;
    else high = middle;
  }
  return low;
}
