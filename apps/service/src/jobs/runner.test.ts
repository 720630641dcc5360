import { setTimeout as sleep } from 'node:timers/promises';
import { Secret } from '@smtp-triage/core';
import { NotPermitted } from '@smtp-triage/probe';
import { afterEach, describe, expect, it } from 'vitest';
import { MemoryStore } from '../../test/memory-store.ts';
import { loginOrder, order, result } from '../../test/orders.ts';
import { logOf } from '../../test/playback.ts';
import { playing, type Runners, runners, waiting } from '../../test/runners.ts';
import type { RunnerOptions } from './runner.ts';
import type { Diagnoser } from './runner-types.ts';

const started: Runners[] = [];
afterEach(async () => {
  for (const { runner, store } of started.splice(0)) {
    store.broken = false;
    await runner.stop(0);
  }
});

async function start(diagnoser: Diagnoser, more: Partial<RunnerOptions> = {}, store?: MemoryStore): Promise<Runners> {
  const made = runners(diagnoser, more, store);
  started.push(made);
  await made.runner.start();
  return made;
}

const settled = async ({ runner, store }: Runners, id: string, ms = 5_000) => {
  await runner.settled(id, ms);
  return store.find(id);
};
const eventsOf = ({ store }: Runners, id: string) => (store.logs.get(id) ?? []).map(({ event }) => event);
const until = async (isTrue: () => boolean): Promise<void> => {
  for (let n = 0; n < 300 && !isTrue(); n++) await sleep(10);
  expect(isTrue()).toBe(true);
};

const AUTH = { at: 5, type: 'sent', verb: 'AUTH', line: 'AUTH PLAIN ‹redacted›' } as const;

