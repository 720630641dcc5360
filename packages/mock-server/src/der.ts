import { Buffer } from 'node:buffer';
import { isIPv4 } from 'node:net';

/** One DER value: tag, length, content (X.690 §8.1). */
export function tagged(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  if (length < 0x80) return Buffer.concat([Buffer.of(tag, length), content]);
  const size = length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.of(tag, ...size), content]);
}

/** SEQUENCE (X.690 §8.9). */
export const sequence = (...parts: readonly Uint8Array[]): Buffer => tagged(0x30, ...parts);

/** SET of one element (X.690 §8.11), which is all a name needs. */
export const setOf = (element: Uint8Array): Buffer => tagged(0x31, element);

/** OCTET STRING around encoded values (X.690 §8.7), as extensions want it. */
export const octets = (...parts: readonly Uint8Array[]): Buffer => tagged(0x04, ...parts);

/** UTF8String (RFC 5280 §4.1.2.4). */
export const utf8 = (text: string): Buffer => tagged(0x0c, Buffer.from(text, 'utf8'));

/** BOOLEAN TRUE (X.690 §11.1). */
export const TRUE: Buffer = Buffer.of(0x01, 0x01, 0xff);

/** NULL, the parameters of RSA algorithm identifiers (RFC 3279 §2.2.1). */
export const NULL: Buffer = Buffer.of(0x05, 0x00);

/** A positive INTEGER from its octets, most significant first (X.690 §8.3). */
export function integer(bytes: Uint8Array): Buffer {
  return (bytes[0] ?? 0) >= 0x80 ? tagged(0x02, Buffer.of(0), bytes) : tagged(0x02, bytes);
}

/** BIT STRING (X.690 §8.6); `unused` is the number of padding bits in the last octet. */
export const bits = (bytes: Uint8Array, unused = 0): Buffer => tagged(0x03, Buffer.of(unused), bytes);

/** OBJECT IDENTIFIER from its dotted form (X.690 §8.19). */
export function oid(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  return tagged(0x06, Buffer.from([first * 40 + second, ...rest.flatMap(base128)]));
}

/** UTCTime until 2049, GeneralizedTime after (RFC 5280 §4.1.2.5). */
export function time(ms: number): Buffer {
  const digits = `${new Date(ms).toISOString().slice(0, 19).replace(/\D/g, '')}Z`;
  return digits < '2050' ? tagged(0x17, Buffer.from(digits.slice(2))) : tagged(0x18, Buffer.from(digits));
}

/** An IP address as 4 or 16 octets (RFC 5280 §4.2.1.6). The text must be one: `isIP` has been asked before. */
export function ipOctets(address: string): Buffer {
  if (isIPv4(address)) return Buffer.from(address.split('.').map(Number));
  const [head = '', tail] = address.split('::');
  const words = (text: string): readonly number[] =>
    text === '' ? [] : text.split(':').map((word) => Number.parseInt(word, 16));
  const [front, back] = [words(head), tail === undefined ? [] : words(tail)];
  const all = [...front, ...Array<number>(Math.max(0, 8 - front.length - back.length)).fill(0), ...back];
  return Buffer.from(all.flatMap((word) => [word >> 8, word & 0xff]));
}

/** PEM text (RFC 7468 §2). */
export function pem(label: string, der: Uint8Array): string {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`;
}

function base128(value: number): readonly number[] {
  const digits = [value & 0x7f];
  for (let rest = value >> 7; rest > 0; rest >>= 7) digits.unshift((rest & 0x7f) | 0x80);
  return digits;
}
