import type { Mode } from '@smtp-triage/core';
import { modeName } from '@smtp-triage/core/live';
import { COLUMNS, type Column, columnsOf } from './rail.ts';
import type { Row } from './rows.ts';
import { type Span, span, textWidth } from './text.ts';

/** What stands above each column. */
export const HEADINGS: Readonly<Record<Column, string>> = {
  connect: 'connect',
  'tls-first': 'tls',
  greeting: 'greet',
  ehlo: 'ehlo',
  starttls: 'starttls',
  tls: 'tls',
  auth: 'login',
  envelope: 'mail',
};

/** Where each column's sign stands, counted from the first one's left edge. */
export type Grid = {
  readonly columns: readonly Column[];
  readonly at: ReadonlyMap<Column, number>;
  readonly width: number;
};

/** The widths of what stands left of the signs: port, mode, address tag, and all of it together. */
export type Left = { readonly port: number; readonly mode: number; readonly tag: number; readonly all: number };

/** Places the columns that a set of routes needs; narrow: without headings, as close as can be. */
export function gridOf(rows: readonly Row[], asked: readonly Column[], narrow: boolean): Grid {
  const modes = new Set<Mode>(rows.map((row) => row.mode));
  const possible = new Set([...modes].flatMap((mode) => columnsOf(mode)));
  const used = new Set(rows.flatMap((row) => Object.keys(row.rail.cells)));
  const optional = (column: Column): boolean => column !== 'auth' && column !== 'envelope';
  const columns = COLUMNS.filter(
    (column) => possible.has(column) && (optional(column) || used.has(column) || asked.includes(column)),
  );
  const at = new Map<Column, number>();
  let edge = 0;
  for (const column of columns) {
    const width = narrow ? 1 : HEADINGS[column].length;
    at.set(column, edge + Math.floor((width - 1) / 2));
    edge += width + 1;
  }
  return { columns, at, width: (at.get(columns.at(-1) ?? 'connect') ?? 0) + 2 };
}

/** The line above the signs. */
export const headings = (grid: Grid): readonly Span[] => [
  span(grid.columns.map((column) => HEADINGS[column]).join(' '), 'dim'),
];

/** Measures the left side of the ladder. */
export function leftWidths(rows: readonly Row[], tags: ReadonlyMap<string, string>): Left {
  const widest = (texts: readonly string[]): number => Math.max(0, ...texts.map(textWidth));
  const port = widest(['2525', ...rows.map((row) => String(row.port))]);
  const mode = widest(rows.map((row) => (row.purpose === 'control' ? 'control' : modeName(row.mode))));
  const tag = widest([...tags.values()]);
  return { port, mode, tag, all: 1 + port + 1 + mode + 1 + tag + 1 };
}
