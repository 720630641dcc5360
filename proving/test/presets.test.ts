import { PRESETS, type Preset } from '@smtp-triage/mock-server';
import { beforeAll, describe, expect, it } from 'vitest';
import { primaryOf } from '../../packages/mock-server/src/virtual-net/index.ts';
import { type Both, comparable, runBoth } from './presets-runs.ts';

/** Presets that sockets can show. */
const SHOWN: readonly Preset[] = PRESETS.filter(({ memoryOnly }) => memoryOnly === null);
const AT_ONCE = 12;

const ran = new Map<string, Both>();

beforeAll(async () => {
  const waiting = [...SHOWN];
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift())
      ran.set(next.name, await runBoth(next));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
});

const runOf = (name: string): Both => {
  const both = ran.get(name);
  if (both === undefined) throw new Error(`${name} did not run`);
  return both;
};

describe.each(SHOWN)('preset $name over sockets', ({ name, expected }) => {
  it('is diagnosed as it must be, in time', () => {
    const { sockets, durationMs } = runOf(name);
    const primary = primaryOf(sockets);
    expect({
      verdict: sockets.verdict,
      code: primary?.code ?? null,
      stage: primary?.stage ?? null,
      layer: primary?.layer ?? null,
    }).toEqual({ verdict: expected.verdict, code: expected.code, stage: expected.stage, layer: expected.layer });
    expect(durationMs).toBeLessThanOrEqual(expected.budgetMs + 1_000);
  });

  it('leaves the same traces as in memory, except times', () => {
    const { sockets, memory } = runOf(name);
    expect(comparable(memory.traces ?? [])).toEqual(comparable(sockets.traces ?? []));
  });
});
