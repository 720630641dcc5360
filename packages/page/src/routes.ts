import type { EventOf, Report, Trace } from '@smtp-triage/core';
import { failureWords } from '@smtp-triage/core/live';
import type { Endings } from './views/ladder.tsx';
import { duration, MODE_LABELS } from './words.ts';

/** Names routes by port, mode and IP version; by address where that alone would name two. */
export function routeNames(traces: readonly Trace[]): (id: string) => string {
  const short = new Map(traces.map((trace) => [trace.route.id, shortName(trace)]));
  const count = (name: string): number => [...short.values()].filter((each) => each === name).length;
  const names = new Map(
    traces.map(({ route: { id, address, purpose } }) => {
      const name = short.get(id) ?? id;
      return [id, count(name) > 1 && address !== null && purpose !== 'control' ? `${name}, ${address}` : name];
    }),
  );
  return (id) => names.get(id) ?? id;
}

function shortName({ route: { purpose, host, port, mode, family } }: Trace): string {
  if (port === null || mode === null) return `look-up of ${host}`;
  if (purpose === 'control') return `control ${host}:${port}`;
  const beside = purpose === 'size-test' ? ' (small packets)' : purpose === 'injection-test' ? ' (injection test)' : '';
  return `${port} ${MODE_LABELS[mode]}${family === null ? '' : ` v${family}`}${beside}`;
}

/** What came of each route in a few words, with the time it took; and whether that stands in the way of mail. */
export function endingsOf(report: Report, traces: readonly Trace[]): Endings {
  const inTheWay = new Set(
    report.findings
      .filter(({ severity }) => severity !== 'info')
      .flatMap(({ evidence }) => evidence.map(({ route }) => route)),
  );
  const times = new Map(report.routes.map(({ id, timings }) => [id, timings.total]));
  return Object.fromEntries(
    traces.flatMap((trace) => {
      const { id, port } = trace.route;
      const words = wordsOf(trace, report.vantage.startedAt);
      if (port === null || words === null) return [];
      const total = times.get(id);
      const took = total === undefined ? '' : ` · ${duration(total)}`;
      return [[id, { says: `${words}${took}`, beside: !inTheWay.has(id) }]];
    }),
  );
}

function wordsOf({ route, events }: Trace, now: string): string | null {
  const ended = events.findLast((event): event is EventOf<'ended'> => event.type === 'ended');
  if (ended === undefined || ended.outcome === 'skipped') return null;
  if (ended.outcome === 'failed') return failureWords(events, ended, now);
  return route.purpose === 'control' ? 'answers' : route.port === 25 ? 'relay' : 'ready';
}
