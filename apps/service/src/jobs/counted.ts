import type { Case, Trace } from '@smtp-triage/core';
import { loginOutcome } from '../limits/login.ts';
import type { Metrics } from '../metrics/types.ts';

/** Where the numbers go. */
type Counters = Pick<Metrics, 'attempt' | 'authAttempt' | 'limitHit'>;

/** Counts the connections of a case. No label is anything that a server or a caller chose. */
export function countCase({ traces }: Case, metrics: Counters): void {
  for (const trace of traces) countAttempt(trace, metrics);
  const { outcome } = loginOutcome(traces);
  if (outcome !== 'not-sent') metrics.authAttempt(outcome);
}

function countAttempt({ route, events }: Trace, metrics: Counters): void {
  for (const event of events) if (event.type === 'limit-hit') metrics.limitHit(event.limit);
  const [first, last] = [events.find(({ type }) => type === 'connecting'), events.at(-1)];
  if (route.port === null || route.mode === null || first === undefined || last?.type !== 'ended') return;
  metrics.attempt(route.mode, route.port, last.failedAt ?? last.reached ?? 'connect', (last.at - first.at) / 1_000);
}
