import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { STORE_FILE } from './database.ts';

/** What stands at the end of a write-ahead log and belongs to no finished commit. SQLite cuts it off when it opens the store. */
export type CutOff = { readonly octets: number };

// https://www.sqlite.org/fileformat2.html, section 4: the write-ahead log
const HEADER = 32;
const FRAME_HEADER = 24;
/** The magic number says in which order the octets of a word are for the checksum. */
const LITTLE = 0x377f_0682;
const BIG = 0x377f_0683;

/**
 * What a crash in the middle of a write left behind in the embedded store of this folder; null if nothing. To be asked
 * before the store is opened, and only if no other program uses it.
 */
export function tornWrite(dataDir: string): CutOff | null {
  const file = join(dataDir, `${STORE_FILE}-wal`);
  return existsSync(file) ? tailOf(readFileSync(file)) : null;
}

/** What stands behind the last finished commit of a write-ahead log, leftovers of earlier rounds not counted. */
export function tailOf(wal: Buffer): CutOff | null {
  const magic = wal.length < HEADER ? 0 : wal.readUInt32BE(0);
  if (magic !== LITTLE && magic !== BIG) return wal.length === 0 ? null : { octets: wal.length };
  const sum = summing(magic === LITTLE);
  const size = FRAME_HEADER + wal.readUInt32BE(8);
  const salts = wal.subarray(16, 24);
  let checksum = sum(wal.subarray(0, 24), [0, 0]);
  let committed = HEADER;
  let at = HEADER;
  for (; at + FRAME_HEADER <= wal.length && wal.subarray(at + 8, at + 16).equals(salts); at += size) {
    const whole = at + size <= wal.length;
    if (whole) checksum = sum(wal.subarray(at + FRAME_HEADER, at + size), sum(wal.subarray(at, at + 8), checksum));
    const [one, two] = checksum;
    // From here on nothing counts
    if (!whole || wal.readUInt32BE(at + 16) !== one || wal.readUInt32BE(at + 20) !== two) {
      return { octets: Math.min(wal.length, endOfRound(wal, at, size, salts)) - committed };
    }
    // The last frame of a commit says how many pages the store has then
    if (wal.readUInt32BE(at + 4) > 0) committed = at + size;
  }
  // The rest is of an earlier round, or half a header
  const end = at < wal.length && wal.length - at < FRAME_HEADER ? wal.length : at;
  return end > committed ? { octets: end - committed } : null;
}

/** Where the frames of this round end. */
function endOfRound(wal: Buffer, from: number, size: number, salts: Buffer): number {
  let at = from;
  while (at + FRAME_HEADER <= wal.length && wal.subarray(at + 8, at + 16).equals(salts)) at += size;
  return at;
}

type Checksum = readonly [number, number];

const summing =
  (little: boolean) =>
  (octets: Buffer, [first, second]: Checksum): Checksum => {
    let [one, two] = [first, second];
    for (let at = 0; at + 8 <= octets.length; at += 8) {
      one = (one + (little ? octets.readUInt32LE(at) : octets.readUInt32BE(at)) + two) >>> 0;
      two = (two + (little ? octets.readUInt32LE(at + 4) : octets.readUInt32BE(at + 4)) + one) >>> 0;
    }
    return [one, two];
  };
