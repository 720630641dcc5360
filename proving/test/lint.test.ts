import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { findProgram } from '../src/process.ts';

const PROGRAM = fileURLToPath(new URL('../../apps/cli/dist/smtp-triage.cjs', import.meta.url));
const ENV = { PATH: process.env['PATH'] ?? '', LANG: 'C.UTF-8', NO_COLOR: '1' };

const SETTINGS = `const transport = nodemailer.createTransport({
  host: 'smtp.gmail.com',
  port: 587,
  secure: true,
  auth: { user: 'ann@example.com', pass: 'abcd efgh ijkl mnop' },
});
`;

/** A program in a network namespace of its own: no interface is up, not even the loopback, so there is nobody to ask. */
const alone = (program: string, args: readonly string[], input = '') =>
  spawnSync('unshare', ['-rn', program, ...args], { env: ENV, input, encoding: 'utf8', timeout: 20_000 });

const allowed = findProgram('unshare') !== null && alone('true', []).status === 0;
if (!allowed && process.env['CI'] === 'true') throw new Error('CI must be able to make network namespaces');

describe.runIf(allowed)('on a machine without any network (left out where namespaces are not allowed)', () => {
  it('is a place where not even this machine can be reached', () => {
    const connect = `require('net').connect(9, '127.0.0.1').on('error', (e) => { console.log(e.code); })`;
    expect(alone(process.execPath, ['-e', connect]).stdout).toBe('ENETUNREACH\n');
  });

  it('lint says the same as anywhere else', () => {
    const argv = [PROGRAM, 'lint', '-', '--client', 'nodemailer', '--json'];
    const offline = alone(process.execPath, argv, SETTINGS);
    const online = spawnSync(process.execPath, argv, { env: ENV, input: SETTINGS, encoding: 'utf8' });
    expect(offline.stderr).toBe('');
    expect(offline.status).toBe(1);
    expect(JSON.parse(offline.stdout)).toMatchObject({
      schema: 'smtp-triage/lint@1',
      client: 'nodemailer',
      findings: [{ code: 'settings-mode-mismatch' }],
    });
    expect({ status: offline.status, stdout: offline.stdout }).toEqual({
      status: online.status,
      stdout: online.stdout,
    });
  });

  it('lint of a URL needs no name to be looked up', () => {
    const { status, stdout } = alone(process.execPath, [PROGRAM, 'lint', 'smtps://smtp.office365.com:465']);
    expect(status).toBe(1);
    expect(stdout).toContain('port-not-offered');
  });
});
