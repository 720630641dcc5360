import { parseCidr } from '@smtp-triage/core';

/**
 * The network of an address that budgets count: the first `v4` or `v6` bits, as text. An IPv4 address in the form of an
 * IPv6 one (RFC 4291 §2.5.5.2), as listeners for both families give it, counts as IPv4. Null for what is no address.
 */
export function networkOf(address: string, v4: number, v6: number): string | null {
  const [bare = ''] = address.split('%');
  const parsed = parseCidr(bare.replace(/^::ffff:(?=\d+\.)/i, ''));
  if (!parsed.ok) return null;
  const { family, bytes } = parsed.value.base;
  return family === 4
    ? `${masked(bytes, v4).join('.')}/${v4}`
    : `${Buffer.from(masked(bytes, v6)).toString('hex')}/${v6}`;
}

/** Whose budget a caller's address is: itself, or its /64 of IPv6 (SEC-37). */
export const callerNetwork = (address: string): string | null => networkOf(address, 32, 64);

/** The neighbourhood of a target's address (ABU-04, SEC-11). */
export const neighbourhood = (address: string): string | null => networkOf(address, 24, 48);

const masked = (bytes: readonly number[], bits: number): readonly number[] =>
  bytes.map((byte, index) => byte & (0xff << Math.min(8, Math.max(0, (index + 1) * 8 - bits))) & 0xff);
