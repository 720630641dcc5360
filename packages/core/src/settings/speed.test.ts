import { describe, expect, it } from 'vitest';
import { readSettings } from './read.ts';
import { READERS } from './syntax/index.ts';

const LENGTH = 32_000;

/** What readers are slow on that look ahead or back: openings without end, runs, and what they begin with again and again. */
const HOSTILE: readonly string[] = [
  ...[
    '(',
    '[',
    '{',
    '([{',
    ')(',
    'f(',
    'x["',
    '"',
    "'",
    '`',
    '"""',
    '\\',
    '/*',
    '${',
    '{{',
    '://',
    'smtp://',
    'a://b:c@',
    '@',
  ],
  ...[
    ' ',
    '\t',
    '\n',
    '\n ',
    '\r',
    'a.',
    'a,',
    'a=',
    'a: ',
    'a: {',
    '- ',
    '|',
    '# ',
    'pass',
    'password ',
    "password='",
  ],
  ...[
    'SMTP_HOST=',
    'a=b\n',
    'a: b\n',
    'a: |\n',
    '[a]\n',
    'smtp://a?a&',
    'x.y x:',
    'a|b:',
    'createTransport(',
    '"password":"x",',
    'f({pass:"a"}),',
    '--a ',
    '-u a:',
  ],
];
const fill = (piece: string): string => piece.repeat(Math.ceil(LENGTH / piece.length)).slice(0, LENGTH);

/** The best of some turns: other programs run beside. */
function fastest(work: () => void, enough: number): number {
  let best = Number.POSITIVE_INFINITY;
  for (let turn = 0; turn < 5 && best > enough; turn++) {
    const began = performance.now();
    work();
    best = Math.min(best, performance.now() - began);
  }
  return best;
}

// Work that grows with the square of the length takes seconds at this length; these take 1 to 60 ms
describe('hostile texts of 32 000 characters are read in time', () => {
  it.each(HOSTILE.map((piece) => [piece]))('%j', (piece) => {
    const text = `${fill(piece)}\nSMTP_HOST=h.example`;
    for (const [syntax, read] of Object.entries(READERS))
      expect(
        fastest(() => read(text), 100),
        syntax,
      ).toBeLessThan(500);
    expect(fastest(() => readSettings(text, null), 300)).toBeLessThan(1_500);
  });
});
