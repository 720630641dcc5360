import {
  at,
  DEFAULT_USER,
  type MockServer,
  type MockServerOptions,
  silent,
  startMockServer,
} from '@smtp-triage/mock-server';
import { afterEach, describe, expect, it } from 'vitest';
import type { ExitStatus } from '../src/exit.ts';
import { run } from '../src/program.ts';
import { type FakeWorld, fakeWorld, type Outside } from './fake-world.ts';
import { Screen } from './screen.ts';

/** The whole program in this process, on sockets to a mock server on loopback. */
const HOST = 'mail.example.test';
const { user: USER, password: PASSWORD } = DEFAULT_USER;
const LADDER = {
  submission: 'starttls',
  submissions: 'implicit-tls',
  fallback: 'starttls',
  relay: 'starttls',
} as const;

const open: { close: () => Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((each) => each.close()));
});

async function server(options: MockServerOptions = {}): Promise<MockServer> {
  const started = await startMockServer({ hostname: HOST, listeners: LADDER, ...options });
  open.push(started);
  return started;
}

const places = (smtp: MockServer): readonly string[] =>
  [...smtp.portMap].flatMap(([port, real]) => ['--connect-to', `${port}=127.0.0.1:${real}`]);

type Ran = { readonly status: ExitStatus; readonly world: FakeWorld; readonly stdout: string; readonly stderr: string };

async function start(
  smtp: MockServer | null,
  argv: readonly string[],
  outside: Outside = {},
): Promise<{ world: FakeWorld; done: Promise<Ran> }> {
  const files = { ...(smtp === null ? {} : { 'ca.pem': smtp.ca.certPem }), ...outside.files };
  const world = fakeWorld({ ...outside, files });
  const flags = smtp === null ? [] : [...places(smtp), '--ca', 'ca.pem'];
  const done = run([...argv, '--no-controls', ...flags], world, { name: 'smtp-triage', version: '0.1.0' });
  return { world, done: done.then((status) => ({ status, world, ...world.written })) };
}
const triage = async (smtp: MockServer | null, argv: readonly string[], outside: Outside = {}): Promise<Ran> =>
  (await start(smtp, argv, outside)).done;

/** Times differ from run to run. */
const timeless = (text: string): string => text.replace(/ +\d+(\.\d)? (ms|s|min)$/gm, ' <time>');
const loggedIn = (smtp: MockServer): readonly string[] =>
  smtp.sessions.flatMap((session) =>
    session.user === null ? [] : [`${session.listener} ${session.mechanism} ${session.user}`],
  );
const said = (smtp: MockServer): readonly string[] =>
  smtp.sessions.flatMap((session) =>
    session.entries.flatMap((entry) => (entry.type === 'received' ? [entry.line] : [])),
  );

