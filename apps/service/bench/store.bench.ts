import { monitorEventLoopDelay } from 'node:perf_hooks';
import { type Opened, openStore } from '../src/store/open.ts';
import { EMBEDDED, type Place, POSTGRES, type TestEngine } from '../test/engines.ts';
import { diagnosis, idOf, result } from '../test/orders.ts';
import { startPostgres } from '../test/postgres.ts';

const ACCEPTS = 4_000;
const CALLERS = 64;
const LOGS = 64;
const ROUNDS = 150;
const EVENTS = 5;
const STARTS = 15;
const JOBS = 500;
const LIMIT = 1_000_000;

const event = {
  type: 'line',
  routeId: '587-starttls-192.0.2.1',
  who: 'server',
  text: '250-mail.example.net says something of usual length',
  atMs: 120,
} as const;
const time = { now: () => Date.now() };

/** Runs work with so many callers at a time; gives work per second, the slowest of a hundred, and how long the loop stood still. */
async function load(
  count: number,
  callers: number,
  work: (n: number) => Promise<unknown>,
): Promise<{ readonly perSecond: number; readonly p50: number; readonly p99: number; readonly lagMs: number }> {
  const lag = monitorEventLoopDelay({ resolution: 1 });
  const times: number[] = [];
  let next = 0;
  lag.enable();
  const from = performance.now();
  await Promise.all(
    Array.from({ length: callers }, async () => {
      while (next < count) {
        const started = performance.now();
        await work(next++);
        times.push(performance.now() - started);
      }
    }),
  );
  const seconds = (performance.now() - from) / 1_000;
  lag.disable();
  times.sort((a, b) => a - b);
  const at = (share: number): number => times[Math.floor(share * (times.length - 1))] ?? 0;
  return { perSecond: count / seconds, p50: at(0.5), p99: at(0.99), lagMs: lag.percentile(99) / 1e6 };
}

type Row = readonly [what: string, figures: Awaited<ReturnType<typeof load>>];

async function measure({ store, queue }: Opened): Promise<readonly Row[]> {
  const rows: Row[] = [];
  const jobs = queue('bench');
  rows.push(['accepts, one caller', await load(300, 1, (n) => store.accept(diagnosis(n), null, LIMIT))]);
  rows.push([
    `accepts, ${CALLERS} callers`,
    await load(ACCEPTS, CALLERS, (n) => store.accept(diagnosis(1_000 + n), null, LIMIT)),
  ]);
  const appends = await load(LOGS * ROUNDS, LOGS, (n) =>
    store.append(
      idOf(n % LOGS),
      Array.from({ length: EVENTS }, () => event),
    ),
  );
  rows.push([`events, ${LOGS} logs, ${EVENTS} at a time`, { ...appends, perSecond: appends.perSecond * EVENTS }]);
  rows.push(['finds', await load(4_000, 8, (n) => store.find(idOf(1_000 + (n % ACCEPTS))))]);
  for (let n = 0; n < JOBS; n++) {
    await store.accept(diagnosis(10_000 + n), null, LIMIT);
    await jobs.enqueue(idOf(10_000 + n), null);
  }
  const triaged = result();
  rows.push([
    'lease, conclude, finish',
    await load(JOBS, 8, async () => {
      const [lease] = await jobs.lease(1);
      if (lease === undefined) throw new Error('nothing to lease');
      const ending = {
        state: 'done',
        at: time.now(),
        failed: null,
        triaged,
        verdict: 'ready',
        events: [event],
      } as const;
      await store.conclude(lease.diagnosisId, ending, lease.token);
      await jobs.finish(lease);
    }),
  ]);
  await jobs.close();
  return rows;
}

async function startUp(place: Place): Promise<number> {
  const times: number[] = [];
  for (let n = 0; n < STARTS; n++) {
    const from = performance.now();
    const { store } = await openStore(place, time);
    times.push(performance.now() - from);
    await store.close();
  }
  return times.sort((a, b) => a - b)[Math.floor(STARTS / 2)] ?? 0;
}

async function report(name: string, { start }: Pick<TestEngine, 'start'>): Promise<void> {
  const ground = await start();
  const empty = await ground.place();
  const from = performance.now();
  await (await openStore(empty, time)).store.close();
  const first = performance.now() - from;
  const place = await ground.place();
  const opened = await openStore(place, time);
  console.log(`\n${name}`);
  for (const [what, { perSecond, p50, p99, lagMs }] of await measure(opened)) {
    const ms = (value: number): string => `${value.toFixed(1)} ms`.padStart(9);
    console.log(
      `  ${what.padEnd(34)}${perSecond.toFixed(0).padStart(8)}/s   p50 ${ms(p50)}   p99 ${ms(p99)}   loop p99 ${ms(lagMs)}`,
    );
  }
  console.log(
    `  resident memory ${(process.memoryUsage().rss / 1_048_576).toFixed(0)} MB, store ${((await opened.store.size()) / 1_048_576).toFixed(1)} MB`,
  );
  await opened.store.close();
  console.log(`  start-up, empty store ${first.toFixed(0)} ms, existing store ${(await startUp(place)).toFixed(0)} ms`);
  await ground.stop();
}

await report('embedded store', EMBEDDED);
if (POSTGRES.missing === null) {
  await report('PostgreSQL, durable', {
    start: async () => {
      const server = await startPostgres({ durable: true });
      return { place: async () => ({ dataDir: '', databaseUrl: await server.database() }), stop: () => server.stop() };
    },
  });
} else console.log(`\nPostgreSQL left out: ${POSTGRES.missing}`);
