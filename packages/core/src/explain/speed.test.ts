import { describe, expect, it } from 'vitest';
import { ERROR_TEXTS } from '../catalogue/errors/index.ts';
import { explainError } from './index.ts';

const LENGTH = 4_096;
const run = (piece: string, length = LENGTH): string => piece.repeat(Math.ceil(length / piece.length)).slice(0, length);

/** What backtracking matchers are slow on: runs, near misses, and what they begin with again and again. */
const HOSTILE: readonly string[] = [
  run('a'),
  run('0'),
  run('535 '),
  run('535-'),
  run('"'),
  run('://a:'),
  run('a@'),
  run('pass='),
  run('AUTH PLAIN '),
  run('host host: '),
  run('connect to '),
  run('1.'),
  run('a:1'),
  run('::'),
  run('[[['),
  run(' \t'),
  run('S: C: '),
  run('DNS:a, '),
  run('certificate has expired or is not yet valid'),
  run('hostname "'),
  `${run('A')}!`,
];

const fastest = (work: () => void): number => {
  let best = Number.POSITIVE_INFINITY;
  for (let turn = 0; turn < 5 && best > 1; turn++) {
    const began = performance.now();
    work();
    best = Math.min(best, performance.now() - began);
  }
  return best;
};

describe('hostile texts (SEC-33)', () => {
  it('cost no pattern of the catalogue 5 ms at 4 KiB', () => {
    for (const { pattern, by } of ERROR_TEXTS) {
      if (pattern === undefined) continue;
      for (const text of HOSTILE)
        expect(
          fastest(() => pattern.exec(text)),
          by,
        ).toBeLessThan(5);
    }
  });

  it.each(HOSTILE.map((text) => [text.slice(0, 24), text]))('are read to the end: %j', (_, text) => {
    const long = run(text, 262_144);
    explainError(text);
    const small = fastest(() => explainError(text));
    const large = fastest(() => explainError(long));
    expect(small).toBeLessThan(20);
    // What is kept of a long text is eight times as much
    expect(large).toBeLessThan(160);
  });
});
