/** What a text must be: a string is compared whole and without regard to case, an expression may match a part. */
export type Wanted = string | RegExp;

/** One condition of a match, and whether it holds. */
export type Check = { readonly name: string; readonly wanted: string; readonly got: string; readonly holds: boolean };

/** Whether one of the texts is what is wanted. */
export const isWanted = (wanted: Wanted, ...got: readonly (string | null)[]): boolean =>
  got.some((text) => text !== null && fits(wanted, text));

/** A value as a failure message shows it. */
export function quoted(value: unknown): string {
  if (value instanceof RegExp) return String(value);
  const text = JSON.stringify(value) ?? String(value);
  return text.length <= 200 ? text : `${text.slice(0, 200)}…`;
}

/** Compares a text with a wanted one. */
export const textCheck = (name: string, wanted: Wanted, ...got: readonly (string | null)[]): Check => ({
  name,
  wanted: quoted(wanted),
  got: got.length === 1 ? quoted(got[0]) : quoted(got),
  holds: isWanted(wanted, ...got),
});

/** Compares two values that JSON can tell apart. */
export const valueCheck = (name: string, wanted: unknown, got: unknown): Check => ({
  name,
  wanted: quoted(wanted),
  got: quoted(got),
  holds: quoted(wanted) === quoted(got),
});

/** The item for which most conditions hold, the latest of several; null when there is none. */
export function nearest<T>(items: readonly T[], checksOf: (item: T) => readonly Check[]): NearMiss<T> | null {
  let best: NearMiss<T> | null = null;
  for (const item of items) {
    const failed = checksOf(item).filter(({ holds }) => !holds);
    if (best === null || failed.length <= best.failed.length) best = { item, failed };
  }
  return best;
}

/** What came nearest, and what is not as wanted about it. */
export type NearMiss<T> = { readonly item: T; readonly failed: readonly Check[] };

/** The failed conditions, one a line. */
export const missLines = (failed: readonly Check[]): readonly string[] =>
  failed.map(({ name, wanted, got }) => `  ${name}: wanted ${wanted}, got ${got}`);

function fits(wanted: Wanted, text: string): boolean {
  if (typeof wanted === 'string') return wanted.toLowerCase() === text.toLowerCase();
  wanted.lastIndex = 0; // a /g expression remembers where it stopped
  return wanted.test(text);
}
