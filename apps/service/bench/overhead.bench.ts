import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CONFIG_SCHEMA } from '../src/operation/config.ts';
import { start } from '../src/operation/start.ts';
import type { Order } from '../src/order.ts';
import { makeClient, quantile, row } from './client.ts';
import { type Delay, loopRows, playPart, settings, startMock, startService } from './processes.ts';

// What the service costs beside the diagnosis itself, whether its loop stays free (REL-07), and how soon it is ready (REL-17).
// The bar on the lag is for servers a network away. One that answers at once makes the service as busy as it can be: then every turn
// of the loop has work for most of the diagnoses under way, and the lag says how much work that is.

const ROUNDS = 300;
const WARM_UP = 50;
const AT_ONCE = [50, 100];
const MOST_LAG_MS = 20;
const SECONDS = 8;
const DELAYS: readonly Delay[] = [null, [100, 400]];
const STARTS = 15;

if (!(await playPart(process.argv.slice(2)))) {
  console.log(`load average ${loadavg()[0]?.toFixed(1)}`);
  await overhead();
  for (const delay of DELAYS) for (const atOnce of AT_ONCE) await lag(atOnce, delay);
  await startUp();
  process.exit();
}

/** One diagnosis at a time, in turns: through the service, and by the service's own diagnoser without HTTP, queue and store. */
async function overhead(): Promise<void> {
  const mock = await startMock(null);
  const { config, remove } = settings(mock);
  const service = await start(CONFIG_SCHEMA.parse(config));
  const client = makeClient(service.url, mock.port);
  const order: Order = {
    target: {
      ...{ input: '127.0.0.1', host: '127.0.0.1', kind: 'host', sni: 'localhost', family: null },
      ports: [{ port: mock.port, mode: 'starttls' }],
    },
    ...{ settings: null, upTo: 'tls', login: null, envelope: null },
  };
  const [direct, served]: [number[], number[]] = [[], []];
  for (let n = 0; n < WARM_UP + ROUNDS; n++) {
    const began = performance.now();
    const { traces } = await service.deps.diagnoser(order, null, {});
    const took = performance.now() - began;
    if (traces.length === 0) throw new Error('nothing was diagnosed');
    const { status, ms, body } = await client.post({ prefer: 'wait=10' });
    if (status !== 200 || !body.includes('"status":"done"')) throw new Error(`${status} ${body}`);
    if (n < WARM_UP) continue;
    direct.push(took);
    served.push(ms);
  }
  console.log(`\none diagnosis, ${ROUNDS} times each in turns`);
  const spread = (numbers: readonly number[]): string =>
    [0.1, 0.5, 0.9, 0.99].map((share) => quantile(numbers, share).toFixed(1)).join(' / ');
  console.log(`  p10 / p50 / p90 / p99 in process   ${spread(direct)} ms`);
  console.log(`  p10 / p50 / p90 / p99 by service   ${spread(served)} ms`);
  row('overhead of the service, p50', quantile(served, 0.5) - quantile(direct, 0.5), 'ms', 50);
  client.close();
  await service.stop();
  remove();
  await mock.stop();
}

/** So many diagnoses under way all the time. */
async function lag(atOnce: number, delay: Delay): Promise<void> {
  const mock = await startMock(delay);
  const service = await startService(mock, { concurrency: atOnce });
  const client = makeClient(service.url, mock.port);
  const until = (ms: number) => performance.now() + ms;
  const loadUntil = async (end: number): Promise<readonly number[]> => {
    const times: number[] = [];
    const one = async (): Promise<void> => {
      while (performance.now() < end) {
        const { status, ms } = await client.post({ prefer: 'wait=20' });
        // Turned away in a burst: such a caller comes back
        if (status === 503) {
          await sleep(1_000);
          continue;
        }
        if (status !== 200) throw new Error(`${status}`);
        times.push(ms);
      }
    };
    await Promise.all(Array.from({ length: atOnce }, one));
    return times;
  };
  await loadUntil(until(2_000));
  await service.gauge();
  const began = performance.now();
  const times = await loadUntil(until(SECONDS * 1_000));
  const perSecond = times.length / ((performance.now() - began) / 1_000);
  const gauge = await service.gauge();
  const { cpu, rss } = gauge;
  const bar = delay === null ? null : MOST_LAG_MS;
  console.log(
    `\n${atOnce} diagnoses at a time, each answer after ${delay === null ? 'no time' : `${delay.join(' to ')} ms`}`,
  );
  loopRows(gauge, bar);
  row('diagnoses per second', perSecond, '/s');
  row('a diagnosis with its wait, p50', quantile(times, 0.5), 'ms');
  row('processor of the service', cpu * 100, '%');
  row('resident memory of the service, at most', rss.most, 'MB');
  client.close();
  await service.stop();
  await mock.stop();
}

/** The built program from its start to the first 200 of /readyz: an empty folder, and the same folder again. */
async function startUp(): Promise<void> {
  const [first, again]: [number[], number[]] = [[], []];
  for (let n = 0; n < STARTS; n++) {
    const folder = mkdtempSync(join(tmpdir(), 'smtp-triage-bench-'));
    first.push(await readyAfter(folder));
    again.push(await readyAfter(folder));
    rmSync(folder, { recursive: true, force: true });
  }
  console.log(`\nstart of dist/main.js until /readyz says 200, ${STARTS} times each`);
  row('empty folder, p50', quantile(first, 0.5), 'ms', 500);
  row('empty folder, p90', quantile(first, 0.9), 'ms');
  row('folder with a store, p50', quantile(again, 0.5), 'ms', 500);
  row('folder with a store, p90', quantile(again, 0.9), 'ms');
}

async function readyAfter(dataDir: string): Promise<number> {
  const env = { ...process.env, SMTP_TRIAGE_PORT: '0', SMTP_TRIAGE_DATA_DIR: dataDir, SMTP_TRIAGE_LOG_LEVEL: 'silent' };
  const began = performance.now();
  const child = spawn(process.execPath, [join('dist', 'main.js')], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const gone = once(child, 'exit');
  const [said] = (await once(child.stdout, 'data')) as [Buffer];
  const url = /http:\S+/.exec(String(said))?.[0] ?? '';
  const { status } = await fetch(`${url}/readyz`);
  const took = performance.now() - began;
  child.kill('SIGTERM');
  await gone;
  if (status !== 200) throw new Error(`not ready: ${status}`);
  return took;
}
