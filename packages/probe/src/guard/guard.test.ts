import type { Socket, TcpNetConnectOpts } from 'node:net';
import {
  type AddressPolicy,
  type Case,
  type PolicyText,
  PUBLIC_POLICY,
  type Refusal,
  type Request,
  readPolicy,
  type TraceEvent,
} from '@smtp-triage/core';
import { caCertPem } from '@smtp-triage/mock-server';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { LOOPBACK_SPELLINGS } from '../../../core/test/loopback-spellings.ts';
import { blockOf, inside, REFUSED_V4, REFUSED_V6 } from '../../../core/test/special-blocks.ts';
import { blackHole, listen, speakSmtp } from '../../test/servers.ts';
import { type FlippingDns, listenZone, type Says } from '../../test/zone.ts';
import type { Edge } from '../edge.ts';
import { GUARD_TRIPPED, GuardTripped } from '../open.ts';
import { prepare, type TriageOptions } from '../prepare.ts';
import { triage } from '../triage.ts';
import { Guard, withOwnAddresses } from './guard.ts';
import { type Stub, stubResolver } from './stub.ts';
import { NotPermitted, vet } from './vet.ts';

type Opened = TcpNetConnectOpts & { readonly host: string };

/** Every TCP connection of this process goes through here: it is counted, may be sent elsewhere, and may lie about its peer. */
const net = vi.hoisted(() => ({
  opened: [] as string[],
  /** Where connections really go, so that a "public" address can be one of this test. */
  reallyTo: null as { readonly host: string; readonly port: number } | null,
  /** The address that the socket claims to be connected to. */
  claims: null as string | null,
}));
vi.mock('node:net', async (original) => {
  const real = await original<typeof import('node:net')>();
  const connect = (options: number | Opened, host?: string): Socket => {
    // The servers of tests connect, too
    if (typeof options === 'number') return real.connect(options, host);
    const place = net.reallyTo ?? options;
    if (!['127.0.0.1', '::1'].includes(place.host)) throw new Error(`not an address of this machine: ${place.host}`);
    net.opened.push(`${options.host} ${options.port}`);
    const socket = real.connect({ ...options, ...place });
    if (net.claims !== null) Object.defineProperty(socket, 'remoteAddress', { value: net.claims });
    return socket;
  };
  return { ...real, connect };
});
/** A public address that one network card of this machine has. */
const OWN = '198.35.26.96';
vi.mock('node:os', async (original) => {
  const real = await original<typeof import('node:os')>();
  return { ...real, networkInterfaces: () => ({ ...real.networkInterfaces(), wan0: [{ address: '198.35.26.96' }] }) };
});
beforeEach(() => Object.assign(net, { opened: [], reallyTo: null, claims: null }));

const NAME = 'mail.example.com';
function policyOf(text: PolicyText): AddressPolicy {
  const policy = readPolicy(text);
  if (!policy.ok) throw new Error(policy.problem);
  return policy.value;
}
/** A policy under which loopback may be tested, on one more port. */
const lab = (...ports: readonly number[]): AddressPolicy =>
  policyOf({ profile: 'private', allow: ['127.0.0.1', '::1'], ports });

function requestFor(options: Partial<TriageOptions> = {}): Request {
  const request = prepare({ target: NAME, controls: [], ...options });
  if (!request.ok) throw new Error(request.problem);
  return request.value;
}
function stubAt(dns: FlippingDns): Stub {
  const stub = stubResolver([dns.server]);
  if (!stub.ok) throw new Error(stub.problem);
  return stub.value;
}
const eventsOf = (found: Case): readonly TraceEvent[] => found.traces.flatMap(({ events }) => events);

/** Runs where it must not: gives the reason, and what was asked and opened on the way. */
async function refused(
  says: (name: string, before: number) => Says | null | undefined,
  policy: AddressPolicy = PUBLIC_POLICY,
  options: Partial<TriageOptions> = {},
  edge: Edge = {},
): Promise<{ reason: Refusal; asked: readonly string[]; text: string }> {
  const dns = await listenZone(says);
  const heard: unknown[] = [];
  const onEvent: NonNullable<Edge['onEvent']> = (...event) => heard.push(event);
  const run = triage(requestFor(options), { policy, stub: stubAt(dns), onEvent, ...edge });
  const error = await run.then(
    () => new Error('it was let through'),
    (reason: unknown) => reason,
  );
  if (!(error instanceof NotPermitted)) throw error;
  expect(net.opened).toEqual([]);
  expect(heard).toEqual([]);
  return { reason: error.reason, asked: dns.asked, text: `${error.message} ${JSON.stringify(error)}` };
}

