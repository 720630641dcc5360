import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { auditFiles, hashOf, NOTHING_BEFORE } from './audit.ts';

/** Whether an audit log is whole. `head`: the hash of the last line, to be noted elsewhere: it stands for all before it. */
export type AuditVerdict =
  | { readonly ok: true; readonly files: number; readonly lines: number; readonly head: string }
  | { readonly ok: false; readonly file: string; readonly line: number; readonly problem: string };

const LINE_FEED = 0x0a;
/** Where the hash begins at the end of a line: `,"hash":"…"}`. */
const SEAL_LENGTH = 75;
const DAY_OF = /^audit-(\d{4}-\d\d-\d\d)/;

/**
 * Reads every file of an audit log and says which line is the first that is not as it was written. What was cut off after
 * the last line of the last file cannot be seen from the log itself; a `head` noted elsewhere shows it. Rejects where the
 * folder cannot be read.
 */
export async function verifyAudit(folder: string): Promise<AuditVerdict> {
  const names = await auditFiles(folder);
  const oldestDay = names[0] === undefined ? null : dayIn(names[0]);
  /** Every hash that a file may have begun with is kept; there are few such. */
  const begins = new Set<string>();
  for (const name of names) {
    for await (const bytes of linesOf(join(folder, name))) {
      begins.add(readLine(bytes)?.prev ?? '');
      break;
    }
  }
  const seen = new Set<string>();
  let head = NOTHING_BEFORE;
  let lines = 0;
  for (const name of names) {
    let n = 0;
    for await (const bytes of linesOf(join(folder, name))) {
      n += 1;
      const line = readLine(bytes);
      const wrong = (problem: string): AuditVerdict => ({ ok: false, file: name, line: n, problem });
      if (bytes.at(-1) !== LINE_FEED) return wrong('the line is cut off: a crash, or somebody took the rest away');
      if (line === null) return wrong('the line is not what its hash says');
      if (line.n !== n) return wrong(`the line says that it is number ${line.n}`);
      // What the oldest files follow on has been deleted with age
      const follows = n === 1 ? seen.has(line.prev) || dayIn(name) === oldestDay : line.prev === head;
      if (!follows) return wrong('the line does not follow on the one before it: something was taken away or put in');
      head = line.hash;
      if (begins.has(head)) seen.add(head);
      lines += 1;
    }
  }
  return { ok: true, files: names.length, lines, head };
}

/** A line whose hash is right; null for any other. */
function readLine(bytes: Buffer): { readonly n: number; readonly prev: string; readonly hash: string } | null {
  const text = bytes.toString('latin1').replace(/\n$/, '');
  const hash = /^,"hash":"([0-9a-f]{64})"\}$/.exec(text.slice(-SEAL_LENGTH))?.[1];
  if (hash === undefined || hashOf(Buffer.from(`${text.slice(0, -SEAL_LENGTH)}}`, 'latin1')) !== hash) return null;
  const [, n = '', prev = ''] = /^\{"n":(\d+),"at":"[^"]*","prev":"([0-9a-f]{64})"/.exec(text) ?? [];
  return { n: Number(n), prev, hash };
}

/** The lines of a file, each with its line feed. */
async function* linesOf(file: string): AsyncGenerator<Buffer> {
  let rest = Buffer.alloc(0);
  for await (const chunk of createReadStream(file)) {
    rest = Buffer.concat([rest, chunk as Buffer]);
    for (let end = rest.indexOf(LINE_FEED); end >= 0; end = rest.indexOf(LINE_FEED)) {
      yield rest.subarray(0, end + 1);
      rest = rest.subarray(end + 1);
    }
  }
  if (rest.length > 0) yield rest;
}

const dayIn = (name: string): string => DAY_OF.exec(name)?.[1] ?? '';