describe('check', () => {
  it('runs the ladder and ends with verdict and settings; in a pipe standard error stays empty (CLI-01, CLI-03)', async () => {
    const { status, stdout, stderr } = await triage(await server(), [HOST]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(timeless(stdout)).toMatchInlineSnapshot(`
      "READY  Use mail.example.test on port 587 with STARTTLS.

      Settings that work here
        host        mail.example.test
        port        587
        encryption  STARTTLS
        login       PLAIN, LOGIN
        to paste    smtp-triage config mail.example.test:587 --for <client>

      mail.example.test  127.0.0.1

                            connect tls greet ehlo starttls tls
        587 STARTTLS     v4    ●──────────●────●──────●──────●  ready <time>
        465 implicit TLS v4    ●─────●════●════●                ready <time>
       2525 STARTTLS     v4    ●──────────●────●──────●──────●  ready <time>
         25 STARTTLS     v4    ●──────────●────●──────●──────●  relay <time>

        ● done   ── cleartext   ══ encrypted
      "
    `);
  });

  it('draws the ladder on a terminal and leaves it standing; the result is not said twice (CLI-01)', async () => {
    const { status, stdout, stderr } = await triage(await server(), [HOST], { tty: true, env: { NO_COLOR: '1' } });
    const screen = new Screen(80);
    screen.write(stderr);
    expect(status).toBe(0);
    expect(screen.text).toMatch(/587 STARTTLS +v4 +●─+●─+●─+●─+● +ready/);
    expect(screen.text).not.toContain('…');
    expect(screen.cursorVisible).toBe(true);
    expect(stdout).toMatch(/^\nREADY /);
    expect(stdout).not.toContain('●');
  });

  it('erases the ladder behind a machine-readable result (CLI-04)', async () => {
    const { stdout, stderr } = await triage(await server(), [HOST, '--json'], { tty: { stderr: true } });
    const screen = new Screen(80);
    screen.write(stderr);
    expect(screen.text).toBe('');
    expect(JSON.parse(stdout)).toMatchObject({ schema: 'smtp-triage/diagnosis@1', verdict: 'ready' });
    expect(JSON.parse(stdout)).not.toHaveProperty('traces');
  });

  it('prints events as they happen, then the report (CLI-04)', async () => {
    const { stdout } = await triage(await server(), [HOST, '--ndjson']);
    const lines = stdout
      .trimEnd()
      .split('\n')
      .map((text) => JSON.parse(text) as { type: string });
    expect(lines[0]).toMatchObject({ type: 'event', event: { type: 'connecting' } });
    expect(lines.slice(0, -1).every(({ type }) => type === 'event')).toBe(true);
    expect(lines.at(-1)).toMatchObject({ type: 'report', report: { verdict: 'ready' } });
  });

  it('tests the settings of the user’s client as they are (CLI-13)', async () => {
    const { status, stdout } = await triage(await server(), [HOST, '-p', '587', '--mode', 'implicit-tls']);
    expect(status).toBe(1);
    expect(stdout).toMatch(/^FIXABLE /);
    expect(stdout).toMatch(/▸ 587 implicit TLS .*✗ {2}speaks SMTP in cleartext/);
  });

  it('tests them alone with --only (CLI-13)', async () => {
    const smtp = await server();
    const { stdout } = await triage(smtp, [HOST, '-p', '465', '--only']);
    expect(stdout).toMatch(/▸ 465 implicit TLS/);
    expect(new Set(smtp.sessions.map(({ listener }) => listener))).toEqual(new Set(['submissions']));
  });

  it('narrows the ladder with --ports (CLI-13)', async () => {
    const smtp = await server();
    await triage(smtp, [HOST, '--ports', '465,2525']);
    expect(new Set(smtp.sessions.map(({ listener }) => listener))).toEqual(new Set(['submissions', 'fallback']));
  });

  it('uses the address, the EHLO name and the server name that were given (CLI-13)', async () => {
    const smtp = await server();
    const real = smtp.ports['submission'];
    const flags = [
      '--resolve',
      `other.example.test:127.0.0.1`,
      '--connect-to',
      `587=other.example.test:${real}`,
      '--ports',
      '587',
      '--sni',
      HOST,
      '--ehlo',
      'me.example.net',
      '-4',
    ];
    const { status, stdout } = await triage(null, ['other.example.test', ...flags, '--ca', 'ca.pem'], {
      files: { 'ca.pem': smtp.ca.certPem },
    });
    expect(stdout).toMatch(/^READY /);
    expect(status).toBe(0);
    expect(said(smtp)).toContain('EHLO me.example.net');
  });

  it('asks for the envelope and sends no mail (CLI-14)', async () => {
    const smtp = await server();
    const argv = [
      HOST,
      '--user',
      USER,
      '--password-file',
      'p',
      '--from',
      'ann@example.test',
      '--to',
      'bob@example.test',
      '--size',
      '1000',
    ];
    const { stdout } = await triage(smtp, argv, { files: { p: PASSWORD } });
    expect(stdout).toMatch(/login mail\n.*●═+●═+● +ready/);
    expect(said(smtp)).toEqual(
      expect.arrayContaining(['MAIL FROM:<ann@example.test> SIZE=1000', 'RCPT TO:<bob@example.test>', 'RSET']),
    );
    expect(said(smtp).filter((line) => line.startsWith('DATA'))).toEqual([]);
    expect(smtp.messages).toEqual([]);
  });

  it('ends when its time is up (CLI-09)', async () => {
    const quiet = await silent();
    open.push(quiet);
    const began = performance.now();
    const { status, stdout } = await triage(null, [
      HOST,
      '--timeout',
      '300ms',
      '--ports',
      '587',
      '--connect-to',
      `587=127.0.0.1:${quiet.port}`,
    ]);
    expect(performance.now() - began).toBeLessThan(1_000);
    expect(status).toBe(3);
    expect(stdout).toMatch(/^INCONCLUSIVE /);
  });

  it('keeps everything it saw in a file for its owner alone, and explains it the same later (CLI-16)', async () => {
    const smtp = await server();
    const first = await triage(smtp, [HOST, '-p', '587', '--mode', 'implicit-tls', '--save-trace', 'case.json']);
    const saved = first.world.files.get('case.json');
    expect(saved?.mode).toBe(0o600);
    const later = fakeWorld({ files: { 'case.json': saved?.text ?? '' } });
    expect(await run(['explain', 'case.json'], later, { name: 'smtp-triage', version: '0.1.0' })).toBe(first.status);
    expect(later.written.stdout).toBe(first.stdout);
  });

  it('says in one line that a fault is ours, and where only with --debug (CLI-23)', async () => {
    const broken = (argv: readonly string[]): Promise<Ran> => {
      const world = fakeWorld();
      const faulty = { ...world, readFile: () => Promise.reject(new Error('the disk\u001b is on fire')) };
      return run(argv, faulty, { name: 'smtp-triage', version: '0.1.0' }).then((status) => ({
        status,
        world,
        ...world.written,
      }));
    };
    const plain = await broken(['explain', 'x']);
    expect(plain.status).toBe(70);
    expect(plain.stderr).toBe(
      'smtp-triage: a fault of this program, not of your server: the disk\\x1b is on fire (--debug shows where; please report it)\n',
    );
    expect((await broken(['explain', 'x', '--debug'])).stderr).toMatch(/\n.*at .*check\.test\.ts/);
  });
});

describe('an interrupt (CLI-10)', () => {
  it('ends a run that waits with what is known, within 300 ms', async () => {
    const smtp = await server({ rules: [at('greeting').never()] });
    const { world, done } = await start(smtp, [HOST], { tty: true, env: { NO_COLOR: '1' } });
    await expect.poll(() => smtp.sessions.length).toBeGreaterThan(3);
    const began = performance.now();
    world.interrupt();
    const { status, stdout, stderr } = await done;
    expect(performance.now() - began).toBeLessThan(300);
    expect(status).toBe(130);
    expect(stdout).toContain('Interrupted: what was not tried yet is missing here.');
    const screen = new Screen(80);
    screen.write(stderr);
    expect(screen.text).toMatch(/587 STARTTLS +v4 +●─+· +not waited for/);
    expect(screen.cursorVisible).toBe(true);
  });

  it('marks the report', async () => {
    const smtp = await server({ rules: [at('greeting').never()] });
    const { world, done } = await start(smtp, [HOST, '--json']);
    await expect.poll(() => smtp.sessions.length).toBeGreaterThan(3);
    world.interrupt();
    expect(JSON.parse((await done).stdout)).toMatchObject({ interrupted: true, verdict: 'inconclusive' });
  });

  it('at the password prompt ends at once', async () => {
    const smtp = await server();
    const { status, stdout } = await triage(smtp, [HOST, '--user', USER], { tty: true, typed: ['\u0003'] });
    expect({ status, stdout, sessions: smtp.sessions.length }).toEqual({ status: 130, stdout: '', sessions: 0 });
  });
});

describe('a login (CLI-07)', () => {
  const sources: readonly (readonly [name: string, argv: readonly string[], outside: Outside])[] = [
    ['a file', [HOST, '--user', USER, '--password-file', 'p'], { files: { p: `${PASSWORD}\n` } }],
    ['standard input', [HOST, '--user', USER, '--password-stdin'], { input: `${PASSWORD}\n` }],
    ['the environment', [HOST, '--user', USER], { env: { SMTP_TRIAGE_PASSWORD: PASSWORD } }],
    ['the prompt', [HOST, '--user', USER], { tty: true, typed: [PASSWORD, '\r'] }],
    ['the URL', [`smtp://${USER}:${encodeURIComponent(PASSWORD)}@${HOST}`], {}],
  ];
  for (const [name, argv, outside] of sources) {
    it(`with the password from ${name} happens once, on the best route, and shows the password nowhere`, async () => {
      const smtp = await server();
      const { status, stdout, stderr, world } = await triage(
        smtp,
        [...argv, '-vv', '--save-trace', 'case.json', '--all'],
        outside,
      );
      expect(status).toBe(0);
      expect(loggedIn(smtp)).toEqual([`submission PLAIN ${USER}`]);
      const seen = `${stdout}${stderr}${world.files.get('case.json')?.text}`;
      const plain = Buffer.from(`\0${USER}\0${PASSWORD}`).toString('base64');
      for (const form of [PASSWORD, encodeURIComponent(PASSWORD), Buffer.from(PASSWORD).toString('base64'), plain]) {
        expect(seen).not.toContain(form);
      }
    });
  }

  it('with a password in a URL is warned about', async () => {
    const { stderr } = await triage(await server(), [`smtp://${USER}:${encodeURIComponent(PASSWORD)}@${HOST}`]);
    expect(stderr).toBe(
      'smtp-triage: warning: a password in a URL can be read by every user of this machine and stays in the shell history; better: --user with --password-file\n',
    );
  });

  it('uses a token where one is given', async () => {
    const smtp = await server({ mechanisms: ['XOAUTH2'] });
    const { status } = await triage(smtp, [HOST, '--user', USER, '--oauth-token-file', 't'], {
      files: { t: `${DEFAULT_USER.token}\n` },
    });
    expect(status).toBe(0);
    expect(loggedIn(smtp)).toEqual([`submission XOAUTH2 ${USER}`]);
  });

  it('that is refused is unusable: no port repairs it; the server’s words are quoted', async () => {
    const smtp = await server();
    const { status, stdout } = await triage(smtp, [HOST, '--user', USER, '--password-stdin'], {
      input: 'wrong password\n',
    });
    expect(status).toBe(1);
    expect(stdout).toMatch(/^UNUSABLE /);
    expect(stdout).toMatch(/│ 535 5\.7\.8 /);
    expect(stdout).not.toContain('wrong password');
  });
});
