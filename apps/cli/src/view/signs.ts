import type { Grid } from './grid.ts';
import { type Column, columnsOf, type Rail } from './rail.ts';
import type { Row } from './rows.ts';
import { type Span, span } from './text.ts';
import type { Look } from './theme.ts';

const SPINNER_MS = 120;

/** The signs of one route with the rails between them; a double rail is encrypted. */
export function railSpans(row: Row, grid: Grid, now: number | null, look: Look): readonly Span[] {
  const { cells, encryptedFrom } = row.rail;
  const passed = columnsOf(row.mode).filter((column) => cells[column] !== undefined && grid.at.has(column));
  const out: Span[] = [];
  let at = 0;
  let encrypted = false;
  for (const column of passed) {
    const place = grid.at.get(column) ?? 0;
    const rail =
      out.length === 0 || (cells[column] === 'skipped' && row.rail.state !== 'skipped')
        ? ' '
        : encrypted
          ? look.signs.encrypted
          : look.signs.cleartext;
    out.push(
      span(rail.repeat(Math.max(0, place - at)), encrypted ? 'good' : 'dim'),
      cellSpan(row.rail, column, now, look),
    );
    at = place + 1;
    if (column === encryptedFrom) encrypted = true;
  }
  if (passed.length === 0 && row.rail.state !== 'ok')
    out.push(span(' '.repeat(grid.at.get('connect') ?? 0)), emptySpan(row.rail, look));
  return out;
}

function cellSpan(rail: Rail, column: Column, now: number | null, look: Look): Span {
  switch (rail.cells[column]) {
    case 'done':
      return span(look.signs.done, 'good');
    case 'failed':
      return span(look.signs.failed, 'bad');
    case 'running':
      return span(now === null ? look.signs.running : spinner(now, look), 'accent');
    default:
      return span(look.signs.skipped, 'dim');
  }
}

const emptySpan = (rail: Rail, look: Look): Span =>
  rail.state === 'skipped' ? span(look.signs.skipped, 'dim') : span(look.signs.running, 'accent');

/** What is running, in motion. */
export const spinner = (now: number, look: Look): string =>
  look.signs.spinner[Math.floor(now / SPINNER_MS) % look.signs.spinner.length] ?? look.signs.running;