describe('a run under the public policy', () => {
  it('tests a public server, over a connection to the address that DNS gave', async () => {
    const port = await listen((socket) => speakSmtp(socket));
    Object.assign(net, { reallyTo: { host: '127.0.0.1', port }, claims: '8.8.8.8' });
    const dns = await listenZone(() => ({ a: ['8.8.8.8'] }));
    const request = requestFor({ port: 587, mode: 'starttls', only: true, servername: 'localhost' });
    const found = await triage(request, { policy: PUBLIC_POLICY, stub: stubAt(dns), trust: { ca: [caCertPem()] } });
    expect(eventsOf(found).at(-1)).toMatchObject({ type: 'ended', outcome: 'ok', reached: 'tls' });
    expect([dns.asked.toSorted(), net.opened]).toEqual([[`A ${NAME}`, `AAAA ${NAME}`], ['8.8.8.8 587']]);
  });

  it.each(LOOPBACK_SPELLINGS)('opens no socket and asks no DNS for %j (SEC-02, SEC-03, SEC-05)', async (target) => {
    const dns = await listenZone(() => ({ a: ['8.8.8.8'] }));
    const request = prepare({ target, controls: [] });
    if (request.ok) {
      await expect(triage(request.value, { policy: PUBLIC_POLICY, stub: stubAt(dns) })).rejects.toThrow(NotPermitted);
    }
    expect([dns.asked, net.opened]).toEqual([[], []]);
  });

  it('opens no socket to any address of a special block (SEC-01)', async () => {
    const edges = [...new Set([...REFUSED_V4, ...REFUSED_V6].map(blockOf).flatMap(inside))];
    expect(edges.length).toBeGreaterThan(200);
    const dns = await listenZone(() => undefined);
    for (const target of edges) {
      const run = triage(requestFor({ target }), { policy: PUBLIC_POLICY, stub: stubAt(dns) });
      await expect(run, target).rejects.toThrow(NotPermitted);
    }
    expect([dns.asked, net.opened]).toEqual([[], []]);
  });

  it('judges the port before DNS is asked (SEC-11)', async () => {
    expect(await refused(() => ({ a: ['8.8.8.8'] }), PUBLIC_POLICY, { port: 22 })).toMatchObject({
      reason: 'port-not-allowed',
      asked: [],
    });
    const connectTo = [{ port: 587, host: NAME, toPort: 6379 }];
    expect((await refused(() => undefined, PUBLIC_POLICY, { connectTo })).reason).toBe('port-not-allowed');
  });

  it.each([
    ['a private address', { a: ['10.0.0.1'] }, 'special-purpose'],
    ['private among public addresses', { a: ['8.8.8.8', '192.168.1.1', '8.8.4.4'] }, 'special-purpose'],
    ['a private address of the other family', { a: ['8.8.8.8'], aaaa: ['fd00:0:0:0:0:0:0:1'] }, 'special-purpose'],
    ['an AAAA that is IPv4-mapped', { a: ['8.8.8.8'], aaaa: ['0:0:0:0:0:ffff:7f00:1'] }, 'wrapped-ipv4'],
    ['an AAAA in NAT64 form', { aaaa: ['64:ff9b:0:0:0:0:a00:1'] }, 'wrapped-ipv4'],
    ['the metadata service', { a: ['169.254.169.254'] }, 'cloud-service'],
    ['an alias to a name inside', { cname: 'db.corp.internal', a: ['8.8.8.8'] }, 'reserved-name'],
    ['an alias to an address inside', { cname: 'x.example.net', a: ['127.0.0.1'] }, 'special-purpose'],
  ] as const)('is refused where DNS says: %s (SEC-07)', async (_, says, reason) => {
    const { text, ...rest } = await refused(() => says);
    expect(rest.reason).toBe(reason);
    // SEC-10: who asks from outside learns nothing of what is inside
    expect(text).not.toMatch(/\d+\.\d+\.\d+|[\da-f]*:[\da-f]*:|internal\b/i);
  });

  it.each([
    ['an address given by hand', {}, { resolve: [{ host: NAME, addresses: ['10.0.0.1'] }] }, 'special-purpose'],
    ['another place for a port', { connectTo: [{ port: 25, host: '127.0.0.1', toPort: 25 }] }, {}, 'special-purpose'],
    ['a name inside for a port', { connectTo: [{ port: 25, host: 'redis', toPort: 25 }] }, {}, 'single-label'],
    ['a proxy', { proxied: true }, { proxy: 'socks5://127.0.0.1:1' }, 'proxied'],
  ] as const)('is refused for %s', async (_, options, edge, reason) => {
    expect((await refused(() => ({ a: ['8.8.8.8'] }), PUBLIC_POLICY, options, edge)).reason).toBe(reason);
  });

  it('decodes NAT64 where the host needs it, and judges what is inside (SEC-04)', async () => {
    const policy = policyOf({ profile: 'public', allowNat64: true });
    const inside = await refused(() => ({ aaaa: ['64:ff9b:0:0:0:0:a00:1'] }), policy);
    expect(inside.reason).toBe('special-purpose');
    const dns = await listenZone(() => ({ aaaa: ['64:ff9b:0:0:0:0:808:808'] }));
    expect((await vet(requestFor(), policy, stubAt(dns))).ok).toBe(true);
  });

  it('goes on where a name does not exist, or one family has no answer', async () => {
    const gone = await triage(requestFor(), { policy: PUBLIC_POLICY, stub: stubAt(await listenZone(() => undefined)) });
    expect(eventsOf(gone)).toContainEqual(expect.objectContaining({ type: 'not-resolved', why: 'not-found' }));
    expect(net.opened).toEqual([]);
  });

  it('ends soon when it is interrupted while DNS is silent', async () => {
    const stub = stubAt(await listenZone(() => null));
    const start = performance.now();
    const found = await triage(requestFor(), { policy: PUBLIC_POLICY, stub, signal: AbortSignal.timeout(50) });
    expect(found.interrupted).toBe(true);
    expect(performance.now() - start).toBeLessThan(600);
  });
});

