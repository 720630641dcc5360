import fc from 'fast-check';
import ipaddr from 'ipaddr.js';
import { describe, expect, it } from 'vitest';
import { around, blockOf, isIn, REFUSED_V4, REFUSED_V6, textOf } from '../../test/special-blocks.ts';
import { judgeAddress } from './judge-address.ts';
import { type AddressPolicy, type PolicyText, PUBLIC_POLICY, readPolicy } from './policy.ts';
import type { Refusal } from './refusals.ts';

function policyOf(text: PolicyText): AddressPolicy {
  const policy = readPolicy(text);
  if (!policy.ok) throw new Error(policy.problem);
  return policy.value;
}
const isAllowed = (address: string, policy = PUBLIC_POLICY): boolean => judgeAddress(address, policy).ok;
const reason = (address: string, policy = PUBLIC_POLICY): Refusal | null => {
  const judged = judgeAddress(address, policy);
  return judged.ok ? null : judged.reason;
};

const BLOCKS = [...REFUSED_V4, ...REFUSED_V6].map(blockOf);
const CORPUS = [...new Set(BLOCKS.flatMap(around))];
const numberOf = (text: string): { readonly family: 4 | 6; readonly number: bigint } => {
  const bytes = ipaddr.parse(text).toByteArray();
  return { family: bytes.length === 4 ? 4 : 6, number: bytes.reduce((sum, byte) => sum * 256n + BigInt(byte), 0n) };
};

/** Where `ipaddr.js` says "unicast" and the guard says no, with the reason; there is no difference the other way. */
function isKnownDifference(text: string): boolean {
  const { family, number } = numberOf(text);
  if (family === 4) return text === '168.63.129.16';
  const isatap = ((number >> 32n) & 0xfdffffffn) === 0x5efen;
  return isIn(['::/96', '::/3', '4000::/2', '8000::/1'].map(blockOf), 6, number) || isatap;
}

describe('the public profile (SEC-01)', () => {
  it('has a corpus of more than 400 addresses at the edges of every special block', () => {
    expect(CORPUS.length).toBeGreaterThan(400);
  });

  it('lets through exactly what lies in no block', () => {
    for (const text of CORPUS) {
      const { family, number } = numberOf(text);
      expect(isAllowed(text), text).toBe(!isIn(BLOCKS, family, number));
    }
  });

  it('agrees with an independent implementation, but for what that one is known to miss', () => {
    for (const text of CORPUS) {
      const theirs = ipaddr.parse(text).range() === 'unicast';
      expect(isAllowed(text), text).toBe(theirs && !isKnownDifference(text));
    }
  });

  it('agrees with it on any address', () => {
    const v4 = fc.bigInt(0n, (1n << 32n) - 1n).map((number) => textOf(4, number));
    const v6 = fc.bigInt(0n, (1n << 128n) - 1n).map((number) => textOf(6, number));
    const global = fc.bigInt(1n << 125n, (1n << 126n) - 1n).map((number) => textOf(6, number));
    fc.assert(
      fc.property(fc.oneof(v4, v6, global), (text) => {
        const theirs = ipaddr.parse(text).range() === 'unicast';
        return isAllowed(text) === (theirs && !isKnownDifference(text));
      }),
      { numRuns: 5_000 },
    );
  });

  it.each([
    ['8.8.8.8', null],
    ['2606:4700::1111', null],
    ['10.0.0.1', 'special-purpose'],
    ['::1', 'special-purpose'],
    ['fc00::1', 'special-purpose'],
    ['fe80::1', 'special-purpose'],
    ['fec0::1', 'special-purpose'],
    ['4000::1', 'not-global'],
    ['168.63.129.16', 'cloud-service'],
    ['169.254.169.254', 'cloud-service'],
    ['100.100.100.200', 'cloud-service'],
    ['192.0.0.192', 'cloud-service'],
    ['fd00:ec2::254', 'cloud-service'],
    ['fd20:ce::254', 'cloud-service'],
    ['::ffff:8.8.8.8', 'wrapped-ipv4'],
    ['::7f00:1', 'wrapped-ipv4'],
    ['fe80::1%eth0', 'zone-id'],
    ['::1%lo', 'zone-id'],
    ['2606:4700::1111%1', 'zone-id'],
    ['127.1', 'not-an-address'],
    ['mail.example.com', 'not-an-address'],
    ['', 'not-an-address'],
  ] as const)('says of %s: %s', (address, want) => expect(reason(address)).toBe(want));
});

const bytesOf = (ipv4: string): readonly number[] => ipv4.split('.').map(Number);
const hex = (ipv4: string): string => {
  const [a = 0, b = 0, c = 0, d = 0] = bytesOf(ipv4);
  return `${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`;
};
const inverted = (ipv4: string): string =>
  bytesOf(ipv4)
    .map((byte) => 255 - byte)
    .join('.');
const lengthened = (ipv4: string, at: readonly number[]): string => {
  const bytes = Array.from({ length: 16 }, () => 0);
  [0, 0x64, 0xff, 0x9b, 0, 1].forEach((byte, index) => {
    bytes[index] = byte;
  });
  bytesOf(ipv4).forEach((byte, index) => {
    bytes[at[index] ?? 0] = byte;
  });
  return Array.from({ length: 8 }, (_, i) => ((bytes[2 * i] ?? 0) * 256 + (bytes[2 * i + 1] ?? 0)).toString(16)).join(
    ':',
  );
};

