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

/** The protocols that people take SMTP ports for. */
export type OtherProtocol = keyof typeof OTHER_PROTOCOLS;

/** What their servers say first, and to EHLO (RFC 4253 §4.2, RFC 9051 §7.1, RFC 1939 §3, RFC 9112 §2.2). */
const OTHER_PROTOCOLS = {
  ssh: { greeting: 'SSH-2.0-OpenSSH_9.6\r\n', answer: 'Invalid SSH identification string.\r\n' },
  imap: {
    greeting: '* OK [CAPABILITY IMAP4rev1 STARTTLS] IMAP server ready\r\n',
    answer: 'EHLO BAD Error in IMAP command received by server.\r\n',
  },
  pop3: { greeting: '+OK POP3 server ready\r\n', answer: '-ERR Unknown command.\r\n' },
  http: { greeting: '', answer: 'HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n' },
} as const;

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

/** Speaks another protocol, as a client finds that has the wrong port: greets, if that is the server's part, and closes after a line. */
export const otherProtocol = (protocol: OtherProtocol): Promise<Endpoint> =>
  listening((socket) => {
    const { greeting, answer } = OTHER_PROTOCOLS[protocol];
    if (greeting !== '') socket.write(greeting);
    socket.once('data', () => socket.resume().end(answer));
  });

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
