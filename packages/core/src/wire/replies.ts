import type { Limit, Quirk } from '../trace/types.ts';
import { latin1, utf8Decode } from './bytes.ts';

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
export type Garbage = { readonly kind: 'garbage'; readonly line: Uint8Array };

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
  /** Octets of the unfinished reply. */
  readonly replyBytes: number;
  readonly open: OpenReply | null;
};

type OpenReply = {
  readonly code: number;
  readonly lines: readonly string[];
  readonly quirks: readonly Quirk[];
  readonly limits: readonly Limit[];
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
export function readReplies(
  reader: ReplyReader,
  chunk: Uint8Array,
): { readonly reader: ReplyReader; readonly items: readonly ReplyItem[] } {
  const items: ReplyItem[] = [];
  let open = reader.open === null ? null : reopen(reader.open);
  let replyBytes = reader.replyBytes;
  let { pieces, seen, kept } = reader;
  let from = 0;
  for (let end = chunk.indexOf(LF); end >= 0; end = chunk.indexOf(LF, from)) {
    const length = seen + end - from;
    const line =
      pieces === null
        ? chunk.subarray(from, Math.min(end, from + REPLY_CAPS.lineBytes))
        : joined(pieces, kept, chunk.subarray(from, end));
    replyBytes += length + 1;
    from = end + 1;
    pieces = null;
    seen = 0;
    kept = 0;
    const read = readLine(line, length > line.length);
    if (read === null) {
      // A stray line inside a reply belongs to it; outside it is garbage
      if (open === null) items.push({ kind: 'garbage', line: line.slice() });
      else keepLine(open, latin1(line), ['stray-line'], replyBytes);
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
    if (open === null) replyBytes = 0;
  }
  const rest = from === 0 ? chunk : chunk.subarray(from);
  if (rest.length > 0) {
    const room = Math.max(0, REPLY_CAPS.lineBytes - kept);
    if (room > 0) pieces = { chunk: rest.slice(0, room), before: pieces };
    seen += rest.length;
    kept += Math.min(room, rest.length);
  }
  return { reader: { pieces, seen, kept, replyBytes, open }, items };
}

/** The bytes of an unfinished line, as far as they were kept: what is left over when a stream ends or changes hands. */
export const unread = (reader: ReplyReader): Uint8Array =>
  reader.pieces === null ? NOTHING : joined(reader.pieces, reader.kept, NOTHING);

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

/** One line without its LF; null when it does not begin as a reply does. */
function readLine(line: Uint8Array, cut: boolean): ReadLine | null {
  const code = ((line[0] ?? 0) - 48) * 100 + ((line[1] ?? 0) - 48) * 10 + ((line[2] ?? 0) - 48);
  if (!isDigit(line[0]) || !isDigit(line[1]) || !isDigit(line[2])) return null;
  const endsInCr = !cut && line[line.length - 1] === CR;
  const end = endsInCr ? line.length - 1 : line.length;
  const separator = end > 3 ? line[3] : 32;
  const regular = separator === 32 || separator === 45;
  if (!regular && separator !== 9) return null;
  const body = line.subarray(Math.min(4, end), end);
  const text = utf8Decode(body);
  const quirks: Quirk[] = [];
  if (!endsInCr && !cut) quirks.push('bare-lf');
  if (body.includes(CR)) quirks.push('bare-cr');
  if (body.includes(0)) quirks.push('nul');
  if (text === null || text.length !== body.length) quirks.push('eight-bit');
  if (cut) quirks.push('long-line');
  if (!regular) quirks.push('odd-separator');
  if (code < 200 || code > 599) quirks.push('unknown-class');
  return { code, last: separator !== 45, text: text ?? latin1(body), quirks: quirks.length === 0 ? NO_QUIRKS : quirks };
}

/** RFC 2034 §4: class and reply code agree; the code stands at the start of every line, so the first one tells. */
function enhancedCode(code: number, lines: readonly string[]): string | null {
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

const isDigit = (byte: number | undefined): boolean => byte !== undefined && byte >= 48 && byte <= 57;
