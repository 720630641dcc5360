import { expect, it } from 'vitest';
import { dial, hear } from '../test/client.ts';
import { alive } from '../test/memory.ts';
import { at } from './rules.ts';
import { startMockServer } from './server.ts';

// A file of its own, so that no other test has handles that are still closing

const handles = (): number =>
  process.getActiveResourcesInfo().filter((kind) => /TCP|TLS|Timeout|Message/.test(kind)).length;

async function round(): Promise<void> {
  const servers = await Promise.all(
    Array.from({ length: 500 }, () => startMockServer({ rules: [at('ehlo').delay(60_000)] })),
  );
  expect(new Set(servers.flatMap(({ ports }) => Object.values(ports))).size).toBe(1_000);
  const clients = await Promise.all(servers.slice(0, 100).map(({ ports }) => dial(ports['submission'])));
  await Promise.all(clients.map(hear));
  for (const client of clients) client.write('EHLO client.test\r\n');
  const gone = clients.map((client) => new Promise((resolve) => client.resume().on('close', resolve)));
  await Promise.all(servers.map((server) => server.close()));
  await Promise.all(gone);
}

it('500 servers at once leave no handle, no timer and no growth behind', { timeout: 30_000 }, async () => {
  await round();
  const idle = handles();
  const before = alive();
  for (let i = 0; i < 3; i++) await round();
  expect(handles()).toBeLessThanOrEqual(idle);
  expect(alive() - before).toBeLessThan(1_000_000);
});
