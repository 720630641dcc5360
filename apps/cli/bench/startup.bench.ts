import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
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

const folder = mkdtempSync(join(tmpdir(), 'smtp-triage-bench-'));
const file = (name: string, lines: readonly string[]): string => {
  const path = join(folder, name);
  writeFileSync(path, lines.join('\n'));
  return path;
};
const env = (secure: boolean): string =>
  file(`${secure}.env`, ['SMTP_HOST=smtp.example.com', 'SMTP_PORT=587', `SMTP_SECURE=${secure}`, 'SMTP_USER=ann']);
const code = file('mail.js', [
  'const transport = nodemailer.createTransport({',
  "  host: 'smtp.example.com',",
  '  port: 587,',
  '  secure: true,',
  '});',
]);

/** Bare Node comes first: what it takes is one. */
const rows: readonly (readonly [name: string, once: () => number | Promise<number>])[] = [
  ['node -e 0', () => whole(['-e', '0'])],
  ['--version', () => whole([PROGRAM, '--version'])],
  ['--help', () => whole([PROGRAM, '--help'])],
  ['lint of a URL', () => whole([PROGRAM, 'lint', 'smtp://smtp.example.com:587'])],
  ['lint of a good .env', () => whole([PROGRAM, 'lint', env(false)])],
  ['lint of a bad .env', () => whole([PROGRAM, 'lint', env(true)])],
  ['lint of bad code', () => whole([PROGRAM, 'lint', code])],
  ['first output of a check', () => first([PROGRAM, '127.0.0.1', '--ports', '1', '--ndjson'])],
  ['first output of the demo', () => first([PROGRAM, 'demo'])],
];

// In turns, so that whatever else the machine does falls on all of them
const times = rows.map((): number[] => []);
for (let round = 0; round < ROUNDS; round++)
  for (const [index, [, once]] of rows.entries()) times[index]?.push(await once());
rmSync(folder, { recursive: true });
const bare = median(times[0] ?? []);
console.log(`${''.padEnd(26)} median     smallest to largest   × node -e 0`);
for (const [index, [name]] of rows.entries()) {
  const own = times[index] ?? [];
  const spread = `${Math.min(...own).toFixed(1)} to ${Math.max(...own).toFixed(1)} ms`;
  console.log(
    `${name.padEnd(26)} ${median(own).toFixed(1)} ms`.padEnd(38) + spread.padEnd(22) + (median(own) / bare).toFixed(2),
  );
}
