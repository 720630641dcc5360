import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { REPLIES } from './all.ts';
import { meaningOf, type ReplyInPlace } from './meaning.ts';
import { SIGNS } from './signs.ts';
import { ANY } from './stages.ts';
import { wordsOf } from './words.ts';

describe('any reply', () => {
  const words = fc.constantFrom(
    ...REPLIES.flatMap(({ text }) => wordsOf(text)),
    'ib007',
    '5.7.1',
    '<a@b>',
    '\u{1f4a5}',
  );
  const line = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 200 }),
    fc.array(words).map((all) => all.join(' ')),
  );
  const reply: fc.Arbitrary<ReplyInPlace> = fc.record({
    stage: fc.constantFrom(null, ...ANY, 'dns' as const, 'tls' as const),
    code: fc.oneof(fc.constantFrom(...REPLIES.flatMap(({ code }) => code)), fc.integer(), fc.double()),
    enhanced: fc.oneof(fc.constant(null), fc.constantFrom('5.7.1', '5.7.8', '4.7.0'), fc.string()),
    lines: fc.array(line),
    host: fc.oneof(
      fc.constant(null),
      fc.string(),
      fc.constantFrom(...Object.values(SIGNS).flatMap(({ hosts }) => hosts)),
    ),
    greeting: fc.oneof(fc.constant(null), fc.string()),
  });

  it('never throws and means the same twice', () => {
    fc.assert(
      fc.property(reply, (given) => {
        expect(meaningOf(given)).toEqual(meaningOf(given));
      }),
      { numRuns: 1_000 },
    );
  });

  it('is looked up in less than 1 ms, at 4 KiB and beyond', () => {
    const codes = [...new Set(REPLIES.flatMap(({ code }) => code))];
    const lines = Array.from({ length: 500 }, (_, i) => `authentication relay message ${i} `.repeat(20));
    const times = Array.from({ length: 5 }, () => {
      const from = performance.now();
      for (const code of codes) meaningOf({ stage: null, code, enhanced: null, lines, host: null, greeting: null });
      return (performance.now() - from) / codes.length;
    });
    expect(Math.min(...times)).toBeLessThan(1);
  });
});
