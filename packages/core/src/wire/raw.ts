import { scrub } from '../secret.ts';
import type { Bytes } from '../trace/types.ts';
import { base64Encode, latin1, utf8Decode, utf8Encode } from './bytes.ts';

/** How many of a peer's unexpected bytes a trace keeps. */
export const KEPT_BYTES = 512;

/**
 * Bytes as a trace stores them: text where they are printable UTF-8, else base64; cut at `cap` with a mark. The forms of
 * a secret are taken out first, since neither half a secret nor one inside base64 would be found later.
 */
export function asBytes(chunk: Uint8Array, forms: readonly string[] = [], cap: number = KEPT_BYTES): Bytes {
  const kept = scrubbed(chunk, forms).subarray(0, cap);
  const text = utf8Decode(kept);
  const body = text !== null && isPrintable(text) ? { text } : { base64: base64Encode(kept) };
  return { length: chunk.length, ...body, ...(chunk.length > cap ? { truncated: true as const } : {}) };
}

function scrubbed(chunk: Uint8Array, forms: readonly string[]): Uint8Array {
  if (forms.length === 0) return chunk;
  const text = latin1(chunk);
  const clean = scrub(text, forms, true);
  return clean === text ? chunk : utf8Encode(clean);
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
const isPrintable = (text: string): boolean => !/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/.test(text);
