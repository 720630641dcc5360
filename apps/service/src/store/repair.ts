import { copyFileSync, existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import Libsql from 'libsql';
import { STORE_FILE } from './database.ts';
import { mendLogs } from './mend-logs.ts';
import { hasBrokenText, salvage } from './salvage.ts';
import { tornWrite } from './wal-tail.ts';

/** What was looked at, how it stands, and what was done about it. */
export type Finding = { readonly state: 'fine' | 'mended' | 'wrong'; readonly said: string };

const fine = (said: string): Finding => ({ state: 'fine', said });
const mended = (said: string): Finding => ({ state: 'mended', said });
const wrong = (said: string): Finding => ({ state: 'wrong', said });

/**
 * Looks the embedded store of a folder over, as the only program that uses it, and mends what can be mended. Before the
 * first change the file is copied beside itself, so nothing is lost by it.
 */
export async function examine(dataDir: string, now: number): Promise<readonly Finding[]> {
  const file = join(dataDir, STORE_FILE);
  if (!existsSync(file)) return [fine('there is none yet; the first start makes it')];
  const torn = tornWrite(dataDir);
  const database = new Libsql(file);
  try {
    const taken = takeAlone(database);
    if (taken !== null) return [taken];
    const kept = `${STORE_FILE}.before-${new Date(now).toISOString().replace(/\W/g, '')}`;
    const keep = (): void => {
      for (const end of ['', '-wal']) {
        if (existsSync(`${file}${end}`)) copyFileSync(`${file}${end}`, join(dataDir, `${kept}${end}`));
      }
    };
    const found: Finding[] = [];
    if (torn !== null) {
      found.push(
        mended(`a write that a crash cut short (${torn.octets} octets) was taken out; no commit is lost by it`),
      );
    }
    const problems = integrityOf(database);
    if (problems.length > 0) {
      keep();
      const rescue = rebuilt(database) ?? (await rescued(database, dataDir, now));
      found.push(mended(`damage, first of all: ${firstLine(problems)}`), rescue, fine(`as it was: ${kept}`));
      return found;
    }
    const logs = mendLogs(database, keep);
    return logs === null
      ? [...found, fine(found.length > 0 ? 'whole now' : 'whole')]
      : [...found, mended(logs), fine(`as it was: ${kept}`)];
  } catch (error) {
    return [wrong(`cannot be read or written: ${messageOf(error)}`)];
  } finally {
    database.close();
  }
}

/** Locks out every other program until the end of this one; null, or why that cannot be. `exec` leaves no statement behind. */
function takeAlone(database: Libsql.Database): Finding | null {
  try {
    database.exec('pragma busy_timeout = 0; pragma locking_mode = exclusive; begin exclusive; commit');
    database.exec('pragma wal_checkpoint(truncate)');
    return null;
  } catch (error) {
    const code = codeOf(error);
    if (code.startsWith('SQLITE_BUSY')) return wrong('a service is running on it; stop that first');
    if (code === 'SQLITE_NOTADB')
      return wrong('the file is no store; move it away, and the next start makes a new one');
    // Damage is what is looked for next
    return code === 'SQLITE_CORRUPT' ? null : wrong(`cannot be opened: ${messageOf(error)}`);
  }
}

/** What SQLite finds wrong with the file; nothing if it is whole. */
function integrityOf(database: Libsql.Database): readonly string[] {
  try {
    const rows = database.prepare('pragma integrity_check').all() as { readonly integrity_check: string }[];
    const problems = rows.map((row) => row.integrity_check).filter((text) => text !== 'ok');
    return problems.length === 0 && hasBrokenText(database) ? ['text that is no text any more'] : problems;
  } catch (error) {
    return [messageOf(error)];
  }
}

/** Makes the indexes anew; null where that is not all there is to mend. */
function rebuilt(database: Libsql.Database): Finding | null {
  try {
    database.exec('reindex');
  } catch {
    return null;
  }
  return integrityOf(database).length === 0 ? mended('the indexes were made anew, nothing is lost') : null;
}

/** Puts everything that can still be read into a new file, and that in the place of the old one. */
async function rescued(database: Libsql.Database, dataDir: string, now: number): Promise<Finding> {
  const folder = mkdtempSync(join(dataDir, 'rescue-'));
  try {
    const counts = await salvage(database, folder, now);
    for (const end of ['-wal', '-shm']) rmSync(join(dataDir, `${STORE_FILE}${end}`), { force: true });
    renameSync(join(folder, STORE_FILE), join(dataDir, STORE_FILE));
    const said = Object.entries(counts).map(([table, rows]) => `${table} ${rows}`);
    return mended(`what could be read was put into a new file (rows: ${said.join(', ')})`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const firstLine = ([text = '']: readonly string[]): string => text.replace(/^\*\*\*.*\n/, '').split('\n', 1)[0] ?? '';
const codeOf = (error: unknown): string => String(Object(error).code ?? '');
const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
