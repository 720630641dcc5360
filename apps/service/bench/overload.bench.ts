import { loadavg } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Asked, makeClient, quantile, row } from './client.ts';
import { type Gauge, loopRows, playPart, startMock, startService } from './processes.ts';

// Ten times as many requests as the service can serve (REL-05). The client asks at fixed moments, whatever has become of the
// requests before; what was due and had to wait for the client itself counts as waiting. A bundle that exists already takes another
// number of seconds as its argument: `node bench/.build/overload.bench.js 20`.
//
// What bounds the capacity here is how many run at a time, each for half a second. Service, mock server and client share the
// processors: to give the service one of two for itself changed nothing (November 2026). A neighbour that is busy in one of the
// two phases shows as a lower processor time of the service in it.

const SECONDS = 60;
const FACTOR = 10;
/** A server a network away. */
const DELAY = [50, 150] as const;
const CAPACITY_SECONDS = 8;
const WARM_UP_MS = 3_000;
const TICK_MS = 2;
const MOST_RSS_MB = 200;

const argv = process.argv.slice(2);
if (!(await playPart(argv))) {
  await overload(Number(argv[0] ?? SECONDS));
  process.exit();
}

async function overload(seconds: number): Promise<void> {
  console.log(`load average ${loadavg()[0]?.toFixed(1)}`);
  const mock = await startMock(DELAY);
  const service = await startService(mock);
  const client = makeClient(service.url, mock.port);

  const capacity = await capacityOf();
  console.log(`\ncapacity, as many callers as diagnoses run at a time, ${CAPACITY_SECONDS} s`);
  row('diagnoses per second', capacity.perSecond, '/s');
  row('processor of the service', capacity.gauge.cpu * 100, '%');

  /** How late the client itself was with each request, in milliseconds. */
  const late: number[] = [];
  const rate = capacity.perSecond * FACTOR;
  await service.gauge();
  const began = performance.now();
  const before = (await service.gauge()).jobs.done;
  const asked = await openLoop(rate, seconds);
  const gauge = await service.gauge();
  const goodput = (gauge.jobs.done - before) / ((performance.now() - began) / 1_000);
  const answers = await Promise.all(asked);
  const of = (status: number): readonly Asked[] => answers.filter((each) => each.status === status);
  const [accepted, shed] = [of(202), of(503)];
  const share = (part: readonly unknown[]): number => (part.length / answers.length) * 100;
  const others = answers.length - accepted.length - shed.length;
  console.log(
    `\n${FACTOR} times as much, ${rate.toFixed(0)} requests per second for ${seconds} s, ${answers.length} in all`,
  );
  const times = (some: readonly Asked[], q: number): number =>
    quantile(
      some.map(({ ms }) => ms),
      q,
    );
  row('of these times the client itself was late by, p99', quantile(late, 0.99), 'ms');
  row('answer of any kind, p50', times(answers, 0.5), 'ms');
  row('answer of any kind, p99', times(answers, 0.99), 'ms', 100);
  row('accepted, p99', times(accepted, 0.99), 'ms', 100);
  row('shed, p99', times(shed, 0.99), 'ms');
  row('share accepted', share(accepted), '%');
  row('share shed with 503', share(shed), '%');
  row(
    'of those with Retry-After',
    (shed.filter((each) => each.retryAfter !== null).length / shed.length) * 100,
    '%',
    100,
    true,
  );
  row('neither accepted nor shed', others, '', 0);
  const odd = answers.find(({ status }) => status !== 202 && status !== 503);
  if (odd !== undefined) console.log(`  one of them: ${odd.status} ${odd.body.slice(0, 200)}`);
  row('goodput per second', goodput, '/s');
  row('goodput of the capacity', (goodput / capacity.perSecond) * 100, '%', 90, true);
  row('diagnoses running, p1', gauge.running.p1, '');
  row('diagnoses running, p50', gauge.running.p50, '');
  row('waiting at the end', gauge.jobs.queued, '');
  loopRows(gauge, null);
  row('processor of the service', gauge.cpu * 100, '%');
  row('resident memory, at most', gauge.rss.most, 'MB', MOST_RSS_MB);
  client.close();
  await service.stop();
  await mock.stop();

  async function capacityOf(): Promise<{ readonly perSecond: number; readonly gauge: Gauge }> {
    // Enough that there is always one more to run
    const callers = 2 * 64;
    let over = false;
    const work = Array.from({ length: callers }, async () => {
      while (!over) await client.post({ prefer: 'wait=20' });
    });
    await sleep(WARM_UP_MS);
    const first = (await service.gauge()).jobs.done;
    const from = performance.now();
    await sleep(CAPACITY_SECONDS * 1_000);
    const gauge = await service.gauge();
    const perSecond = (gauge.jobs.done - first) / ((performance.now() - from) / 1_000);
    over = true;
    await Promise.all(work);
    return { perSecond, gauge };
  }

  async function openLoop(perSecond: number, length: number): Promise<readonly Promise<Asked>[]> {
    const all: Promise<Asked>[] = [];
    const from = performance.now();
    while (all.length < perSecond * length) {
      const due = Math.min(perSecond * length, ((performance.now() - from) / 1_000) * perSecond);
      while (all.length < due) {
        const at = from + (all.length / perSecond) * 1_000;
        late.push(performance.now() - at);
        all.push(client.post({}, at));
      }
      await sleep(TICK_MS);
    }
    return all;
  }
}
