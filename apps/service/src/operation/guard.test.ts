import { type Family, judgePort } from '@smtp-triage/core';
import type { Stub, StubAnswer } from '@smtp-triage/probe';
import { describe, expect, it, vi } from 'vitest';
import { order } from '../../test/orders.ts';
import type { Caller } from '../caller.ts';
import type { Order } from '../order.ts';
import { CONFIG_SCHEMA } from './config.ts';
import { makeGuard, REFUSAL_BUCKET_MS, untilBucketEnds } from './guard.ts';
import { policyOf } from './policy.ts';

const net = vi.hoisted(() => ({ opened: 0 }));
vi.mock('node:net', async (original) => {
  const real = await original<typeof import('node:net')>();
  return {
    ...real,
    connect: () => {
      net.opened += 1;
      throw new Error('no socket may be opened here');
    },
  };
});

const CALLER: Caller = {
  kind: 'anonymous',
  id: 'a',
  scopes: new Set(['diagnose', 'auth-step']),
  network: '198.51.100.7/32',
};
const PUBLIC = CONFIG_SCHEMA.parse({ profile: 'public', dnsServers: ['192.0.2.53'] });

/** A resolver that knows these names, and counts what it is asked. */
function stubOf(zone: Readonly<Record<string, readonly string[]>>): Stub & { readonly asked: readonly string[] } {
  const asked: string[] = [];
  const addresses = async (name: string, family: Family): Promise<StubAnswer> => {
    asked.push(`${name} ${family}`);
    const found = (zone[name] ?? []).filter((address) => address.includes(':') === (family === 6));
    if (zone[name] === undefined) return { ok: false, why: 'not-found', code: 'ENOTFOUND' };
    return found.length === 0
      ? { ok: false, why: 'no-address', code: 'ENODATA' }
      : { ok: true, chain: [], addresses: found };
  };
  return { asked, addresses, names: {} as Stub['names'] };
}

/** What the guard says of an order, how long it held the answer back, and what was asked on the way. */
async function judged(ordered: Order, zone: Readonly<Record<string, readonly string[]>> = {}, config = PUBLIC) {
  const stub = stubOf(zone);
  const held: number[] = [];
  let heard: readonly string[] | null = null;
  net.opened = 0;
  const guard = makeGuard(config, { policy: policyOf(config, []), stub, wait: async (ms) => held.push(ms) });
  const refusal = await guard(ordered, CALLER, (addresses) => {
    heard = addresses;
  });
  return { refusal, heard: heard as readonly string[] | null, held, asked: stub.asked, opened: net.opened };
}

