import type { EndReason, Mode, Route, Stage, TraceEvent, Verb } from '@smtp-triage/core';

/** What a row of the ladder is made of: a finished trace, or one that is still growing. */
export type LiveTrace = { readonly route: Route; readonly startedAt: string; readonly events: readonly TraceEvent[] };

/** The columns of the ladder. TLS has two places, because when it begins is what most settings get wrong. */
export const COLUMNS = ['connect', 'tls-first', 'greeting', 'ehlo', 'starttls', 'tls', 'auth', 'envelope'] as const;
/** One column of the ladder. */
export type Column = (typeof COLUMNS)[number];

/** What is known of one column on one route; a column without a cell was not reached. */
export type Cell = 'done' | 'failed' | 'running' | 'skipped';

/** A route as it stands on the ladder. */
export type Rail = {
  readonly cells: Readonly<Partial<Record<Column, Cell>>>;
  /** The column from which on everything is encrypted, or null. */
  readonly encryptedFrom: Column | null;
  readonly state: 'running' | 'held' | 'leaving' | 'ok' | 'failed' | 'skipped';
  readonly stage: Stage | null;
  readonly beganAt: number | null;
  /** When the stage that is running began. */
  readonly stageAt: number | null;
  /** When the result was there; the goodbye after it is not counted. */
  readonly endedAt: number | null;
  readonly why: EndReason | null;
};

/** The columns in the order in which a mode passes them. */
export const columnsOf = (mode: Mode): readonly Column[] =>
  COLUMNS.filter((column) => {
    if (column === 'tls-first') return mode === 'implicit-tls';
    if (column === 'starttls' || column === 'tls') return mode === 'starttls';
    return true;
  });

/** The column of a stage; null for those the ladder does not show. */
export function columnOf(stage: Stage, mode: Mode): Column | null {
  switch (stage) {
    case 'dns':
      return null;
    case 'tls':
      return mode === 'implicit-tls' ? 'tls-first' : 'tls';
    case 'data':
      return 'envelope';
    default:
      return stage;
  }
}

const STAGE_OF: Readonly<Partial<Record<Verb, Stage>>> = {
  CONNECT: 'greeting',
  EHLO: 'ehlo',
  HELO: 'ehlo',
  STARTTLS: 'starttls',
  AUTH: 'auth',
  CONTINUE: 'auth',
  MAIL: 'envelope',
  RCPT: 'envelope',
  DATA: 'data',
  TEXT: 'data',
};

/** Reads a route's events as a row of the ladder. */
export function railOf({ route, events }: LiveTrace): Rail {
  const mode = route.mode ?? 'starttls';
  const cells: Partial<Record<Column, Cell>> = {};
  let state: Rail['state'] = 'running';
  let stage: Stage | null = null;
  let stageAt: number | null = null;
  let beganAt: number | null = null;
  let endedAt: number | null = null;
  let why: EndReason | null = null;
  let secured = false;

  const mark = (at: Stage | null, cell: Cell): void => {
    const column = at === null ? null : columnOf(at, mode);
    if (column !== null) cells[column] = cell;
  };
  const enter = (next: Stage, at: number): void => {
    const column = columnOf(next, mode);
    if (stage !== next) stageAt = at;
    stage = next;
    // The second EHLO, after STARTTLS, changes nothing on the ladder.
    if (column !== null && cells[column] !== 'done') cells[column] = 'running';
  };

  for (const event of events) {
    switch (event.type) {
      case 'connecting':
        beganAt ??= event.at;
        enter('connect', event.at);
        break;
      case 'connected':
        mark('connect', 'done');
        enter(mode === 'implicit-tls' ? 'tls' : 'greeting', event.at);
        break;
      case 'not-connected':
        mark('connect', 'failed');
        break;
      case 'sent': {
        const next = STAGE_OF[event.verb];
        if (next !== undefined) enter(next, event.at);
        if (event.verb === 'QUIT') {
          endedAt ??= event.at;
          state = 'leaving';
        }
        break;
      }
      case 'reply': {
        const answered = STAGE_OF[event.to ?? 'CONNECT'] ?? null;
        if (event.code >= 400) {
          // HELO still may follow a refused EHLO, so only the end says that the stage failed.
          if (answered !== 'ehlo') mark(answered, 'failed');
        } else if (event.code < 300 && event.to !== 'MAIL') mark(answered, 'done');
        break;
      }
      case 'securing':
        enter('tls', event.at);
        break;
      case 'secured':
        mark('tls', 'done');
        secured = true;
        if (mode === 'implicit-tls') enter('greeting', event.at);
        else stageAt = event.at;
        break;
      case 'not-secured':
        mark('tls', 'failed');
        break;
      case 'timed-out':
        mark(event.stage, 'failed');
        break;
      case 'held':
        state = 'held';
        break;
      case 'told':
        state = 'running';
        break;
      case 'ended':
        state = event.outcome;
        why = event.why;
        endedAt ??= event.at;
        settle(cells, event.outcome === 'skipped');
        if (event.failedAt !== null) {
          mark(event.failedAt, 'failed');
          stage = event.failedAt;
        }
        break;
      default:
        break;
    }
  }
  const encryptedFrom = secured ? (mode === 'implicit-tls' ? 'tls-first' : 'tls') : null;
  return { cells, encryptedFrom, state, stage, beganAt, stageAt, endedAt, why };
}

/** At the end nothing is running any more. */
function settle(cells: Partial<Record<Column, Cell>>, skipped: boolean): void {
  for (const column of COLUMNS) {
    if (cells[column] !== 'running') continue;
    if (skipped) cells[column] = 'skipped';
    else delete cells[column];
  }
}
