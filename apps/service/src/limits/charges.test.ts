import { describe, expect, it } from 'vitest';
import { loginOrder, order } from '../../test/orders.ts';
import type { Caller } from '../caller.ts';
import { CONFIG_SCHEMA } from '../operation/config.ts';
import { makeBudgets } from './budgets.ts';
import { chargesOf, costOf, giveBackAll, takeAll } from './charges.ts';

const caller = (id: string): Caller => ({ kind: 'anonymous', id, scopes: new Set(['diagnose']), network: id });
const makeBudgetsFor = (budgets: Readonly<Record<string, number>> = {}) =>
  makeBudgets(CONFIG_SCHEMA.parse({ budgets }), { macKey: Buffer.alloc(32), now: () => 0 });

describe('what a diagnosis costs', () => {
  const port = (n: number) => ({ port: n, mode: 'starttls' as const });
  const withPorts = (ports: readonly number[], settings: number | null = null) =>
    order('mail.example.net', {
      target: { ...order().target, ports: ports.map(port) },
      settings: settings === null ? null : port(settings),
    });

  it.each([
    [order(), 1],
    [withPorts([587]), 1],
    [withPorts([25, 465, 587, 2525]), 1],
    [withPorts([25, 465, 587, 2525], 587), 1],
    [withPorts([25, 465, 587, 2525], 26), 2],
    [withPorts([1, 2, 3, 4, 5, 6, 7, 8]), 2],
  ])('of the caller’s budget: one for every four routes (%#)', (ordered, cost) => {
    expect(costOf(ordered)).toBe(cost);
  });

  it('of everybody’s budgets: names, addresses and networks of the target, each once', () => {
    const charges = chargesOf(order('mail.example.net'), caller('a'), ['198.51.100.1', '198.51.100.2', '2001:db8::1']);
    const of = (bucket: string) =>
      charges.filter((charge) => charge.bucket === bucket).map(({ key, item }) => item ?? key);
    expect(of('hosts')).toEqual(['mail.example.net']);
    expect(of('neighbours')).toEqual(['198.51.100.1', '198.51.100.2', '2001:db8::1']);
    expect(of('target')).toEqual(['mail.example.net', '198.51.100.1', '198.51.100.2', '2001:db8::1']);
    expect(of('network')).toEqual(['198.51.100.0/24', '20010db8000000000000000000000000/48']);
    expect(of('global')).toHaveLength(1);
    expect(of('login')).toEqual([]);
  });

  it('of a login: by the name on the certificate, whatever the host is called, and by address', () => {
    const target = { ...order().target, host: 'alias.attacker.example', sni: 'smtp.victim.example' };
    const charges = chargesOf({ ...loginOrder(), target }, caller('a'), ['198.51.100.1']);
    expect(charges.filter(({ bucket }) => bucket === 'login')).toEqual([
      { bucket: 'login', key: '["smtp.victim.example","joe"]', cost: 1 },
      { bucket: 'login', key: '["198.51.100.1","joe"]', cost: 0 },
    ]);
  });

  it('of a message: who gets it, once in ten minutes, whoever asks', async () => {
    const data = order('mail.example.net', {
      upTo: 'data',
      envelope: { from: 'Joe@a.example', to: 'Joe@a.example', size: null },
    });
    const budgets = makeBudgetsFor({ targetPerMinute: 100 });
    expect(await takeAll(budgets, chargesOf(data, caller('a'), []))).toBeNull();
    const again = { ...data, envelope: { from: '', to: 'joe@A.example', size: null } };
    expect(await takeAll(budgets, chargesOf(again, caller('b'), []))).toMatchObject({ bucket: 'recipient' });
  });
});

describe('taking from many budgets', () => {
  it('takes nothing where one has nothing left', async () => {
    const budgets = makeBudgetsFor({ networkPerMinute: 1 });
    expect(await takeAll(budgets, chargesOf(order('one.example'), caller('a'), ['198.51.100.1']))).toBeNull();
    const second = chargesOf(order('two.example'), caller('b'), ['198.51.100.2']);
    expect(await takeAll(budgets, second)).toMatchObject({ ok: false, bucket: 'network' });
    expect(await budgets.peek('target', 'two.example')).toMatchObject({ remaining: 2 });
    expect(await budgets.peek('global', '')).toMatchObject({ remaining: 5_999 });
  });

  it('gives back what came to nothing', async () => {
    const budgets = makeBudgetsFor();
    const charges = chargesOf(loginOrder('one.example'), caller('a'), ['198.51.100.1']);
    await takeAll(budgets, charges);
    await giveBackAll(budgets, charges);
    for (const { bucket, key } of charges.filter(({ item }) => item === undefined)) {
      const { remaining, limit } = await budgets.peek(bucket, key);
      expect(remaining, bucket).toBe(limit);
    }
  });

  it('lets 20 clients together test one target twice a minute, by name or by address', async () => {
    const budgets = makeBudgetsFor();
    const refusals = await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        takeAll(budgets, chargesOf(order(`name-${n}.example`), caller(`client-${n}`), ['198.51.100.1'])),
      ),
    );
    expect(refusals.filter((refusal) => refusal === null)).toHaveLength(2);
    expect(new Set(refusals.flatMap((refusal) => refusal?.bucket ?? []))).toEqual(new Set(['target']));
  });

  it('stops a client that walks through hosts, and one that walks through a network', async () => {
    const budgets = makeBudgetsFor({ networkPerMinute: 1_000 });
    const walk = async (n: number, host: (i: number) => string, address: (i: number) => string) => {
      let passed = 0;
      for (let i = 0; i < n; i++) {
        if ((await takeAll(budgets, chargesOf(order(host(i)), caller(host(0)), [address(i)]))) === null) passed += 1;
      }
      return passed;
    };
    expect(
      await walk(
        40,
        (i) => `h${i}.example`,
        (i) => `10.${i}.0.1`,
      ),
    ).toBe(30);
    expect(
      await walk(
        20,
        (i) => `n${i}.example`,
        (i) => `198.51.100.${i}`,
      ),
    ).toBe(5);
  });
});