describe('the guard of the service', () => {
  it('lets a public host through and tells its addresses, three of a family', async () => {
    const many = ['198.41.0.1', '198.41.0.2', '198.41.0.3', '198.41.0.4', '2001:4860::1'];
    const { refusal, heard, held } = await judged(order('mail.example.net'), { 'mail.example.net': many });
    expect(refusal).toBeNull();
    expect(heard).toEqual(['198.41.0.1', '198.41.0.2', '198.41.0.3', '2001:4860::1']);
    expect(held).toEqual([]);
  });

  it('lets a name through that nobody knows: the diagnosis will say so', async () => {
    expect(await judged(order('mail.example.net'))).toMatchObject({ refusal: null, heard: [] });
  });

  it.each([
    ['127.0.0.1', 'special-purpose'],
    ['169.254.169.254', 'cloud-service'],
    ['::ffff:10.0.0.1', 'wrapped-ipv4'],
    ['localhost', 'reserved-name'],
    ['redis', 'single-label'],
    ['①②⑦.⓪.⓪.①', 'bad-name'],
  ])('refuses %s by its text, without asking anybody', async (host, reason) => {
    const { refusal, asked, opened, heard } = await judged(order(host));
    expect(refusal).toEqual({ problem: 'target-not-allowed', reason });
    expect({ asked, opened, heard }).toEqual({ asked: [], opened: 0, heard: null });
  });

  it('refuses a name with one address inside, whatever the others are', async () => {
    const { refusal, opened } = await judged(order('mail.example.net'), {
      'mail.example.net': ['198.41.0.1', '10.0.0.1'],
    });
    expect(refusal).toEqual({ problem: 'target-not-allowed', reason: 'special-purpose' });
    expect(opened).toBe(0);
  });

  it('judges only the name of a mail domain: its server is still to be found', async () => {
    const email = (host: string): Order => order(host, { target: { ...order(host).target, kind: 'email' } });
    expect(await judged(email('example.net'))).toMatchObject({ refusal: null, heard: [], asked: [] });
    expect((await judged(email('corp.internal'))).refusal?.reason).toBe('reserved-name');
  });

  it('lets four ports through of all there are', () => {
    const policy = policyOf(PUBLIC, []);
    const through = Array.from({ length: 65_535 }, (_, n) => n + 1).filter((port) => judgePort(port, policy).ok);
    expect(through).toEqual([25, 465, 587, 2525]);
  });

  it.each([1, 22, 24, 26, 80, 110, 143, 443, 464, 466, 586, 588, 993, 2524, 2526, 3306, 5432, 6379, 8025, 65_535])(
    'refuses port %i before DNS is asked',
    async (port) => {
      const target = { ...order('mail.example.net').target, ports: [{ port, mode: 'starttls' as const }] };
      const { refusal, asked } = await judged(order('mail.example.net', { target }), {
        'mail.example.net': ['198.41.0.1'],
      });
      expect(refusal).toEqual({ problem: 'port-not-allowed', reason: 'port-not-allowed' });
      expect(asked).toEqual([]);
    },
  );

  it('judges the port of the settings, too', async () => {
    const { refusal } = await judged(order('mail.example.net', { settings: { port: 22, mode: 'cleartext' } }));
    expect(refusal).toEqual({ problem: 'port-not-allowed', reason: 'port-not-allowed' });
  });

  it('asks the steps first', async () => {
    const data = order('127.0.0.1', { upTo: 'data' });
    expect((await judged(data)).refusal?.problem).toBe('step-not-allowed');
  });

  it('opens what the operator of a private service lists, and nothing else', async () => {
    const config = CONFIG_SCHEMA.parse({ allowCidrs: ['10.1.0.0/16'], allowPorts: [10_587] });
    const zone = { 'mail.corp': ['10.1.2.3'], 'db.corp': ['10.2.0.1'] };
    expect(await judged(order('mail.corp'), zone, config)).toMatchObject({ refusal: null, heard: ['10.1.2.3'] });
    expect((await judged(order('db.corp'), zone, config)).refusal?.reason).toBe('special-purpose');
  });
});

describe('how long a refusal takes', () => {
  it('is the same whatever was found out on the way', async () => {
    const zone = { 'in.example.net': ['10.0.0.1'] };
    const port = { ...order().target, ports: [{ port: 22, mode: 'starttls' as const }] };
    for (const ordered of [order('127.0.0.1'), order('in.example.net'), order('mail.example.net', { target: port })]) {
      const { held } = await judged(ordered, zone);
      expect(held).toHaveLength(1);
      expect(held[0]).toBeGreaterThan(0);
      expect(held[0]).toBeLessThanOrEqual(REFUSAL_BUCKET_MS);
    }
  });

  it.each([0, 0.4, 1, 17, 249.9, 250, 250.1, 499, 3_499])('ends at the end of a bucket after %d ms', (elapsed) => {
    const wait = untilBucketEnds(elapsed);
    expect(wait).toBeGreaterThanOrEqual(0);
    expect(wait).toBeLessThanOrEqual(REFUSAL_BUCKET_MS);
    expect((elapsed + wait) % REFUSAL_BUCKET_MS).toBeCloseTo(0, 6);
    expect(elapsed + wait).toBeGreaterThan(0);
  });
});
