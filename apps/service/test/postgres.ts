import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';

/** A private PostgreSQL that only this test run knows of. */
export type Postgres = {
  /** Makes an empty database and gives its address. */
  database(): Promise<string>;
  /** Takes the server away under those who use it. */
  halt(): Promise<void>;
  /** Brings it back, with what it had committed. */
  restart(): Promise<void>;
  /** Stops the server and removes its files. */
  stop(): Promise<void>;
};

const BINARIES = '/usr/lib/postgresql';
const USER = 'smtp_triage_test';
const START_MS = 30_000;

/** Folder of the newest server programs, or null. */
function binaries(): string | null {
  const versions = existsSync(BINARIES) ? readdirSync(BINARIES).map(Number).filter(Number.isFinite) : [];
  const found = versions
    .sort((a, b) => b - a)
    .map((version) => join(BINARIES, String(version), 'bin'))
    .find((folder) => existsSync(join(folder, 'initdb')) && existsSync(join(folder, 'postgres')));
  return found ?? null;
}

/** Why there is no PostgreSQL for tests here; null if there is one. */
export const POSTGRES_MISSING: string | null = reason();

function reason(): string | null {
  if (binaries() === null) return `no PostgreSQL server programs under ${BINARIES} (package postgresql)`;
  return process.getuid?.() === 0 && owner() === null
    ? 'PostgreSQL refuses to run as root, and there is no other user'
    : null;
}

/** Whom the server runs as: itself refuses root. */
function owner(): { readonly uid: number; readonly gid: number } | null {
  for (const name of ['postgres', 'nobody']) {
    const [uid, gid] = ['-u', '-g'].map((flag) => spawnSync('id', [flag, name], { encoding: 'utf8' }));
    if (uid?.status === 0 && gid?.status === 0) return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
  }
  return null;
}

/**
 * Starts a PostgreSQL in a temporary folder, reachable over a socket in that folder only. Without `durable` it never
 * waits for the disk, which is as good for everything but power loss.
 */
export async function startPostgres({ durable = false }: { readonly durable?: boolean } = {}): Promise<Postgres> {
  const programs = binaries();
  if (programs === null) throw new Error(POSTGRES_MISSING ?? 'no PostgreSQL');
  const as = process.getuid?.() === 0 ? owner() : null;
  const folder = mkdtempSync(join(tmpdir(), 'smtp-triage-pg-'));
  const data = join(folder, 'data');
  mkdirSync(data, { mode: 0o700 });
  if (as !== null) for (const each of [folder, data]) chownSync(each, as.uid, as.gid);
  const options = { ...as, env: { PATH: process.env['PATH'] ?? '', LC_ALL: 'C' }, cwd: folder };
  const init = ['-D', data, '-U', USER, '--auth=trust', '--no-sync', '-E', 'UTF8', '--locale=C'];
  execFileSync(join(programs, 'initdb'), init, { ...options, stdio: 'pipe' });
  const fast = durable ? [] : ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off'];
  const settings = ['listen_addresses=', `unix_socket_directories=${folder}`, 'max_connections=100', ...fast];
  const args = ['-D', data, ...settings.flatMap((each) => ['-c', each])];
  const address = (database: string): string => `postgres://${USER}@localhost/${database}?host=${folder}`;

  let server: ChildProcess | null = null;
  const kill = (): void => void server?.kill('SIGKILL');
  process.on('exit', kill);
  async function start(): Promise<void> {
    server = spawn(join(programs as string, 'postgres'), args, { ...options, stdio: 'ignore' });
    await answering(server, address('postgres'));
  }
  async function halt(): Promise<void> {
    if (server === null || server.exitCode !== null || server.signalCode !== null) return;
    const ended = new Promise((resolve) => server?.once('exit', resolve));
    // SIGINT is its fast shutdown: connections are cut, then it ends in order. It ends its children itself
    server.kill('SIGINT');
    const late = setTimeout(kill, 10_000);
    await ended;
    clearTimeout(late);
  }

  await start();
  let made = 0;
  return {
    async database() {
      const name = `test_${++made}`;
      await withClient(address('postgres'), (client) => client.query(`create database ${name}`));
      return address(name);
    },
    halt,
    restart: start,
    async stop() {
      await halt();
      process.off('exit', kill);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function answering(server: ChildProcess, address: string): Promise<void> {
  const until = Date.now() + START_MS;
  for (;;) {
    try {
      return await withClient(address, async (client) => void (await client.query('select 1')));
    } catch (error) {
      if (server.exitCode !== null || Date.now() > until) throw new Error('PostgreSQL did not start', { cause: error });
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

/** Does something over a connection of its own. */
export async function withClient<T>(address: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: address });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
