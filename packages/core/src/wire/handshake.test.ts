import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { handshakeTypes } from './handshake.ts';

/** A handshake message of some octets. */
const message = (type: number, length: number): readonly number[] => [
  type,
  0,
  length >> 8,
  length & 255,
  ...Array.from({ length }, () => 0xaa),
];
const record = (type: number, body: readonly number[]): readonly number[] => [
  type,
  3,
  3,
  body.length >> 8,
  body.length & 255,
  ...body,
];
const flight = (...records: readonly (readonly number[])[]): Uint8Array => Uint8Array.from(records.flat());

const HELLO = message(2, 70);
const CERTIFICATE = message(11, 900);
const REQUEST = message(13, 40);
const DONE = message(14, 0);
const ALERT = record(21, [2, 40]);

describe('the handshake messages of a server', () => {
  it('are read one per record, or many in one', () => {
    const apart = flight(...[HELLO, CERTIFICATE, REQUEST, DONE].map((each) => record(22, each)), ALERT);
    const together = flight(record(22, [...HELLO, ...CERTIFICATE, ...REQUEST, ...DONE]), ALERT);
    expect(handshakeTypes(apart)).toEqual([2, 11, 13, 14]);
    expect(handshakeTypes(together)).toEqual([2, 11, 13, 14]);
  });

  it('are read where one spans two records', () => {
    const split = flight(
      record(22, [...HELLO, ...CERTIFICATE.slice(0, 300)]),
      record(22, [...CERTIFICATE.slice(300), ...REQUEST]),
    );
    expect(handshakeTypes(split)).toEqual([2, 11, 13]);
  });

  it('end where encryption begins: in TLS 1.3 behind the ServerHello', () => {
    expect(handshakeTypes(flight(record(22, HELLO), record(20, [1]), record(23, CERTIFICATE)))).toEqual([2]);
  });

  it.each([
    ['an alert', flight(ALERT)],
    ['a greeting', Uint8Array.from('220 mail.example.test ESMTP\r\n', (c) => c.charCodeAt(0))],
    ['nothing', new Uint8Array(0)],
  ])('are none in %s', (_, bytes) => {
    expect(handshakeTypes(bytes)).toEqual([]);
  });

  it('are those that had begun when a flight was cut', () => {
    const whole = flight(record(22, [...HELLO, ...CERTIFICATE, ...REQUEST]));
    expect(handshakeTypes(whole.subarray(0, 200))).toEqual([2, 11]);
  });

  it('are read from any bytes, and are never more than a few', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        const types = handshakeTypes(flight([22, 3, 3, 0xff, 0xff], [...bytes]));
        expect(types.length).toBeLessThanOrEqual(16);
        expect(types.every((type) => type >= 0 && type <= 255)).toBe(true);
      }),
    );
  });
});
