import type { Family } from '../trace/types.ts';

/** An IP address as its octets, 4 or 16 of them: what every judgement works on, so that spelling plays no part in it. */
export type Address = { readonly family: Family; readonly bytes: readonly number[] };

/**
 * Reads an address in its strict text form: a dotted quad of plain decimals, or RFC 4291 §2.2. Null for anything else:
 * no zone id, no brackets, no leading zeros, no short, octal, hexadecimal or single-number spelling.
 */
export function parseAddress(text: string): Address | null {
  const bytes = text.includes(':') ? ipv6(text) : ipv4(text);
  return bytes === null ? null : { family: bytes.length === 4 ? 4 : 6, bytes };
}

/** Whether two texts are the same address, however each is spelled; false where one of them is none. */
export function isSameAddress(one: string, other: string): boolean {
  const [a, b] = [parseAddress(one), parseAddress(other)];
  return (
    a !== null && b !== null && a.bytes.length === b.bytes.length && a.bytes.every((byte, i) => byte === b.bytes[i])
  );
}

function ipv4(text: string): readonly number[] | null {
  const parts = text.split('.');
  if (parts.length !== 4 || !parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part))) return null;
  const bytes = parts.map(Number);
  return bytes.every((byte) => byte <= 255) ? bytes : null;
}

function ipv6(text: string): readonly number[] | null {
  const [head = '', tail = null, ...more] = text.split('::');
  if (more.length > 0) return null;
  const before = groups(head, tail === null);
  const after = tail === null ? [] : groups(tail, true);
  if (before === null || after === null) return null;
  const missing = 16 - before.length - after.length;
  // "::" stands for at least one group
  if (tail === null ? missing !== 0 : missing < 2) return null;
  return [...before, ...Array.from({ length: missing }, () => 0), ...after];
}

/** The octets of one side of "::". Only the end of an address may be written as a dotted quad. */
function groups(side: string, isEnd: boolean): readonly number[] | null {
  if (side === '') return [];
  const bytes: number[] = [];
  const parts = side.split(':');
  for (const [index, part] of parts.entries()) {
    const quad = isEnd && index === parts.length - 1 && part.includes('.') ? ipv4(part) : null;
    if (quad !== null) bytes.push(...quad);
    else if (!/^[\da-f]{1,4}$/i.test(part)) return null;
    else bytes.push(Number.parseInt(part, 16) >> 8, Number.parseInt(part, 16) & 0xff);
  }
  return bytes;
}
