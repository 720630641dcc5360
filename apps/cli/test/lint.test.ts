import { execFile, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const DIST = fileURLToPath(new URL('../dist/', import.meta.url));
const PROGRAM = join(DIST, 'smtp-triage.cjs');
const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const NETWORK = ['net', 'tls', 'dns', 'dns/promises', 'http', 'https', 'http2', 'dgram', 'child_process'];

const folder = mkdtempSync(join(tmpdir(), 'smtp-triage-lint-'));
beforeAll(() => {
  if (!existsSync(join(DIST, 'lint.cjs'))) spawnSync(process.execPath, ['scripts/run.mjs', 'build'], { cwd: ROOT });
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const lint = (args: readonly string[], input = '', before: readonly string[] = []) =>
  new Promise<{ readonly status: number | null; readonly stdout: string; readonly stderr: string }>((resolve) => {
    const child = execFile(
      process.execPath,
      [...before, PROGRAM, 'lint', ...args],
      { cwd: folder, env: { PATH: process.env['PATH'], LANG: 'C.UTF-8' } },
      (_error, stdout, stderr) => resolve({ status: child.exitCode, stdout, stderr }),
    );
    child.stdin?.end(input);
  });

describe('the built lint', () => {
  it('has no road to the network: none of its bundles asks for a module that leads there', () => {
    const roads = (file: string): readonly (string | undefined)[] =>
      [...readFileSync(join(DIST, file), 'utf8').matchAll(/require\("(?:node:)?([a-z0-9_/]+)"\)/g)]
        .map(([, name]) => name)
        .filter((name) => NETWORK.includes(name ?? ''));
    for (const file of ['smtp-triage.cjs', 'program.cjs', 'argv.cjs', 'lint.cjs'])
      expect([file, roads(file)]).toEqual([file, []]);
    expect(roads('commands.cjs')).toContain('net');
  });

  it('loads none while it runs, in good settings and bad', async () => {
    const hook = join(folder, 'hook.cjs');
    writeFileSync(
      hook,
      `const { Module } = require('node:module');
      const load = Module._load;
      const asked = [];
      Module._load = function (name, ...rest) { asked.push(String(name).replace('node:', '')); return load.call(this, name, ...rest); };
      process.on('exit', () => require('node:fs').writeSync(2, JSON.stringify(asked)));`,
    );
    for (const port of [587, 465]) {
      const { stdout, stderr } = await lint([`smtp://smtp.example.com:${port}`], '', ['-r', hook]);
      expect(stdout).toContain('smtp.example.com');
      const asked = JSON.parse(stderr) as readonly string[];
      expect(asked.some((name) => name.endsWith('lint.cjs'))).toBe(true);
      expect(asked.filter((name) => NETWORK.includes(name))).toEqual([]);
    }
  });

  it('reads standard input and a file', async () => {
    const good = 'SMTP_HOST=smtp.example.com\nSMTP_PORT=587\n';
    writeFileSync(join(folder, '.env'), good);
    for (const [argument, input] of [
      ['-', good],
      ['.env', ''],
    ] as const) {
      const { status, stdout } = await lint([argument], input);
      expect([argument, status, stdout.split('\n')[0]]).toEqual([
        argument,
        0,
        'OK  Nothing wrong was found in these settings (env).',
      ]);
    }
  });

  it('ends with 0, 1 or 2: nothing wrong, something wrong, nothing to read', async () => {
    expect((await lint(['smtps://smtp.example.com:465', '-q'])).status).toBe(0);
    expect((await lint(['smtps://smtp.example.com:587', '-q'])).status).toBe(1);
    expect((await lint(['nothing.env'])).status).toBe(2);
    expect((await lint(['-'], '')).status).toBe(2);
    expect((await lint(['--client'])).status).toBe(2);
  });
});
