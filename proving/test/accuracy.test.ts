import { reportOf } from '@smtp-triage/core';
import { PRESETS } from '@smtp-triage/mock-server';
import { askedOf, netOf, primaryOf } from '@smtp-triage/mock-server/virtual-net';
import { describe, expect, it } from 'vitest';
import { accuracy, confusionList, confusionMatrix } from '../src/confusion.ts';

const RUNS = PRESETS.map((preset) => {
  const report = reportOf(netOf(preset).triage(askedOf(preset)).case);
  return { name: preset.name, expected: preset.expected, report, primary: primaryOf(report) };
});

describe('accuracy over all presets', () => {
  it('is printed', () => {
    const codes = RUNS.map(({ name, expected, primary }) => ({
      name,
      wanted: expected.code,
      got: primary?.code ?? null,
    }));
    const layers = RUNS.map(({ name, expected, primary }) => ({
      name,
      wanted: expected.layer,
      got: primary?.layer ?? null,
    }));
    const verdicts = RUNS.map(({ name, expected, report }) => ({
      name,
      wanted: expected.verdict,
      got: report.verdict,
    }));
    console.log(
      [
        `\nPrimary finding: ${accuracy(codes)}`,
        confusionList(codes),
        `\nLayer: ${accuracy(layers)}`,
        confusionMatrix(layers),
        `\nVerdict: ${accuracy(verdicts)}`,
        confusionMatrix(verdicts),
      ].join('\n'),
    );
    expect(codes.length).toBe(PRESETS.length);
  });
});
