import type { Socket } from 'node:net';
import { expect, it } from 'vitest';
import { dial, hear, reach, secure } from '../test/client.ts';
import { at } from './rules.ts';
import { startMockServer } from './server.ts';

// A file of its own, so that no other test has handles that are still closing

const handles = (): readonly string[] =>
  process.getActiveResourcesInfo().filter((kind) => /TCP|TLS|Timeout|Message/.test(kind));
const gone = (socket: Socket): Promise<void> =>
  new Promise((resolve) => (socket.closed ? resolve() : socket.resume().on('close', () => resolve())));

it('closes at once whatever its clients do, and leaves no handle behind', async () => {
  const idle = handles();
  const smtp = await startMockServer({ rules: [at('ehlo').delay(60_000)] });
  const clients = await Promise.all(Array.from({ length: 10 }, () => dial(smtp.ports['submission'])));
  const waiting = await dial(smtp.ports['submissions']);
  const secured = await secure(await dial(smtp.ports['submissions']), smtp.ca.certPem);
  for (const client of clients) client.write('EHLO client.test\r\n');
  await hear(secured);
  const before = performance.now();
  await smtp.close();
  const took = performance.now() - before;
  await Promise.all([...clients, waiting, secured].map(gone));
  expect(took).toBeLessThan(25);
  expect(handles()).toEqual(idle);
  expect(await reach(smtp.ports['submission'])).toBe('ECONNREFUSED');
  expect(smtp.sessions.every(({ closed }) => closed)).toBe(true);
});
