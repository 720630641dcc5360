import { spawnSync } from 'node:child_process';
import { openSync, readSync } from 'node:fs';
import { loadavg } from 'node:os';
import { jsonText, reportOf } from '@smtp-triage/core';
import { assertShallow, MAX_TRACE_KEYS, TRACE_BODY_LIMIT } from '../src/http/body.ts';
import { readSaved } from '../src/http/saved.ts';
import { warmUp } from '../src/operation/warm-up.ts';
import { largestCase, SHAPES, type Shape } from '../test/largest.ts';
import { quantile, row } from './client.ts';

// How long the turns of the loop are that one request with the largest case takes (REL-07): as the first request of a
// process that has warmed up as a service does, and later. Counted is the time this thread had a processor, so that what
// else the machine does is not counted. Each process does one shape, and each shape has several processes.

const MOST_MS = 10;
const PROCESSES = 5;
const LATER = 10;

const SCHEDSTAT = process.platform === 'linux' ? openSync(`/proc/self/task/${process.pid}/schedstat`, 'r') : null;

/** The turns, as the service takes them. */
const TURNS = ['parse', 'keys', 'read', 'diagnose and print'] as const;
type Times = Readonly<Record<(typeof TURNS)[number], number>>;

const [shape] = process.argv.slice(2);
if (shape !== undefined) {
  await warmUp();
  const body = JSON.stringify(largestCase(shape as Shape, TRACE_BODY_LIMIT - 2_000));
  console.log(JSON.stringify(Array.from({ length: 1 + LATER }, () => turns(body))));
} else {
  console.log(`load average ${loadavg()[0]?.toFixed(1)}, on Node ${process.version}`);
  for (const each of SHAPES) {
    const runs = Array.from({ length: PROCESSES }, () => {
      const { stdout } = spawnSync(process.execPath, [process.argv[1] ?? '', each], { encoding: 'utf8' });
      return JSON.parse(stdout) as readonly Times[];
    });
    console.log(`\n${each}: the first of ${PROCESSES} processes, median; then the next ${LATER} of each`);
    for (const turn of TURNS) {
      const of = (some: readonly (Times | undefined)[]): number =>
        quantile(
          some.map((times) => times?.[turn] ?? Number.NaN),
          0.5,
        );
      row(`${turn}, first`, of(runs.map(([first]) => first)), 'ms', MOST_MS);
      row(`${turn}, later`, of(runs.flatMap((run) => run.slice(1))), 'ms', MOST_MS);
    }
  }
}

function turns(text: string): Times {
  const marks = [ranFor()];
  const body: unknown = JSON.parse(text);
  marks.push(ranFor());
  assertShallow(body, MAX_TRACE_KEYS);
  marks.push(ranFor());
  const { triaged } = readSaved(body);
  marks.push(ranFor());
  jsonText(reportOf(triaged));
  marks.push(ranFor());
  const [parse = 0, keys = 0, read = 0, last = 0] = marks.slice(1).map((at, index) => at - (marks[index] ?? 0));
  return { parse, keys, read, 'diagnose and print': last };
}

/** Milliseconds for which the main thread has had a processor (Linux, proc(5): the first number of schedstat); else the clock. */
function ranFor(): number {
  if (SCHEDSTAT === null) return performance.now();
  const octets = Buffer.alloc(64);
  return Number(octets.toString('latin1', 0, readSync(SCHEDSTAT, octets, 0, 64, 0)).split(' ')[0]) / 1e6;
}