describe('a name whose answer changes (SEC-08)', () => {
  it('is asked once per family in a run of several connections; they go to the first answer', async () => {
    const port = await listen((socket) => speakSmtp(socket));
    const dns = await listenZone((_, before) => ({ a: [before === 0 ? '127.0.0.1' : '10.0.0.1'] }));
    const request = requestFor({ port, mode: 'implicit-tls', only: true });
    const found = await triage(request, { policy: lab(port), stub: stubAt(dns) });
    expect(found.traces.filter(({ route }) => route.port === port).length).toBeGreaterThan(1);
    expect(dns.asked.toSorted()).toEqual([`A ${NAME}`, `AAAA ${NAME}`]);
    expect(new Set(net.opened)).toEqual(new Set([`127.0.0.1 ${port}`]));
  });

  it('is judged again in a run that comes after its judgement', async () => {
    const port = await listen(() => undefined);
    const dns = await listenZone((_, before) => ({ a: [before === 0 ? '127.0.0.1' : '10.0.0.1'] }));
    const request = requestFor({ port, only: true });
    expect((await vet(request, lab(port), stubAt(dns))).ok).toBe(true);
    const run = triage(request, { policy: lab(port), stub: stubAt(dns) });
    await expect(run).rejects.toMatchObject({ name: 'NotPermitted', reason: 'special-purpose' });
    expect(net.opened).toEqual([]);
  });
});