/** Every way to write an IPv4 address into an IPv6 address, as text. */
const WRAPPED: Readonly<Record<string, (ipv4: string) => string>> = {
  'mapped, dotted': (ipv4) => `::ffff:${ipv4}`,
  'mapped, hexadecimal': (ipv4) => `::ffff:${hex(ipv4)}`,
  'mapped, in full': (ipv4) => `0:0:0:0:0:FFFF:${hex(ipv4)}`,
  compatible: (ipv4) => `::${ipv4}`,
  translated: (ipv4) => `::ffff:0:${ipv4}`,
  NAT64: (ipv4) => `64:ff9b::${ipv4}`,
  'NAT64, local use': (ipv4) => `64:ff9b:1::${ipv4}`,
  // RFC 6052 §2.2: bits 64 to 71 stay zero
  'NAT64, local use /48': (ipv4) => lengthened(ipv4, [6, 7, 9, 10]),
  'NAT64, local use /56': (ipv4) => lengthened(ipv4, [7, 9, 10, 11]),
  'NAT64, local use /64': (ipv4) => lengthened(ipv4, [9, 10, 11, 12]),
  '6to4': (ipv4) => `2002:${hex(ipv4)}::1`,
  'Teredo client': (ipv4) => `2001:0:4136:e378:8000:63bf:${hex(inverted(ipv4))}`,
  'Teredo server': (ipv4) => `2001:0:${hex(ipv4)}:8000:63bf:3fff:fdd2`,
  'ISATAP, private': (ipv4) => `2606:4700:0:1:0:5efe:${ipv4}`,
  'ISATAP, global': (ipv4) => `2606:4700:0:1:200:5efe:${ipv4}`,
};
const BLOCKED_V4 = [
  ...new Set(REFUSED_V4.map(blockOf).flatMap(({ first, last }) => [first, (first + last) / 2n, last])),
].map((number) => textOf(4, number));
const nat64 = policyOf({ profile: 'public', allowNat64: true });

describe('an IPv4 address inside an IPv6 address (SEC-04)', () => {
  it.each(Object.entries(WRAPPED))('is refused as %s, whatever it is', (_, wrap) => {
    for (const ipv4 of [...BLOCKED_V4, '8.8.8.8']) {
      expect(isAllowed(wrap(ipv4)), wrap(ipv4)).toBe(false);
    }
  });

  it.each(Object.entries(WRAPPED))('is refused as %s where NAT64 is in use, if it is a blocked one', (_, wrap) => {
    for (const ipv4 of BLOCKED_V4) expect(isAllowed(wrap(ipv4), nat64), wrap(ipv4)).toBe(false);
  });

  it('is judged where NAT64 is in use: a public one is allowed, in the form of a /96 only', () => {
    const allowed = Object.entries(WRAPPED).filter(([, wrap]) => isAllowed(wrap('8.8.8.8'), nat64));
    expect(allowed.map(([name]) => name)).toEqual(['NAT64', 'NAT64, local use']);
  });

  it('is found on the list of those that are never tested', () => {
    const policy = policyOf({ profile: 'public', allowNat64: true, deny: ['8.8.8.8'] });
    expect(reason('64:ff9b::8.8.8.8', policy)).toBe('denied');
  });
});

describe("an operator's lists", () => {
  const lab = policyOf({
    profile: 'private',
    allow: ['127.0.0.0/8', '10.1.0.0/16', '::1', 'fd00::/8'],
    deny: ['10.1.2.3'],
  });

  it.each([
    ['127.0.0.1', null],
    ['10.1.255.255', null],
    ['10.2.0.0', 'special-purpose'],
    ['10.1.2.3', 'denied'],
    ['::1', null],
    ['fd12:3456::1', null],
    ['8.8.8.8', null],
    // Opened as IPv4 is not opened as IPv6
    ['::ffff:127.0.0.1', 'wrapped-ipv4'],
    ['::ffff:10.1.0.1', 'wrapped-ipv4'],
    // In fd00::/8
    ['fd00:ec2::254', 'cloud-service'],
  ] as const)('say of %s: %s', (address, want) => expect(reason(address, lab)).toBe(want));

  it('open nothing where nobody has a server, however wide they are', () => {
    const wide = policyOf({ profile: 'private', allow: ['0.0.0.0/0', '::/0'] });
    const nobody = [
      '0.0.0.0',
      '0.0.0.1',
      '224.0.0.1',
      '255.255.255.255',
      '::',
      '100::1',
      '100:0:0:1::1',
      '5f00::1',
      'ff02::1',
    ];
    const wrapped = [
      '::7f00:1',
      '::ffff:127.0.0.1',
      '::ffff:0:127.0.0.1',
      '64:ff9b::a00:1',
      '2002:7f00:1::',
      '2001::1',
    ];
    const metadata = [
      '168.63.129.16',
      '169.254.169.254',
      '169.254.170.2',
      '169.254.170.23',
      '192.0.0.192',
      'fd00:ec2::23',
    ];
    const cloud = [...metadata, '169.254.169.253', '169.254.169.123', '100.100.100.200', 'fd20:ce::254'];
    for (const address of [...nobody, ...wrapped, ...cloud]) expect(isAllowed(address, wide), address).toBe(false);
    for (const address of ['127.0.0.1', '192.168.1.1', 'fe80::1', '4000::1'])
      expect(isAllowed(address, wide)).toBe(true);
  });

  it('open nothing in the public profile, even where somebody put them there', () => {
    expect(isAllowed('127.0.0.1', { ...lab, profile: 'public' })).toBe(false);
  });
});
