import { type Candidate, ERROR_TEXTS, type ErrorText, type Sureness } from '../catalogue/errors/index.ts';
import { type Mode, usualMode } from '../ports.ts';

/** An error text that was found, and where. */
export type Match = { readonly row: ErrorText; readonly start: number; readonly end: number };

/** The known texts in a text that {@link searchable} made, in the order of the catalogue. The vague count only alone. */
export function matches(text: string): readonly Match[] {
  // A message that was wrapped where it was pasted
  const joined = text.replaceAll('\n', ' ');
  // ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE says "alert bad certificate"
  const spoken = joined.includes('_') ? joined.replaceAll('_', ' ') : joined;
  const has = (words: string): boolean => joined.includes(words) || (spoken !== joined && spoken.includes(words));
  const found = ERROR_TEXTS.flatMap((row) => {
    const place = find(row, text, joined) ?? (spoken === joined ? null : find(row, spoken, spoken));
    if (place === null || (row.near !== undefined && !row.near.some(has))) return [];
    return row.unless?.some(has) === true ? [] : [{ row, ...place }];
  });
  const telling = found.filter(({ row }) => row.general !== true);
  return telling.length > 0 ? telling : found;
}

/** How sure a candidate is in this setting; null: not at all. */
export function weigh(candidate: Candidate, port: number | null, mode: Mode | null): Sureness | null {
  const usual = port === null ? null : usualMode(port);
  const shift = candidate.shifts?.find(
    (one) =>
      (one.port === undefined || one.port === port) &&
      (one.usual === undefined || one.usual === usual) &&
      (one.mode === undefined || one.mode === mode),
  );
  return shift === undefined ? candidate.is : shift.is;
}

type Place = { readonly start: number; readonly end: number };

function find(row: ErrorText, text: string, joined: string): Place | null {
  for (const words of row.text ?? []) {
    const start = joined.indexOf(words);
    if (start >= 0) return { start, end: start + words.length };
  }
  for (const word of row.word ?? []) {
    const place = findWord(joined, word);
    if (place !== null) return place;
  }
  const match = row.pattern?.exec(text) ?? null;
  return match === null ? null : { start: match.index, end: match.index + match[0].length };
}

/** A word that is not part of a longer one. */
export function findWord(text: string, word: string): Place | null {
  for (let start = text.indexOf(word); start >= 0; start = text.indexOf(word, start + 1)) {
    const end = start + word.length;
    if (!/[a-z0-9_]/.test(text[start - 1] ?? ' ') && !/[a-z0-9_]/.test(text[end] ?? ' ')) return { start, end };
  }
  return null;
}
