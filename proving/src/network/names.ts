import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));

/** What came of a command on a machine that knows a server inside: what DNS was asked, and how often that server was reached. */
export type Named = {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly asked: readonly string[];
  readonly connections: number;
};

const HOSTS = '127.0.0.1 localhost\n10.0.0.5 mail.example.com\n';
/** `attempts` and `timeout` keep a mistake of ours short. */
const RESOLV = 'nameserver 127.0.0.1\nsearch corp\noptions timeout:1 attempts:1\n';

/**
 * Runs a command where the hosts file says that mail.example.com is at 10.0.0.5, the search domain leads `mail` to the same
 * place, and DNS knows nothing else.
 */
export async function amongNames(command: readonly string[]): Promise<Named> {
  const folder = await mkdtemp(join(tmpdir(), 'smtp-triage-names-'));
  try {
    const [hosts, resolv] = [join(folder, 'hosts'), join(folder, 'resolv.conf')];
    await Promise.all([writeFile(hosts, HOSTS), writeFile(resolv, RESOLV)]);
    const env = {
      ...process.env,
      HOSTS: hosts,
      RESOLV: resolv,
      NODE: process.execPath,
      SCRIPT: path('names.mjs'),
      COMMAND: JSON.stringify(command),
      NO_COLOR: '1',
    };
    return await new Promise((resolve, reject) => {
      execFile(
        'unshare',
        ['-rnm', 'bash', path('names.sh')],
        { env, timeout: 40_000, maxBuffer: 1 << 24 },
        (error, stdout, stderr) => {
          if (error === null) resolve(JSON.parse(stdout) as Named);
          else reject(new Error(`${error.message}\n${stderr}`));
        },
      );
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The command line of the built program. */
export const smtpTriageCommand = (...args: readonly string[]): readonly string[] => [
  process.execPath,
  path('../../../apps/cli/dist/smtp-triage.cjs'),
  ...args,
];
