import { type AddressInfo, connect, createServer, type Server, type ServerOpts, type Socket } from 'node:net';
import { createServer as createTlsServer, TLSSocket, type TlsOptions } from 'node:tls';
import { Worker } from 'node:worker_threads';
import { type CertificateProfile, makeCertificate } from '@smtp-triage/mock-server';
import { onTestFinished } from 'vitest';
import { Connection, type ConnectionOptions, type NetworkInput } from '../src/connection.ts';
import { trustStore } from '../src/trust.ts';

/** A server on a free port of loopback, gone with all its connections when the test ends. */
export async function listen(onSocket: (socket: Socket) => void, options: ServerOpts = {}): Promise<number> {
  return started(
    createServer({ noDelay: true, ...options }, (socket) => {
      socket.on('error', () => undefined);
      onSocket(socket);
    }),
  );
}

/** The same with TLS from the first byte. */
export async function listenTls(onSocket: (socket: TLSSocket) => void, options: TlsOptions = {}): Promise<number> {
  const server = createTlsServer({ ...certificate(), ...options }, (socket) => {
    socket.on('error', () => undefined);
    onSocket(socket);
  });
  server.on('tlsClientError', () => undefined);
  return started(server);
}

/** Key and certificate for localhost and 127.0.0.1, in the form of TLS options. */
const NAMES: readonly string[] = ['localhost', '127.0.0.1'];
export function certificate(profile: CertificateProfile = 'valid', names: readonly string[] = NAMES): TlsOptions {
  const { keyPem, certPem } = makeCertificate(profile, names);
  return { key: keyPem, cert: certPem, ciphers: 'DEFAULT:@SECLEVEL=0' };
}

/** A port of loopback where nobody listens. */
export async function closedPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** A port of loopback that answers nothing to a SYN, as behind a firewall that drops: its backlog is full for good. */
export async function blackHole(): Promise<number> {
  const worker = new Worker(BLOCKED_LISTENER, { eval: true });
  const port = await new Promise<number>((resolve) => worker.once('message', resolve));
  const fillers = [0, 1, 2].map(() => connect(port, '127.0.0.1').on('error', () => undefined));
  await new Promise((resolve) => fillers[0]?.once('connect', resolve));
  onTestFinished(async () => {
    for (const filler of fillers) filler.destroy();
    await worker.terminate();
  });
  return port;
}

const BLOCKED_LISTENER = `
  const { parentPort } = require('node:worker_threads');
  const server = require('node:net').createServer().listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => {
    parentPort.postMessage(server.address().port);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  });`;

async function started(server: Server): Promise<number> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  return (server.address() as AddressInfo).port;
}

/** A connection that keeps what it reports. */
export class Recorded {
  readonly inputs: NetworkInput[] = [];
  readonly connection: Connection;
  readonly #waiting: (() => void)[] = [];

  constructor(options: Partial<ConnectionOptions> = {}, onInput: (input: NetworkInput) => void = () => undefined) {
    const store = trustStore({});
    if (!store.ok) throw new Error(store.problem);
    this.connection = new Connection({
      secureContext: store.value,
      sourceAddress: null,
      proxy: null,
      pinned: false,
      taps: true,
      ...options,
      emit: (input) => {
        this.inputs.push(input);
        onInput(input);
        for (const wake of this.#waiting.splice(0)) wake();
      },
    });
    onTestFinished(() => this.connection.dispose());
  }

  /** Waits for the first input of a kind. */
  async until<T extends NetworkInput['type']>(type: T): Promise<Extract<NetworkInput, { readonly type: T }>> {
    for (;;) {
      const found = this.inputs.find((input) => input.type === type);
      if (found !== undefined) return found as Extract<NetworkInput, { readonly type: T }>;
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  /** The kinds of inputs so far. */
  get types(): readonly string[] {
    return this.inputs.map(({ type }) => type);
  }

  /** All bytes so far, as text. */
  get text(): string {
    return this.inputs
      .map((input) => (input.type === 'bytes' ? Buffer.from(input.chunk).toString('latin1') : ''))
      .join('');
  }
}

/** Lets pending events through. */
export const settle = (ms = 20): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** A promise and its resolver; `Promise.withResolvers` came with Node 22. */
export function deferred<T>(): { readonly promise: Promise<T>; readonly resolve: (value: T) => void } {
  let resolve!: (value: T) => void;
  const promise = new Promise<T>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

/** What a small SMTP server does with a connection; every part may be left out. */
export type SmallSmtp = { readonly greetAfterMs?: number; readonly commands?: string[]; readonly starttls?: boolean };

/** Speaks just enough SMTP: greeting, EHLO, STARTTLS, AUTH PLAIN, MAIL, RCPT, RSET, QUIT. */
export function speakSmtp(socket: Socket, { greetAfterMs = 0, commands = [], starttls = true }: SmallSmtp = {}): void {
  const say = (line: string): void => void (socket.writable && socket.write(`${line}\r\n`));
  if (greetAfterMs === 0) say('220 small.example.test ESMTP');
  else setTimeout(() => say('220 small.example.test ESMTP'), greetAfterMs);
  hear(socket, say, starttls && !(socket instanceof TLSSocket), commands);
}

function hear(socket: Socket, say: (line: string) => void, starttls: boolean, commands: string[]): void {
  let text = '';
  socket.on('data', (chunk: Buffer) => {
    text += chunk.toString();
    for (let end = text.indexOf('\r\n'); end >= 0; end = text.indexOf('\r\n')) {
      const line = text.slice(0, end);
      text = text.slice(end + 2);
      commands.push(line);
      const verb = line.split(' ')[0] ?? '';
      if (verb === 'EHLO') say(`250-small.example.test\r\n250${starttls ? '-STARTTLS\r\n250' : ''} AUTH PLAIN`);
      else if (verb === 'AUTH') say('235 2.7.0 fine');
      else if (verb === 'QUIT') {
        say('221 2.0.0 bye');
        socket.end();
      } else if (verb === 'STARTTLS') {
        say('220 2.0.0 go ahead');
        socket.removeAllListeners('data');
        const tls = new TLSSocket(socket, { isServer: true, ...certificate() });
        tls.on('error', () => undefined);
        hear(tls, (more) => void (tls.writable && tls.write(`${more}\r\n`)), false, commands);
      } else say('250 2.0.0 fine');
    }
  });
}
