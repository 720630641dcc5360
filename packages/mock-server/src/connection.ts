import type { Socket } from 'node:net';
import { type SecureContext, TLSSocket } from 'node:tls';
import type { ServerAction, ServerEvent } from './events.ts';
import type { MockServerMachine } from './machine.ts';
import type { CapturedMessage } from './session-log.ts';

/** What a connection takes from its server. */
export type ConnectionHost = {
  readonly now: () => number;
  readonly secureContext: () => SecureContext;
  readonly capture: (message: CapturedMessage) => void;
};

/** Joins a socket to a machine: events in, actions out, and no judgement of its own. */
export class Connection {
  readonly #machine: MockServerMachine;
  readonly #host: ConnectionHost;
  readonly #raw: Socket;
  #stream: Socket;
  #timer: NodeJS.Timeout | null = null;
  #how: 'end' | 'reset' | 'error' = 'end';
  #open = true;

  /** Takes the socket over and tells the machine that it is there. */
  constructor(socket: Socket, machine: MockServerMachine, host: ConnectionHost) {
    this.#raw = socket;
    this.#stream = socket;
    this.#machine = machine;
    this.#host = host;
    this.#listen(socket);
    socket.on('close', () => this.#closed());
    this.#feed({ type: 'connected', at: host.now() });
  }

  /** Ends it at once, whatever the client does. */
  destroy(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#stream.destroy();
    this.#raw.destroy();
  }

  #listen(socket: Socket): void {
    socket.on('data', (chunk: Uint8Array) => this.#feed({ type: 'bytes', at: this.#host.now(), chunk }));
    socket.on('error', (error: NodeJS.ErrnoException) => {
      this.#how = error.code === 'ECONNRESET' || error.code === 'EPIPE' ? 'reset' : 'error';
    });
  }

  #feed(event: ServerEvent): void {
    if (!this.#open) return;
    const actions = this.#machine.handle(event);
    // One write to the network for all replies of a pipelined group (RFC 2920 §3.2)
    const isGroup = actions.length > 1 && actions.filter(({ type }) => type === 'send').length > 1;
    const corked = isGroup ? this.#stream : null;
    corked?.cork();
    for (const action of actions) this.#act(action);
    corked?.uncork();
  }

  #act(action: ServerAction): void {
    switch (action.type) {
      case 'send':
        if (this.#stream.writable) this.#stream.write(action.bytes);
        return;
      case 'start-tls':
        return this.#secure();
      case 'arm':
        this.#timer = setTimeout(() => this.#feed({ type: 'timer', at: this.#host.now() }), action.ms);
        return;
      case 'half-close':
      case 'close':
        // The client's FIN destroys the socket; until then what it sends is read, so that our last reply is not lost to a RST
        this.#stream.end();
        return;
      case 'reset':
        this.#raw.resetAndDestroy();
        return;
      case 'capture':
        return this.#host.capture(action.message);
      default:
        action satisfies never;
    }
  }

  #secure(): void {
    const raw = this.#raw;
    raw.uncork(); // the 220 must be out before the handshake takes the socket
    raw.removeAllListeners('data');
    const secured = new TLSSocket(raw, { isServer: true, secureContext: this.#host.secureContext() });
    this.#stream = secured;
    this.#listen(secured);
    secured.on('secure', () => {
      const { name } = secured.getCipher();
      this.#feed({ type: 'secured', at: this.#host.now(), protocol: secured.getProtocol() ?? '', cipher: name });
    });
    secured.on('_tlsError', (error: NodeJS.ErrnoException) => {
      this.#feed({ type: 'secure-failed', at: this.#host.now(), reason: error.code ?? error.message });
    });
    secured.on('close', () => this.#closed());
  }

  #closed(): void {
    if (!this.#open) return;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#feed({ type: 'closed', at: this.#host.now(), how: this.#how });
    this.#open = false;
    this.#raw.destroy();
  }
}