describe('a connection that leads elsewhere', () => {
  it.each(['10.0.0.1', '::ffff:127.0.0.1', '::1', ''])('to %j ends the run before an octet is sent', async (claims) => {
    let octets = 0;
    const port = await listen((socket) => {
      socket.on('data', (chunk: Buffer) => {
        octets += chunk.length;
      });
    });
    net.claims = claims;
    // In this mode the client speaks first
    const request = requestFor({ target: '127.0.0.1', port, mode: 'implicit-tls', only: true });
    const heard: TraceEvent[] = [];
    const run = triage(request, { policy: lab(port), onEvent: (_, event) => heard.push(event) });
    await expect(run).rejects.toThrow(GuardTripped);
    expect(heard).toContainEqual(expect.objectContaining({ type: 'not-connected', code: GUARD_TRIPPED }));
    expect(heard.map(({ type }) => type)).not.toContain('connected');
    expect([net.opened, octets]).toEqual([[`127.0.0.1 ${port}`], 0]);
  });

  it('is nothing to a run without a policy', async () => {
    const port = await listen((socket) => speakSmtp(socket));
    net.claims = '10.0.0.1';
    const found = await triage(requestFor({ target: '127.0.0.1', port, only: true }));
    expect(eventsOf(found).some(({ type }) => type === 'connected')).toBe(true);
  });
});

describe('a control host', () => {
  const CONTROL = 'control.example.net';
  const withControl = async (address: string, host = CONTROL) => {
    const port = await blackHole();
    const dns = await listenZone((name) => ({ a: [name === NAME ? '127.0.0.1' : address] }));
    const request = requestFor({
      port,
      only: true,
      controls: [{ host, port: 587, builtIn: false }],
      timing: { connectMs: 400, quietMs: 50 },
    });
    return { dns, found: await triage(request, { policy: lab(port), stub: stubAt(dns) }) };
  };

  it('is found by the same resolver', async () => {
    const { dns, found } = await withControl('127.0.0.1');
    expect(dns.asked).toContain(`A ${CONTROL}`);
    expect(found.traces.map(({ route }) => route.purpose)).toContain('control');
    expect(net.opened).toContain('127.0.0.1 587');
  });

  it('is left out where it leads inside', async () => {
    const { dns, found } = await withControl('127.0.0.2');
    expect(dns.asked).toContain(`A ${CONTROL}`);
    expect(net.opened.every((place) => place.startsWith('127.0.0.1 '))).toBe(true);
    expect(found.traces.map(({ route }) => route.purpose)).not.toContain('control');
  });

  it.each([
    ['::1', true],
    ['127.0.0.2', false],
  ])('that is an address is judged as one: %s, %s', async (host, want) => {
    const { found } = await withControl('', host);
    expect(found.traces.some(({ route }) => route.purpose === 'control')).toBe(true);
    expect(net.opened.includes(`${host} 587`)).toBe(want);
  });
});

describe('a guard', () => {
  const signal = new AbortController().signal;

  it('permits the very literals that it judged, and nothing else', async () => {
    const dns = await listenZone((name) => ({ a: [name === NAME ? '8.8.8.8' : '10.0.0.1'] }));
    const guard = new Guard(PUBLIC_POLICY, stubAt(dns));
    expect(guard.permits('8.8.8.8', 587)).toBe(false);
    expect(await guard.lookUp(NAME, [4], signal)).toEqual([{ family: 4, ok: true, addresses: ['8.8.8.8'] }]);
    expect(await guard.lookUp('in.example.com', [4], signal)).toEqual([
      { family: 4, ok: false, why: 'no-address', code: 'not-permitted' },
    ]);
    expect(['8.8.8.8', '8.8.4.4', '10.0.0.1', '::ffff:8.8.8.8'].map((each) => guard.permits(each, 587))).toEqual([
      ...[true, false, false, false],
    ]);
    expect(guard.permits('8.8.8.8', 22)).toBe(false);
  });

  it('keeps strangers from every address of this machine, its public ones too', async () => {
    expect((await refused(() => ({ a: [OWN] }))).reason).toBe('denied');
    expect((await refused(() => undefined, PUBLIC_POLICY, { target: OWN })).reason).toBe('denied');
    expect(withOwnAddresses(lab()).denied).toEqual([]);
  });

  it('asks DNS nothing about a name that it refuses', async () => {
    const dns = await listenZone(() => ({ a: ['8.8.8.8'] }));
    await new Guard(PUBLIC_POLICY, stubAt(dns)).lookUp('redis', [4, 6], signal);
    expect(dns.asked).toEqual([]);
  });
});
