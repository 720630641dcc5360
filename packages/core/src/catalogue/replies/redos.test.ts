import { describe, expect, it } from 'vitest';
import { REPLIES } from './all.ts';

const PATTERNS = REPLIES.flatMap(({ id, text }) =>
  text !== null && typeof text !== 'string' && text.pattern !== undefined ? [[id, text.pattern] as const] : [],
);

/**
 * What makes a pattern slow, or null: a quantified group that holds a quantifier or alternatives, more than one
 * unbounded quantifier, a back-reference, a look-around, or state between calls. Stricter than needed, on purpose.
 */
function slow({ source, flags }: RegExp): string | null {
  if (/[gy]/.test(flags)) return 'it keeps state';
  const plain = source.replace(/\\[^1-9k]/g, 'x').replace(/\[(?:[^\]\\]|\\.)*\]/g, 'x');
  if (/\\[1-9k]/.test(plain)) return 'it refers back';
  if (/\(\?(?:<?[=!])/.test(plain)) return 'it looks around';
  const bare = plain.replace(/\(\?(?::|<\w+>)/g, '(');
  const open: { busy: boolean }[] = [];
  let unbounded = 0;
  for (const { 0: part, index } of bare.matchAll(/[()|]|[*+?]|\{\d+(?:,\d*)?\}/g)) {
    if (part === '(') open.push({ busy: false });
    else if (part === ')') {
      const group = open.pop();
      if (group?.busy && /^(?:[*+?]|\{\d)/.test(bare.slice(index + 1))) return 'a quantified group is not plain';
    } else {
      for (const group of open) group.busy = true;
      if (part === '*' || part === '+' || /,\}$/.test(part)) unbounded++;
    }
  }
  return unbounded > 1 ? 'more than one unbounded quantifier' : null;
}

/** Ten texts of 4 KiB that make a careless pattern go back and forth, made of the letters it waits for. */
function hostile(pattern: RegExp): readonly string[] {
  const letters = pattern.source.replace(/\\[a-z]|[^a-z0-9 .-]/gi, '') || 'a';
  const fill = (unit: string, end = ''): string => unit.repeat(Math.ceil(4_096 / unit.length)).slice(0, 4_095) + end;
  return [
    fill(letters),
    fill(letters, '!'),
    fill(letters[0] ?? 'a', '!'),
    fill(letters.at(-1) ?? 'a', '!'),
    fill(` ${letters} `),
    fill(`${letters}0`, '\n'),
    fill('0', 'x'),
    fill(' ', 'x'),
    fill('a', '\u0000'),
    fill(`${letters}${[...letters].reverse().join('')}\t`),
  ];
}

describe('the patterns of the catalogue (SEC-33)', () => {
  it('are the exception', () => expect(PATTERNS.length).toBeLessThanOrEqual(5));

  it.each(PATTERNS)('%s is linear by its form', (_, pattern) => expect(slow(pattern)).toBeNull());

  it.each(PATTERNS)('%s takes less than 5 ms on hostile text', (_, pattern) => {
    pattern.test('warm up');
    for (const text of hostile(pattern)) {
      expect(text.length).toBeLessThanOrEqual(4_096);
      // The quickest of a few: what a busy machine adds is not the pattern's
      const times = Array.from({ length: 5 }, () => {
        const from = performance.now();
        pattern.test(text);
        return performance.now() - from;
      });
      expect(Math.min(...times)).toBeLessThan(5);
    }
  });
});

describe('the check of patterns', () => {
  it.each([
    /(a+)+$/,
    /(a|a)*b/,
    /(?:a*)*/,
    /(a?){9}/,
    /((ab)+c){2,}/,
    /.*a.*b/,
    /\s+\s+x/,
    /(a)\1/,
    /(?=a)b/,
    /(?<!a)b/,
    /(?<n>a+)?/,
    /a/g,
    /a/y,
    /a{2,}b+/,
  ])('refuses %s', (pattern) => expect(slow(pattern)).not.toBeNull());

  it.each([/\bib\d{3}\b/, /a|b/, /(?:ab)+c/, /[(+*]x?y*/, /\(a+/])('passes %s', (pattern) =>
    expect(slow(pattern)).toBeNull(),
  );
});
