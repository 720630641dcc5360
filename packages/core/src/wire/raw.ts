import type { Bytes } from '../trace/types.ts';
import { base64Encode, utf8Decode } from './bytes.ts';

/** How many of a peer's unexpected bytes a trace keeps. */
export const KEPT_BYTES = 512;

/** Bytes as a trace stores them: text where they are printable UTF-8, else base64; cut at `cap` with a mark. */
export function asBytes(chunk: Uint8Array, cap: number = KEPT_BYTES): Bytes {
  const kept = chunk.subarray(0, cap);
  const text = utf8Decode(kept);
  const body = text !== null && isPrintable(text) ? { text } : { base64: base64Encode(kept) };
  return { length: chunk.length, ...body, ...(chunk.length > cap ? { truncated: true as const } : {}) };
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
const isPrintable = (text: string): boolean => !/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/.test(text);