describe('a runner', () => {
  it('runs what is accepted, logs what happens in order, and remembers the case with its verdict', async () => {
    const at = await start(playing('auth-535-bad-credentials'));
    at.runner.keep('dg_00000000000000000000000001', new Secret('incorrect horse'));
    const id = await at.accept(1, loginOrder());
    const record = await settled(at, id);
    expect(record).toMatchObject({ state: 'done', failed: null, tries: 1 });
    expect(record?.triaged?.traces.length).toBeGreaterThan(2);
    expect(at.store.rows.get(id)?.verdict).toBe('unusable');
    expect(eventsOf(at, id).slice(1)).toEqual(logOf('auth-535-bad-credentials'));
  });

  it('counts and audits what it did, and settles the budget of the login', async () => {
    const at = await start(playing('auth-535-bad-credentials'));
    at.runner.keep('dg_00000000000000000000000001', new Secret('incorrect horse'));
    await settled(at, await at.accept(1, loginOrder('mail.example.net')));
    await until(() => at.audited.length === 1);
    expect(at.audited[0]).toMatchObject({
      actor: 'abc',
      action: 'diagnosis.finished',
      host: 'mail.example.net',
      upTo: 'auth',
      outcome: 'unusable',
    });
    expect(at.counted).toContain('diagnosis unusable');
    expect(at.counted).toContain('authAttempt refused');
    // Refused: what accepting took stays taken, and counts for the address, too
    expect(at.counted.some((call) => /^take login .*198\.51\.100\.\d.*joe.* 1$/.test(call))).toBe(true);
    expect(at.counted.some((call) => /^attempt starttls 587 auth 0\.\d+$/.test(call))).toBe(true);
  });

  it('runs so many at a time and no more, the longest waiting first', async () => {
    let [running, most] = [0, 0];
    const order: string[] = [];
    const slow: Diagnoser = async ({ target }) => {
      most = Math.max(most, ++running);
      order.push(target.host);
      await sleep(5);
      running -= 1;
      return result();
    };
    const at = await start(slow, { concurrency: 3 });
    const ids = [];
    for (let n = 1; n <= 20; n++) ids.push(await at.accept(n));
    for (const id of ids) expect(await settled(at, id)).toMatchObject({ state: 'done', tries: 1 });
    expect(most).toBe(3);
    expect(order).toHaveLength(20);
  });

  it('runs a diagnosis once, however often it is announced', async () => {
    let runs = 0;
    const at = await start(async () => {
      runs += 1;
      await sleep(20);
      return result();
    });
    const id = await at.accept(1);
    await Promise.all(Array.from({ length: 50 }, () => at.runner.submit(id, null)));
    await settled(at, id);
    expect(runs).toBe(1);
  });

  it('shares the work with other processes on the same store', async () => {
    const store = new MemoryStore();
    const ran: string[] = [];
    const by = (name: string) =>
      start(
        async () => {
          ran.push(name);
          await sleep(10);
          return result();
        },
        { instance: name, concurrency: 1 },
        store,
      );
    const [one, two] = [await by('one'), await by('two')];
    const ids = [];
    for (let n = 1; n <= 10; n++) ids.push(await (n % 2 === 0 ? one : two).accept(n));
    for (const id of ids) expect(await settled(one, id)).toMatchObject({ state: 'done' });
    expect(ran).toHaveLength(10);
    expect(new Set(ran).size).toBe(2);
  });

  it('gives the secret to its diagnosis and drops it at the end', async () => {
    const given: (Secret | null)[] = [];
    const at = await start(async (_order, secret) => {
      given.push(secret);
      return result();
    });
    const secret = new Secret('correct horse');
    at.runner.keep('dg_00000000000000000000000001', secret);
    const id = await at.accept(1, loginOrder());
    await settled(at, id);
    expect(given).toEqual([secret]);
    await until(() => at.runner.running === 0);
    // Were it still there, a second run of the same diagnosis would get it
    Object.assign(at.store.rows.get(id) ?? {}, { state: 'queued' });
    await at.runner.submit(id, 'here');
    expect(await settled(at, id)).toMatchObject({ state: 'failed', failed: 'secret-lost' });
    expect(given).toHaveLength(1);
    expect(JSON.stringify([...at.store.rows.values(), ...at.store.logs.values(), at.logged])).not.toContain(
      'correct horse',
    );
  });

  it('ends a run within a second of its cancellation, here', async () => {
    const at = await start(waiting());
    const id = await at.accept(1);
    await until(() => at.runner.running === 1);
    await at.store.cancel(id, Date.now());
    at.runner.cancel(id);
    const began = Date.now();
    expect(await settled(at, id)).toMatchObject({ state: 'cancelled', triaged: { interrupted: true } });
    expect(Date.now() - began).toBeLessThan(1_000);
    expect(eventsOf(at, id).at(-1)).toEqual({ type: 'end', reason: 'cancelled' });
  });

  it('hears of cancellations in other processes', async () => {
    const at = await start(waiting());
    const id = await at.accept(1);
    await until(() => at.runner.running === 1);
    // Another process has told the store, and us nothing
    await at.store.cancel(id, Date.now());
    expect(await settled(at, id, 1_000)).toMatchObject({ state: 'cancelled' });
  });

  it('interrupts a run whose time is up, and gives up one that does not end then', async () => {
    const at = await start(waiting(), { budgetMs: 50 });
    const began = performance.now();
    expect(await settled(at, await at.accept(1))).toMatchObject({ state: 'done', triaged: { interrupted: true } });
    expect(performance.now() - began).toBeLessThan(300);
    const stuck = await start(() => new Promise(() => undefined), { budgetMs: 50, instance: 'there' });
    const again = performance.now();
    expect(await settled(stuck, await stuck.accept(1))).toMatchObject({ state: 'failed', failed: 'internal' });
    expect(performance.now() - again).toBeLessThan(50 + 250 + 150);
    expect(stuck.logged.join()).toContain('did not end in time');
  });

  it('says why a diagnosis failed', async () => {
    const at = await start(async ({ target }) => {
      throw target.host === 'inside.example.net' ? new NotPermitted('special-purpose') : new Error('our bug');
    });
    const bug = await at.accept(1);
    expect(await settled(at, bug)).toMatchObject({ state: 'failed', failed: 'internal' });
    expect(eventsOf(at, bug).slice(1)).toEqual([
      { type: 'error', reason: 'internal' },
      { type: 'end', reason: 'failed' },
    ]);
    const inside = { ...loginOrder('inside.example.net'), login: null };
    expect(await settled(at, await at.accept(2, inside))).toMatchObject({ state: 'failed', failed: 'not-permitted' });
    await until(() => at.audited.length === 2);
    expect(at.counted).toContain('targetDenied special-purpose');
  });

  it('takes the budget of the server found for an e-mail address, and fails without one (ABU-03)', async () => {
    const found = { host: 'smtp.example.net', addresses: ['198.51.100.1'] };
    const mail: Diagnoser = async (_order, _secret, { admit }) => {
      await admit?.(found);
      return result();
    };
    const taken: string[] = [];
    const budgets: RunnerOptions['budgets'] = {
      take: async (bucket, key) => {
        taken.push(`${bucket} ${key}`);
        if (taken.length === 6) return { ok: false, bucket, retryAfterS: 60 };
        return { ok: true, remaining: 1, limit: 2, resetS: 60 };
      },
      giveBack: async (bucket, key) => void taken.push(`back ${bucket} ${key}`),
    };
    const at = await start(mail, { budgets });
    const ordered = order('example.net', { target: { ...order('example.net').target, kind: 'email' } });
    expect(await settled(at, await at.accept(1, ordered))).toMatchObject({ state: 'done' });
    const all = ['target smtp.example.net', 'target 198.51.100.1', 'network 198.51.100.0/24'];
    expect(taken).toEqual(all);
    expect(await settled(at, await at.accept(2, ordered))).toMatchObject({
      state: 'failed',
      failed: 'tested-too-often',
    });
    expect(taken.slice(3)).toEqual([...all, `back ${all[0]}`, `back ${all[1]}`]);
    await until(() => at.counted.includes('rateLimited network'));
    expect(eventsOf(at, 'dg_00000000000000000000000002').slice(-2)).toEqual([
      { type: 'error', reason: 'tested-too-often' },
      { type: 'end', reason: 'failed' },
    ]);
  });

  it('loses no event and no result when the store fails for a while', async () => {
    let store: MemoryStore | null = null;
    const diagnoser: Diagnoser = async (order, secret, edge) => {
      if (store !== null) store.broken = true;
      setTimeout(() => Object.assign(store ?? {}, { broken: false }), 100);
      return playing('healthy')(order, secret, edge);
    };
    const at = await start(diagnoser, { pace: { againMs: [50, 50, 50, 50] } });
    store = at.store;
    const id = await at.accept(1);
    await until(() => at.store.rows.get(id)?.state === 'done');
    expect(eventsOf(at, id).slice(1)).toEqual(logOf('healthy'));
    expect(at.counted).toContain('storeWriteError');
  });

  it('writes nothing about a run that another process has taken over', async () => {
    const at = await start(waiting());
    const id = await at.accept(1);
    await until(() => at.runner.running === 1);
    const row = at.store.rows.get(id) ?? expect.fail();
    row.lease = 'of another';
    await until(() => at.runner.running === 0);
    expect(row).toMatchObject({ state: 'running', lease: 'of another' });
    expect(eventsOf(at, id)).toHaveLength(1);
    expect(at.audited).toEqual([]);
  });

  it('takes up again what a lost worker left, and tells watchers to begin anew', async () => {
    const store = new MemoryStore();
    const gone = runners(waiting(), { instance: 'gone' }, store);
    const id = await gone.accept(1);
    await store.queue('gone', -1).lease(1);
    const at = await start(playing('healthy'), { instance: 'here' }, store);
    expect(await settled(at, id)).toMatchObject({ state: 'done', tries: 2 });
    expect(eventsOf(at, id)[1]).toMatchObject({ type: 'snapshot', state: 'running' });
    expect(at.counted).toContain('redelivery lease-expired');
  });
});

