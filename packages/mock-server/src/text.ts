/** Octets to text and back, without Buffer: the machine runs wherever core runs. */

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** A line of octets as text: one character per octet while it is ASCII, else UTF-8 with U+FFFD for what is not (RFC 6531 §3.1). */
export function textOf(line: Uint8Array): string {
  // Arguments are bounded by engines; lines are not longer than LINE_CAP
  const text = String.fromCharCode.apply(null, line as unknown as number[]);
  return isAscii(line) ? text : decoder.decode(line);
}

/** Text as UTF-8. */
export const utf8 = (text: string): Uint8Array => encoder.encode(text);

/** Octets from text with one character each. */
export const octetsOf = (text: string): Uint8Array => Uint8Array.from(text, (character) => character.charCodeAt(0));

/** Whether no octet has its high bit set. */
export function isAscii(line: Uint8Array): boolean {
  for (let i = 0; i < line.length; i++) if ((line[i] ?? 0) > 0x7f) return false;
  return true;
}

/** One character per octet, so that octets survive JSON; text stands for its UTF-8. */
export const octetString = (bytes: Uint8Array | string): string =>
  Array.from(typeof bytes === 'string' ? encoder.encode(bytes) : bytes, (octet) => String.fromCharCode(octet)).join('');
