/** Bytes and text without any platform: core has no Buffer and no TextDecoder. */

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const HEX: readonly string[] = Array.from({ length: 256 }, (_, octet) => octet.toString(16).padStart(2, '0'));
const SEXTET_OF = new Int8Array(128).fill(-1);
for (let i = 0; i < BASE64.length; i++) SEXTET_OF[BASE64.charCodeAt(i)] = i;

/** Code units to text, eight at a time: measured faster than one call with all of them, for short and for long texts. */
function textOf(units: Uint8Array | Uint16Array, from = 0, to: number = units.length): string {
  const unit = (at: number): number => units[at] ?? 0;
  let text = '';
  let at = from;
  for (; at + 8 <= to; at += 8) {
    text += String.fromCharCode(
      unit(at),
      unit(at + 1),
      unit(at + 2),
      unit(at + 3),
      unit(at + 4),
      unit(at + 5),
      unit(at + 6),
      unit(at + 7),
    );
  }
  for (; at < to; at++) text += String.fromCharCode(unit(at));
  return text;
}

/** One character per octet, U+0000 to U+00FF: for bytes that are not UTF-8 but must not be lost (RFC 5321 §2.3.1). */
export function latin1(bytes: Uint8Array, from = 0, to: number = bytes.length): string {
  return textOf(bytes, from, to);
}

/** The octets of ASCII text (RFC 5321 §2.3.1 says commands are ASCII); anything else is a bug of the caller and throws. */
export function ascii(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    // The text itself stays out of the message: it may be a secret.
    if (unit > 0x7f) throw new RangeError(`not ASCII: code unit ${unit} at ${i}`);
    bytes[i] = unit;
  }
  return bytes;
}

/** Text to UTF-8 (RFC 3629 §3); a lone surrogate becomes U+FFFD, as in every TextEncoder. */
export function utf8Encode(text: string): Uint8Array {
  let plain = 0;
  while (plain < text.length && text.charCodeAt(plain) < 0x80) plain++;
  if (plain === text.length) return ascii(text);

  const bytes = new Uint8Array(text.length * 3); // three octets per code unit is the most UTF-8 needs
  let n = 0;
  for (let i = 0; i < text.length; i++) {
    let code = text.codePointAt(i) ?? 0;
    if (code < 0x80) {
      bytes[n++] = code;
      continue;
    }
    if (code > 0xffff) i++;
    else if (code >= 0xd800 && code <= 0xdfff) code = 0xfffd;
    if (code < 0x800) bytes[n++] = 0xc0 | (code >> 6);
    else {
      if (code < 0x10000) bytes[n++] = 0xe0 | (code >> 12);
      else {
        bytes[n++] = 0xf0 | (code >> 18);
        bytes[n++] = 0x80 | ((code >> 12) & 0x3f);
      }
      bytes[n++] = 0x80 | ((code >> 6) & 0x3f);
    }
    bytes[n++] = 0x80 | (code & 0x3f);
  }
  return bytes.slice(0, n);
}

/** UTF-8 to text, strictly (RFC 3629 §4): null for overlong forms, surrogates, cut sequences; a byte order mark is kept. */
export function utf8Decode(bytes: Uint8Array): string | null {
  const end = bytes.length;
  let at = 0;
  while (at < end && (bytes[at] ?? 0) < 0x80) at++;
  if (at === end) return textOf(bytes);

  const units = new Uint16Array(end); // never more code units than octets
  units.set(bytes.subarray(0, at));
  let n = at;
  while (at < end) {
    const lead = bytes[at++] ?? 0;
    if (lead < 0x80) {
      units[n++] = lead;
      continue;
    }
    const more = lead < 0xc2 ? 0 : lead < 0xe0 ? 1 : lead < 0xf0 ? 2 : lead < 0xf5 ? 3 : 0;
    if (more === 0 || at + more > end) return null;
    let code = lead & (0x3f >> more);
    for (let k = 0; k < more; k++) {
      const next = bytes[at++] ?? 0;
      if ((next & 0xc0) !== 0x80) return null;
      code = (code << 6) | (next & 0x3f);
    }
    if (code < 0x800 ? more > 1 : code >= 0xd800 && code <= 0xdfff) return null;
    if (code < 0x10000 ? more > 2 : code > 0x10ffff) return null;
    if (code > 0xffff) {
      units[n++] = 0xd7c0 + (code >> 10);
      units[n++] = 0xdc00 | (code & 0x3ff);
    } else units[n++] = code;
  }
  return textOf(units, 0, n);
}

/** Base64 with padding (RFC 4648 §4). */
export function base64Encode(bytes: Uint8Array): string {
  const whole = bytes.length - (bytes.length % 3);
  let text = '';
  for (let at = 0; at < whole; at += 3) {
    const group = ((bytes[at] ?? 0) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
    text += String.fromCharCode(
      BASE64.charCodeAt(group >> 18),
      BASE64.charCodeAt((group >> 12) & 63),
      BASE64.charCodeAt((group >> 6) & 63),
      BASE64.charCodeAt(group & 63),
    );
  }
  if (whole === bytes.length) return text;
  const left = bytes.length - whole;
  const group = ((bytes[whole] ?? 0) << 16) | ((bytes[whole + 1] ?? 0) << 8);
  const third = left === 2 ? BASE64[(group >> 6) & 63] : '=';
  return `${text}${BASE64[group >> 18]}${BASE64[(group >> 12) & 63]}${third}=`;
}

/** Strict base64 (RFC 4648 §3.3, §3.5): null for foreign characters, missing padding or pad bits that are not zero. */
export function base64Decode(text: string): Uint8Array | null {
  if (text.length % 4 !== 0) return null;
  const pad = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
  const digits = text.length - pad;
  const out = new Uint8Array((text.length / 4) * 3 - pad);
  let bits = 0;
  let n = 0;
  for (let i = 0; i < digits; i++) {
    const sextet = SEXTET_OF[text.charCodeAt(i)] ?? -1;
    if (sextet < 0) return null;
    bits = ((bits << 6) | sextet) & 0xffffff;
    if (i % 4 > 0) out[n++] = (bits >> (6 - 2 * (i % 4))) & 0xff;
  }
  const unused = pad === 2 ? 0x0f : pad === 1 ? 0x03 : 0;
  return (bits & unused) === 0 ? out.subarray(0, n) : null;
}

/** Lower-case hexadecimal (RFC 4648 §8, in the case that RFC 2195 §2 wants). */
export function hexEncode(bytes: Uint8Array): string {
  let text = '';
  for (const octet of bytes) text += HEX[octet] ?? '';
  return text;
}

/** The parts one after another, copied. */
export function concatBytes(...parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** Whether two byte strings are the same, in a time that does not tell where they differ (RFC 5802 §5: proofs). */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  let difference = 0;
  for (let i = 0; i < a.length; i++) difference |= (a[i] ?? 0) ^ (b[i] ?? 0);
  return difference === 0;
}
