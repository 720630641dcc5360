import { PRESETS, type Preset, preset } from '@smtp-triage/mock-server';
import { primaryOf } from '@smtp-triage/mock-server/virtual-net';
import { beforeAll, describe, expect, it } from 'vitest';
import { AWAITED } from '../../packages/mock-server/test/awaited.ts';
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

describe('clients that do not trust the mock CA', () => {
  it.each(['healthy', 'cert-expired', 'cert-self-signed', 'cert-wrong-host'] as const)(
    'see %s the same way',
    async (name) => {
      const { sockets, memory } = await runBoth(preset(name), false);
      expect(comparable(memory.traces ?? [])).toEqual(comparable(sockets.traces ?? []));
    },
  );
});

const runOf = (name: string): Both => {
  const both = ran.get(name);
  if (both === undefined) throw new Error(`${name} did not run`);
  return both;
};

describe.each(SHOWN)('preset $name over sockets', ({ name, expected }) => {
  const test = name in AWAITED ? it.fails : it;
  test('is diagnosed as it must be, in time', () => {
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
