import fc from 'fast-check';
import ipaddr from 'ipaddr.js';
import { describe, expect, it } from 'vitest';
import { blockOf, isIn, textOf } from '../../test/special-blocks.ts';
import { parseAddress } from './address.ts';
import { contains, parseCidr } from './cidr.ts';

describe('parseCidr', () => {
  it.each([
    ['10.0.0.0/8', 8],
    ['0.0.0.0/0', 0],
    ['192.0.2.1', 32],
    ['::1', 128],
    ['2001:db8::/32', 32],
    ['fe80::/10', 10],
  ])('reads %s', (text, bits) => expect(parseCidr(text)).toMatchObject({ ok: true, value: { bits } }));

  it.each([
    ['10.0.0.1/8', /bits set behind/],
    ['fe90::/9', /bits set behind/],
    ['10.0.0.0/33', /from 0 to 32/],
    ['10.0.0.0/08', /from 0 to 32/],
    ['10.0.0.0/', /from 0 to 32/],
    ['::/129', /from 0 to 128/],
    ['10.0.0.0/8/8', /not an address or a range/],
    ['10/8', /not an address or a range/],
    ['fe80::%eth0/64', /not an address or a range/],
    ['', /not an address or a range/],
  ])('refuses %s', (text, problem) =>
    expect(parseCidr(text)).toEqual({ ok: false, problem: expect.stringMatching(problem) }),
  );
});

describe('contains', () => {
  const family = fc.constantFrom(4 as const, 6 as const);
  const cases = family.chain((f) => {
    const width = f === 4 ? 32 : 128;
    const number = fc.bigInt(0n, (1n << BigInt(width)) - 1n);
    return fc.record({
      f: fc.constant(f),
      bits: fc.integer({ min: 0, max: width }),
      base: number,
      other: number,
      near: fc.boolean(),
    });
  });

  it('is what arithmetic on whole numbers and another implementation say', () => {
    fc.assert(
      fc.property(cases, ({ f, bits, base, other, near }) => {
        const behind = BigInt((f === 4 ? 32 : 128) - bits);
        const first = (base >> behind) << behind;
        // Random addresses hardly ever share a long prefix
        const number = near ? first + (behind === 0n ? 0n : other % (1n << behind)) : other;
        const [block, text] = [`${textOf(f, first)}/${bits}`, textOf(f, number)];
        const [cidr, address] = [parseCidr(block), parseAddress(text)];
        if (!cidr.ok || address === null) throw new Error(`${block} ${text}`);
        const ours = contains(cidr.value, address);
        expect(ours).toBe(isIn([blockOf(block)], f, number));
        expect(ours).toBe(ipaddr.parse(text).match(ipaddr.parseCIDR(block)));
      }),
      { numRuns: 2_000 },
    );
  });

  it('keeps the families apart', () => {
    const [all4, all6] = [parseCidr('0.0.0.0/0'), parseCidr('::/0')];
    const [v4, v6] = [parseAddress('127.0.0.1'), parseAddress('::1')];
    if (!all4.ok || !all6.ok || v4 === null || v6 === null) throw new Error('not parsed');
    expect([contains(all4.value, v6), contains(all6.value, v4)]).toEqual([false, false]);
  });
});
