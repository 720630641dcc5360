import type { Limit, Quirk } from '../trace/types.ts';
import { concatBytes, latin1, utf8Decode, utf8Encode } from './bytes.ts';

/** Caps on one reply (security row SEC-25): what is beyond is counted and read past, not kept. */
export const REPLY_CAPS = { lineBytes: 4_096, lines: 128, replyBytes: 65_536 } as const;

/** A whole reply: one code, its lines without code and line end, and what was odd about it. */
export type Reply = {
  readonly kind: 'reply';
  readonly code: number;
  /** RFC 3463 code at the start of the text, e.g. `5.7.8`, or null. */
  readonly enhanced: string | null;
  readonly lines: readonly string[];
  readonly quirks: readonly Quirk[];
  readonly limits: readonly Limit[];
};

/** A line that is no part of a reply. */
export type Garbage = {
  readonly kind: 'garbage';
  readonly line: Uint8Array;
  /** Octets it had on the wire without its LF; more than `line` holds when it was over-long. */
  readonly length: number;
};

/** What a reader found. */
export type ReplyItem = Reply | Garbage;

/** Chunks of a line whose end has not come, newest first, so that each is kept without copying. */
type Pieces = { readonly chunk: Uint8Array; readonly before: Pieces | null } | null;

/** Where reading stands between two chunks. A value: feeding it twice gives the same twice. */
export type ReplyReader = {
  readonly pieces: Pieces;
  /** Octets of the unfinished line, and how many of them are kept in `pieces`. */
  readonly seen: number;
  readonly kept: number;
  /** Octets of the unfinished reply, those that were read past left out. */
  readonly replyBytes: number;
  readonly open: OpenReply | null;
};

type OpenReply = {
  readonly code: number;
  readonly lines: readonly string[];
  readonly quirks: readonly Quirk[];
  readonly limits: readonly Limit[];
};

/** What one chunk gave: the reader to go on with, the items, and where in the chunk each of them ended. */
export type ReplyBatch = {
  readonly reader: ReplyReader;
  readonly items: readonly ReplyItem[];
  readonly ends: readonly number[];
};

/** A reader that has read nothing. */
export const NEW_READER: ReplyReader = { pieces: null, seen: 0, kept: 0, replyBytes: 0, open: null };

const LF = 10;
const CR = 13;
const NOTHING = new Uint8Array(0);

/**
 * Reads replies from the next bytes of a stream, however the stream was cut (RFC 5321 §4.2). Tolerates a bare LF, 8-bit
 * text, over-long lines and endless replies within the caps; a line that is no reply comes out as garbage.
 */
export function readReplies(reader: ReplyReader, chunk: Uint8Array): ReplyBatch {
  const items: ReplyItem[] = [];
  const ends: number[] = [];
  const first = chunk.indexOf(LF);
  let open = reader.open === null || first < 0 ? null : reopen(reader.open);
  let replyBytes = reader.replyBytes;
  let { pieces, seen, kept } = reader;
  let from = 0;
  for (let end = first; end >= 0; end = chunk.indexOf(LF, from)) {
    const length = seen + end - from;
    const line = pieces === null ? chunk : joined(pieces, kept, chunk.subarray(from, end));
    const start = pieces === null ? from : 0;
    const stop = start + Math.min(length, REPLY_CAPS.lineBytes);
    replyBytes += stop - start + 1;
    from = end + 1;
    pieces = null;
    seen = 0;
    kept = 0;
    const read = readLine(line, start, stop, length > REPLY_CAPS.lineBytes);
    if (read === null) {
      // A stray line inside a reply belongs to it; outside it is garbage
      if (open === null) items.push({ kind: 'garbage', line: line.slice(start, stop), length });
      else keepLine(open, strayText(line, start, stop), stop - start < length ? STRAY_AND_LONG : STRAY, replyBytes);
    } else {
      open ??= { code: read.code, lines: [], quirks: [], limits: [] };
      if (read.code !== open.code) note(open.quirks, 'mixed-codes');
      open.code = read.code;
      keepLine(open, read.text, read.quirks, replyBytes);
      if (read.last) {
        items.push(closeReply(open));
        open = null;
      }
    }
    if (open === null) {
      replyBytes = 0;
      ends.push(from);
    }
  }
  const rest = from === 0 ? chunk : chunk.subarray(from);
  if (rest.length > 0) {
    const room = Math.max(0, REPLY_CAPS.lineBytes - kept);
    if (room > 0) pieces = { chunk: rest.slice(0, room), before: pieces };
    seen += rest.length;
    kept += Math.min(room, rest.length);
  }
  return { reader: { pieces, seen, kept, replyBytes, open: first < 0 ? reader.open : open }, items, ends };
}

/** The bytes of an unfinished line, as far as they were kept: what is left over when a stream ends or changes hands. */
export const unread = (reader: ReplyReader): Uint8Array =>
  reader.pieces === null ? NOTHING : joined(reader.pieces, reader.kept, NOTHING);

