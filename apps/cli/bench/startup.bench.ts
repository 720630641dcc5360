import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';

/** How long the built program takes to start, beside a bare Node (CLI-24). Run by `npm run bench`, inside apps/cli. */
const PROGRAM = join('dist', 'smtp-triage.cjs');
const ROUNDS = 25;

const median = (numbers: readonly number[]): number =>
  [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;

function whole(argv: readonly string[]): number {
  const began = performance.now();
  spawnSync(process.execPath, argv, { stdio: 'ignore' });
  return performance.now() - began;
}

/** Until the first byte of output. */
const first = (argv: readonly string[]): Promise<number> =>
  new Promise((resolve) => {
    const began = performance.now();
    const child = spawn(process.execPath, argv, { stdio: ['ignore', 'pipe', 'ignore'] });
    child.stdout.once('data', () => {
      const took = performance.now() - began;
      child.once('close', () => resolve(took)).kill();
    });
  });

const rows: [string, number][] = [];
const measure = async (name: string, once: () => number | Promise<number>): Promise<void> => {
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round++) times.push(await once());
  rows.push([name, median(times)]);
};

await measure('node -e 0', () => whole(['-e', '0']));
await measure('--version', () => whole([PROGRAM, '--version']));
await measure('--help', () => whole([PROGRAM, '--help']));
await measure('first output of a check', () => first([PROGRAM, '127.0.0.1', '--ports', '1', '--ndjson']));
await measure('first output of the demo', () => first([PROGRAM, 'demo']));
const [[, bare] = ['', 1]] = rows;
for (const [name, time] of rows)
  console.log(`${name.padEnd(26)} ${time.toFixed(1).padStart(7)} ms  ${(time / bare).toFixed(2)} x`);
