import { execFile, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { silent, startMockServer } from '@smtp-triage/mock-server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

/** The program as it is shipped: bundles run by a real Node. `npm test` builds them first; alone, this file does. */
const PROGRAM = fileURLToPath(new URL('../dist/smtp-triage.cjs', import.meta.url));
const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const MANIFEST = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  readonly version: string;
};

const folder = mkdtempSync(join(tmpdir(), 'smtp-triage-'));
beforeAll(() => {
  if (!existsSync(PROGRAM)) spawnSync(process.execPath, ['scripts/run.mjs', 'build'], { cwd: ROOT });
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const ENV = { PATH: process.env['PATH'] ?? '', LANG: 'C.UTF-8', HOME: folder };
type Ended = { readonly status: number | null; readonly stdout: string; readonly stderr: string };

const program = (argv: readonly string[], input?: string): Promise<Ended> =>
  new Promise((resolve) => {
    const child = execFile(process.execPath, [PROGRAM, ...argv], { env: ENV, cwd: folder }, (_error, stdout, stderr) =>
      resolve({ status: child.exitCode, stdout, stderr }),
    );
    child.stdin?.end(input ?? '');
  });

const HOST = 'mail.example.test';

describe('the built program', () => {
  it('says its version', async () => {
    const said = { status: 0, stdout: `smtp-triage ${MANIFEST.version}\n`, stderr: '' };
    expect(await program(['--version'])).toEqual(said);
    expect(await program(['-V'])).toEqual(said);
  });

  it('diagnoses a mock server, saves the case for its owner alone, and explains it the same', async () => {
    const smtp = await startMockServer({ hostname: HOST });
    const flags = [...smtp.portMap].flatMap(([port, real]) => ['--connect-to', `${port}=127.0.0.1:${real}`]);
    const checked = await program([HOST, '--ports', '587,465', '--no-controls', ...flags, '--save-trace', 'case.json']);
    await smtp.close();
    expect(checked.stderr).toBe('');
    // The CA of the mock is not trusted here
    expect(checked.stdout).toMatch(/^UNUSABLE .*certificate/);
    expect(checked.status).toBe(1);
    expect(statSync(join(folder, 'case.json')).mode & 0o777).toBe(0o600);
    expect(await program(['explain', 'case.json'])).toEqual(checked);
    expect(await program(['explain', '-'], readFileSync(join(folder, 'case.json'), 'utf8'))).toEqual(checked);
  });

  it('says what is wrong with the command line in one line', async () => {
    expect(await program(['--no-such-thing'])).toEqual({
      status: 2,
      stdout: '',
      stderr: 'smtp-triage: unknown option --no-such-thing; see smtp-triage help check\n',
    });
  });

  it('says that a file cannot be read or written', async () => {
    expect((await program(['explain', 'nowhere.json'])).stderr).toBe(
      'smtp-triage: cannot read nowhere.json: no such file or directory\n',
    );
    expect((await program(['explain', '.'])).stderr).toBe('smtp-triage: cannot read .: it is a directory\n');
    const nowhere = await program(['127.0.0.1', '-o', 'no/where.txt']);
    expect(nowhere).toEqual({
      status: 2,
      stdout: '',
      stderr: 'smtp-triage: cannot write no/where.txt: no such file or directory\n',
    });
  });

  it('is quiet when the reader goes away (CLI-11)', () => {
    const script = `"${process.execPath}" "${PROGRAM}" help check | head -1; echo "\${PIPESTATUS[0]}"`;
    const { stdout, stderr } = spawnSync('bash', ['-c', script], { env: ENV, encoding: 'utf8' });
    expect(stderr).toBe('');
    expect(stdout).toMatch(/\n0\n$/);
  });

  it('ends 300 ms after Ctrl-C with the partial verdict and 130 (CLI-10)', async () => {
    const quiet = await silent();
    const child = spawn(
      process.execPath,
      [PROGRAM, HOST, '--ports', '587', '--connect-to', `587=127.0.0.1:${quiet.port}`, '--ndjson'],
      { env: ENV },
    );
    let stdout = '';
    const began = await new Promise<number>((resolve) => {
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        stdout += text;
        if (stdout.includes('"connected"')) resolve(performance.now());
      });
    });
    // Twice, as npm passes on what the terminal has sent already
    child.kill('SIGINT');
    child.kill('SIGINT');
    const status = await new Promise((resolve) => child.once('close', resolve));
    expect(performance.now() - began).toBeLessThan(300);
    expect(status).toBe(130);
    expect(JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '')).toMatchObject({
      type: 'report',
      report: { interrupted: true },
    });
    await quiet.close();
  });

  it('demonstrates itself and finds every cause', async () => {
    const { status, stdout, stderr } = await program(['demo']);
    expect(stderr).toBe('');
    expect(stdout.match(/^(READY|FIXABLE|UNUSABLE) /gm)).toEqual([
      'READY ',
      'FIXABLE ',
      'FIXABLE ',
      'FIXABLE ',
      'UNUSABLE ',
    ]);
    expect(stdout).toMatch(/^All 5 causes were found\./m);
    expect(status).toBe(0);
  });
});
