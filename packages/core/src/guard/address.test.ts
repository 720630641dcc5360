import { isIP, isIPv4 } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isSameAddress, parseAddress } from './address.ts';

/** Text that is nearly an address. */
const NEARLY = fc.oneof(
  fc.ipV4(),
  fc.ipV6(),
  fc.string({ unit: fc.constantFrom(...'0123456789abcfxF:.%/ '), maxLength: 24 }),
  fc
    .array(fc.constantFrom('0', '00', '1', '255', '256', 'ffff', 'fffff', '', '::', ':', '.', '1.2.3.4', '01.2.3.4'), {
      maxLength: 12,
    })
    .map((parts) => parts.join(':')),
);

describe('parseAddress', () => {
  it.each([
    ['127.0.0.1', [127, 0, 0, 1]],
    ['::', Array(16).fill(0)],
    ['1:2:3:4:5:6:7:8', [0, 1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6, 0, 7, 0, 8]],
    ['::ffff:192.0.2.1', [...Array(10).fill(0), 255, 255, 192, 0, 2, 1]],
    ['1::', [0, 1, ...Array(14).fill(0)]],
    ['ABCD::Ef', [0xab, 0xcd, ...Array(12).fill(0), 0, 0xef]],
  ])('reads %s', (text, bytes) => expect(parseAddress(text)?.bytes).toEqual(bytes));

  it('takes exactly what Node takes, but for zone ids', () => {
    fc.assert(
      fc.property(NEARLY, (text) => {
        const family = parseAddress(text)?.family ?? 0;
        return family === (text.includes('%') ? 0 : isIP(text));
      }),
      { numRuns: 5_000 },
    );
  });

  it('agrees with Node on what is a dotted quad', () => {
    fc.assert(fc.property(NEARLY, (text) => (parseAddress(text)?.family === 4) === isIPv4(text)));
  });
});

describe('isSameAddress', () => {
  it.each([
    ['::1', '0:0:0:0:0:0:0:1', true],
    ['2001:DB8::1', '2001:db8:0::1', true],
    ['127.0.0.1', '::ffff:127.0.0.1', false],
    ['127.0.0.1', '127.0.0.2', false],
    ['', '', false],
    ['mail.example.com', 'mail.example.com', false],
  ])('%s and %s: %s', (one, other, want) => expect(isSameAddress(one, other)).toBe(want));
});
