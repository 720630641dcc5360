import { CLIENTS, configFor, readSettings } from '@smtp-triage/core/settings';
import { at, type MockServer, type MockServerOptions, startMockServer } from '@smtp-triage/mock-server';
import '@smtp-triage/mock-server/vitest';
import { describe, expect, it } from 'vitest';
import { available } from '../src/postfix-folder.ts';
import { startRelay } from '../src/snippets/postfix-relay.ts';
import { lacks, PROGRAMS, type Program } from '../src/snippets/programs.ts';
import { ACCOUNT, inWorld } from '../src/snippets/world.ts';

const MODES = ['starttls', 'implicit-tls'] as const;
type Way = (typeof MODES)[number] | 'cleartext';

/** Settings as `smtp-triage config` prints them. The name is in the mock's certificate, and every machine knows it. */
function printed(id: string, mode: Way, port: number): string {
  const client = CLIENTS.find((each) => each.id === id);
  if (client === undefined) throw new Error(`no client ${id}`);
  const settings = configFor(client, { host: 'localhost', port, mode, user: ACCOUNT.user, from: ACCOUNT.from });
  if (!settings.ok) throw new Error(settings.problem);
  return settings.value;
}

const portOf = ({ ports }: MockServer, mode: Way): number =>
  ports[mode === 'implicit-tls' ? 'submissions' : 'submission'] ?? 0;

/** Has a program do what it can with the settings for a server; the exit code and what it said. */
const use = async (program: Program, server: MockServer, mode: Way, trusted = true) =>
  inWorld(server, trusted, (world) => program.use(printed(program.client, mode, portOf(server, mode)), world));

/** A good session: secured, logged in, and the password never said in the clear. */
const LOGGED_IN = { tls: 'TLSv1.3', user: ACCOUNT.user, credentialsInClear: false, messages: 1 } as const;

for (const program of PROGRAMS) {
  const why = lacks(program);
  if (why !== '' && process.env['CI'] === 'true') throw new Error(`CI must have ${why}`);

  describe.runIf(why === '')(`${program.client}${why === '' ? '' : ` (left out: no ${why})`}`, () => {
    it.each(MODES)('does as the printed settings say: %s', async (mode) => {
      await using server = await startMockServer();
      const { code, stderr } = await use(program, server, mode);
      expect(stderr).not.toMatch(/wrong version|verify error|refused/i);
      expect(code).toBe(0);
      const session = await server.sessions.next();
      expect(session).toMatchObject({ listener: mode === 'starttls' ? 'submission' : 'submissions', tls: 'TLSv1.3' });
      if (!program.sends) return;
      expect(server).toHaveSession(LOGGED_IN);
      const mail = await server.messages.next();
      expect(mail.envelope).toEqual({ from: ACCOUNT.from, to: [ACCOUNT.from] });
    });

    it.each(MODES)('sends nothing to a server that nobody vouches for: %s', async (mode) => {
      await using server = await startMockServer();
      const { code } = await use(program, server, mode, false);
      expect(code).not.toBe(0);
      await nothingCame(server);
    });

    it.runIf(program.checksNames).each(MODES)('sends nothing to a server of another name: %s', async (mode) => {
      await using server = await startMockServer({ tls: { certificate: 'wrong-host' } });
      const { code } = await use(program, server, mode);
      expect(code).not.toBe(0);
      await nothingCame(server);
    });

    it('sends nothing where STARTTLS is taken away', async () => {
      await using server = await startMockServer(withoutStarttls());
      await use(program, server, 'starttls');
      await nothingCame(server);
    });
  });
}

const postfix = available();
if (!postfix.ok && process.env['CI'] === 'true') throw new Error(`CI must have a real Postfix: ${postfix.missing}`);

describe.runIf(postfix.ok)(`postfix relayhost${postfix.ok ? '' : ` (left out: ${postfix.missing})`}`, () => {
  /** Hands a message to a Postfix with the printed settings, and waits until it says what became of it. */
  const relayed = async (server: MockServer, mode: Way, trusted = true): Promise<string> =>
    inWorld(server, trusted, async (world) => {
      const relay = await startRelay(printed('postfix', mode, portOf(server, mode)), world);
      try {
        const handed = await PROGRAMS[0]?.use(printed('nodemailer', 'cleartext', relay.connectTo[25]), world);
        expect(handed).toMatchObject({ code: 0 });
        return await relay.logged(/postfix\/smtp\[.* status=/, 10_000);
      } finally {
        await relay.stop();
      }
    });

  it.each(MODES)('does as the printed settings say: %s', async (mode) => {
    await using server = await startMockServer();
    expect(await relayed(server, mode)).toContain('status=sent');
    await server.sessions.next();
    expect(server).toHaveSession({ ...LOGGED_IN, listener: mode === 'starttls' ? 'submission' : 'submissions' });
    expect((await server.messages.next()).envelope).toEqual({ from: ACCOUNT.from, to: [ACCOUNT.from] });
  });

  it.each(MODES)('keeps the mail from a server that nobody vouches for: %s', async (mode) => {
    await using server = await startMockServer();
    expect(await relayed(server, mode, false)).toContain('Server certificate not verified');
    await nothingCame(server);
  });

  it.each(MODES)('keeps the mail from a server of another name: %s', async (mode) => {
    await using server = await startMockServer({ tls: { certificate: 'wrong-host' } });
    expect(await relayed(server, mode)).toContain('Server certificate not verified');
    await nothingCame(server);
  });

  it('keeps the mail where STARTTLS is taken away', async () => {
    await using server = await startMockServer(withoutStarttls());
    expect(await relayed(server, 'starttls')).toContain('TLS is required, but was not offered');
    await nothingCame(server);
  });
});

it('reads every one of these settings back as what they were printed for', () => {
  for (const id of [...PROGRAMS.map(({ client }) => client), 'postfix']) {
    for (const mode of MODES) {
      const port = mode === 'starttls' ? 587 : 465;
      const client = CLIENTS.find((each) => each.id === id) ?? null;
      const read = readSettings(printed(id, mode, port), client);
      expect(read).toMatchObject({
        ok: true,
        value: { host: { value: 'localhost' }, port: { value: `${port}` }, mode: { value: mode } },
      });
    }
  }
});

/** A server, or somebody on the way to it, that says nothing of STARTTLS, and would take a password in the clear. */
const withoutStarttls = (): MockServerOptions => ({
  policy: { tlsBeforeAuth: false, tlsBeforeMail: false },
  rules: [at('ehlo').hide('STARTTLS')],
});

/** Somebody connected, and gave neither a login nor a message. */
async function nothingCame(server: MockServer): Promise<void> {
  await server.sessions.next();
  expect(server.messages).toHaveLength(0);
  expect(server).toHaveLeakedNoCredentials();
  expect(server.sessions.all().map(({ user }) => user)).toEqual(server.sessions.all().map(() => null));
}
