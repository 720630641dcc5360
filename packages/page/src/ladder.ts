import type { Family, Mode, Outcome, Purpose, Stage } from '@smtp-triage/core';
import type { LiveEvent } from '@smtp-triage/core/live';

/** What a cell of the ladder shows. `past`: the route ended before it. */
export type CellState = 'waiting' | 'running' | 'ok' | 'warn' | 'fail' | 'skipped' | 'past';

/** One stage of one route. Times are milliseconds since the diagnosis began. */
export type Cell = { readonly state: CellState; readonly atMs: number; readonly tookMs: number | null };

/** One way to the server, or a port that waits for its turn (then it has no address yet). */
export type Row = {
  readonly id: string;
  readonly purpose: Purpose;
  readonly port: number;
  readonly mode: Mode;
  readonly family: Family | null;
  readonly address: string | null;
  /** What was asked for, which for a control is not the target. */
  readonly host: string | null;
  readonly cells: Readonly<Partial<Record<Stage, Cell>>>;
  readonly outcome: Outcome | null;
  readonly failedAt: Stage | null;
};

/** Everything the ladder shows, in the order in which it shows it. */
export type Ladder = {
  readonly rows: readonly Row[];
  /** Looking the name up, which all rows share; null where there was none. */
  readonly lookup: Cell | null;
  readonly ended: boolean;
};

/** Before anything was heard. */
export const NO_LADDER: Ladder = { rows: [], lookup: null, ended: false };

const isLookup = (routeId: string): boolean => /^dns(-|$)/.test(routeId);

/** Takes one event of the stream, or of a stored trace, and gives the ladder after it. */
export function advanceLadder(ladder: Ladder, event: LiveEvent): Ladder {
  switch (event.type) {
    case 'snapshot':
      return { ...ladder, rows: event.ladder.map(({ port, mode }) => placeholder(port, mode as Mode)) };
    case 'rung.started':
      return { ...ladder, rows: withRow(ladder.rows, event.route) };
    case 'stage.started': {
      const cell: Cell = { state: 'running', atMs: event.atMs, tookMs: null };
      return withCell(ladder, event.routeId, event.stage, cell);
    }
    case 'stage.finished': {
      const { routeId, stage, state, atMs, tookMs } = event;
      return withCell(ladder, routeId, stage, { state, atMs: atMs - tookMs, tookMs });
    }
    case 'rung.finished':
      return withOutcome(ladder, event.routeId, event.outcome, event.failedAt);
    case 'end':
      return event.reason === 'done' || event.reason === 'cancelled' || event.reason === 'failed'
        ? { ...ladder, ended: true }
        : ladder;
    default:
      return ladder;
  }
}

const placeholder = (port: number, mode: Mode): Row => ({
  id: `${port}-${mode}`,
  purpose: 'ladder',
  port,
  mode,
  family: null,
  address: null,
  host: null,
  cells: {},
  outcome: null,
  failedAt: null,
});

type Route = Extract<LiveEvent, { readonly type: 'rung.started' }>['route'];

/** A route takes the place of the row that waited for it; a further address of the same port stands below the first. */
function withRow(rows: readonly Row[], { id, purpose, host, port, mode, family, address }: Route): readonly Row[] {
  if (port === null || mode === null || rows.some((row) => row.id === id)) return rows;
  const row: Row = { ...placeholder(port, mode), id, purpose, host, family, address };
  const waits = rows.findIndex((each) => each.address === null && each.port === port && each.mode === mode);
  if (waits >= 0) return rows.toSpliced(waits, 1, row);
  const beside = rows.findLastIndex(
    (each) => each.port === port && each.mode === mode && (each.purpose === 'control') === (purpose === 'control'),
  );
  return beside >= 0 ? rows.toSpliced(beside + 1, 0, row) : [...rows, row];
}

function withCell(ladder: Ladder, routeId: string, stage: Stage, cell: Cell): Ladder {
  if (isLookup(routeId)) {
    // Several look-ups are one to whoever watches; the worst of them counts
    const worse = ladder.lookup?.state === 'fail' && cell.state !== 'fail';
    return stage === 'dns' && !worse ? { ...ladder, lookup: cell } : ladder;
  }
  return {
    ...ladder,
    rows: ladder.rows.map((row) => (row.id === routeId ? { ...row, cells: { ...row.cells, [stage]: cell } } : row)),
  };
}

const withOutcome = (ladder: Ladder, routeId: string, outcome: Outcome, failedAt: Stage | null): Ladder => ({
  ...ladder,
  rows: ladder.rows.map((row) => (row.id === routeId ? { ...row, outcome, failedAt } : row)),
});

/** How many routes have ended, of how many that are known. */
export const progressOf = ({ rows }: Ladder): { readonly done: number; readonly all: number } => ({
  done: rows.filter(({ outcome }) => outcome !== null).length,
  all: rows.length,
});
