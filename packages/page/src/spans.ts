import type { Stage, Trace } from '@smtp-triage/core';
import type { Cell } from './ladder.ts';
import { ladderOf } from './replay.ts';

/** A stage of a route as a stretch of time, in milliseconds since the diagnosis began. */
export type Span = {
  readonly stage: Stage;
  readonly state: Cell['state'];
  readonly fromMs: number;
  readonly tookMs: number;
};

/** All stages of one route, in the order in which they happened. */
export type SpanRow = { readonly id: string; readonly label: string; readonly spans: readonly Span[] };

/** All rows on one axis that ends with the last of them. */
export type Waterfall = { readonly rows: readonly SpanRow[]; readonly endMs: number };

/** Where the time of every route went. */
export function waterfallOf(traces: readonly Trace[], nameOf: (id: string) => string): Waterfall {
  const { rows, lookup } = ladderOf(traces);
  const all: SpanRow[] = [
    ...(lookup === null ? [] : [{ id: 'dns', label: 'Name look-up', spans: spansOf({ dns: lookup }) }]),
    ...rows.map(({ id, cells }) => ({ id, label: nameOf(id), spans: spansOf(cells) })),
  ].filter(({ spans }) => spans.length > 0);
  return {
    rows: all,
    endMs: Math.max(1, ...all.flatMap(({ spans }) => spans.map((each) => each.fromMs + each.tookMs))),
  };
}

const spansOf = (cells: Readonly<Partial<Record<Stage, Cell>>>): readonly Span[] =>
  Object.entries(cells)
    .map(([stage, { state, atMs, tookMs }]) => ({ stage: stage as Stage, state, fromMs: atMs, tookMs: tookMs ?? 0 }))
    .sort((a, b) => a.fromMs - b.fromMs);

/** Round marks for an axis that ends at `endMs`: at most six, at 1, 2 or 5 of a power of ten. */
export function ticksOf(endMs: number): readonly number[] {
  const rough = endMs / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((each) => each * power).find((each) => endMs / each <= 6) ?? power * 10;
  return Array.from({ length: Math.floor(endMs / step) + 1 }, (_, index) => Math.round(index * step * 1_000) / 1_000);
}
