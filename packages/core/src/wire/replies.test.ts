import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cutAt, smtpBytes } from '../../test/smtp-bytes.ts';
import { ascii, concatBytes } from './bytes.ts';
import { isIdle, NEW_READER, REPLY_CAPS, type ReplyItem, type ReplyReader, readReplies, unread } from './replies.ts';

type Read = { readonly items: readonly ReplyItem[]; readonly left: Uint8Array; readonly reader: ReplyReader };

function readAll(chunks: readonly Uint8Array[]): Read {
  let reader = NEW_READER;
  const items: ReplyItem[] = [];
  for (const chunk of chunks) {
    const read = readReplies(reader, chunk);
    reader = read.reader;
    items.push(...read.items);
  }
  return { items, left: unread(reader), reader };
}

/** Octets, pieces and characters that a reader holds on to. */
function heldBy({ pieces, open }: ReplyReader): number {
  let held = 0;
  for (let piece = pieces; piece !== null; piece = piece.before) held += piece.chunk.buffer.byteLength + 1;
  return held + (open?.lines ?? []).reduce((sum, line) => sum + line.length, 0);
}

describe('readReplies', () => {
  it('never throws, and reads the same however the bytes are cut', () => {
    fc.assert(
      fc.property(smtpBytes(), fc.array(fc.nat(), { maxLength: 9 }), (bytes, places) => {
        const whole = readAll([bytes]);
        const cut = readAll(cutAt(bytes, places));
        expect(cut.items).toEqual(whole.items);
        expect(cut.left).toEqual(whole.left);
        expect([cut.reader.seen, cut.reader.open]).toEqual([whole.reader.seen, whole.reader.open]);
      }),
      { numRuns: 1_000 },
    );
  });

  it('is a pure function: the old reader still reads the same afterwards', () => {
    fc.assert(
      fc.property(smtpBytes(9), smtpBytes(9), (first, second) => {
        const { reader } = readReplies(NEW_READER, first);
        const once = readReplies(reader, second);
        expect(readReplies(reader, second)).toEqual(once);
      }),
      { numRuns: 300 },
    );
  });

  it('keeps nothing of a chunk that its owner may write to again', () => {
    const chunk = ascii('nonsense\r\n250 unfin');
    const { reader, items } = readReplies(NEW_READER, chunk);
    chunk.fill(0);
    expect(items).toEqual([{ kind: 'garbage', line: ascii('nonsense\r'), length: 9 }]);
    expect(unread(reader)).toEqual(ascii('250 unfin'));
  });

  it('says where in the chunk each item ended', () => {
    const { reader } = readReplies(NEW_READER, ascii('220 rea'));
    const { items, ends } = readReplies(reader, ascii('dy\r\nstray\r\n250-a\r\n250 b\r\n22'));
    expect(items.map(({ kind }) => kind)).toEqual(['reply', 'garbage', 'reply']);
    expect(ends).toEqual([4, 11, 25]);
  });

  it('loses no octet of what is no reply', () => {
    fc.assert(
      fc.property(smtpBytes(12), (bytes) => {
        const { items, left, reader } = readAll([bytes]);
        if (items.some(({ kind }) => kind === 'reply') || reader.open !== null || bytes.length > 4_000) return;
        const lines = items.flatMap((item) => (item.kind === 'garbage' ? [item.line, Uint8Array.of(10)] : []));
        expect(concatBytes(...lines, left)).toEqual(bytes);
      }),
    );
  });

  it('is idle before the first octet and after a whole reply, and at no time between', () => {
    const bytes = ascii('220-a\r\n220 b\r\n');
    let reader = NEW_READER;
    for (const [index, octet] of bytes.entries()) {
      expect(isIdle(reader)).toBe(index === 0);
      reader = readReplies(reader, Uint8Array.of(octet)).reader;
    }
    expect(isIdle(reader)).toBe(true);
  });

  it('holds little of 1 GiB without a line end', () => {
    const chunk = new Uint8Array(1_048_576).fill(0x78);
    chunk.set(ascii('250 '));
    let reader = NEW_READER;
    for (let i = 0; i < 1_024; i++) reader = readReplies(reader, chunk).reader;
    expect(reader.seen).toBe(1_073_741_824);
    expect(heldBy(reader)).toBe(REPLY_CAPS.lineBytes + 1);
    const { items } = readReplies(reader, ascii('\r\n'));
    expect(items).toMatchObject([{ kind: 'reply', code: 250, quirks: ['long-line'], limits: ['reply-line'] }]);
  });

  it('holds little of a reply of a million lines, and of one that comes octet by octet', () => {
    const chunk = ascii('250-abcdefgh\r\n'.repeat(10_000));
    let reader = NEW_READER;
    for (let i = 0; i < 100; i++) reader = readReplies(reader, chunk).reader;
    expect(reader.open?.lines).toHaveLength(REPLY_CAPS.lines);
    expect(heldBy(reader)).toBeLessThan(2_000);
    let slow = NEW_READER;
    for (let i = 0; i < 20_000; i++) slow = readReplies(slow, Uint8Array.of(0x79)).reader;
    expect([slow.seen, heldBy(slow)]).toEqual([20_000, 2 * REPLY_CAPS.lineBytes]);
  });

  it('keeps no more than 64 KiB of one reply', () => {
    const chunk = ascii(`250-${'x'.repeat(4_000)}\r\n`.repeat(100));
    const { reader } = readReplies(NEW_READER, chunk);
    expect(heldBy(reader)).toBeLessThanOrEqual(REPLY_CAPS.replyBytes);
    expect(reader.open?.limits).toEqual(['reply-bytes']);
  });
});
