import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  ascii,
  base64Decode,
  base64Encode,
  concatBytes,
  equalBytes,
  hexEncode,
  latin1,
  utf8Decode,
  utf8Encode,
} from './bytes.ts';

const octets = fc.uint8Array({ maxLength: 64 });
/** Octets that reach deep into a UTF-8 decoder: leads, continuations and the edges between them. */
const nearUtf8 = fc.array(
  fc.constantFrom(
    0x00,
    0x41,
    0x7f,
    0x80,
    0x8f,
    0x90,
    0x9f,
    0xa0,
    0xbf,
    0xc0,
    0xc1,
    0xc2,
    0xdf,
    0xe0,
    0xed,
    0xef,
    0xf0,
    0xf4,
    0xf5,
    0xff,
  ),
  { maxLength: 8 },
);

describe('UTF-8', () => {
  it('encodes as the platform does, lone surrogates included', () => {
    const text = fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)) });
    fc.assert(fc.property(text, (t) => void expect([...utf8Encode(t)]).toEqual([...new TextEncoder().encode(t)])));
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (t) => void expect(utf8Decode(utf8Encode(t))).toBe(t)));
  });

  it('decodes exactly what the platform decodes in its strict mode', () => {
    const platform = (bytes: Uint8Array): string | null => {
      try {
        return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
      } catch {
        return null;
      }
    };
    const check = (bytes: Uint8Array): void => void expect(utf8Decode(bytes)).toBe(platform(bytes));
    fc.assert(fc.property(octets, check));
    fc.assert(
      fc.property(nearUtf8, (bytes) => check(Uint8Array.from(bytes))),
      { numRuns: 5_000 },
    );
    const edges = [0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0];
    for (const lead of [0xe0, 0xed, 0xef, 0xf0, 0xf1, 0xf4, 0xf5]) {
      for (const b of edges) for (const c of edges) for (const d of edges) check(Uint8Array.of(lead, b, c, d));
    }
    for (let a = 0; a < 256; a++) for (let b = 0; b < 256; b++) check(Uint8Array.of(a, b, 0x80));
  });

  it('decodes texts that are longer than a slice', () => {
    const long = 'a'.repeat(20_000);
    expect(utf8Decode(utf8Encode(long))).toBe(long);
    expect(utf8Decode(utf8Encode(`${long}ä€😀${long}`))).toBe(`${long}ä€😀${long}`);
    expect(utf8Decode(new Uint8Array(0))).toBe('');
  });
});

describe('base64', () => {
  it('gives the vectors of RFC 4648 §10', () => {
    const encoded = ['', 'f', 'fo', 'foo', 'foob', 'fooba', 'foobar'].map((text) => base64Encode(ascii(text)));
    expect(encoded).toEqual(['', 'Zg==', 'Zm8=', 'Zm9v', 'Zm9vYg==', 'Zm9vYmE=', 'Zm9vYmFy']);
  });

  it('agrees with the platform and comes back', () => {
    fc.assert(
      fc.property(octets, (bytes) => {
        expect(base64Encode(bytes)).toBe(Buffer.from(bytes).toString('base64'));
        expect([...(base64Decode(base64Encode(bytes)) ?? [])]).toEqual([...bytes]);
      }),
    );
  });

  it('accepts nothing that it would not have written itself', () => {
    for (const text of [
      'Zg',
      'Zg=',
      'Zg===',
      '=',
      '====',
      'Z===',
      'Zm9v=',
      'Zh==',
      'Zm9=',
      'Zm-_',
      'Zm 9',
      'Zm9v\n',
      'Zg==Zg==',
      'Zmñv',
      '€€€€',
    ]) {
      expect(base64Decode(text), text).toBeNull();
    }
    const text = fc.string({ unit: fc.constantFrom('A', 'Q', 'g', 'w', '/', '=', '-', ' ', 'é'), maxLength: 9 });
    fc.assert(
      fc.property(text, (t) => {
        const bytes = base64Decode(t);
        if (bytes !== null) expect(base64Encode(bytes)).toBe(t);
      }),
      { numRuns: 3_000 },
    );
  });
});

describe('small helpers', () => {
  it('shows every octet as one character, or as two hexadecimal digits', () => {
    fc.assert(fc.property(octets, (bytes) => void expect(latin1(bytes)).toBe(Buffer.from(bytes).toString('latin1'))));
    fc.assert(fc.property(octets, (bytes) => void expect(hexEncode(bytes)).toBe(Buffer.from(bytes).toString('hex'))));
  });

  it('takes ASCII only, and does not quote what it refuses', () => {
    expect([...ascii('\0A~\x7f')]).toEqual([0, 65, 126, 127]);
    expect(() => ascii('pässword')).toThrow(/^not ASCII: code unit 228 at 1$/);
  });

  it('joins and compares', () => {
    const joined = concatBytes(Uint8Array.of(1), new Uint8Array(0), Uint8Array.of(2, 3));
    expect([...joined]).toEqual([1, 2, 3]);
    expect(concatBytes().length).toBe(0);
    expect(equalBytes(joined, Uint8Array.of(1, 2, 3))).toBe(true);
    expect(equalBytes(joined, Uint8Array.of(1, 2, 4))).toBe(false);
    expect(equalBytes(joined, Uint8Array.of(1, 2))).toBe(false);
  });
});
