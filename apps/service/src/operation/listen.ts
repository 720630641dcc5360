import { createServer, type Server } from 'node:http';
import { addressFamily } from '@smtp-triage/core';
import type { Express } from 'express';

/** Node's defaults wait for minutes and allow any number of sockets (SEC-24). */
export const SERVER_LIMITS = {
  headersTimeout: 10_000,
  requestTimeout: 15_000,
  keepAliveTimeout: 5_000,
  connectionsCheckingInterval: 2_000,
  maxConnections: 2_000,
  /** Connections that wait to be taken; Node's 511 are few for a burst, and who is dropped tries again after 1, 3, 7 … seconds. */
  backlog: 2_000,
  socketsPerAddress: 32,
} as const;

/** A listener and the way to end it. */
export type Listener = {
  readonly url: string;
  readonly port: number;
  /** Takes no more connections; those that are idle are closed at once, the others when they have been answered. */
  drain(): Promise<void>;
  /** Drops every connection. */
  close(): Promise<void>;
};

/** Listens with an application; `port` 0 lets the operating system choose. Rejects where the address is taken. */
export async function listen(app: Express, host: string, port: number): Promise<Listener> {
  const { headersTimeout, requestTimeout, keepAliveTimeout, connectionsCheckingInterval, maxConnections, backlog } =
    SERVER_LIMITS;
  const server = createServer({ headersTimeout, requestTimeout, keepAliveTimeout, connectionsCheckingInterval }, app);
  server.maxConnections = maxConnections;
  limitPerAddress(server, SERVER_LIMITS.socketsPerAddress);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, host, backlog }, resolve);
  });
  const address = server.address();
  const bound = typeof address === 'object' && address !== null ? address.port : port;
  const ended = (): Promise<void> => new Promise((resolve) => server.close(() => resolve()));
  return {
    url: `http://${addressFamily(host) === 6 ? `[${host}]` : host}:${bound}`,
    port: bound,
    drain: async () => {
      const closing = ended();
      server.closeIdleConnections();
      await closing;
    },
    close: async () => {
      const closing = ended();
      server.closeAllConnections();
      await closing;
    },
  };
}

/** One address cannot take all connections; loopback may, since a proxy in front of us comes from there. */
function limitPerAddress(server: Server, most: number): void {
  const open = new Map<string, number>();
  server.on('connection', (socket) => {
    const from = socket.remoteAddress ?? '';
    if (/^(127\.|::1$|::ffff:127\.)/.test(from)) return;
    const count = (open.get(from) ?? 0) + 1;
    if (count > most) {
      socket.destroy();
      return;
    }
    open.set(from, count);
    socket.once('close', () => {
      const left = (open.get(from) ?? 1) - 1;
      if (left > 0) open.set(from, left);
      else open.delete(from);
    });
  });
}
