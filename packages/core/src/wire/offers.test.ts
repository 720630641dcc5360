import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { WORDS } from '../../test/smtp-bytes.ts';
import { keywordsOf, NO_OFFERS, type Offers, readOffers } from './offers.ts';

const CASES: readonly (readonly [name: string, lines: readonly string[], want: Partial<Offers>])[] = [
  ['nothing when only the name is sent', [], {}],
  ['STARTTLS in any case', ['StartTls'], { starttls: true }],
  ['STARTTLS followed by blanks', ['STARTTLS  '], { starttls: true }],
  ['no STARTTLS in a longer word', ['STARTTLSX', 'X-STARTTLS'], { starttls: false }],
  ['mechanisms in upper case', ['auth plain Login'], { auth: ['PLAIN', 'LOGIN'] }],
  ['the old AUTH= form', ['AUTH=LOGIN PLAIN'], { auth: ['LOGIN', 'PLAIN'] }],
  ['both forms, each mechanism once', ['AUTH PLAIN LOGIN', 'AUTH=PLAIN LOGIN'], { auth: ['PLAIN', 'LOGIN'] }],
  ['a second AUTH line', ['AUTH PLAIN', 'AUTH XOAUTH2'], { auth: ['PLAIN', 'XOAUTH2'] }],
  ['AUTH with tabs between', ['AUTH\tPLAIN\t LOGIN'], { auth: ['PLAIN', 'LOGIN'] }],
  ['AUTH with nothing behind it', ['AUTH', 'AUTH='], { auth: [] }],
  ['a size', ['SIZE 35882577'], { size: 35_882_577 }],
  ['a size without a number as no limit', ['SIZE'], { size: 0 }],
  ['no size that is no number', ['SIZE -1'], { size: null }],
  ['no size that no number holds', ['SIZE 99999999999999999999'], { size: null }],
  ['PIPELINING and SMTPUTF8', ['PIPELINING', 'SMTPUTF8'], { pipelining: true, smtputf8: true }],
  ["Cisco's mask over STARTTLS", ['XXXXXXXA', 'XXXX', 'SIZE 1'], { masked: ['XXXXXXXA', 'XXXX'], size: 1 }],
  ['no mask in an X- extension', ['XCLIENT NAME', 'X-EXPS GSSAPI', 'XXX'], { masked: [] }],
  ['words that are JavaScript’s as any other', ['__proto__', 'constructor', 'AUTH __proto__'], { auth: ['__PROTO__'] }],
];

describe('readOffers', () => {
  it.each(CASES)('reads %s', (_, lines, want) => {
    const { lines: kept, ...read } = readOffers(['mail.example.test', ...lines]);
    const { lines: __, ...none } = NO_OFFERS;
    expect(read).toEqual({ ...none, ...want });
    expect(kept).toEqual(lines.map((line) => line.trim()));
  });

  it('takes the first line for the name of the server, whatever it says', () => {
    expect(readOffers(['STARTTLS'])).toEqual(NO_OFFERS);
    expect(readOffers([])).toEqual(NO_OFFERS);
  });

  it('changes no prototype and takes any text', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom(...WORDS))), (lines) => {
        const offers = readOffers(lines);
        expect(keywordsOf(offers)).toHaveLength(offers.lines.length);
        if (offers.starttls) expect(keywordsOf(offers)).toContain('STARTTLS');
        if (offers.auth.length > 0) expect(keywordsOf(offers)).toContain('AUTH');
      }),
    );
    expect(Object.keys(Object.prototype)).toEqual([]);
  });
});

describe('keywordsOf', () => {
  it('gives the words the table guards on', () => {
    const offers = readOffers(['x', 'starttls', 'AUTH=PLAIN', 'Size 10', '__proto__ x', 'constructor']);
    expect(keywordsOf(offers)).toEqual(['STARTTLS', 'AUTH', 'SIZE', '__PROTO__', 'CONSTRUCTOR']);
  });
});
