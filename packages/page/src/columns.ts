import type { Mode, Stage } from '@smtp-triage/core';
import type { Cell, Ladder, Row } from './ladder.ts';

/** One column of the ladder. TLS has two places, because when it begins is what most settings get wrong. */
export type Column = { readonly key: string; readonly stage: Stage; readonly title: string; readonly only?: Mode };

const COLUMNS: readonly Column[] = [
  { key: 'dns', stage: 'dns', title: 'Name' },
  { key: 'connect', stage: 'connect', title: 'Connect' },
  { key: 'tls-first', stage: 'tls', title: 'TLS', only: 'implicit-tls' },
  { key: 'greeting', stage: 'greeting', title: 'Greeting' },
  { key: 'ehlo', stage: 'ehlo', title: 'EHLO' },
  { key: 'starttls', stage: 'starttls', title: 'STARTTLS', only: 'starttls' },
  { key: 'tls', stage: 'tls', title: 'TLS', only: 'starttls' },
  { key: 'auth', stage: 'auth', title: 'Login' },
  { key: 'envelope', stage: 'envelope', title: 'Envelope' },
  { key: 'data', stage: 'data', title: 'Message' },
];

/** Stages that are shown only where one was asked for: without a login there is nothing to see in its column. */
const ON_REQUEST: ReadonlySet<Stage> = new Set(['auth', 'envelope', 'data']);

/** The columns that a ladder needs. */
export function columnsOf({ rows, lookup }: Ladder): readonly Column[] {
  return COLUMNS.filter(({ stage, only }) => {
    if (stage === 'dns') return lookup !== null;
    if (only !== undefined) return rows.some(({ mode, purpose }) => mode === only && purpose !== 'control');
    return !ON_REQUEST.has(stage) || rows.some(({ cells }) => cells[stage] !== undefined);
  });
}

/** What a row shows in a column: a cell, and how the line that leads through it is drawn. */
export type Station = {
  readonly column: Column;
  /** Null: this mode has no such station, the line only passes through. */
  readonly cell: Cell | null;
  /** `clear`: what is said there can be read on the way; `secure`: it is encrypted; `none`: nothing came that far. */
  readonly line: 'clear' | 'secure' | 'none';
  /** Here the encryption begins. */
  readonly secures: boolean;
};

const WAITING: Cell = { state: 'waiting', atMs: 0, tookMs: null };

/** A row, station by station. */
export function stationsOf(row: Row, { lookup }: Ladder, columns: readonly Column[]): readonly Station[] {
  const cellOf = ({ stage, only }: Column): Cell | null => {
    if (stage === 'dns') return lookup;
    if (only !== undefined && only !== row.mode) return null;
    return row.cells[stage] ?? { ...WAITING, state: row.outcome === null ? 'waiting' : 'past' };
  };
  const cells = columns.map(cellOf);
  const last = cells.findLastIndex((cell) => cell !== null && cell.state !== 'waiting' && cell.state !== 'past');
  const secured = columns.findIndex(({ stage }, at) => stage === 'tls' && isPassed(cells[at]));
  return columns.map((column, at) => {
    const reached = at <= last && row.outcome !== 'skipped';
    return {
      column,
      cell: cells[at] ?? null,
      secures: at === secured,
      line: !reached ? 'none' : secured >= 0 && at > secured ? 'secure' : 'clear',
    };
  });
}

const isPassed = (cell: Cell | null | undefined): boolean => cell?.state === 'ok' || cell?.state === 'warn';
