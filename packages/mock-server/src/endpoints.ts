import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { blackholePort } from './blackhole.ts';
import { PORTAL_REPLY, RESET_AFTER_MS } from './refusals.ts';

/** Something at a port that is no SMTP server. */
export type Endpoint = AsyncDisposable & {
  readonly host: string;
  readonly port: number;
  readonly close: () => Promise<void>;
};

const HOST = '127.0.0.1';

/** A port that refuses: an outgoing connection of ours holds it, so that nobody can listen there meanwhile. */
export async function refused(): Promise<Endpoint> {
  const anchor = createServer();
  await once(anchor.listen(0, HOST), 'listening');
  const socket = connect((anchor.address() as AddressInfo).port, HOST);
  const [[peer]] = (await Promise.all([once(anchor, 'connection'), once(socket, 'connect')])) as [[Socket], unknown];
  anchor.close();
  for (const end of [socket, peer]) end.on('error', () => undefined).unref();
  return endpoint(socket.localPort ?? 0, async () => {
    // By RST, so that no TIME_WAIT is left of it
    socket.resetAndDestroy();
    peer.destroy();
  });
}

/** Accepts and resets; a moment later, so that the client always sees its connect succeed first. */
export const resetOnAccept = (): Promise<Endpoint> =>
  listening((socket) => {
    const timer = setTimeout(() => socket.resetAndDestroy(), RESET_AFTER_MS);
    socket.on('close', () => clearTimeout(timer));
  });

/** Accepts, reads, and never says a word. */
export const silent = (): Promise<Endpoint> => listening((socket) => socket.resume());

/** Sends every caller an HTTP redirect and closes. */
export const httpPortal = (): Promise<Endpoint> => listening((socket) => socket.resume().end(PORTAL_REPLY));

/** A port where connects hang, as behind a firewall that drops. All black holes of a process are one; closing it does nothing. */
export const blackhole = async (): Promise<Endpoint> => endpoint(await blackholePort(), async () => undefined);

async function listening(accept: (socket: Socket) => void): Promise<Endpoint> {
  const open = new Set<Socket>();
  const server: Server = createServer((socket) => {
    open.add(socket);
    socket.on('error', () => undefined).on('close', () => open.delete(socket));
    accept(socket);
  });
  await once(server.listen(0, HOST), 'listening');
  return endpoint((server.address() as AddressInfo).port, async () => {
    const ended = new Promise<void>((resolve) => server.close(() => resolve()));
    for (const socket of open) socket.destroy();
    await ended;
  });
}

const endpoint = (port: number, close: () => Promise<void>): Endpoint => ({
  host: HOST,
  port,
  close,
  [Symbol.asyncDispose]: close,
});
