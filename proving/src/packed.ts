import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Ended, endGroup, findProgram, run } from './process.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
/** Where the Node binaries are: `.ci/run` fetches them, or say it. */
const FOLDER = process.env['SMTP_TRIAGE_NODES'] ?? join(ROOT, '.build', 'nodes');
const WITHIN_MS = 60_000;

/** The packages that are published, by folder. */
export const PUBLISHED = [
  'packages/core',
  'packages/probe',
  'packages/mock-server',
  'apps/cli',
  'apps/service',
] as const;

/** Every release line of Node that is promised. */
export const NODE_LINES = [20, 22, 24, 26] as const;

/** The binary of a release line, or null where it was not fetched. */
export function nodeOf(line: (typeof NODE_LINES)[number]): string | null {
  const path = join(FOLDER, 'node_modules', `node${line}`, 'bin', 'node');
  return existsSync(path) ? path : null;
}

/** A folder outside the repository with the packed packages installed. */
export type Installed = { readonly folder: string; readonly remove: () => void };

/** Packs every published package as for the registry and installs the tarballs with npm, without any install script. */
export async function packAndInstall(): Promise<Installed> {
  const folder = mkdtempSync(join(tmpdir(), 'smtp-triage-packed-'));
  const tarballs = join(folder, 'tarballs');
  mkdirSync(tarballs);
  await Promise.all(
    PUBLISHED.map((each) => {
      const pnpm = join(ROOT, 'node_modules', 'pnpm', 'bin', 'pnpm.cjs');
      return good(process.execPath, [pnpm, 'pack', '--pack-destination', tarballs], join(ROOT, each));
    }),
  );
  writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "commonjs" }\n');
  const files = readdirSync(tarballs).map((file) => join(tarballs, file));
  const npm = findProgram('npm');
  if (npm === null) throw new Error('no npm');
  await good(npm, ['install', '--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund', ...files], folder);
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** Runs `node` or an installed program by its name, as a shell finds it, with this Node and outside the repository. */
export const runWith = (node: string, { folder }: Installed, name: string, args: readonly string[]): Promise<Ended> =>
  run(name, args, '', WITHIN_MS, { cwd: folder, env: clean(node, folder, { NO_COLOR: '1' }) });

/** Starts a program that stays, and gives what `line` finds in what it prints; `end` asks it to stop and gives its status. */
export async function startWith(
  node: string,
  { folder }: Installed,
  name: string,
  args: readonly string[],
  line: RegExp,
  env: Readonly<Record<string, string>> = {},
): Promise<{ readonly said: string; readonly end: () => Promise<number | null> }> {
  const child = spawn(name, args, {
    ...{ cwd: folder, env: clean(node, folder, env) },
    ...{ stdio: ['ignore', 'pipe', 'pipe'], detached: true },
  });
  const gone = once(child, 'exit') as Promise<[number | null]>;
  let text = '';
  const said = new Promise<string>((resolve, reject) => {
    const hear = (chunk: Buffer): void => {
      text += String(chunk);
      const found = line.exec(text);
      if (found !== null) resolve(found[1] ?? found[0]);
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    gone.then(([status]) => reject(new Error(`ended with ${status}: ${text}`)), reject);
    AbortSignal.timeout(WITHIN_MS).addEventListener('abort', () => reject(new Error(`said only: ${text}`)));
  });
  const end = async (): Promise<number | null> => {
    if (child.pid !== undefined && child.exitCode === null) await endGroup(child.pid, 10_000);
    return (await gone)[0];
  };
  try {
    return { said: await said, end };
  } catch (error) {
    await end();
    throw error;
  }
}

/** This Node first, and nothing of this test run's own settings. */
const clean = (node: string, folder: string, more: Readonly<Record<string, string>>): NodeJS.ProcessEnv => ({
  PATH: [dirname(node), join(folder, 'node_modules', '.bin'), process.env['PATH'] ?? ''].join(delimiter),
  HOME: process.env['HOME'],
  ...more,
});

async function good(program: string, args: readonly string[], cwd: string): Promise<void> {
  const { code, stdout, stderr } = await run(program, args, '', WITHIN_MS, { cwd });
  if (code !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${code}\n${stdout}\n${stderr}`);
}