describe('waiting for a diagnosis', () => {
  it('ends after the time that was given, and when there is nothing to wait for', async () => {
    const at = await start(waiting());
    const id = await at.accept(1);
    const began = performance.now();
    await at.runner.settled(id, 60);
    expect(performance.now() - began).toBeGreaterThanOrEqual(55);
    expect(performance.now() - began).toBeLessThan(500);
    await at.runner.settled('dg_none', 60_000);
    expect(at.hub.size).toBe(0);
  });
});

describe('a runner that stops', () => {
  it('waits for runs under way, takes no others, and tells readers', async () => {
    const at = await start(
      async () => {
        await sleep(60);
        return result();
      },
      { concurrency: 1 },
    );
    const [one, two] = [await at.accept(1), await at.accept(2)];
    await until(() => at.runner.running === 1);
    await at.runner.stop(1_000);
    expect(at.store.rows.get(one)?.state).toBe('done');
    expect(at.store.rows.get(two)?.state).toBe('queued');
    expect(at.hub.closed).toBe(true);
  });

  it('interrupts what takes too long and gives it back, with what was seen', async () => {
    const at = await start(waiting({ at: 1, type: 'connecting', address: '192.0.2.1', port: 587 }));
    const id = await at.accept(1);
    await until(() => at.runner.running === 1);
    const began = performance.now();
    await at.runner.stop(30);
    expect(performance.now() - began).toBeLessThan(500);
    expect(at.store.rows.get(id)).toMatchObject({ state: 'queued', tries: 0 });
    expect(eventsOf(at, id).map(({ type }) => type)).toContain('rung.started');
    expect(at.audited).toEqual([]);
  });

  it('ends in time when the store takes nothing: the lease runs out, and recovery decides', async () => {
    const at = await start(waiting(), { pace: { againMs: [10_000], giveUpMs: 50 } });
    await at.accept(1);
    await until(() => at.runner.running === 1);
    at.store.broken = true;
    const began = performance.now();
    await at.runner.stop(0);
    expect(performance.now() - began).toBeLessThan(500);
  });

  it('never gives back a login: what was sent is not sent again, and the secret is gone', async () => {
    const sent = await start(waiting(AUTH));
    sent.runner.keep('dg_00000000000000000000000001', new Secret('correct horse'));
    const one = await sent.accept(1, loginOrder());
    await until(() => sent.runner.running === 1);
    await sent.runner.stop(0);
    expect(sent.store.rows.get(one)).toMatchObject({ state: 'failed', failed: 'interrupted-after-auth' });
    const unsent = await start(waiting());
    unsent.runner.keep('dg_00000000000000000000000001', new Secret('correct horse'));
    const two = await unsent.accept(1, loginOrder());
    await until(() => unsent.runner.running === 1);
    await unsent.runner.stop(0);
    expect(unsent.store.rows.get(two)).toMatchObject({ state: 'failed', failed: 'secret-lost' });
  });
});
