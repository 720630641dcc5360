import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, openSync, readSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { quantile, row } from './client.ts';

/** Mock server and service as processes of their own, so that the work of one is not counted as that of the other. */

/** How often a process looks at its own memory and, if it is the mock, forgets its sessions, in milliseconds. */
const LOOK_MS = 250;
/** How often the service is asked how many diagnoses run, in milliseconds. */
const RUNNING_MS = 50;
/** As fine as Node's timers are, in milliseconds. */
const RESOLUTION_MS = 1;
const MB = 1_048_576;
/** What the unit and the image start Node with. */
const AS_DEPLOYED = ['--max-old-space-size=512'];

/** What a mock server tells who started it. */
export type Mock = { readonly port: number; readonly caPem: string };
/** What a process says of itself since it was asked last. */
export type Gauge = {
  /** How late its event loop was, in milliseconds. */
  readonly lagMs: Lag;
  /** What the operating system tells of the main thread; null where it does not. */
  readonly thread: Thread | null;
  /** Resident memory now and at most, in MB. */
  readonly rss: { readonly now: number; readonly most: number };
  /** Share of one processor that it used. */
  readonly cpu: number;
  /** Diagnoses that wait and that run, and those that have ended. */
  readonly jobs: { readonly queued: number; readonly running: number; readonly done: number };
  /** How many diagnoses ran, looked at every {@link RUNNING_MS}. */
  readonly running: { readonly p1: number; readonly p50: number };
};

/** `ownLagMs`: the lag without the time in which others were let run. `busyMs`: time on a processor in one turn of the loop. */
export type Thread = { readonly ownLagMs: Lag; readonly busyMs: Lag };
type Lag = { readonly p50: number; readonly p99: number; readonly max: number };

/** A process that was started. */
export type Peer<T> = T & { gauge(): Promise<Gauge>; stop(): Promise<void> };

/** Plays the part this process was started for; false where it was started for none. */
export async function playPart([part, argument = '{}']: readonly string[]): Promise<boolean> {
  const play = part === undefined ? undefined : PARTS[part];
  if (play === undefined) return false;
  process.once('disconnect', () => process.exit());
  await play(JSON.parse(argument) as never);
  return true;
}

const PARTS: Readonly<Record<string, (argument: never) => Promise<void>>> = { mock: playMock, service: playService };

/** How long a mock server takes to answer, in milliseconds: somewhere between the two; null: no time at all. */
export type Delay = readonly [from: number, to: number] | null;

/** Starts a mock server. */
export const startMock = (delayMs: Delay): Promise<Peer<Mock>> => begin<Mock>('mock', { delayMs });

/** Starts a service with these settings in a folder of its own. */
export async function startService(mock: Mock, more: Readonly<Record<string, unknown>> = {}) {
  const { config, remove } = settings(mock, more);
  const peer = await begin<{ readonly url: string }>('service', config);
  return {
    ...peer,
    stop: async () => {
      await peer.stop();
      remove();
    },
  };
}

/** The settings of a service that may ask one mock server anything at any time. */
export function settings(mock: Mock, more: Readonly<Record<string, unknown>> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'smtp-triage-bench-'));
  const caFile = join(folder, 'ca.pem');
  writeFileSync(caFile, mock.caPem);
  const config = {
    ...{ port: 0, dataDir: join(folder, 'data'), caFile, controls: [], logLevel: 'silent' },
    ...{ allowCidrs: ['127.0.0.0/8'], allowPorts: [mock.port], budgets: OPEN },
    ...more,
  };
  return { config, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

const PLENTY = 1e9;
/** No budget stands in the way: they are not what is measured. */
const OPEN = {
  ...{ anonymousPerHour: PLENTY, anonymousInFlight: PLENTY, targetPerMinute: PLENTY },
  ...{ networkPerMinute: PLENTY, globalPerMinute: PLENTY, coolDownS: 0 },
};

async function begin<T>(part: string, argument: unknown): Promise<Peer<T>> {
  const child = fork(process.argv[1] ?? '', [part, JSON.stringify(argument)], { execArgv: [...AS_DEPLOYED] });
  const gone = once(child, 'exit');
  const told = await Promise.race([answer<T>(child), gone.then(() => null)]);
  if (told === null) throw new Error(`the ${part} ended before it was ready`);
  return {
    ...told,
    gauge: () => {
      child.send('gauge');
      return answer<Gauge>(child);
    },
    stop: async () => {
      child.send('stop');
      await gone;
    },
  };
}

const answer = async <T>(child: ChildProcess): Promise<T> => (await once(child, 'message'))[0] as T;

// Each loads what it is alone, so that its memory is its own

async function playMock({ delayMs }: { readonly delayMs: Delay }): Promise<void> {
  const { at, startMockServer } = await import('@smtp-triage/mock-server');
  const rules = delayMs === null ? [] : [at('greeting').jitter(...delayMs), at('any').jitter(...delayMs)];
  const mock = await startMockServer({ listeners: { submission: 'starttls' }, rules });
  setInterval(() => mock.reset(), LOOK_MS);
  const gauge = ownGauge(async () => ({ queued: 0, running: 0, done: 0 }));
  hear(gauge, () => mock.close());
  process.send?.({ port: mock.ports['submission'] ?? 0, caPem: mock.ca.certPem } satisfies Mock);
}

async function playService(given: unknown): Promise<void> {
  const { start } = await import('../src/operation/start.ts');
  const { CONFIG_SCHEMA } = await import('../src/operation/config.ts');
  const service = await start(CONFIG_SCHEMA.parse(given));
  const gauge = ownGauge(
    async () => {
      const text = await service.deps.metrics.text();
      const sum = (line: RegExp): number => [...text.matchAll(line)].reduce((all, [, value]) => all + Number(value), 0);
      return {
        queued: sum(/^smtp_triage_jobs\{state="queued"\} (\d+)/gm),
        running: sum(/^smtp_triage_jobs\{state="running"\} (\d+)/gm),
        done: sum(/^smtp_triage_diagnoses_total\{[^}]*\} (\d+)/gm),
      };
    },
    () => service.deps.runner.running,
  );
  hear(gauge, () => service.stop());
  process.send?.({ url: service.url });
}

