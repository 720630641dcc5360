import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeTestCa, SERVER_NAME } from './pki.ts';
import { greets, loopbackHosts, reservePorts } from './ports.ts';
import type { Site } from './postfix-config.ts';
import { available, fillFolder, installedPostfix } from './postfix-folder.ts';
import type { PostfixOptions } from './postfix-options.ts';
import { endGroup, eventually, postGuard } from './process.ts';

/** A Postfix that listens on loopback until `stop()`, at the latest until ten minutes are over. */
export type RunningPostfix = {
  /** The name in its greeting and in a good certificate. */
  readonly name: typeof SERVER_NAME;
  /** Its version, such as `3.7.11`. */
  readonly version: string;
  /** Loopback addresses on which every port listens. */
  readonly hosts: readonly string[];
  /** The real port behind each well-known one. */
  readonly connectTo: Readonly<Record<587 | 465 | 25, number>>;
  /** The login name of the one account, which is its mail address too. */
  readonly user: string;
  /** Its password, made for this run. */
  readonly password: string;
  /** The root to trust, as a file. */
  readonly caFile: string;
  /** The root to trust, as text. */
  readonly caPem: string;
  /** All lines logged up to now; Postfix writes them a moment after the reply. */
  readonly log: () => Promise<string>;
  /** Waits for a log line that matches and returns it; throws with the whole log when none comes. */
  readonly logged: (pattern: RegExp, withinMs?: number) => Promise<string>;
  /** Ends all its processes and removes its folder; a second call does nothing. */
  readonly stop: () => Promise<void>;
};

const READY_MS = 5_000;
const LIFETIME_S = 600;

/**
 * Starts a Postfix of its own on free loopback ports; throws with its log when it does not start.
 *
 * @example
 * const postfix = await startPostfix({ certificate: 'expired' });
 * // … connect to 127.0.0.1, port postfix.connectTo[587] …
 * await postfix.stop();
 */
export async function startPostfix(options: PostfixOptions = {}): Promise<RunningPostfix> {
  const able = available();
  if (!able.ok) throw new Error(`cannot start Postfix: ${able.missing}`);
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await startOnce(options);
    } catch (error) {
      // Another program took a port between our look and Postfix's bind.
      if (attempt === 3 || !String(error).includes('Address already in use')) throw error;
    }
  }
}

async function startOnce(options: PostfixOptions): Promise<RunningPostfix> {
  const { master: program, version } = await installedPostfix();
  const hosts = loopbackHosts();
  const { ports, release } = await reservePorts(3, hosts);
  const folder = await mkdtemp(join(tmpdir(), 'postfix-'));
  const [submission = 0, submissions = 0, relay = 0] = ports;
  const connectTo = { 587: submission, 465: submissions, 25: relay };
  const site: Site = { folder, hosts, ports: connectTo, login: `ann@${SERVER_NAME}` };
  const password = randomBytes(12).toString('base64url');
  const ca = makeTestCa();
  const log = async (): Promise<string> => readFile(join(folder, 'mail.log'), 'utf8').catch(() => '');
  let leader: number | null = null;
  let dismissGuard = (): void => undefined;
  const stop = async (): Promise<void> => {
    if (leader !== null) await endGroup(leader);
    leader = null;
    dismissGuard();
    release();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await fillFolder(site, options, ca, password);
    const master = launch(program, folder);
    leader = master.pid ?? null;
    if (leader !== null) dismissGuard = postGuard(leader, folder);
    await ready(master, relay, log);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    name: SERVER_NAME,
    version,
    hosts,
    connectTo,
    user: site.login,
    password,
    caFile: join(folder, 'ca.pem'),
    caPem: ca.caPem,
    log,
    logged: async (pattern, withinMs) => findLine(log, pattern, withinMs),
    stop,
  };
}

/** Runs Postfix's master as leader of its own process group: on SIGTERM it signals that whole group. */
function launch(program: string, folder: string): ChildProcess {
  const env = {
    // Nothing of ours gets in: MAIL_CONFIG and friends would lead to another instance.
    PATH: '/usr/sbin:/usr/bin:/sbin:/bin',
    // What `postfix start` sets; without it, errors before the first daemon runs go to syslog only.
    POSTLOG_SERVICE: join(folder, 'queue/public/postlog'),
    POSTLOG_HOSTNAME: SERVER_NAME,
  };
  return spawn(program, ['-c', folder, '-e', String(LIFETIME_S)], { detached: true, env, stdio: 'ignore' });
}

async function ready(master: ChildProcess, relayPort: number, log: () => Promise<string>): Promise<void> {
  let ended: string | null = null;
  master.on('error', (error) => {
    ended = error.message;
  });
  master.on('exit', (code, signal) => {
    ended = `it ended with ${code ?? signal}`;
  });
  // The line comes after all ports are bound, so that no stranger on one of them is taken for our server.
  const started = async (): Promise<boolean> => ended !== null || (await log()).includes('daemon started');
  const up =
    (await eventually(started, READY_MS)) && ended === null && (await greets(relayPort, '127.0.0.1', READY_MS));
  if (!up) throw new Error(`Postfix did not start: ${ended ?? `no greeting in ${READY_MS} ms`}\n${await log()}`);
}

async function findLine(log: () => Promise<string>, pattern: RegExp, withinMs = 2_000): Promise<string> {
  let line: string | undefined;
  const found = await eventually(async () => {
    line = (await log()).split('\n').find((text) => text.search(pattern) >= 0);
    return line !== undefined;
  }, withinMs);
  if (!found) throw new Error(`no line like ${String(pattern)} within ${withinMs} ms in:\n${await log()}`);
  return line ?? '';
}
