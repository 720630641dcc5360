import { masked, type Span } from '../mask.ts';
import type { Found } from '../syntax/found.ts';
import { endOfLine } from '../syntax/tokens.ts';
import type { Lookup, Tables } from '../tables.ts';
import type { Syntax } from '../types.ts';

/** A URL that was read, and the setting that holds it. */
export type FoundUrl = { readonly text: string; readonly from: number; readonly line: number; readonly key: string };

/** What shows, while a text is read, that something in it is wrong. */
export type Context = {
  readonly text: string;
  readonly syntax: Syntax;
  readonly tables: Tables;
  readonly pairs: readonly Found[];
  readonly secrets: ReadonlySet<Found>;
  readonly urls: readonly FoundUrl[];
  readonly spans: readonly Span[];
  readonly find: Lookup<Found>;
};

/** The line of a part of the text with something else in its place, masked; null where the part goes over several lines. */
export function lineWith({ text, spans }: Context, from: number, to: number, instead: string): string | null {
  const start = text.lastIndexOf('\n', from - 1) + 1;
  const end = endOfLine(text, to);
  return text.slice(from, to).includes('\n')
    ? null
    : `${masked(text, spans, start, from)}${instead}${masked(text, spans, to, end)}`;
}
