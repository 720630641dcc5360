import type { Code } from '../catalogue/causes.ts';
import type { RouteOutcome } from '../diagnose/types.ts';
import { roleOf } from '../ports.ts';
import type { EventOf, Trace, TraceEvent } from '../trace/types.ts';
import type { PortEnd, RunReport, SeenPort } from './types.ts';

/** What a finding says of the end of a connection attempt; what was said aloud before what silence was taken for. */
const ENDS: readonly (readonly [code: Code, end: PortEnd])[] = [
  ['connect-refused', 'refusal'],
  ['connection-reset', 'refusal'],
  ['connect-prohibited', 'prohibited'],
  ['network-unreachable', 'no-route'],
  ['port-blocked-by-network', 'silence'],
  ['all-submission-ports-blocked', 'silence'],
  ['relay-port-blocked', 'silence'],
  ['port-unreachable', 'silence'],
  ['host-unreachable', 'not-served'],
  ['port-not-offered', 'not-served'],
];

/** A refusal comes after one round trip; for silence a run waits for seconds. */
const AT_ONCE_MS = 1_000;

/** The findings that say: the network, not the server. */
const BLAMES_NETWORK: ReadonlySet<Code> = new Set<Code>([
  'port-blocked-by-network',
  'all-submission-ports-blocked',
  'relay-port-blocked',
  'port-unreachable',
  'connect-refused',
  'connect-prohibited',
]);

/** From the surest sign that a port is reachable to none at all: the first one that any address showed counts. */
const RANK: readonly PortEnd[] = [
  'answered',
  'other-name',
  'refusal',
  'not-served',
  'prohibited',
  'silence',
  'no-route',
  'not-tried',
];

/** Whether the diagnosis blames the network for something that stands in the way of the user's mail. */
export const blamesNetwork = ({ findings }: Pick<RunReport, 'findings'>): boolean =>
  findings.some(({ code, blame, severity }) => blame === 'network' && severity !== 'info' && BLAMES_NETWORK.has(code));

/** Every port that a run knows of, in the order of their numbers. */
export function seenPorts({ routes }: Pick<RunReport, 'routes'>): readonly SeenPort[] {
  const ports = [...new Set(routes.map(({ port }) => port))].sort((a, b) => a - b);
  return ports.map((port) => {
    const own = routes.filter((route) => route.port === port);
    const ends = own.map(endOf);
    const end = RANK.find((each) => ends.includes(each)) ?? 'not-tried';
    const confirmed = own.some((route) => route.findings.includes('port-blocked-by-network'));
    return { port, role: roleOf(port), end, confirmed };
  });
}

/** How one connection attempt ended. */
export function endOf({ reached, failedAt, findings, tls, timings }: RouteOutcome): PortEnd {
  // The stage before `connect` is `dns`: whoever got farther was answered
  if (reached !== null && reached !== 'dns') return tls?.nameMatches === false ? 'other-name' : 'answered';
  if (failedAt !== 'connect') return 'not-tried';
  // What is only a remark on this port does not stand in the finding on others: then the time tells
  return ENDS.find(([code]) => findings.includes(code))?.[1] ?? (timings.total < AT_ONCE_MS ? 'refusal' : 'silence');
}

/** A control host, and what it showed. */
export type SeenControl = { readonly host: string; readonly port: number; readonly end: PortEnd };

/** The control hosts of a run; none where the report came without traces. */
export const seenControls = ({ traces = [] }: Pick<RunReport, 'traces'>): readonly SeenControl[] =>
  traces.flatMap(({ route, events }) =>
    route.purpose !== 'control' || route.port === null
      ? []
      : [{ host: route.host, port: route.port, end: controlEnd(events) }],
  );

function controlEnd(events: Trace['events']): PortEnd {
  if (events.some(({ type }) => type === 'connected')) return 'answered';
  const refused = events.find(isNotConnected);
  if (refused === undefined) return events.some(isSilence) ? 'silence' : 'not-tried';
  return refused.why === 'timed-out' ? 'silence' : refused.why === 'refused' ? 'refusal' : 'no-route';
}

const isNotConnected = (event: TraceEvent): event is EventOf<'not-connected'> => event.type === 'not-connected';
const isSilence = ({ type }: TraceEvent): boolean => type === 'timed-out' || type === 'quiet';
