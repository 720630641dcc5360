import { type Mode, type PortRole, roleOf } from '../ports.ts';
import type { EventOf, Purpose, Route, Stage, Trace, TraceEvent } from '../trace/types.ts';
import { type TrustProblem, trustProblems } from '../trust.ts';
import type { Offers } from '../wire/offers.ts';
import type { Evidence } from './types.ts';

/** An event together with its place in the trace, ready to be pointed at. */
export type Seen<E extends TraceEvent = TraceEvent> = { readonly event: E; readonly evidence: Evidence };

/** What one attempt showed, read off its trace once. */
export type RouteFacts = {
  readonly trace: Trace;
  readonly route: Route & { readonly port: number; readonly mode: Mode; readonly address: string };
  readonly role: PortRole;
  readonly ended: EventOf<'ended'> | null;
  readonly ok: boolean;
  readonly failedAt: Stage | null;
  readonly problems: readonly TrustProblem[];
  /** Offers before and after TLS. */
  readonly before: Offers | null;
  readonly after: Offers | null;
  /** The first event of a kind that passes a test. */
  see<K extends TraceEvent['type']>(type: K, test?: (event: EventOf<K>) => boolean): Seen<EventOf<K>> | null;
};

/** Everything the rules may look at. */
export type Facts = {
  readonly lookups: readonly Trace[];
  readonly routes: readonly RouteFacts[];
  readonly controls: readonly RouteFacts[];
  /** Handshakes that only a short alert can answer. */
  readonly sizeTests: readonly RouteFacts[];
  /** STARTTLS with a command slipped in behind it. */
  readonly injectionTests: readonly RouteFacts[];
  /** Routes the user's settings name; empty when they named none. */
  readonly own: readonly RouteFacts[];
  /** The routes that did everything asked of them, best first; relay ports only where the user's settings name them. */
  readonly usable: readonly RouteFacts[];
  /** The first of these, or null. */
  readonly best: RouteFacts | null;
  readonly host: string;
};

/** The smallest TLS version a careful client accepts (RFC 8996). */
const MIN_TLS = 'TLSv1.2';
const PREFERENCE: readonly number[] = [587, 465, 2525];

/** Connections made for one question, which are no way to submit mail. */
const APART: ReadonlySet<Purpose> = new Set<Purpose>(['control', 'size-test', 'injection-test']);

/** Reads the facts off a set of traces. */
export function factsOf(traces: readonly Trace[]): Facts {
  const lookups = traces.filter(({ route }) => route.purpose === 'lookup');
  // A route that was sent home without the login did its part only if the one that got it reached the goal
  const goalReached = traces.some(
    ({ events }) =>
      events.some((e) => e.type === 'told' && e.word === 'proceed') &&
      events.some((e) => e.type === 'ended' && e.why === 'goal'),
  );
  const all = traces.filter(isConnection).map((trace) => routeFacts(trace, goalReached));
  const routes = all.filter(({ route }) => !APART.has(route.purpose));
  const own = routes.filter(({ route }) => route.purpose === 'settings');
  const usable = routes
    .filter(({ ok, role, route }) => ok && (role !== 'relay' || route.purpose === 'settings'))
    .toSorted((a, b) => preference(a) - preference(b));
  return {
    lookups,
    routes,
    controls: all.filter(({ route }) => route.purpose === 'control'),
    sizeTests: all.filter(({ route }) => route.purpose === 'size-test'),
    injectionTests: all.filter(({ route }) => route.purpose === 'injection-test'),
    own,
    usable,
    best: usable[0] ?? null,
    // The first look-up may be of another name: a port can really be elsewhere
    host: (all[0] ?? traces[0])?.route.host ?? '',
  };
}

/** The first of several looks that saw something. */
export const firstSeen = <E extends TraceEvent>(...seen: readonly (Seen<E> | null)[]): Seen<E> | null =>
  seen.find((one) => one !== null) ?? null;

/** The server's reply in one line, as it may be quoted. */
export const quoteOf = ({ code, lines }: EventOf<'reply'>): string => `${code} ${lines.join(' ')}`.trim();

/** Evidence with the server's words. */
export const quoted = (seen: Seen<EventOf<'reply'>>): Evidence => ({ ...seen.evidence, quote: quoteOf(seen.event) });

type ConnectionTrace = Trace & { readonly route: RouteFacts['route'] };

const isConnection = (trace: Trace): trace is ConnectionTrace =>
  trace.route.purpose !== 'lookup' &&
  trace.route.port !== null &&
  trace.route.mode !== null &&
  trace.route.address !== null;

function routeFacts(trace: ConnectionTrace, goalReached: boolean): RouteFacts {
  const { events, route, startedAt } = trace;
  const see: RouteFacts['see'] = (type, test) => {
    const index = events.findIndex((event) => event.type === type && (test === undefined || test(event as never)));
    return index < 0 ? null : { event: events[index] as never, evidence: { route: route.id, event: index } };
  };
  const ended = see('ended')?.event ?? null;
  const tls = see('secured')?.event.tls ?? null;
  const securedAt = events.findIndex(({ type }) => type === 'secured');
  return {
    trace,
    route,
    role: roleOf(route.port),
    ended,
    ok: ended?.outcome === 'ok' && (ended.why === 'goal' || goalReached),
    failedAt: ended?.outcome === 'failed' ? ended.failedAt : null,
    problems: tls === null ? [] : trustProblems(tls, startedAt, MIN_TLS),
    before: lastOffers(securedAt < 0 ? events : events.slice(0, securedAt)),
    after: securedAt < 0 ? null : lastOffers(events.slice(securedAt)),
    see,
  };
}

function lastOffers(events: readonly TraceEvent[]): Offers | null {
  const last = events.findLast(({ type }) => type === 'offers');
  return last?.type === 'offers' ? last.offers : null;
}

/** The route that carried the login first, then the user's own, then the order of the ladder. */
function preference({ route, ended }: RouteFacts): number {
  const place = PREFERENCE.indexOf(route.port);
  const loggedIn = ended?.why === 'goal' ? 0 : 100;
  // No encryption is never the better way, even where it is what the user has set
  return (
    loggedIn +
    (route.mode === 'cleartext' ? 1_000 : 0) +
    (route.purpose === 'settings' ? -10 : 0) +
    (place < 0 ? PREFERENCE.length : place)
  );
}
