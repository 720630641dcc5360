import { PORTS, type Report, type Request, reportOf, TIMING, type Timing, type Trace } from '@smtp-triage/core';
import { startPreset } from '@smtp-triage/mock-server';
import { askedOf, loginOf, type netOf, PRESET_HOST, virtualNet } from '@smtp-triage/mock-server/virtual-net';
import { prepare, triage } from '@smtp-triage/probe';

/** A preset, or what is described like one. */
export type World = Parameters<typeof netOf>[0];

/** The same request, answered over sockets and in memory. */
export type Both = { readonly sockets: Report; readonly memory: Report; readonly durationMs: number };

/** A fifth of the usual patience, so that a run over sockets that hangs is over in two seconds. */
const HASTY: Timing = { ...TIMING, connectMs: 1_200, greetingMs: 2_000, tlsMs: 1_600, replyMs: 2_000, quietMs: 250 };

/**
 * From another address of loopback than the servers': a client that connects to a closed port from that very port meets
 * itself (RFC 9293 §3.5, simultaneous open), and busy tests come to that.
 */
const SOURCE = process.platform === 'linux' ? '127.0.0.2' : '127.0.0.1';

/** Greetings that are meant to be late need all of it. */
const timingOf = ({ rules }: World): Timing =>
  rules.some(({ effects }) => effects.some((effect) => effect.type === 'delay' && effect.ms > 1_000)) ? TIMING : HASTY;

/** Runs a preset, or a world of the same form, over sockets and in memory with the same request. */
export async function runBoth(preset: World, trusted = true): Promise<Both> {
  const world = await startPreset(preset);
  try {
    const request = requestFor(preset, world.portMap, world.host);
    const found = await triage(request, {
      sourceAddress: SOURCE,
      ...(trusted ? { trust: { ca: [world.ca.certPem] } } : {}),
    });
    const sockets = reportOf(found, { traces: true });
    const net = virtualNet({ startedAt: found.vantage.startedAt, trusted }).host('127.0.0.1', preset);
    const { startedAt: _, ...asked } = request;
    const connectTo = [...world.portMap.keys()].map((port) => ({ port, host: '127.0.0.1', toPort: port }));
    const memory = reportOf(net.triage({ ...asked, connectTo }).case, { traces: true });
    return { sockets, memory, durationMs: found.vantage.durationMs };
  } finally {
    await world.close();
  }
}

function requestFor(preset: World, portMap: ReadonlyMap<number, number>, host: string): Request {
  const { settings, envelope } = askedOf(preset);
  const request = prepare({
    target: PRESET_HOST,
    ...(settings ?? {}),
    ...(preset.login === null ? {} : loginOf(preset.login)),
    ehloName: 'client.example.test',
    connectTo: [...portMap].map(([port, toPort]) => ({ port, host, toPort })),
    timing: timingOf(preset),
    controls: [],
    // Whoever stops early shows other routes as skipped on a slow machine than on a fast one
    waitForAll: true,
    ladder: PORTS.map(({ port, mode }) => ({ port, mode })),
  });
  if (!request.ok) throw new Error(request.problem);
  return { ...request.value, envelope: envelope ?? null };
}

/** What is new each time, or depends on the version of Node and OpenSSL, and is no matter of the law. */
const VARIABLE: ReadonlySet<string> = new Set([
  'at',
  'waitedMs',
  'startedAt',
  'fingerprint256',
  'serialNumber',
  'validFrom',
  'validTo',
  'keyExchange',
]);

/**
 * Traces as they can be compared, by route. Left out besides times and randomness: real ports; OpenSSL's names of alerts,
 * which have changed (the number stays); whether a reset was met in reading or in writing; and of the first bytes in place
 * of a handshake all but the first line, since a server that takes a real ClientHello for commands answers as many times
 * as there happen to be line ends in it.
 */
export const comparable = (traces: readonly Trace[]): readonly unknown[] =>
  traces
    .map(({ events, route, goal }) => ({
      route,
      goal,
      events: events.map((event) =>
        event.type === 'connecting'
          ? { type: event.type, address: event.address }
          : JSON.parse(JSON.stringify(event, settled)),
      ),
    }))
    .toSorted((a, b) => a.route.id.localeCompare(b.route.id));

function settled(key: string, value: unknown): unknown {
  if (VARIABLE.has(key)) return undefined;
  if (typeof value !== 'object' || value === null) return value;
  if (key === 'failure' && 'alert' in value && value.alert !== null) return { ...value, code: null, reason: null };
  if (key === 'failure' && 'why' in value && value.why === 'reset') return { ...value, reason: null };
  if (key === 'firstBytes' && 'text' in value) return String(value.text).split('\r\n')[0];
  return value;
}
