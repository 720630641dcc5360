import type { Parsed } from '../ports.ts';
import { type Address, parseAddress } from './address.ts';

/** A block of addresses: all that share the first `bits` bits of `base`. Made by {@link parseCidr}. */
export type Cidr = { readonly base: Address; readonly bits: number };

/** Reads `10.0.0.0/8`, `2001:db8::/32` or a single address. Bits behind the prefix must be zero: `10.0.0.1/8` is a slip. */
export function parseCidr(text: string): Parsed<Cidr> {
  const [address = '', length, ...more] = text.split('/');
  const base = parseAddress(address);
  if (base === null || more.length > 0)
    return { ok: false, problem: `not an address or a range like 10.0.0.0/8: ${text}` };
  const full = base.bytes.length * 8;
  if (length !== undefined && !(/^(0|[1-9]\d{0,2})$/.test(length) && Number(length) <= full)) {
    return { ok: false, problem: `not a prefix length from 0 to ${full}: ${text}` };
  }
  const bits = length === undefined ? full : Number(length);
  return base.bytes.some((byte, index) => (byte & ~prefixMask(index, bits)) !== 0)
    ? { ok: false, problem: `the address has bits set behind its /${bits}: ${text}` }
    : { ok: true, value: { base, bits } };
}

/** Whether an address lies in a block. An IPv4 address is never in an IPv6 block, nor the other way round. */
export const contains = ({ base, bits }: Cidr, { bytes }: Address): boolean =>
  bytes.length === base.bytes.length &&
  bytes.every((byte, index) => (byte & prefixMask(index, bits)) === base.bytes[index]);

/** Which bits of the octet at `index` belong to a prefix of `bits` bits. */
const prefixMask = (index: number, bits: number): number =>
  0xff & ~(0xff >> Math.min(8, Math.max(0, bits - index * 8)));

/** A row of a table of blocks with its block parsed. */
export type Compiled<Row> = { readonly row: Row; readonly cidr: Cidr };

/** Parses the blocks of a table. Throws for a row that is no block: our own mistake. */
export function compile<Row extends { readonly block: string }>(rows: readonly Row[]): readonly Compiled<Row>[] {
  return rows.map((row) => {
    const cidr = parseCidr(row.block);
    if (!cidr.ok) throw new TypeError(cidr.problem);
    return { row, cidr: cidr.value };
  });
}