function hear(gauge: () => Promise<Gauge>, end: () => Promise<void>): void {
  process.on('message', (word) => {
    if (word === 'gauge') void gauge().then((said) => process.send?.(said));
    if (word === 'stop') void end().then(() => process.exit());
  });
}

/** Watches this process; each call of the result begins anew. */
export function ownGauge(jobs: () => Promise<Gauge['jobs']>, runningNow: () => number = () => 0): () => Promise<Gauge> {
  let most = 0;
  let since = performance.now();
  let used = process.cpuUsage();
  let running: number[] = [];
  const lag = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  lag.enable();
  const thread = watchThread();
  const look = (): number => {
    const { rss } = process.memoryUsage();
    most = Math.max(most, rss);
    return rss;
  };
  setInterval(look, LOOK_MS).unref();
  setInterval(() => running.push(runningNow()), RUNNING_MS).unref();
  return async () => {
    const now = look();
    const { user, system } = process.cpuUsage(used);
    // Node counts the time between two timers, so what it was meant to be comes off
    const late = (nanoseconds: number): number => Math.max(0, nanoseconds / 1e6 - RESOLUTION_MS);
    const said = {
      lagMs: { p50: late(lag.percentile(50)), p99: late(lag.percentile(99)), max: late(lag.max) },
      thread: thread(),
      rss: { now: now / MB, most: most / MB },
      cpu: (user + system) / 1_000 / (performance.now() - since),
      jobs: await jobs(),
      running: { p1: quantile(running, 0.01), p50: quantile(running, 0.5) },
    };
    running = [];
    most = now;
    since = performance.now();
    used = process.cpuUsage();
    lag.reset();
    return said;
  };
}

/**
 * How late a timer of one millisecond is, less the time in which this thread was ready to run and did not get a processor:
 * on a machine of its own a process has this lag. And how long the thread had a processor between two such timers: what
 * the process does itself, without its waiting for a disk, whoever else uses that (Linux, proc(5): schedstat).
 */
function watchThread(): () => Thread | null {
  const schedstat = threadTimes();
  if (schedstat === null) return () => null;
  let late: number[] = [];
  let busy: number[] = [];
  let [at, before] = [performance.now(), schedstat()];
  setInterval(() => {
    const [now, times] = [performance.now(), schedstat()];
    late.push(Math.max(0, now - at - RESOLUTION_MS - (times.waited - before.waited)));
    busy.push(times.ran - before.ran);
    [at, before] = [now, times];
  }, RESOLUTION_MS).unref();
  return () => {
    const said = { ownLagMs: lagOf(late), busyMs: lagOf(busy) };
    [late, busy] = [[], []];
    return said;
  };
}

const lagOf = (times: readonly number[]): Lag => ({
  p50: quantile(times, 0.5),
  p99: quantile(times, 0.99),
  max: quantile(times, 1),
});

/** Milliseconds in which the main thread had a processor and waited for one so far; null where nobody counts them. */
function threadTimes(): (() => { readonly ran: number; readonly waited: number }) | null {
  try {
    const file = openSync(`/proc/self/task/${process.pid}/schedstat`, 'r');
    const octets = Buffer.alloc(64);
    return () => {
      const [ran, waited] = octets.toString('latin1', 0, readSync(file, octets, 0, 64, 0)).split(' ');
      return { ran: Number(ran) / 1e6, waited: Number(waited) / 1e6 };
    };
  } catch {
    return null;
  }
}

/** The lines of a table on the loop of a service; the bar is for the lag that is its own. */
export function loopRows({ lagMs, thread }: Gauge, bar: number | null): void {
  row('loop lag p99, by the clock', lagMs.p99, 'ms', thread === null ? bar : null);
  if (thread === null) return;
  row('loop lag p99, less waiting for a processor', thread.ownLagMs.p99, 'ms', bar);
  row('turn of the loop p99, time on a processor', thread.busyMs.p99, 'ms', bar);
  row('longest turn of the loop, by the clock', lagMs.max, 'ms');
}
