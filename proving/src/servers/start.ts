import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { chmod, chown, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { makeTestCa, SERVER_NAME } from '../pki.ts';
import { accepts, greets, reservePorts } from '../ports.ts';
import { endGroup, eventually, postGuard } from '../process.ts';
import { inOwnRoot } from './debian.ts';
import type { Maker, Plan, RunningServer, ServerKind, Setup, Site } from './types.ts';

const READY_MS = 10_000;

/** Starts a server of its own on free loopback ports; throws with its output when it does not start. */
export async function start(kind: ServerKind, maker: Maker, setup: Setup): Promise<RunningServer> {
  const version = await maker.version();
  const { ports, release } = await reservePorts(3, [maker.address]);
  const [submission = 0, submissions = 0, relay = 0] = ports;
  const folder = await mkdtemp(join(tmpdir(), `${kind}-`));
  const site: Site = {
    folder,
    setup,
    address: maker.address,
    ports: { 587: submission, 465: submissions, 25: relay },
    user: `ann@${SERVER_NAME}`,
    password: randomBytes(12).toString('base64url'),
  };
  const serves = Object.fromEntries(maker.serves.map((port) => [port, site.ports[port]])) as RunningServer['connectTo'];
  const log = join(folder, 'output.log');
  let plan: Plan | null = null;
  let leader: number | null = null;
  let dismissGuard = (): void => undefined;
  const stop = async (): Promise<void> => {
    if (leader !== null) await endGroup(leader);
    leader = null;
    dismissGuard();
    await plan?.stop?.();
    release();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    plan = await maker.plan(site);
    await writeCertificates(folder, plan.keyOwner ?? 0);
    await fill(folder, plan);
    const { pid, ended } = launch(plan, folder, log);
    leader = pid;
    if (leader !== null) dismissGuard = postGuard(leader, folder);
    if (!(await listens(serves, site, ended))) {
      const said = await readFile(log, 'utf8').catch(() => '');
      throw new Error(`${kind} did not start: ${ended() ?? `no greeting in ${READY_MS} ms`}\n${said}`);
    }
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    kind,
    version,
    address: maker.address,
    connectTo: serves,
    user: site.user,
    password: site.password,
    caFile: join(folder, 'ca.pem'),
    stop,
  };
}

async function writeCertificates(folder: string, keyOwner: number): Promise<void> {
  const ca = makeTestCa();
  const { keyPem, chainPem } = ca.issue('valid');
  // Servers that drop their rights before they read their key must pass; the folder lives as long as one test.
  await chmod(folder, 0o755);
  await writeFile(join(folder, 'ca.pem'), ca.caPem);
  await writeFile(join(folder, 'cert.pem'), chainPem);
  await writeFile(join(folder, 'key.pem'), keyPem, { mode: 0o600 });
  if (keyOwner !== 0) await chown(join(folder, 'key.pem'), keyOwner, keyOwner);
}

async function fill(folder: string, plan: Plan): Promise<void> {
  for (const { path, owner } of [{ path: 'at', owner: 0 }, ...(plan.folders ?? [])]) {
    await mkdir(join(folder, path), { recursive: true, mode: 0o755 });
    if (owner !== 0) await chown(join(folder, path), owner, owner);
  }
  for (const { path, text, mode } of plan.files) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text, { mode: mode ?? 0o644 });
  }
}

/** Runs the server as leader of its own process group, in a folder of its folder, as the guard wants it. */
function launch(
  plan: Plan,
  folder: string,
  log: string,
): { readonly pid: number | null; readonly ended: () => string | null } {
  const [program, args] = plan.ownRoot ? inOwnRoot(plan.program, plan.args) : [plan.program, plan.args];
  const env = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin' };
  const child = spawn(program, args, {
    detached: true,
    env,
    cwd: join(folder, 'at'),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = createWriteStream(log);
  child.stdout.pipe(output, { end: false });
  child.stderr.pipe(output, { end: false });
  let ended: string | null = null;
  child.on('error', (error) => {
    ended = error.message;
  });
  child.on('exit', (code, signal) => {
    ended = `it ended with ${code ?? signal}`;
    output.end();
  });
  return { pid: child.pid ?? null, ended: () => ended };
}

/** Whether the server speaks on every port: some bind them one after the other. */
async function listens(serves: RunningServer['connectTo'], site: Site, ended: () => string | null): Promise<boolean> {
  for (const [wellKnown, port] of Object.entries(serves)) {
    const answers = wellKnown === '465' ? accepts : greets;
    const up = await eventually(async () => ended() !== null || answers(port, site.address, 2_000), READY_MS);
    if (!up || ended() !== null) return false;
  }
  return true;
}
