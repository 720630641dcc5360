import { randomInt } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { transcript } from '@smtp-triage/mock-server';
import { shrink } from './shrink.ts';
import { failureOf, play, simulate } from './simulate.ts';
import { add, count, newTally, type Tally, tallyText, tooSeldom } from './tally.ts';
import { Violated } from './violated.ts';
import { worldOf, worldToJson } from './world.ts';

/** Seeds per message of a thread. */
const BLOCK = 100;
/** A run opens three sessions on average; this many at least. */
const SESSIONS_PER_RUN = 2.9;

/** The share of one thread: every n-th block. */
type Share = { readonly from: number; readonly runs: number; readonly first: number; readonly step: number };
type News = { readonly tally: Tally } | { readonly seed: number; readonly problem: string };

if (isMainThread) process.exitCode = await main();
else work(workerData as Share);

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      seed: { type: 'string' },
      from: { type: 'string' },
      sessions: { type: 'string', default: '100000' },
      threads: { type: 'string', default: `${availableParallelism()}` },
    },
  });
  if (values.seed !== undefined) return replay(Number(values.seed));
  const from = values.from === undefined ? randomInt(2 ** 31) : Number(values.from);
  const runs = Math.ceil(Number(values.sessions) / SESSIONS_PER_RUN);
  const threads = Number(values.threads);
  if (![from, runs, threads].every((each) => Number.isSafeInteger(each) && each >= 0) || threads < 1) {
    console.error('Usage: pnpm simulate [--sessions 100000] [--from SEED] [--threads N] | --seed SEED');
    return 2;
  }
  console.log(`${runs} runs from seed ${from} on ${threads} threads`);
  return together({ from, runs, threads });
}

/** Shares the seeds out, and stops at the first that fails. */
async function together({
  from,
  runs,
  threads,
}: {
  readonly from: number;
  readonly runs: number;
  readonly threads: number;
}): Promise<number> {
  const began = performance.now();
  const tally = newTally();
  const rate = (): string => `${Math.round((tally.sessions * 1_000) / (performance.now() - began))} sessions/s`;
  const workers = Array.from({ length: threads }, (_, first) => {
    const share: Share = { from, runs, first, step: threads };
    return new Worker(new URL(import.meta.url), { workerData: share });
  });
  const failed = await new Promise<{ readonly seed: number; readonly problem: string } | null>((resolve, reject) => {
    let left = threads;
    for (const worker of workers) {
      worker.on('message', (news: News) => {
        if ('problem' in news) return resolve(news);
        add(tally, news.tally);
        if (process.stdout.isTTY)
          process.stdout.write(`\r${tally.runs} of ${runs} runs, ${tally.sessions} sessions, ${rate()}  `);
      });
      worker.on('error', reject);
      worker.on('exit', () => {
        left -= 1;
        if (left === 0) resolve(null);
      });
    }
  });
  await Promise.all(workers.map((worker) => worker.terminate()));
  if (process.stdout.isTTY) process.stdout.write('\n');
  if (failed !== null) {
    console.error(`FAILED after ${tally.runs} runs: ${failed.problem}\nReplay: pnpm simulate --seed ${failed.seed}`);
    return 1;
  }
  console.log(`${tallyText(tally)}\n${rate()}, ${((performance.now() - began) / 1_000).toFixed(1)} s`);
  const few = tooSeldom(tally);
  if (few.length > 0) console.error(`Not deep enough:\n  ${few.join('\n  ')}`);
  return few.length > 0 ? 1 : 0;
}

function work({ from, runs, first, step }: Share): void {
  for (let block = first; block * BLOCK < runs; block += step) {
    const tally = newTally();
    for (let seed = from + block * BLOCK; seed < from + Math.min(runs, (block + 1) * BLOCK); seed++) {
      try {
        count(tally, simulate(seed));
      } catch (error) {
        const problem =
          error instanceof Violated ? error.message : `never throws: ${error instanceof Error ? error.stack : error}`;
        parentPort?.postMessage({ seed, problem } satisfies News);
        return;
      }
    }
    parentPort?.postMessage({ tally } satisfies News);
  }
}

/** Shows one seed: what it came to, or what broke and the smallest world in which it still breaks. */
function replay(seed: number): number {
  const world = worldOf(seed);
  const failure = failureOf(world);
  if (failure === null) {
    const { report, sessions } = play(world);
    for (const session of sessions) console.log(`${transcript(session)}\n`);
    console.log(`${report.verdict}: ${report.headline}\nSeed ${seed} holds.`);
    return 0;
  }
  const smallest = shrink(world, failure);
  console.error(
    `Seed ${seed}: ${failure.message}\n\nThe smallest world that still shows it: ${smallest.failure.message}`,
  );
  console.error(`(keep it as proving/test/worlds/${seed}.json)\n${worldToJson(smallest.world)}`);
  return 1;
}
