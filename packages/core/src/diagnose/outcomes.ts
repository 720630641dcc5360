import type { Stage, Trace, TraceEvent } from '../trace/types.ts';
import type { Facts, RouteFacts } from './facts.ts';
import type { Finding, RouteOutcome, Timings } from './types.ts';

/** What came of each route, with the codes of the findings that point at it. */
export const outcomesOf = ({ routes, lookups }: Facts, findings: readonly Finding[]): readonly RouteOutcome[] =>
  routes.map((facts) => {
    const { id, port, mode, family, address } = facts.route;
    return {
      id,
      port,
      mode,
      role: facts.role,
      family,
      address,
      outcome: facts.ended?.outcome ?? 'skipped',
      reached: facts.ended?.reached ?? null,
      failedAt: facts.failedAt,
      timings: timingsOf(facts, lookups),
      offers: facts.after ?? facts.before,
      tls: facts.see('secured')?.event.tls ?? null,
      findings: findings.filter(({ evidence }) => evidence.some(({ route }) => route === id)).map(({ code }) => code),
    };
  });

/** Time from what opens a stage to what closes it, whatever lies between. */
function timingsOf({ trace: { events } }: RouteFacts, lookups: readonly Trace[]): Timings {
  const reply = (verb: string) => (event: TraceEvent) => event.type === 'reply' && event.to === verb;
  const sent = (verb: string) => (event: TraceEvent) => event.type === 'sent' && event.verb === verb;
  const is = (type: TraceEvent['type']) => (event: TraceEvent) => event.type === type;
  const greeting = events.findIndex(reply('CONNECT'));
  const opener = events.slice(0, Math.max(greeting, 0)).findLast((e) => e.type === 'connected' || e.type === 'secured');
  const span = (from: number | undefined, to: number | undefined): number | null =>
    from === undefined || to === undefined || to < from ? null : rounded(to - from);
  const time = (test: (event: TraceEvent) => boolean): number | undefined => events.find(test)?.at;
  const lookup = lookups[0]?.events ?? [];
  const first = events.find(is('connecting'))?.at ?? 0;
  return {
    dns: span(lookup[0]?.at, lookup.find((e) => e.type === 'resolved')?.at),
    connect: span(time(is('connecting')), time(is('connected'))),
    greeting: span(opener?.at, events[greeting]?.at),
    ehlo: span(time(sent('EHLO')), time(reply('EHLO'))),
    starttls: span(time(sent('STARTTLS')), time(reply('STARTTLS'))),
    tls: span(time(is('securing')), time(is('secured'))),
    auth: span(
      time(sent('AUTH')),
      events.findLast((e) => e.type === 'reply' && (e.to === 'AUTH' || e.to === 'CONTINUE'))?.at,
    ),
    // The goodbye is politeness, not part of the answer
    total: rounded((time(sent('QUIT')) ?? events.at(-1)?.at ?? first) - first),
  };
}

const rounded = (ms: number): number => Math.round(ms * 10) / 10;

/** The stage names that a route's ladder shows, in the order in which it passes them. */
export const stagesOf = (mode: RouteOutcome['mode']): readonly Stage[] =>
  mode === 'implicit-tls'
    ? ['connect', 'tls', 'greeting', 'ehlo', 'auth', 'envelope']
    : mode === 'starttls'
      ? ['connect', 'greeting', 'ehlo', 'starttls', 'tls', 'auth', 'envelope']
      : ['connect', 'greeting', 'ehlo', 'auth', 'envelope'];
