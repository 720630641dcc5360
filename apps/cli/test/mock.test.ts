import { execFile, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PRESETS } from '@smtp-triage/mock-server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run } from '../src/program.ts';
import { type FakeWorld, fakeWorld } from './fake-world.ts';

const TOOL = { name: 'smtp-triage', version: '0.1.0' };
const PROGRAM = fileURLToPath(new URL('../dist/smtp-triage.cjs', import.meta.url));
const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const EXAMPLE = join(ROOT, 'packages/mock-server/test/examples/mock_smtplib.py');

type Started = {
  readonly preset: string;
  readonly host: string;
  readonly ports: Readonly<Record<string, number>>;
  readonly portMap: Readonly<Record<string, number>>;
  readonly ca: string;
  readonly user: string;
  readonly pid: number;
  readonly control?: string;
};

/** Starts the command in this process and waits for its one line. */
async function started(
  ...argv: readonly string[]
): Promise<{ world: FakeWorld; status: Promise<number>; said: Started }> {
  const world = fakeWorld();
  const status = run(['mock', ...argv], world, TOOL);
  await expect.poll(() => world.written.stdout, { interval: 5 }).toContain('\n');
  expect(world.written.stdout.match(/\n/g)).toHaveLength(1);
  return { world, status, said: JSON.parse(world.written.stdout) as Started };
}

describe('smtp-triage mock', () => {
  it('says in one line of JSON where it is, and ends when its standard input does', async () => {
    const { world, status, said } = await started();
    expect(said).toMatchObject({
      schema: 'smtp-triage/mock@1',
      preset: 'healthy',
      host: '127.0.0.1',
      user: 'ann',
      pid: 4711,
    });
    expect(Object.keys(said.portMap)).toEqual(expect.arrayContaining(['25', '465', '587', '2525']));
    expect(said.ca).toContain('BEGIN CERTIFICATE');
    expect(said).not.toHaveProperty('control');
    world.endInput();
    expect(await status).toBe(0);
    expect(world.written.stderr).toBe('');
  });

  it('opens the control API and writes the CA when asked, and ends with a signal', async () => {
    const { world, status, said } = await started('auth-535-bad-credentials', '--control', '--ca-file', 'ca.pem');
    expect(said.preset).toBe('auth-535-bad-credentials');
    expect(await (await fetch(`${said.control}/messages`)).json()).toEqual({ messages: [] });
    expect(world.files.get('ca.pem')).toEqual({ text: said.ca, mode: 0o644 });
    world.interrupt();
    expect(await status).toBe(0);
    await expect(fetch(`${said.control}/messages`)).rejects.toThrow();
  });

  it('lists the presets that can be started, and suggests one that was meant', async () => {
    const world = fakeWorld({ columns: 200 });
    expect(await run(['mock', '--list'], world, TOOL)).toBe(0);
    const names = PRESETS.filter(({ memoryOnly }) => memoryOnly === null).map(({ name }) => name);
    expect(world.written.stdout.match(/^\S+$/gm)).toEqual(names);
    const typo = fakeWorld();
    expect(await run(['mock', 'helthy'], typo, TOOL)).toBe(2);
    expect(typo.written.stderr).toBe('smtp-triage: no preset helthy; did you mean healthy?\n');
    const [inMemory] = PRESETS.filter(({ memoryOnly }) => memoryOnly !== null);
    if (inMemory !== undefined) expect(await run(['mock', inMemory.name], fakeWorld(), TOOL)).toBe(2);
  });

  it('says when it cannot write the CA', async () => {
    const world = fakeWorld();
    expect(await run(['mock', '--ca-file', '/missing/ca.pem'], world, TOOL)).toBe(2);
    expect(world.written).toEqual({
      stdout: '',
      stderr: 'smtp-triage: cannot write /missing/ca.pem: no such file or directory\n',
    });
  });
});

const hasPython = spawnSync('python3', ['--version']).status === 0;
if (!hasPython && process.env['CI'] !== undefined) throw new Error('python3 is missing, and CI must have it');

describe('the built program as a mock', () => {
  const folder = mkdtempSync(join(tmpdir(), 'smtp-triage-'));
  const command = join(folder, 'smtp-triage');
  beforeAll(() => {
    if (!existsSync(PROGRAM)) spawnSync(process.execPath, ['scripts/run.mjs', 'build'], { cwd: ROOT });
    writeFileSync(command, `#!/bin/sh\nexec "${process.execPath}" "${PROGRAM}" "$@"\n`, {
      mode: 0o755,
    });
  }, 120_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const ENV = { PATH: `${folder}${delimiter}${process.env['PATH'] ?? ''}`, LANG: 'C.UTF-8', HOME: folder };

  it.each(['SIGTERM', 'SIGINT', 'end of input'] as const)('ends cleanly with %s', async (how) => {
    // With no standard input to follow, only a signal ends it
    const child = spawn(command, ['mock'], {
      env: ENV,
      stdio: [how === 'SIGTERM' ? 'ignore' : 'pipe', 'pipe', 'inherit'],
    });
    await new Promise((resolve) => child.stdout?.once('data', resolve));
    if (how === 'end of input') child.stdin?.end();
    else child.kill(how);
    expect(await new Promise((resolve) => child.once('close', (code, signal) => resolve(code ?? signal)))).toBe(0);
  });

  it.skipIf(!hasPython)(
    `is a server for Python's smtplib${hasPython ? '' : ' (skipped: no python3 here)'}`,
    async () => {
      const ended = await new Promise((resolve) => {
        execFile('python3', [EXAMPLE], { env: ENV, timeout: 20_000 }, (error, stdout, stderr) =>
          resolve({ error: error?.message ?? null, stdout, stderr }),
        );
      });
      expect(ended).toEqual({ error: null, stdout: '', stderr: '' });
    },
  );
});
