import {
  parseTraces,
  printable,
  reportOf,
  reportToCsv,
  reportToJunit,
  reportToMarkdown,
  reportToText,
} from '@smtp-triage/core';
import { PRESETS } from '@smtp-triage/mock-server';
import { askedOf, netOf } from '@smtp-triage/mock-server/virtual-net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mutated, mutations } from '../../packages/core/test/mutate.ts';
import { FOUND } from '../src/fuzz/found.ts';
import { mutant, wordy } from '../src/fuzz/mutant.ts';
import { TARGETS, type Target, type TargetName } from '../src/fuzz/targets.ts';

/** Inputs per target; a nightly run asks for many more. */
const RUNS = Number(process.env['FUZZ_RUNS'] ?? 4_000);
/** Another seed for other inputs; the same again where none is given, so that a red run is red for a reason. */
const SEED = Number(process.env['FUZZ_SEED'] ?? 1);
/** No input of 20 000 octets may take so long: what is not linear shows at once. */
const LONG_MS = 2_000;

const options = { numRuns: RUNS, seed: SEED };
const timeout = 60_000 + 20 * RUNS;

describe('what reads the words of strangers', () => {
  it.each(Object.keys(TARGETS) as readonly TargetName[])(
    'keeps its promises whatever comes: %s',
    { timeout },
    (name) => {
      const { corpus, words, check }: Target = TARGETS[name];
      for (const text of [...corpus, ...(FOUND[name] ?? [])]) for (let draw = 0; draw < 12; draw++) check(text, draw);
      let longest = 0;
      fc.assert(
        fc.property(
          fc.oneof({ weight: 3, arbitrary: mutant(corpus, words) }, wordy(words)),
          fc.nat(10_000),
          (text, draw) => {
            const began = performance.now();
            check(text, draw);
            longest = Math.max(longest, performance.now() - began);
          },
        ),
        options,
      );
      expect(longest).toBeLessThan(LONG_MS);
    },
  );

  it('keeps its promises whatever comes: traces', { timeout }, () => {
    const runs = PRESETS.filter((_, index) => index % 4 === 0).map(
      (preset) => netOf(preset).triage(askedOf(preset)).case,
    );
    let passed = 0;
    fc.assert(
      fc.property(fc.constantFrom(...runs), mutations, (triaged, changes) => {
        const read = parseTraces(mutated(triaged.traces, changes));
        if (!read.ok) return;
        passed += 1;
        const report = reportOf({ ...triaged, traces: read.value });
        for (const text of [reportToText(report), reportToMarkdown(report), reportToJunit(report), reportToCsv(report)])
          for (const line of text.split(/\r?\n/))
            expect(printable(line.replaceAll('\t', ' '))).toBe(line.replaceAll('\t', ' '));
      }),
      { ...options, numRuns: Math.ceil(RUNS / 4) },
    );
    expect(passed).toBeGreaterThan(RUNS / 16);
  });
});
