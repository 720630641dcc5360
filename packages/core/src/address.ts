import { addressFamily } from './target.ts';

/** IPv4 ranges that are not globally reachable (IANA IPv4 Special-Purpose Address Registry), as first octets and length. */
const SPECIAL_V4: readonly (readonly [string, number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
];

/**
 * Whether an address belongs to the public internet, so that a control host out there can tell something about the way
 * to it. Conservative: what is not plainly global unicast is not (RFC 6890; IPv6 only inside 2000::/3).
 */
export function isGlobalUnicast(address: string): boolean {
  const family = addressFamily(address);
  if (family === 4)
    return !SPECIAL_V4.some(([base, bits]) => ipv4(address) >>> (32 - bits) === ipv4(base) >>> (32 - bits));
  // 2001::/23 (protocol assignments), 2001:db8::/32 and 3fff::/20 (documentation), 2002::/16 (6to4)
  return (
    family === 6 &&
    /^[23][\da-f]{3}:/i.test(address) &&
    !/^(2001:(0{0,2}[\da-f]{1,2}|0?1[\da-f]{2}|0?db8):|2001::|2002:|3fff:0?[\da-f]{0,3}:)/i.test(address)
  );
}

const ipv4 = (text: string): number => text.split('.').reduce((sum, part) => (sum * 256 + Number(part)) >>> 0, 0);
