import type { Address } from './address.ts';
import { compile, contains } from './cidr.ts';

/**
 * A form of IPv6 address that carries an IPv4 address. `nat64`: one that a host without IPv4 needs to reach IPv4 at all;
 * the others no mail server is known by, and they are only ever a way around a check.
 */
type Wrapper = { readonly block: string; readonly name: string; readonly ref: string; readonly nat64?: true };

/** Precedents: Mailpit GHSA-w4mc-hhc6-xp28, ssrfcheck GHSA-j4rj-2jr5-m439. `net.BlockList` knows only the first of them. */
export const WRAPPERS: readonly Wrapper[] = [
  { block: '::ffff:0:0/96', name: 'IPv4-mapped', ref: 'RFC 4291 §2.5.5.2' },
  { block: '::ffff:0:0:0/96', name: 'IPv4-translated', ref: 'RFC 2765 §2.1' },
  // Without :: and ::1, which are in the table of special blocks
  { block: '::/96', name: 'IPv4-compatible', ref: 'RFC 4291 §2.5.5.1' },
  { block: '64:ff9b::/96', name: 'NAT64', ref: 'RFC 6052 §2.1', nat64: true },
  { block: '64:ff9b:1::/48', name: 'NAT64, local use', ref: 'RFC 8215', nat64: true },
  { block: '2001::/32', name: 'Teredo', ref: 'RFC 4380 §4' },
  { block: '2002::/16', name: '6to4', ref: 'RFC 3056 §2' },
];

/** `through`: what a NAT64 gateway would connect to; null where the form is never let through. */
export type Wrapped = { readonly through: Address | null };

/** The IPv4 address inside an IPv6 address, if its form has one. */
export function unwrap(address: Address): Wrapped | null {
  if (address.family === 4 || isOwnSpecial(address)) return null;
  const found = COMPILED.find(({ cidr }) => contains(cidr, address));
  if (found === undefined) return isIsatap(address) ? { through: null } : null;
  return { through: found.row.nat64 === true ? behindNat64(address) : null };
}

const COMPILED = /* @__PURE__ */ compile(WRAPPERS);

/** `::` and `::1`. */
const isOwnSpecial = ({ bytes }: Address): boolean =>
  bytes.slice(0, 15).every((byte) => byte === 0) && (bytes[15] ?? 0) <= 1;

/**
 * Only the form for a /96, with nothing between prefix and IPv4 address. A gateway set to a shorter prefix (RFC 6052 §2.2)
 * would read such an address as one in 0.0.0.0/8, so no reading of it leads to anywhere else.
 */
const behindNat64 = ({ bytes }: Address): Address | null =>
  bytes.slice(6, 12).every((byte) => byte === 0) ? { family: 4, bytes: bytes.slice(12) } : null;

/** RFC 5214 §6.1: an interface identifier 00-00-5e-fe or 02-00-5e-fe and an IPv4 address, under any prefix. */
const isIsatap = ({ bytes }: Address): boolean => /^[02],0,94,254$/.test(bytes.slice(8, 12).join());
