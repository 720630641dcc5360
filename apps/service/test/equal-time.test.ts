import { createServer, type Server } from 'node:net';
import { startMockServer } from '@smtp-triage/mock-server';
import { describe, expect, it } from 'vitest';
import { listenDns } from '../../../packages/probe/test/dns-server.ts';
import { REFUSAL_BUCKET_MS } from '../src/operation/guard.ts';
import { sameDistribution } from './kolmogorov.ts';
import { startFor } from './started.ts';

/** Requests of each kind in a round, and how many are under way at a time. */
const EACH = 500;
const AT_ONCE = 100;
const WARM_UP = 20;
/** A fair pair falls below this once in a hundred rounds; in all rounds one after the other, once in a million. */
const SUSPICIOUS = 0.01;
const ROUNDS = 3;
const PLENTY = 1_000_000;
const A_RECORD = 1;

const portOf = (server: Server): number => Object(server.address()).port;
async function someServer(): Promise<Server> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

describe('the test that compares times', () => {
  it('takes noise for noise, and a shift smaller than the noise for a difference', () => {
    const noise = (from: number): readonly number[] =>
      Array.from({ length: EACH }, (_, n) => from + ((n * 7_919) % EACH) / EACH);
    expect(sameDistribution(noise(0), noise(0.001))).toBeGreaterThan(0.9);
    expect(sameDistribution(noise(0), noise(0.3))).toBeLessThan(0.001);
  });
});

describe('refusals over the network (SEC-11)', () => {
  it('take the same time, whatever is refused and whatever is there', { timeout: 120_000 }, async () => {
    await using mock = await startMockServer();
    const [open, closed] = [await someServer(), await someServer()];
    const [openPort, closedPort] = [portOf(open), portOf(closed)];
    closed.close();
    let connections = 0;
    open.on('connection', () => connections++);
    const dns = await listenDns((name, type) =>
      type === A_RECORD && name === 'inside.example.com'
        ? { records: [{ type, data: [10, 0, 0, 1] }], afterMs: 5 }
        : {},
    );
    const service = await startFor(mock, {
      allowCidrs: [],
      allowPorts: [openPort, closedPort],
      dnsServers: [dns],
      budgets: { anonymousPerHour: PLENTY },
    });
    const kinds = {
      open: { host: '127.0.0.1', ports: [{ port: openPort, mode: 'starttls' }] },
      closed: { host: '127.0.0.1', ports: [{ port: closedPort, mode: 'starttls' }] },
      'another port': { host: '127.0.0.1', ports: [{ port: 9, mode: 'starttls' }] },
      'another network': { host: '10.255.255.1' },
      'a name of the inside': { host: 'inside.example.com' },
    } as const;
    type Kind = keyof typeof kinds;
    const names = Object.keys(kinds) as Kind[];

    const round = async (each: number): Promise<Readonly<Record<Kind, number[]>>> => {
      const times = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Kind, number[]>;
      // In turns, so that whatever else the machine does meets all kinds alike
      const due = Array.from({ length: each }, () => names).flat();
      const work = async (): Promise<void> => {
        for (let kind = due.pop(); kind !== undefined; kind = due.pop()) {
          const began = performance.now();
          const { status } = await service.diagnose({ target: kinds[kind] });
          times[kind].push(performance.now() - began);
          expect(status).toBe(403);
        }
      };
      await Promise.all(Array.from({ length: AT_ONCE }, work));
      return times;
    };

    await round(WARM_UP);
    let suspects: readonly Kind[] = names;
    for (let n = 0; n < ROUNDS && suspects.length > 0; n++) {
      const times = await round(EACH);
      for (const each of Object.values(times)) expect(Math.min(...each)).toBeGreaterThan(REFUSAL_BUCKET_MS - 2);
      const likeness = (kind: Kind): number => sameDistribution(times.open, times[kind]);
      suspects = suspects.filter((kind) => likeness(kind) < SUSPICIOUS);
    }
    expect(suspects).toEqual([]);
    expect(connections).toBe(0);
    open.close();
    await service.remove();
  });
});
