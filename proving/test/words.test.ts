import { reportOf } from '@smtp-triage/core';
import { PRESETS } from '@smtp-triage/mock-server';
import { askedOf, netOf } from '@smtp-triage/mock-server/virtual-net';
import { describe, expect, it } from 'vitest';

/** What fits into one breath, and what fits on one screen (UI-03). */
const MOST_WORDS = 25;
const MOST_FIXES = 5;

describe('what a report says', () => {
  it.each(PRESETS.map((preset) => [preset.name, preset] as const))('is short: %s', (_name, preset) => {
    const { headline, findings } = reportOf(netOf(preset).triage(askedOf(preset)).case);
    expect(headline.split(/\s+/).length, headline).toBeLessThanOrEqual(MOST_WORDS);
    for (const { code, fix } of findings) expect(fix.length, code).toBeLessThanOrEqual(MOST_FIXES);
  });
});
