import fc from 'fast-check';
import { diagnose, parseTraces } from '../src/index.ts';
import { AUTHENTICATION_CASES } from '../test/cases/authentication.ts';
import { CONNECTION_CASES } from '../test/cases/connection.ts';
import { ENCRYPTION_CASES } from '../test/cases/encryption.ts';
import { mutated, mutations } from '../test/mutate.ts';
import { request, run } from '../test/world.ts';
import { print } from './figures.ts';

/** How many mutated traces are diagnosed; each must take less than 10 ms, and none may throw. */
const COUNT = 100_000;

const cases = [...CONNECTION_CASES, ...ENCRYPTION_CASES, ...AUTHENTICATION_CASES].map(
  ({ world, asked }) => run(world, request(asked)).traces,
);
const changes = fc.sample(mutations, { numRuns: 2_000, seed: 7 });
const times: number[] = [];
for (let n = 0; times.length < COUNT && n < COUNT * 5; n++) {
  const traces = cases[n % cases.length] ?? [];
  const read = parseTraces(mutated(traces, changes[(n * 31) % changes.length] ?? []));
  if (!read.ok) continue;
  const from = performance.now();
  const first = diagnose(read.value);
  times.push(performance.now() - from);
  if (n % 97 === 0 && JSON.stringify(first) !== JSON.stringify(diagnose(read.value)))
    throw new Error('not deterministic');
}
times.sort((a, b) => a - b);
const at = (share: number): string => `${(times[Math.floor(share * (times.length - 1))] ?? 0).toFixed(2)} ms`;
print([
  {
    'mutated traces diagnosed': `${times.length}`,
    median: at(0.5),
    'of a thousand 999 within': at(0.999),
    slowest: at(1),
  },
]);
