import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Availability } from '../postfix-folder.ts';
import { findProgram, run } from '../process.ts';

/** The account numbers that own-root.sh gives. */
export const ACCOUNT = { exim: 60_901, smtpd: 60_902 } as const;

const OWN_ROOT = fileURLToPath(new URL('own-root.sh', import.meta.url));

/**
 * Where `.ci/run` unpacks the servers that cannot be installed beside Postfix. SMTP_TRIAGE_SERVERS names another place.
 */
const UNPACKED =
  process.env['SMTP_TRIAGE_SERVERS'] ?? fileURLToPath(new URL('../../../.build/servers', import.meta.url));

/** A program of an unpacked Debian package; null where it is missing. */
export function unpacked(program: string): string | null {
  const path = join(UNPACKED, 'usr/sbin', program);
  return existsSync(path) ? path : null;
}

/** The same command in a mount namespace of its own, with the folders and accounts its package would have made. */
export const inOwnRoot = (program: string, args: readonly string[]): [string, string[]] => [
  'unshare',
  ['--mount', '--propagation', 'private', 'sh', OWN_ROOT, program, ...args],
];

/** What a program says its version is: the first group of `pattern` in what it prints. */
export async function versionOf(program: string, args: readonly string[], pattern: RegExp): Promise<string> {
  const { stdout, stderr } = await run(program, args);
  return pattern.exec(stdout + stderr)?.[1] ?? 'unknown';
}

/** What is missing to run an unpacked server, in words for the title of a test that is left out. */
export function availableUnpacked(program: string, debian: string): Availability {
  if (process.getuid?.() !== 0) return { ok: false, missing: `root rights (${debian} starts only as root)` };
  if (findProgram('unshare') === null) return { ok: false, missing: 'unshare (Debian package util-linux)' };
  if (unpacked(program) === null) {
    return { ok: false, missing: `${program} (Debian package ${debian}, unpacked by .ci/run into ${UNPACKED})` };
  }
  const tried = spawnSync('unshare', ['--mount', '--propagation', 'private', 'mount', '-t', 'tmpfs', 'none', '/run']);
  return tried.status === 0 ? { ok: true } : { ok: false, missing: 'the right to make mount namespaces' };
}
