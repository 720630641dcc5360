import { expect, it } from 'vitest';
import { at, type MockServerOptions, startMockServer } from '../../src/index.ts';
import { dial, hear, say, secure } from '../client.ts';
import '../../src/matchers/vitest.ts';

const PLAIN = Buffer.from('\0ann\0correct horse battery staple').toString('base64');

/** Lets a client talk to a server and gives the names of what it did wrong. */
async function faultsOf(
  options: MockServerOptions,
  talk: (socket: Awaited<ReturnType<typeof dial>>, ca: string) => Promise<unknown>,
): Promise<readonly string[]> {
  await using smtp = await startMockServer(options);
  const socket = await dial(smtp.ports['submission']);
  await talk(socket, smtp.ca.certPem);
  socket.destroy();
  await smtp.sessions.next();
  expect(JSON.stringify(smtp.sessions)).not.toContain(PLAIN);
  return smtp.sessions.faults().map(({ what }) => what);
}

it('reports a client that talks before the greeting', async () => {
  const faults = await faultsOf({ rules: [at('greeting').delay(30)] }, (socket) => say(socket, 'EHLO c.test'));
  expect(faults).toContain('early-talker');
});

it('reports credentials in clear, offered or not', async () => {
  const faults = await faultsOf({ policy: { tlsBeforeAuth: false } }, async (socket) => {
    await hear(socket);
    await say(socket, 'EHLO c.test');
    await say(socket, `AUTH PLAIN ${PLAIN}`);
  });
  expect(faults).toContain('credentials-in-clear');
});

it('reports pipelining that was not offered', async () => {
  const faults = await faultsOf({ rules: [at('ehlo').hide('PIPELINING')] }, async (socket) => {
    await hear(socket);
    await say(socket, 'EHLO c.test');
    await say(socket, 'NOOP\r\nNOOP');
  });
  expect(faults).toContain('pipelining-not-offered');
});

it('reports plaintext that is buffered across STARTTLS', async () => {
  const faults = await faultsOf({}, async (socket, ca) => {
    await hear(socket);
    await say(socket, 'EHLO c.test');
    await say(socket, 'STARTTLS\r\nNOOP');
    const tls = await secure(socket, ca);
    await say(tls, 'QUIT');
  });
  expect(faults).toEqual(['plaintext-after-starttls']);
});

it('shows the leak in the matchers', async () => {
  await using smtp = await startMockServer();
  const socket = await dial(smtp.ports['submission']);
  await hear(socket);
  await say(socket, 'EHLO c.test');
  expect(smtp).toHaveLeakedNoCredentials();
  await say(socket, `AUTH PLAIN ${PLAIN}`);
  expect(smtp).not.toHaveLeakedNoCredentials();
  socket.destroy();
});
