import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { printable } from './printable.ts';

const CORPUS: readonly (readonly [what: string, raw: string, shown: string])[] = [
  ['clear screen', '\u001b[2J', '\\x1b[2J'],
  ['window title', '\u001b]0;pwned\u0007', '\\x1b]0;pwned\\x07'],
  ['hyperlink (OSC 8)', '\u001b]8;;http://x\u001b\\', '\\x1b]8;;http://x\\x1b\\'],
  ['a second line', '220 ok\r\n250 no', '220 ok\\x0d\\x0a250 no'],
  ['carriage return', 'bad\rgood', 'bad\\x0dgood'],
  ['backspaces', 'bad\b\b\b', 'bad\\x08\\x08\\x08'],
  ['tab', 'a\tb', 'a\\x09b'],
  ['NUL', 'a\u0000b', 'a\\x00b'],
  ['DEL', 'a\u007fb', 'a\\x7fb'],
  ['CSI as one C1 octet', '\u009b2J', '\\x9b2J'],
  ['next line', 'a\u0085b', 'a\\x85b'],
  ['line separator', 'a\u2028b', 'a\\u{2028}b'],
  ['paragraph separator', 'a\u2029b', 'a\\u{2029}b'],
  ['right-to-left override', '\u202egnp.exe', '\\u{202e}gnp.exe'],
  ['isolates', '\u2066a\u2069', '\\u{2066}a\\u{2069}'],
  ['direction marks', '\u200e\u200f\u061c', '\\u{200e}\\u{200f}\\u{61c}'],
  ['zero-width', 'a\u200bb\u200cc\u200dd', 'a\\u{200b}b\\u{200c}c\\u{200d}d'],
  ['byte order mark', '\ufeff220', '\\u{feff}220'],
  ['high surrogate alone', 'a\ud800', 'a\\u{d800}'],
  ['low surrogate alone', '\udc00a', '\\u{dc00}a'],
];

describe('printable', () => {
  for (const [what, raw, shown] of CORPUS) {
    it(`shows ${what}`, () => expect(printable(raw)).toBe(shown));
  }

  it('leaves what people read alone', () => {
    const text = '250 Grüße, 你好, 😀 – "quoted" \\x1b';
    expect(printable(text)).toBe(text);
  });

  it('leaves nothing unprintable, whatever comes, and is done after one pass', () => {
    const unprintable =
      /[\p{Cc}\u061c\u200b-\u200f\u2028\u2029\u202a-\u202e\u2060-\u2069\ufeff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/u;
    const unit = fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code));
    fc.assert(
      fc.property(fc.array(unit, { maxLength: 40 }), (units) => {
        const shown = printable(units.join(''));
        expect(shown).not.toMatch(unprintable);
        expect(printable(shown)).toBe(shown);
      }),
      { numRuns: 2000 },
    );
  });
});
