import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Report } from '@smtp-triage/core';
import type { Preset, PresetName } from '@smtp-triage/mock-server';
import type { Availability } from '../postfix-folder.ts';
import { findProgram } from '../process.ts';
import { fromRoot } from '../root.ts';

/** What stands between us and the server, as nft statements and relays. */
export type Wire = {
  /** On what we send. */
  readonly client?: string;
  /** On what we receive. */
  readonly clientInput?: string;
  /** On what reaches the server, before anything else looks at it. */
  readonly server?: string;
  /** A port whose STARTTLS is masked on the way. */
  readonly masked?: number;
  /** A port behind a relay that keeps whatever is said for so many milliseconds, in both directions. */
  readonly slow?: { readonly port: number; readonly ms: number };
  /** A port on which a web server listens. */
  readonly web?: number;
  /** A port that a firewall leads to a server of another name. */
  readonly diverted?: { readonly port: number; readonly name: string };
};

/** A server, its way to us, and what DNS knows. */
export type World = {
  /** What the server is like: a preset, and what differs from it. */
  readonly story: { readonly preset: PresetName } & Partial<
    Pick<Preset, 'listeners' | 'rules' | 'tls' | 'certificate'>
  >;
  readonly wire: Wire;
  /** Name → addresses. */
  readonly names: Readonly<Record<string, readonly string[]>>;
};

/** How a command ended: 124 stands for one that had to be stopped. */
export type EndedThere = {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly elapsedMs: number;
};

export const SERVER = 'mail.example.test';
export const SERVER_4 = '203.0.113.5';
export const SERVER_6 = '2001:db8::5';
export const CONTROL = '203.0.113.77';
const DIVERTED_TO = '203.0.113.88';
/** Setting up and taking down, on a machine that is busy otherwise. */
const AROUND_MS = 30_000;

/** The built program. */
const PROGRAM = fromRoot('apps/cli/dist/smtp-triage.cjs');

/** Whether this machine lets us make network namespaces; `missing` is fit for the reason of a left-out test. */
export function networks(): Availability {
  for (const [name, debian] of [
    ['unshare', 'util-linux'],
    ['ip', 'iproute2'],
    ['nft', 'nftables'],
  ] as const) {
    if (findProgram(name) === null) return { ok: false, missing: `${name} (Debian package ${debian})` };
  }
  return unshared() === null ? { ok: false, missing: 'the right to make network namespaces' } : { ok: true };
}

/** What `unshare` is asked for; root keeps its users, to which some programs change. Null: it may not do it. */
function unshared(): string | null {
  return ['-nmu', '-rnmu'].find((flags) => spawnSync('unshare', [flags, 'true']).status === 0) ?? null;
}

/** Runs a command on our side of a world, for so many seconds at most; throws with what the shell said when there is no such world. */
export async function inWorld(
  { story, wire, names }: World,
  [program = '', ...args]: readonly string[],
  capS = 40,
): Promise<EndedThere> {
  const out = await mkdtemp(join(tmpdir(), 'smtp-triage-world-'));
  const diverted = wire.diverted === undefined ? {} : { diverted: { address: DIVERTED_TO, name: wire.diverted.name } };
  const env = {
    ...process.env,
    OUT: out,
    NODE: process.execPath,
    SERVE: fromRoot('proving/src/network/serve.mjs'),
    WORLD: JSON.stringify({ story, names, wire: { ...wire, ...diverted } }),
    CLIENT_RULES: wire.client ?? '',
    CLIENT_INPUT: wire.clientInput ?? '',
    CLIENT_NAT:
      wire.diverted === undefined
        ? ''
        : `ip daddr ${SERVER_4} tcp dport ${wire.diverted.port} dnat ip to ${DIVERTED_TO}`,
    SERVER_RULES: wire.server ?? '',
    CAP: String(capS),
    NO_COLOR: '1',
  };
  const read = (name: string): Promise<string> => readFile(join(out, name), 'utf8');
  try {
    const said = await new Promise<string>((resolve) => {
      const shell = [unshared() ?? '-rnmu', 'bash', fromRoot('proving/src/network/world.sh'), program, ...args];
      execFile('unshare', shell, { env, timeout: capS * 1_000 + AROUND_MS }, (error, _, stderr) => {
        resolve(`${error?.message ?? ''}\n${stderr}`);
      });
    });
    const ended = await read('ended').catch(() => {
      throw new Error(`this world did not come to be: ${said}`);
    });
    const [status = -1, elapsedMs = -1] = ended.split(' ').map(Number);
    return { status, elapsedMs, stdout: await read('stdout'), stderr: await read('stderr') };
  } finally {
    await rm(out, { recursive: true, force: true });
  }
}

/** One run of the built program in a world of two hosts. */
export async function triageAcross(
  world: World,
  args: readonly string[],
): Promise<{ readonly report: Report; readonly stderr: string }> {
  const command = [process.execPath, PROGRAM, ...args, '--json', '--no-input'];
  const { status, stdout, stderr } = await inWorld(world, command);
  try {
    return { report: JSON.parse(stdout) as Report, stderr };
  } catch {
    throw new Error(`no report (exit ${status}): ${stderr}`);
  }
}
