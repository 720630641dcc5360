import { execFile, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Report } from '@smtp-triage/core';
import type { Availability } from '../postfix-folder.ts';
import { findProgram } from '../process.ts';

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));

/** What stands between us and the server, as nft statements. */
export type Wire = {
  /** On what we send. */
  readonly client?: string;
  /** On what we receive. */
  readonly clientInput?: string;
  /** On what reaches the server, before anything else looks at it. */
  readonly server?: string;
  /** A port whose STARTTLS is masked on the way. */
  readonly masked?: number;
};

/** Whether this machine lets us make network namespaces; `missing` is fit for the reason of a left-out test. */
export function networks(): Availability {
  for (const [name, debian] of [
    ['unshare', 'util-linux'],
    ['ip', 'iproute2'],
    ['nft', 'nftables'],
  ] as const) {
    if (findProgram(name) === null) return { ok: false, missing: `${name} (Debian package ${debian})` };
  }
  const tried = spawnSync('unshare', ['-rnm', 'true']);
  return tried.status === 0 ? { ok: true } : { ok: false, missing: 'the right to make network namespaces' };
}

/** One run of the built program in a world of two hosts, and how long it took, start of the program included. */
export function triageAcross(
  wire: Wire,
  args: readonly string[],
): Promise<{ readonly report: Report; readonly stderr: string }> {
  const env = {
    ...process.env,
    NODE: process.execPath,
    SERVE: path('serve.mjs'),
    PROGRAM: path('../../../apps/cli/dist/smtp-triage.cjs'),
    ARGS: args.join(' '),
    CLIENT_RULES: wire.client ?? '',
    CLIENT_INPUT: wire.clientInput ?? '',
    SERVER_RULES: wire.server ?? '',
    REDIRECT: wire.masked === undefined ? '' : String(wire.masked),
    NO_COLOR: '1',
  };
  return new Promise((resolve, reject) => {
    execFile(
      'unshare',
      ['-rnm', 'bash', path('world.sh')],
      { env, timeout: 40_000, maxBuffer: 1 << 24 },
      (error, stdout, stderr) => {
        try {
          resolve({ report: JSON.parse(stdout) as Report, stderr });
        } catch {
          reject(new Error(`no report: ${error?.message ?? ''}\n${stderr}`));
        }
      },
    );
  });
}
