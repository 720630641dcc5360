import type { Pool } from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { POSTGRES_MISSING, type Postgres, startPostgres } from '../../test/postgres.ts';
import { CONFIG_SCHEMA } from '../operation/config.ts';
import { poolOf } from '../store/pool.ts';
import { makeBudgets } from './budgets.ts';
import { type CounterMaker, memoryCounters, postgresCounters } from './counters.ts';
import type { Budgets } from './types.ts';

const CONFIG = CONFIG_SCHEMA.parse({
  budgets: { anonymousPerHour: 3, tokenPerHour: 5, targetPerMinute: 2, loginFailuresPer15Minutes: 2 },
});
const MAC_KEY = Buffer.alloc(32, 1);
const START = Date.UTC(2026, 10, 24);

let postgres: Postgres | null = null;
let pool: Pool | null = null;
beforeAll(async () => {
  if (POSTGRES_MISSING !== null) return;
  postgres = await startPostgres();
  pool = poolOf(await postgres.database());
}, 60_000);
afterAll(async () => {
  await pool?.end();
  await postgres?.stop();
});

const ENGINES: readonly (readonly [string, string | null, () => Promise<CounterMaker>])[] = [
  ['in memory', null, async () => memoryCounters],
  ['in PostgreSQL', POSTGRES_MISSING, async () => postgresCounters(pool as Pool)],
];

describe.each(ENGINES)('budgets %s', (_name, missing, counters) => {
  let now = START;
  let budgets: Budgets;
  /** Keys of one test alone: the database is shared. */
  let me = '';
  let tests = 0;
  beforeEach(async (context) => {
    context.skip(missing !== null, missing ?? undefined);
    now = START;
    me = `${missing}-${Math.random()}-${++tests}`;
    budgets = makeBudgets(CONFIG, { counters: await counters(), macKey: MAC_KEY, now: () => now });
  });

  it('let so many through and then say for how long no more', async () => {
    const key = `anonymous:${me}`;
    for (const remaining of [2, 1, 0]) {
      expect(await budgets.take('client', key, 1)).toMatchObject({ ok: true, remaining, limit: 3 });
    }
    const no = await budgets.take('client', key, 1);
    expect(no).toMatchObject({ ok: false, bucket: 'client' });
    if (no.ok) throw new Error('taken');
    expect(no.retryAfterS).toBeGreaterThan(3_500);
    expect(no.retryAfterS).toBeLessThanOrEqual(3_600);
  });

  it('take all of a cost or nothing of it', async () => {
    const key = `anonymous:${me}`;
    await budgets.take('client', key, 2);
    expect(await budgets.take('client', key, 2)).toMatchObject({ ok: false });
    expect(await budgets.peek('client', key)).toMatchObject({ remaining: 1, limit: 3 });
    expect(await budgets.take('client', key, 1)).toMatchObject({ ok: true, remaining: 0 });
  });

  it('let no more through than there are when all come at once', async () => {
    const taken = await Promise.all(Array.from({ length: 30 }, () => budgets.take('target', me, 1)));
    expect(taken.filter(({ ok }) => ok)).toHaveLength(2);
  });

  it('give a token more than a stranger, and count each apart', async () => {
    expect(await budgets.peek('client', `token:${me}`)).toMatchObject({ remaining: 5, limit: 5 });
    await budgets.take('client', `token:${me}`, 1);
    expect(await budgets.peek('client', `anonymous:${me}`)).toMatchObject({ remaining: 3 });
    expect(await budgets.peek('client', `token:${me}2`)).toMatchObject({ remaining: 5 });
  });

  it('take nothing at cost 0 but see whether something is left', async () => {
    expect(await budgets.take('login', me, 0)).toMatchObject({ ok: true, remaining: 2 });
    await budgets.take('login', me, 2);
    expect(await budgets.take('login', me, 0)).toMatchObject({ ok: false, bucket: 'login' });
    await budgets.giveBack('login', me, 1);
    expect(await budgets.take('login', me, 0)).toMatchObject({ ok: true, remaining: 1 });
  });

  it('count each neighbour once in an hour', async () => {
    const ask = (address: string) => budgets.take('neighbours', me, 1, address);
    for (const address of ['.1', '.2', '.2', '.3', '.1', '.4', '.5'])
      expect(await ask(address)).toMatchObject({ ok: true });
    expect(await ask('.6')).toMatchObject({ ok: false, bucket: 'neighbours' });
    expect(await ask('.5')).toMatchObject({ ok: true, remaining: 0 });
    expect(await ask('.6')).toMatchObject({ ok: false });
    now += 3_600_000;
    expect(await ask('.6')).toMatchObject({ ok: true, remaining: 4 });
  });

  it('know no host that came with many others at once and was not counted', async () => {
    const hosts = Array.from({ length: 60 }, (_, n) => `host-${n % 40}`);
    const taken = await Promise.all(hosts.map((host) => budgets.take('hosts', me, 1, host)));
    expect(new Set(hosts.filter((_, index) => taken[index]?.ok)).size).toBeLessThanOrEqual(30);
    const again = await Promise.all([...new Set(hosts)].map((host) => budgets.take('hosts', me, 1, host)));
    expect(again.filter(({ ok }) => ok).length).toBeLessThanOrEqual(30);
  });
});

describe('budgets in PostgreSQL', () => {
  it.skipIf(POSTGRES_MISSING !== null)('are the same for all processes, and hold no address', async () => {
    const makers = await Promise.all([postgresCounters(pool as Pool), postgresCounters(pool as Pool)]);
    const [one, two] = makers.map((counters) => makeBudgets(CONFIG, { counters, macKey: MAC_KEY, now: () => START }));
    await one?.take('target', 'mail.shared.example', 2);
    expect(await two?.take('target', 'mail.shared.example', 1)).toMatchObject({ ok: false });
    const { rows } = await (pool as Pool).query('select key from budget');
    expect(rows.length).toBeGreaterThan(0);
    expect(JSON.stringify(rows)).not.toContain('shared');
  });

  it.skipIf(POSTGRES_MISSING !== null)('fail as the store does when the server is gone', async () => {
    const gone = await startPostgres();
    const lost = poolOf(await gone.database());
    const budgets = makeBudgets(CONFIG, { counters: await postgresCounters(lost), macKey: MAC_KEY, now: () => START });
    expect(await budgets.take('target', 'a', 1)).toMatchObject({ ok: true });
    await gone.stop();
    await expect(budgets.take('target', 'a', 1)).rejects.toMatchObject({ name: 'StoreFailure' });
    await expect(postgresCounters(lost)).rejects.toMatchObject({ name: 'StoreFailure' });
    await lost.end();
  });
});
