import type { Socket } from 'node:dgram';
import { createSocket } from 'node:dgram';
import { connect, createServer } from 'node:net';
import { networkInterfaces } from 'node:os';

/** Ports that no other test takes until `release()`, or until this process ends. */
export type ReservedPorts = { readonly ports: readonly number[]; readonly release: () => void };

/** The loopback addresses this machine has: always 127.0.0.1, and ::1 where IPv6 is on. */
export function loopbackHosts(): readonly string[] {
  const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  return addresses.some(({ address }) => address === '::1') ? ['127.0.0.1', '::1'] : ['127.0.0.1'];
}

/**
 * Picks TCP ports that are free on all `hosts`, below the range from which outgoing connections take theirs.
 *
 * Postfix binds with SO_REUSEPORT: two of them on one port share its connections and neither complains. So each
 * port is held by a UDP socket of the same number, which only one process can have and which dies with it.
 */
export async function reservePorts(count: number, hosts: readonly string[]): Promise<ReservedPorts> {
  const held = new Map<number, Socket>();
  const release = (): void => {
    for (const socket of held.values()) socket.close();
    held.clear();
  };
  for (let tries = 0; tries < 50 * count && held.size < count; tries += 1) {
    const port = 16_000 + Math.floor(Math.random() * 16_000);
    const socket = await hold(port);
    if (socket === null) continue;
    const free = await Promise.all(hosts.map((host) => isFree(port, host)));
    if (free.every(Boolean)) held.set(port, socket);
    else socket.close();
  }
  if (held.size === count) return { ports: [...held.keys()], release };
  const found = held.size;
  release();
  throw new Error(`found only ${found} of ${count} free ports on ${hosts.join(', ')}`);
}

/** Connects and closes again; false when there was no connection in time. */
export async function accepts(port: number, host: string, withinMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host, timeout: withinMs });
    const end = (connected: boolean) => () => {
      resolve(connected);
      socket.destroy();
    };
    socket.on('connect', end(true)).on('timeout', end(false)).on('error', end(false));
  });
}

/** Connects, waits for an SMTP greeting, quits and waits for the close; false when any of it failed in time. */
export async function greets(port: number, host: string, withinMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    let heard = '';
    const socket = connect({ port, host, timeout: withinMs });
    socket.setEncoding('latin1').on('data', (text: string) => {
      if (heard === '') socket.write('QUIT\r\n');
      heard += text;
    });
    socket.on('timeout', () => socket.destroy());
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(/^220 .*^221 /ms.test(heard)));
  });
}

async function hold(port: number): Promise<Socket | null> {
  return new Promise((resolve) => {
    const socket = createSocket('udp4');
    socket.on('error', () => {
      socket.close();
      resolve(null);
    });
    // A lock must not keep the test process alive.
    socket.bind({ port, address: '127.0.0.1', exclusive: true }, () => resolve(socket.unref()));
  });
}

async function isFree(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.on('error', () => resolve(false));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)));
  });
}
