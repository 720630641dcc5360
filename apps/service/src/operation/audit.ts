import { createHash } from 'node:crypto';
import { type FileHandle, mkdir, open, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { printable } from '@smtp-triage/core';
import type { Audit, AuditEntry } from '../deps.ts';

/** How long the audit log is kept, in days (ABU-08). */
export const AUDIT_DAYS = 90;
/** What the first line of the first file follows on. */
export const NOTHING_BEFORE = '0'.repeat(64);

const DAY_MS = 86_400_000;
/** Lines that wait for a disk that takes none; what is beyond is counted and said. */
const MOST_WAITING = 10_000;
/** When a disk that failed is tried again, in milliseconds. */
const AGAIN_MS = 1_000;
/** Longer than any line is. */
const TAIL_BYTES = 65_536;

/** Where the audit log is written and what it needs of the process around it. */
export type AuditOptions = {
  /** A folder of its own; made when the first line is written. */
  readonly folder: string;
  /** Unix milliseconds. */
  readonly now: () => number;
  /** Lines could not be written; they are kept and tried again. */
  readonly failed: (error: unknown) => void;
};

/**
 * The audit log (ABU-08): JSON lines, one file per day and process, each line with the hash of the line before it, so that a
 * changed, added or removed line shows. Files are only ever appended to; a file begins with the hash that the newest one
 * before it ends with. Files older than {@link AUDIT_DAYS} days are deleted whenever a new one is begun.
 *
 * Lines are written in the background, as many at a time as have come together, and forced to the disk after each such
 * batch. A crash of the process or a power failure may cost the last batch, never one before it.
 */
export function openAudit({ folder, now, failed }: AuditOptions): Audit {
  let waiting: Stamped[] = [];
  let lost = 0;
  let file: AuditFile | null = null;
  let pumping: Promise<void> | null = null;
  let retry: NodeJS.Timeout | null = null;

  async function pump(): Promise<void> {
    while (waiting.length > 0) {
      const batch = waiting;
      waiting = [];
      try {
        const day = dayOf(batch[0]?.at ?? now());
        if (file === null || file.day !== day) {
          await file?.close();
          file = null;
          file = await beginFile(folder, day);
          await deleteOld(folder, now());
        }
        await file.append(batch);
      } catch (error) {
        waiting = [...batch, ...waiting];
        failed(error);
        if (file?.isBroken === true) file = null;
        return;
      }
    }
  }

  function start(): void {
    if (retry !== null) clearTimeout(retry);
    retry = null;
    pumping ??= pump().finally(() => {
      pumping = null;
      if (waiting.length > 0) retry = setTimeout(start, AGAIN_MS).unref();
    });
  }

  return {
    write: (entry) => {
      if (waiting.length >= MOST_WAITING) {
        lost += 1;
        return;
      }
      if (lost > 0) waiting.push({ at: now(), action: 'audit.lost', outcome: String(lost) });
      lost = 0;
      waiting.push({ at: now(), ...cleaned(entry) });
      start();
    },
    close: async () => {
      await pumping;
      if (waiting.length > 0) await pump();
      if (retry !== null) clearTimeout(retry);
      await file?.close();
      file = null;
    },
  };
}

/** What a line says, with the time in Unix milliseconds. */
type Stamped = { readonly at: number } & (AuditEntry | { readonly action: 'audit.lost'; readonly outcome: string });

/** What came from outside, so that whoever reads the file in a terminal is safe. */
const cleaned = (entry: AuditEntry): AuditEntry => {
  const { actor, source, host, addresses, upTo, outcome } = entry;
  return {
    ...entry,
    actor: printable(actor),
    ...(source === undefined ? {} : { source: printable(source) }),
    host: host === null ? null : printable(host),
    ...(addresses === undefined ? {} : { addresses: addresses.map(printable) }),
    upTo: upTo === null ? null : printable(upTo),
    outcome: outcome === null ? null : printable(outcome),
  };
};

/** One line, and the hash that the next one follows on: the hash is of everything before it. */
export function auditLine(
  n: number,
  prev: string,
  { at, ...entry }: Stamped,
): { readonly line: string; readonly hash: string } {
  const body = JSON.stringify({ n, at: new Date(at).toISOString(), prev, ...entry });
  const hash = hashOf(body);
  return { line: `${body.slice(0, -1)},"hash":"${hash}"}\n`, hash };
}

/** SHA-256 in hexadecimal. */
export const hashOf = (body: string | Uint8Array): string => createHash('sha256').update(body).digest('hex');

/** The files of an audit log, oldest first: `audit-2026-11-24-0001.jsonl`. */
export const auditFiles = async (folder: string): Promise<readonly string[]> =>
  (await readdir(folder)).filter((name) => FILE_NAME.test(name)).sort();

const FILE_NAME = /^audit-\d{4}-\d\d-\d\d-\d{4,}\.jsonl$/;
const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10);

/** A file that lines are appended to. */
class AuditFile {
  readonly day: string;
  /** Half a line may stand at its end, which could not be taken back. */
  isBroken = false;
  readonly #handle: FileHandle;
  #head: string;
  #lines = 0;
  #bytes = 0;

  constructor(day: string, handle: FileHandle, head: string) {
    this.day = day;
    this.#handle = handle;
    this.#head = head;
  }

  /** Appends lines and forces them to the disk; all or none of them. */
  async append(entries: readonly Stamped[]): Promise<void> {
    let head = this.#head;
    const lines = entries.map((entry, index) => {
      const made = auditLine(this.#lines + index + 1, head, entry);
      head = made.hash;
      return made.line;
    });
    const text = Buffer.from(lines.join(''));
    try {
      await this.#handle.appendFile(text);
      await this.#handle.datasync();
    } catch (error) {
      await this.#handle.truncate(this.#bytes).catch(() => {
        this.isBroken = true;
      });
      throw error;
    }
    this.#head = head;
    this.#lines += lines.length;
    this.#bytes += text.length;
  }

  close(): Promise<void> {
    return this.#handle.close();
  }
}

/** A new file of this day; several processes and several starts on one day have one each. */
async function beginFile(folder: string, day: string): Promise<AuditFile> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const head = await lastHash(folder);
  for (let n = 1; ; n++) {
    try {
      const handle = await open(join(folder, `audit-${day}-${String(n).padStart(4, '0')}.jsonl`), 'ax', 0o600);
      return new AuditFile(day, handle, head);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}

/** The hash that the newest file with a whole line in it ends with. */
async function lastHash(folder: string): Promise<string> {
  for (const name of (await auditFiles(folder)).toReversed()) {
    const handle = await open(join(folder, name));
    try {
      const { size } = await handle.stat();
      const from = Math.max(0, size - TAIL_BYTES);
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(size - from), 0, size - from, from);
      const hashes = buffer.toString('latin1', 0, bytesRead).matchAll(/,"hash":"([0-9a-f]{64})"\}\n/g);
      const hash = [...hashes].at(-1)?.[1];
      if (hash !== undefined) return hash;
    } finally {
      await handle.close();
    }
  }
  return NOTHING_BEFORE;
}

async function deleteOld(folder: string, now: number): Promise<void> {
  const oldest = `audit-${dayOf(now - AUDIT_DAYS * DAY_MS)}`;
  for (const name of await auditFiles(folder)) if (name < oldest) await rm(join(folder, name), { force: true });
}