/** What there is of an unfinished reply, as it came but for oddities within its lines. */
export const unfinished = (reader: ReplyReader): Uint8Array =>
  reader.open === null
    ? unread(reader)
    : concatBytes(
        utf8Encode(reader.open.lines.map((text) => `${reader.open?.code}-${text}\r\n`).join('')),
        unread(reader),
      );

/** Whether nothing of a further reply has been read. */
export const isIdle = (reader: ReplyReader): boolean => reader.seen === 0 && reader.open === null;

type Draft = { code: number; lines: string[]; quirks: Quirk[]; limits: Limit[] };

const reopen = (open: OpenReply): Draft => ({
  code: open.code,
  lines: [...open.lines],
  quirks: [...open.quirks],
  limits: [...open.limits],
});

function keepLine(draft: Draft, text: string, quirks: readonly Quirk[], replyBytes: number): void {
  for (const quirk of quirks) note(draft.quirks, quirk);
  if (quirks.includes('long-line')) note(draft.limits, 'reply-line');
  if (draft.lines.length >= REPLY_CAPS.lines) {
    note(draft.quirks, 'many-lines');
    note(draft.limits, 'reply-lines');
  } else if (replyBytes > REPLY_CAPS.replyBytes) note(draft.limits, 'reply-bytes');
  else draft.lines.push(text);
}

const closeReply = (draft: Draft): Reply => ({
  kind: 'reply',
  code: draft.code,
  enhanced: enhancedCode(draft.code, draft.lines),
  lines: draft.lines,
  quirks: draft.quirks,
  limits: draft.limits,
});

type ReadLine = {
  readonly code: number;
  readonly last: boolean;
  readonly text: string;
  readonly quirks: readonly Quirk[];
};
const NO_QUIRKS: readonly Quirk[] = [];
const STRAY: readonly Quirk[] = ['stray-line'];
const STRAY_AND_LONG: readonly Quirk[] = ['stray-line', 'long-line'];

const strayText = (line: Uint8Array, start: number, stop: number): string =>
  latin1(line, start, stop > start && line[stop - 1] === CR ? stop - 1 : stop);

/** One line without its LF, from `start` to `stop`; null when it does not begin as a reply does. */
function readLine(line: Uint8Array, start: number, stop: number, cut: boolean): ReadLine | null {
  const hundreds = digit(line, start, stop);
  const tens = digit(line, start + 1, stop);
  const ones = digit(line, start + 2, stop);
  if (hundreds < 0 || tens < 0 || ones < 0) return null;
  const code = hundreds * 100 + tens * 10 + ones;
  const endsInCr = !cut && line[stop - 1] === CR;
  const end = endsInCr ? stop - 1 : stop;
  const separator = end > start + 3 ? line[start + 3] : 32;
  const regular = separator === 32 || separator === 45;
  if (!regular && separator !== 9) return null;
  const from = Math.min(start + 4, end);
  let isAscii = true;
  let hasCr = false;
  let hasNul = false;
  for (let at = from; at < end; at++) {
    const octet = line[at] ?? 0;
    if (octet >= 0x80) isAscii = false;
    else if (octet === CR) hasCr = true;
    else if (octet === 0) hasNul = true;
  }
  const text = (isAscii ? null : utf8Decode(line.subarray(from, end))) ?? latin1(line, from, end);
  const last = separator !== 45;
  if (isAscii && endsInCr && !hasCr && !hasNul && regular && code >= 200 && code <= 599) {
    return { code, last, text, quirks: NO_QUIRKS };
  }
  const quirks: Quirk[] = [];
  if (!endsInCr && !cut) quirks.push('bare-lf');
  if (hasCr) quirks.push('bare-cr');
  if (hasNul) quirks.push('nul');
  if (!isAscii) quirks.push('eight-bit');
  if (cut) quirks.push('long-line');
  if (!regular) quirks.push('odd-separator');
  if (code < 200 || code > 599) quirks.push('unknown-class');
  return { code, last, text, quirks };
}

/** RFC 2034 §4: class and reply code agree; the code stands at the start of every line, so the first one tells. */
function enhancedCode(code: number, lines: readonly string[]): string | null {
  if (lines[0]?.[1] !== '.') return null;
  const found = /^([245]\.\d{1,3}\.\d{1,3})(?=\s|$)/.exec(lines[0] ?? '')?.[1] ?? null;
  return found?.startsWith(`${Math.floor(code / 100)}`) ? found : null;
}

function joined(pieces: NonNullable<Pieces>, kept: number, tail: Uint8Array): Uint8Array {
  const line = new Uint8Array(Math.min(kept + tail.length, REPLY_CAPS.lineBytes));
  let at = kept;
  for (let piece: Pieces = pieces; piece !== null; piece = piece.before) {
    at -= piece.chunk.length;
    line.set(piece.chunk, at);
  }
  line.set(tail.subarray(0, line.length - kept), kept);
  return line;
}

function note<T>(list: T[], item: T): void {
  if (!list.includes(item)) list.push(item);
}

/** The digit at a place before `stop`, or -1. */
function digit(line: Uint8Array, at: number, stop: number): number {
  const value = at < stop ? (line[at] ?? 0) - 48 : -1;
  return value >= 0 && value <= 9 ? value : -1;
}
