import { afterEach, expect, it } from 'vitest';
import { dial, hear, reach } from '../test/client.ts';
import {
  blackhole,
  type Endpoint,
  httpPortal,
  type OtherProtocol,
  otherProtocol,
  refused,
  resetOnAccept,
  silent,
} from './endpoints.ts';
import { startMockServer } from './server.ts';

const open: Endpoint[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((endpoint) => endpoint.close()));
});
async function made(endpoint: Promise<Endpoint>): Promise<number> {
  const { port } = open[open.push(await endpoint) - 1] ?? { port: 0 };
  return port;
}

it('a refused port refuses, and nobody else is given it meanwhile', async () => {
  const port = await made(refused());
  expect(await reach(port)).toBe('ECONNREFUSED');
  const smtp = await startMockServer({ listeners: { a: 'starttls', b: 'starttls', c: 'starttls' } });
  expect(Object.values(smtp.ports)).not.toContain(port);
  await smtp.close();
  expect(await reach(port)).toBe('ECONNREFUSED');
});

it('a black hole lets connects hang, for as many as come', async () => {
  const port = await made(blackhole());
  expect(await Promise.all([1, 2, 3, 4].map(() => reach(port)))).toEqual(['hangs', 'hangs', 'hangs', 'hangs']);
  expect(await made(blackhole())).toBe(port);
});

it('reset-on-accept resets', async () => {
  const socket = await dial(await made(resetOnAccept()));
  const how = await new Promise((resolve) => {
    socket.on('error', ({ message }) => resolve(message)).on('end', () => resolve('FIN'));
  });
  expect(how).toContain('ECONNRESET');
});

it('the silent one accepts, listens and never speaks', async () => {
  const endpoint = await silent();
  const socket = await dial(endpoint.port);
  socket.write('EHLO client.test\r\n');
  const heard = hear(socket);
  await new Promise((resolve) => setTimeout(resolve, 30));
  await endpoint.close();
  expect(await heard).toBe('');
});

it('the portal answers in HTTP', async () => {
  expect(await hear(await dial(await made(httpPortal())))).toMatch(/^HTTP\/1\.1 302 Found\r\n/);
});

it.each([
  ['ssh', /^SSH-2\.0-/],
  ['imap', /^\* OK .*\r\nEHLO BAD /],
  ['pop3', /^\+OK .*\r\n-ERR /],
  ['http', /^HTTP\/1\.1 400 /],
] as const satisfies readonly (readonly [OtherProtocol, RegExp])[])('%s is no SMTP', async (protocol, words) => {
  const socket = await dial(await made(otherProtocol(protocol)));
  const heard = hear(socket);
  socket.write('EHLO client.test\r\n');
  expect(await heard).toMatch(words);
});
