import { X509Certificate } from 'node:crypto';
import { chmodSync, existsSync, readFileSync, statfsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { openStore } from '../store/open.ts';
import { examine, type Finding } from '../store/repair.ts';
import { cutHalfLine, halfLines } from './audit-tail.ts';
import type { Config } from './config.ts';
import { verifyAudit } from './verify-audit.ts';

/** What a part of the service is like. */
export type Diagnosis = { readonly part: 'settings' | 'data folder' | 'store' | 'audit log' } & Finding;

/** Less room than this on the disk is worth a word, in octets. */
const LITTLE_ROOM = 256 * 1_048_576;
/** Nobody but the owner: the folder holds what was tested, and hashes of tokens. */
const OTHERS = 0o077;

/**
 * Looks over everything that a service with this configuration stands on, mends what can be mended (REL-14), and says what
 * it found and did. The embedded store is mended only while no service runs on it; PostgreSQL's repair is PostgreSQL's.
 */
export async function examineAll(config: Config, now: number): Promise<readonly Diagnosis[]> {
  const store = config.databaseUrl === null ? await examine(config.dataDir, now) : await postgres(config);
  const inUse = store.some(({ state }) => state === 'wrong');
  return [
    ...as('settings', settings(config)),
    ...as('data folder', dataFolder(config)),
    ...as('store', store),
    ...as('audit log', await auditLog(join(config.dataDir, 'audit'), inUse)),
  ];
}

const as = (part: Diagnosis['part'], found: readonly Finding[]): readonly Diagnosis[] =>
  found.map((finding) => ({ part, ...finding }));

/** Files that the settings name; what the settings say by themselves was checked before. */
function settings({ caFile, probeLogin }: Config): readonly Finding[] {
  const found = [
    ...(caFile === null ? [] : [readable('caFile', caFile, (text) => void new X509Certificate(text))]),
    ...(probeLogin === null
      ? []
      : [readable('probeLogin.passwordFile', probeLogin.passwordFile, (text) => mustHave(text.split(/\r?\n/, 1)[0]))]),
  ].flatMap((finding) => finding ?? []);
  return found.length > 0 ? found : [{ state: 'fine', said: 'valid, and every file they name can be read' }];
}

function readable(setting: string, file: string, check: (text: string) => void): Finding | null {
  try {
    check(readFileSync(file, 'utf8'));
    return null;
  } catch (error) {
    return { state: 'wrong', said: `${setting}: ${file}: ${error instanceof Error ? error.message : 'unreadable'}` };
  }
}

function mustHave(line: string | undefined): void {
  if (line === undefined || line === '') throw new Error('the first line is empty');
}

function dataFolder({ dataDir }: Config): readonly Finding[] {
  if (!existsSync(dataDir)) return [{ state: 'fine', said: 'there is none yet; the first start makes it' }];
  const found: Finding[] = [];
  const mode = statSync(dataDir).mode & 0o777;
  if ((mode & OTHERS) !== 0) {
    try {
      chmodSync(dataDir, mode & ~OTHERS);
      found.push({ state: 'mended', said: `others could read it (mode ${mode.toString(8)}); they cannot any more` });
    } catch {
      found.push({ state: 'wrong', said: `others can read it (mode ${mode.toString(8)}), and that cannot be changed` });
    }
  }
  const { bavail, bsize } = statfsSync(dataDir);
  const room = `${Math.floor((bavail * bsize) / 1_048_576)} MB free`;
  return [
    ...found,
    bavail * bsize < LITTLE_ROOM ? { state: 'wrong', said: `only ${room}` } : { state: 'fine', said: room },
  ];
}

async function postgres(config: Config): Promise<readonly Finding[]> {
  try {
    const opened = await openStore(config, { now: Date.now });
    const writable = await opened.store.writable();
    await opened.store.close();
    return [
      writable ? { state: 'fine', said: 'can be reached and written' } : { state: 'wrong', said: 'cannot be written' },
    ];
  } catch (error) {
    return [{ state: 'wrong', said: error instanceof Error ? error.message : String(error) }];
  }
}

async function auditLog(folder: string, inUse: boolean): Promise<readonly Finding[]> {
  if (!existsSync(folder)) return [{ state: 'fine', said: 'there is none yet; the first line makes it' }];
  const found: Finding[] = [];
  for (const half of inUse ? [] : await halfLines(folder)) {
    await cutHalfLine(folder, half);
    found.push({
      state: 'mended',
      said: `${half.file}: ${half.octets} octets of a line that a crash cut short taken out`,
    });
  }
  const verdict = await verifyAudit(folder);
  return [
    ...found,
    verdict.ok
      ? { state: 'fine', said: `${verdict.lines} lines in ${verdict.files} files are whole` }
      : // Evidence: whoever changed it, it is not ours to change
        { state: 'wrong', said: `${verdict.file}, line ${verdict.line}: ${verdict.problem}` },
  ];
}
