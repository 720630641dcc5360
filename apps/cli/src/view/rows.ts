import { type Family, type Mode, PORTS, type Purpose, roleOf, type TraceEvent } from '@smtp-triage/core';
import { failureWords, LOOKUP, WAITING } from '@smtp-triage/core/live';
import { type LiveTrace, type Rail, railOf } from './rail.ts';

/** The port and mode of the user's client, as the ladder marks it. */
export type Settings = { readonly port: number; readonly mode: Mode } | null;

/** One row of the ladder. */
export type Row = {
  readonly port: number;
  readonly mode: Mode;
  readonly family: Family | null;
  readonly address: string | null;
  readonly host: string;
  readonly purpose: Purpose;
  readonly yours: boolean;
  readonly rail: Rail;
  /** What to say at the end of the rail. */
  readonly words: string;
  /** Routes to other addresses that look just like this one. */
  readonly alike: number;
};

/** The name look-up, as the ladder's heading shows it. */
export type Names = {
  readonly pending: boolean;
  readonly addresses: readonly { readonly family: Family; readonly address: string }[];
  readonly failure: string | null;
};

/** More addresses of one family than this are folded where they look alike. */
const SHOWN_APART = 2;

/** The rows of the ladder: the user's own port first, then in the order of preference, tests that settle something below. */
export function rowsOf(traces: readonly LiveTrace[], settings: Settings): readonly Row[] {
  const rows = traces.flatMap((trace) => rowOf(trace, settings)).sort(byPlace(settings));
  const out: Row[] = [];
  for (let at = 0; at < rows.length; ) {
    const first = rows[at];
    if (first === undefined) break;
    const family = rows.slice(at).filter((row) => sameGroup(row, first) && row.family === first.family);
    out.push(...(family.length > SHOWN_APART ? fold(family) : family));
    at += family.length;
  }
  return out;
}

/** Whether two rows are printed under one port and mode. */
export const sameGroup = (a: Row, b: Row): boolean =>
  a.port === b.port && a.mode === b.mode && a.purpose === b.purpose && a.host === b.host;

/** What is known of the name's addresses. */
export function namesOf(traces: readonly LiveTrace[]): Names {
  const lookups = traces.filter((trace) => trace.route.purpose === 'lookup');
  const events = lookups.flatMap((trace) => trace.events);
  const found = events.flatMap((event) =>
    event.type === 'resolved' ? event.addresses.map((address) => ({ family: event.family, address })) : [],
  );
  const routes = traces
    .filter((trace) => trace.route.purpose !== 'control')
    .flatMap(({ route: { family, address } }) => (family === null || address === null ? [] : [{ family, address }]));
  const addresses = [...new Map([...found, ...routes].map((each) => [each.address, each])).values()].sort(
    (a, b) => a.family - b.family,
  );
  const failed = events.find((event) => event.type === 'not-resolved');
  return {
    pending: addresses.length === 0 && failed === undefined,
    addresses,
    failure: addresses.length > 0 || failed === undefined ? null : LOOKUP[failed.why],
  };
}

function rowOf(trace: LiveTrace, settings: Settings): readonly Row[] {
  const { port, mode, family, address, host, purpose } = trace.route;
  // A connection made for one question has no place in the picture
  if (port === null || mode === null || purpose === 'size-test' || purpose === 'injection-test') return [];
  const rail = railOf(trace);
  const yours = purpose === 'settings' || (purpose === 'ladder' && settings?.port === port && settings.mode === mode);
  return [{ port, mode, family, address, host, purpose, yours, rail, words: wordsOf(trace, rail), alike: 0 }];
}

function wordsOf({ route, startedAt, events }: LiveTrace, rail: Rail): string {
  switch (rail.state) {
    case 'held':
      return 'waits';
    case 'running':
      return WAITING[rail.stage ?? 'connect'];
    case 'leaving':
      return 'QUIT';
    case 'skipped':
      return rail.why === 'not-tried' ? 'not tried' : 'not waited for';
    case 'failed': {
      const ended = events.findLast((event): event is Extract<TraceEvent, { type: 'ended' }> => event.type === 'ended');
      return ended === undefined ? 'failed' : failureWords(events, ended, startedAt);
    }
    case 'ok':
      if (route.purpose === 'control') return `answers: ${route.host}`;
      if (route.purpose === 'follow-up') return 'answers';
      return roleOf(route.port ?? 0) === 'relay' ? 'relay' : 'ready';
  }
}

/** One row for each thing that happened, with the number of addresses where it happened as well. */
function fold(rows: readonly Row[]): readonly Row[] {
  const kinds = new Map<string, Row>();
  for (const row of rows) {
    const key = JSON.stringify([row.rail.cells, row.rail.state, row.words]);
    const first = kinds.get(key);
    kinds.set(key, first === undefined ? row : { ...first, alike: first.alike + 1 });
  }
  return [...kinds.values()];
}

const PURPOSES: readonly Purpose[] = ['settings', 'ladder', 'follow-up', 'control', 'lookup'];

function byPlace(settings: Settings): (a: Row, b: Row) => number {
  const portPlace = (port: number): number => {
    const place = PORTS.findIndex((fact) => fact.port === port);
    return port === settings?.port ? -1 : place < 0 ? PORTS.length : place;
  };
  const keys = (row: Row): readonly number[] => [
    row.purpose === 'control' ? 1 : 0,
    portPlace(row.port),
    row.port,
    row.yours ? 0 : 1,
    PURPOSES.indexOf(row.purpose),
    ['starttls', 'implicit-tls', 'cleartext'].indexOf(row.mode),
    row.family ?? 0,
  ];
  return (a, b) => {
    const other = keys(b);
    for (const [index, key] of keys(a).entries()) {
      const difference = key - (other[index] ?? 0);
      if (difference !== 0) return difference;
    }
    return a.host < b.host ? -1 : a.host > b.host ? 1 : 0;
  };
}
