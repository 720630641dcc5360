import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Secret, secretForms } from '../secret.ts';
import { ascii, base64Decode, base64Encode, utf8Encode } from './bytes.ts';
import { asBytes, KEPT_BYTES } from './raw.ts';

describe('asBytes', () => {
  it('keeps printable text as text, with its line ends and tabs', () => {
    expect(asBytes(utf8Encode('220 hällo\t\r\n'))).toEqual({ length: 13, text: '220 hällo\t\r\n' });
    expect(asBytes(new Uint8Array(0))).toEqual({ length: 0, text: '' });
  });

  it.each([[[0x16, 3, 1]], [[0xff, 0xfe]], [[27, 91, 50, 74]], [[0x7f]], [[0xc2, 0x9b]]])(
    'keeps %j as base64',
    (octets) => {
      const bytes = Uint8Array.from(octets);
      expect(asBytes(bytes)).toEqual({ length: bytes.length, base64: base64Encode(bytes) });
    },
  );

  it('keeps the first octets of many and says that there were more', () => {
    const kept = asBytes(new Uint8Array(10_000).fill(0x41));
    expect(kept).toEqual({ length: 10_000, text: 'A'.repeat(KEPT_BYTES), truncated: true });
  });

  it('loses nothing of what fits', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: KEPT_BYTES }), (bytes) => {
        const { text, base64, truncated } = asBytes(bytes);
        expect(text === undefined ? base64Decode(base64 ?? '?') : utf8Encode(text)).toEqual(bytes);
        expect(truncated).toBeUndefined();
      }),
    );
  });

  it('takes a secret out before anything is cut or encoded', () => {
    const forms = secretForms(new Secret('hunter2-hunter2'), 'tim');
    expect(asBytes(ascii('echo hunter2-hunter2!'), forms).text).toBe('echo ‹redacted›!');
    expect(asBytes(ascii(`${'x'.repeat(KEPT_BYTES - 8)}hunter2-hunter2`), forms).text).not.toContain('hunt');
    const binary = asBytes(ascii('\0hunter2-hunter2\0'), forms);
    expect(binary.base64).toBe(base64Encode(utf8Encode('\0‹redacted›\0')));
    expect(asBytes(ascii('unfinished hunter2-h'), forms).text).toBe('unfinished ‹redacted›');
    expect(asBytes(Uint8Array.of(0xff, 1), forms)).toEqual({ length: 2, base64: '/wE=' });
  });
});
