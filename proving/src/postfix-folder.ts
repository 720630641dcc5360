import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { chmod, chown, mkdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TestCa } from './pki.ts';
import { SERVER_NAME } from './pki.ts';
import type { Site } from './postfix-config.ts';
import { mainCf, masterCf, smtpdConf } from './postfix-config.ts';
import type { PostfixOptions } from './postfix-options.ts';
import { findProgram, run } from './process.ts';

/** Whether this machine can start Postfix; `missing` is fit for the reason of a skipped test. */
export type Availability = { readonly ok: true } | { readonly ok: false; readonly missing: string };

type Account = { readonly uid: number; readonly gid: number };

// What `postfix start` would make with its script, which takes longer than all the rest of the start.
const QUEUES = ['incoming', 'active', 'deferred', 'bounce', 'defer', 'trace', 'corrupt', 'hold', 'saved'];
const OLD_S = 1_000_000_000;

/** Says what is missing to start Postfix here, without starting anything. */
export function available(): Availability {
  const missing = (what: string): Availability => ({ ok: false, missing: what });
  if (process.getuid?.() !== 0) return missing('root rights (Postfix starts only as root)');
  if (findProgram('postconf') === null) return missing('postconf (Debian package postfix)');
  if (postfixAccount() === null) return missing('the account postfix (Debian package postfix)');
  if (findProgram('saslpasswd2') === null) return missing('saslpasswd2 (Debian package sasl2-bin)');
  if (!hasPasswordMechanisms()) return missing('the SASL mechanism PLAIN (Debian package libsasl2-modules)');
  return { ok: true };
}

/** Writes everything Postfix needs into the folder: configuration, queue, certificate and the one account. */
export async function fillFolder(site: Site, options: PostfixOptions, ca: TestCa, password: string): Promise<void> {
  const inside = (...path: readonly string[]): string => join(site.folder, ...path);
  const { uid, gid } = postfixAccount() ?? { uid: 0, gid: 0 };
  // The daemons run as the account postfix and must be able to pass through.
  await chmod(site.folder, 0o711);
  for (const name of ['queue', 'queue/pid', 'sasl']) await mkdir(inside(name), { mode: 0o755 });
  for (const name of ['data', ...[...QUEUES, 'private', 'public'].map((queue) => `queue/${queue}`)]) {
    await mkdir(inside(name), { mode: 0o700 });
    await chown(inside(name), uid, gid);
  }
  const { keyPem, chainPem } = ca.issue(options.certificate ?? 'valid');
  await writeFile(inside('ca.pem'), ca.caPem);
  await writeFile(inside('server.pem'), keyPem + chainPem, { mode: 0o600 });
  await writeFile(inside('main.cf'), mainCf(site, options));
  // Postfix 3.7 waits up to two seconds until a fresh main.cf looks finished, by its age (dict_load_file_xt).
  await utimes(inside('main.cf'), OLD_S, OLD_S);
  await writeFile(inside('master.cf'), masterCf(site, options));
  await writeFile(inside('sasl/smtpd.conf'), smtpdConf(site, options));
  const database = inside('sasl/sasldb2');
  const [user = ''] = site.login.split('@');
  const made = await run(needed('saslpasswd2'), ['-p', '-c', '-f', database, '-u', SERVER_NAME, user], password);
  if (made.code !== 0) throw new Error(`saslpasswd2 ended with ${made.code}: ${made.stderr}`);
  await chown(database, uid, gid);
}

/** Where Postfix keeps its daemons, and its version. */
export async function installedPostfix(): Promise<{ readonly master: string; readonly version: string }> {
  const { stdout } = await run(needed('postconf'), ['-d', '-h', 'daemon_directory', 'mail_version']);
  const [folder = '', version = ''] = stdout.trim().split('\n');
  return { master: join(folder, 'master'), version };
}

function needed(program: string): string {
  const path = findProgram(program);
  if (path === null) throw new Error(`${program} is not installed`);
  return path;
}

function postfixAccount(): Account | null {
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((text) => text.startsWith('postfix:'));
  if (line === undefined) return null;
  const [, , uid, gid] = line.split(':');
  return { uid: Number(uid), gid: Number(gid) };
}

function hasPasswordMechanisms(): boolean {
  const folders = ['/usr/lib', ...readdirSync('/usr/lib').map((name) => join('/usr/lib', name))];
  return folders.some((folder) => existsSync(join(folder, 'sasl2', 'libplain.so')));
}
