import { DEFAULT_USER, type MockServer, type MockServerOptions, startMockServer } from '@smtp-triage/mock-server';
import { afterEach, describe, expect, it } from 'vitest';
import type { ExitStatus } from '../src/exit.ts';
import { run } from '../src/program.ts';
import { fakeWorld, type Outside } from './fake-world.ts';

/** `config` where a run has to find out what works, on sockets to a mock server on loopback. */
const HOST = 'mail.example.test';
const TOOL = { name: 'smtp-triage', version: '0.1.0' };
const LADDER = { submission: 'starttls', submissions: 'implicit-tls' } as const;
/** Nothing listens there. */
const CLOSED = 1;

const open: { close: () => Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((each) => each.close()));
});

async function server(options: MockServerOptions = {}): Promise<MockServer> {
  const started = await startMockServer({ hostname: HOST, listeners: LADDER, ...options });
  open.push(started);
  return started;
}

type Ran = { readonly status: ExitStatus; readonly stdout: string; readonly stderr: string };

/** Ports that the server has not are closed; the host is on loopback. */
async function ask(smtp: MockServer | null, argv: readonly string[], outside: Outside = {}): Promise<Ran> {
  const files = smtp === null ? {} : { 'ca.pem': smtp.ca.certPem };
  const world = fakeWorld({ ...outside, files });
  const places = [587, 465, 2525, 25].flatMap((port) => [
    '--connect-to',
    `${port}=127.0.0.1:${smtp?.portMap.get(port) ?? CLOSED}`,
  ]);
  const ca = smtp === null ? [] : ['--ca', 'ca.pem'];
  const status = await run([...argv, '--no-controls', ...places, ...ca], world, TOOL);
  return { status, ...world.written };
}

describe('config', () => {
  it('finds out what works and prints settings for it; in a pipe only they are on standard output', async () => {
    const { status, stdout, stderr } = await ask(await server(), [
      'config',
      HOST,
      '--for',
      'nodemailer',
      '--user',
      'ann',
    ]);
    expect(status).toBe(0);
    expect(stdout).toBe(`const transport = nodemailer.createTransport({
  host: '${HOST}',
  port: 587,
  secure: false,
  requireTLS: true,
  auth: { user: 'ann', pass: process.env.SMTP_PASSWORD },
});
`);
    expect(stderr).toMatch(/^smtp-triage: goes where your program makes its transport/);
  });

  it('says that it was tested, in JSON', async () => {
    const { stdout } = await ask(await server(), ['config', HOST, '--for', 'thunderbird', '--json']);
    expect(JSON.parse(stdout)).toMatchObject({
      schema: 'smtp-triage/config@1',
      client: 'thunderbird',
      route: { host: HOST, port: 587, mode: 'starttls', user: null, from: null },
      source: 'tested',
    });
  });

  it('takes a route that the client can do, where it cannot do the best one', async () => {
    const smtp = await server({ listeners: { submissions: 'implicit-tls', fallback: 'starttls' } });
    const { status, stdout } = await ask(smtp, ['config', HOST, '--for', 'dotnet', '--user', 'ann@example.test']);
    expect(status).toBe(0);
    expect(stdout).toContain('2525');
    expect((await ask(smtp, ['config', HOST, '--for', 'nodemailer'])).stdout).toContain('port: 465');
  });

  it('says so where the client can do nothing that works', async () => {
    const smtp = await server({ listeners: { submissions: 'implicit-tls' } });
    const { status, stdout, stderr } = await ask(smtp, ['config', HOST, '--for', 'dotnet']);
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toBe('smtp-triage: .NET SmtpClient cannot do implicit TLS; it can do STARTTLS (usually port 587)\n');
  });

  it('prints the headline and nothing else where nothing works, with the status of the verdict', async () => {
    const { status, stdout, stderr } = await ask(null, ['config', HOST, '--for', 'nodemailer']);
    expect(stdout).toBe('');
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
    const checked = await ask(null, ['check', HOST]);
    expect(status).toBe(checked.status);
    expect(status).not.toBe(0);
    expect(checked.stdout).toContain(stderr.replace('smtp-triage: ', '').trim().slice(0, 30));
  });

  it('logs nobody in, asks for no password and reads none', async () => {
    const smtp = await server();
    const outside = { tty: { stdin: true }, env: { SMTP_TRIAGE_PASSWORD: DEFAULT_USER.password } };
    const argv = ['config', HOST, '--for', 'nodemailer', '--user', DEFAULT_USER.user, '--from', 'ann@example.test'];
    const { status, stdout, stderr } = await ask(smtp, argv, outside);
    expect(status).toBe(0);
    expect(smtp.sessions.map(({ user }) => user).filter((user) => user !== null)).toEqual([]);
    const said = smtp.sessions.flatMap(({ entries }) =>
      entries.flatMap((one) => (one.type === 'received' ? [one.line] : [])),
    );
    expect(said.filter((line) => /^(?:AUTH|MAIL)/.test(line))).toEqual([]);
    expect(`${stdout}${stderr}`).not.toContain(DEFAULT_USER.password);
  });

  it('needs no network where a port or mode is named, or a provider is known', async () => {
    const nowhere = ['--resolve', 'smtp.gmail.com:192.0.2.1'];
    for (const target of [
      ['smtp.gmail.com'],
      ['smtp.gmail.com', '-p', '587'],
      ['smtp.gmail.com', '--mode', 'starttls'],
    ]) {
      const world = fakeWorld();
      expect(await run(['config', ...target, '--for', 'django', ...nowhere], world, TOOL)).toBe(0);
      expect(world.written.stdout).toContain("EMAIL_HOST = 'smtp.gmail.com'");
    }
  });
});

describe('check', () => {
  it('ends with settings to paste where --for names a client', async () => {
    const { status, stdout } = await ask(await server(), [HOST, '--for', 'django']);
    expect(status).toBe(0);
    expect(stdout).toMatch(
      /Settings of Django\nGoes into settings\.py.*\n\nimport os\n\nEMAIL_HOST = 'mail\.example\.test'\nEMAIL_PORT = 587\nEMAIL_USE_TLS = True\n/,
    );
    expect(stdout).not.toContain('--for <client>');
  });

  it('names the command for settings where it does not', async () => {
    const { stdout } = await ask(await server(), [HOST]);
    expect(stdout).toMatch(/^ {2}to paste {4}smtp-triage config mail\.example\.test:587 --for <client>$/m);
  });

  it('tests nothing for a client that nobody knows', async () => {
    const smtp = await server();
    const { status, stderr } = await ask(smtp, [HOST, '--for', 'djnago']);
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr: 'smtp-triage: --for: no client "djnago"; did you mean django?\n',
    });
    expect(smtp.sessions).toEqual([]);
  });
});
