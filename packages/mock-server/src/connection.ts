import type { Socket } from 'node:net';
import { type SecureContext, TLSSocket } from 'node:tls';
import type { HandshakeCut, ServerAction, ServerEvent } from './events.ts';
import { HandshakeGate } from './handshake-gate.ts';
import type { MockServerMachine } from './machine.ts';
import type { TlsProfile } from './secure-contexts.ts';
import type { CapturedMessage } from './session-log.ts';
import type { Clock } from './virtual-net/clock.ts';

/** What a connection takes from its server. */
export type ConnectionHost = {
  readonly clock: Clock;
  readonly now: () => number;
  /** The context of the listener, or of what a rule wants in its place. */
  readonly secureContext: (profile?: TlsProfile) => SecureContext;
  readonly capture: (message: CapturedMessage) => void;
};

/** Joins a socket to a machine: events in, actions out, and no judgement of its own. */
export class Connection {
  readonly #machine: MockServerMachine;
  readonly #host: ConnectionHost;
  readonly #raw: Socket;
  #stream: Socket;
  #stopTimer: (() => void) | null = null;
  #how: 'end' | 'reset' | 'error' = 'end';
  #isOpen = true;
  /** What the machine wants; while the client does not read what it is sent, nothing is read of it either. */
  #wantsInput = true;

  /** Takes the socket over and tells the machine that it is there. */
  constructor(socket: Socket, machine: MockServerMachine, host: ConnectionHost) {
    this.#raw = socket;
    this.#stream = socket;
    this.#machine = machine;
    this.#host = host;
    this.#listen(socket);
    socket.on('close', this.#closed);
    this.#feed(new Connected(host.now(), socket));
  }

  /** Ends it at once, whatever the client does. */
  destroy(): void {
    this.#stopTimer?.();
    this.#stream.destroy();
    this.#raw.destroy();
  }

  #listen(socket: Socket): void {
    socket.on('data', this.#heard).on('error', this.#failed);
  }

  readonly #heard = (chunk: Uint8Array): void => {
    this.#feed({ type: 'bytes', at: this.#host.now(), chunk });
    if (this.#stream.writableNeedDrain) this.#waitForDrain(null);
  };

  readonly #failed = ({ code }: NodeJS.ErrnoException): void => {
    this.#how = code === 'ECONNRESET' || code === 'EPIPE' ? 'reset' : 'error';
  };

  /** A client that talks and does not listen would fill our memory with replies. */
  #waitForDrain(then: (() => void) | null): void {
    const stream = this.#stream;
    stream.pause();
    stream.once('drain', () => {
      if (this.#wantsInput) stream.resume();
      then?.();
    });
  }

  #feed(event: ServerEvent): void {
    if (!this.#isOpen) return;
    const actions = this.#machine.handle(event);
    // One write to the network for all replies of a pipelined group (RFC 2920 §3.2)
    const corked = actions.length > 1 && isGroup(actions) ? this.#stream : null;
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
        return this.#secure(this.#host.secureContext(action.profile), action.cut ?? null);
      case 'arm':
        // No time at all: only the network's turn, whatever the clock
        if (action.ms === 0) setImmediate(this.#wake);
        else this.#stopTimer = this.#host.clock.after(action.ms, this.#wake);
        return;
      case 'read':
        this.#wantsInput = action.on;
        if (!action.on) this.#stream.pause();
        else if (!this.#stream.writableNeedDrain) this.#stream.resume();
        return;
      case 'half-close':
      case 'close':
        // The client's FIN destroys the socket; until then what it sends is read, so that our last reply is not lost to a RST
        this.#wantsInput = true;
        this.#stream.resume();
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

  /** The time has come, and the client has read what it was sent before: long replies go at its pace. */
  readonly #wake = (): void => {
    if (!this.#isOpen) return;
    const wake = (): void => this.#feed({ type: 'timer', at: this.#host.now() });
    if (this.#stream.writableNeedDrain) this.#waitForDrain(wake);
    else wake();
  };

  #secure(secureContext: SecureContext, cut: HandshakeCut | null): void {
    const raw = this.#raw;
    raw.uncork(); // the 220 must be out before the handshake takes the socket
    raw.removeListener('data', this.#heard);
    const below = cut === null ? raw : new HandshakeGate(raw, cut);
    const secured = new TLSSocket(below, { isServer: true, secureContext });
    this.#stream = secured;
    this.#wantsInput = true;
    this.#listen(secured);
    secured.on('secure', () => {
      // From here on an error is the connection's, not the handshake's: many clients leave without close_notify
      secured.removeAllListeners('_tlsError');
      const { name } = secured.getCipher();
      this.#feed({ type: 'secured', at: this.#host.now(), protocol: secured.getProtocol() ?? '', cipher: name });
    });
    secured.on('_tlsError', (error: NodeJS.ErrnoException) => {
      this.#feed({ type: 'secure-failed', at: this.#host.now(), reason: error.code ?? error.message });
    });
    secured.on('close', this.#closed);
  }

  readonly #closed = (): void => {
    if (!this.#isOpen) return;
    this.#stopTimer?.();
    this.#feed({ type: 'closed', at: this.#host.now(), how: this.#how });
    this.#isOpen = false;
    this.#raw.destroy();
  };
}

function isGroup(actions: readonly ServerAction[]): boolean {
  let sent = 0;
  for (const { type } of actions) if (type === 'send') sent++;
  return sent > 1;
}

/** To ask for the address is a system call, so only rules do. */
class Connected {
  readonly type = 'connected';
  readonly at: number;
  readonly #socket: Socket;

  constructor(at: number, socket: Socket) {
    this.at = at;
    this.#socket = socket;
  }

  get peer(): string {
    return this.#socket.remoteAddress ?? '';
  }
}
