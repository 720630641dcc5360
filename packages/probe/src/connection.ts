import { isIP, type Socket } from 'node:net';
import { type DetailedPeerCertificate, connect as openTls, type SecureContext, type TLSSocket } from 'node:tls';
import type { AttemptInput, TlsOffer } from '@smtp-triage/core';
import { alertOf, connectFailure, isReset, type NodeError, tlsFailure } from './failures.ts';
import { openSocket } from './open.ts';
import { openTunnel, type ProxyServer } from './proxy.ts';
import { Tap } from './tap.ts';
import { tlsFacts } from './tls-facts.ts';
import { nothingInCommon } from './trust.ts';

type Untimed<T> = T extends unknown ? Omit<T, 'at'> : never;

/** What a connection can report: the inputs of an attempt that come from the network, without their time. */
export type NetworkInput = Untimed<
  Extract<
    AttemptInput,
    { readonly type: 'connected' | 'not-connected' | 'bytes' | 'secured' | 'not-secured' | 'closed' }
  >
>;

/** What all connections of a run have in common, and where this one reports to. */
export type ConnectionOptions = {
  readonly secureContext: SecureContext;
  readonly sourceAddress: string | null;
  readonly proxy: ProxyServer | null;
  /** A guard has judged the address: whoever answers must be exactly that. */
  readonly pinned: boolean;
  /** What the peer says in a handshake is kept, see {@link Tap}. */
  readonly taps: boolean;
  readonly emit: (input: NetworkInput) => void;
};

/** What is known of a peer's flight where no tap was put in. */
const UNHEARD = { flight: new Uint8Array(0), received: 0 };

const unread = () => ({}) as DetailedPeerCertificate;

/** How long a polite goodbye may take, in milliseconds. */
export const LINGER_MS = 300;

/**
 * One TCP connection and the TLS on it: the only owner of a socket. It reports `connected` or `not-connected`, then
 * `bytes`, `secured`; one of `not-connected`, `not-secured` and `closed` is its last word. It never throws for what the
 * network does, and says nothing after it was told to close.
 */
export class Connection {
  readonly #options: ConnectionOptions;
  /** `over`: the last word is said; the sockets may still be closing. */
  #phase: 'idle' | 'connecting' | 'clear' | 'securing' | 'secured' | 'over' = 'idle';
  #socket: Socket | null = null;
  #socketError: NodeError | null = null;
  #tap: Tap | null = null;
  #tls: TLSSocket | null = null;
  /** Application bytes have come through TLS: from then on an alert is no longer part of the handshake. */
  #heard = false;
  #linger: NodeJS.Timeout | null = null;
  #gone: Promise<void> = Promise.resolve();

  /** A connection that does not exist yet; {@link connect} opens it. */
  constructor(options: ConnectionOptions) {
    this.#options = options;
  }

  /** Connects to an address literal, or through the proxy to whatever it is to find. */
  connect(address: string, port: number): void {
    const { proxy, sourceAddress, pinned } = this.#options;
    // No name is ever looked up here: what core has not seen as an address is not connected to
    if (proxy === null && isIP(address) === 0) throw new TypeError('connect: not an address literal');
    const place = { host: proxy?.host ?? address, port: proxy?.port ?? port };
    const socket = openSocket({ ...place, sourceAddress, pinned }, () => {
      if (proxy === null) this.#opened(socket);
      else void this.#tunnel(proxy, socket, address, port);
    });
    this.#phase = 'connecting';
    this.#socket = socket;
    this.#gone = new Promise((resolve) => socket.once('close', () => resolve()));
    socket.on('error', (error: NodeError) => this.#broke(error));
    socket.on('end', () => this.#ended());
    socket.on('close', () => this.#vanished());
  }

  /** Sends bytes, through TLS once that is up. What a closed connection is given is dropped. */
  write(bytes: Uint8Array): void {
    const stream = this.#tls ?? this.#socket;
    if (this.#phase !== 'over' && stream?.writable === true) stream.write(bytes);
  }

  /** Starts the handshake. `servername` is sent as SNI unless it is an address (RFC 6066 §3); `name` is what the certificate is checked against. */
  secure(servername: string | null, name: string, offer: TlsOffer = 'usual'): void {
    const socket = this.#socket;
    if (this.#phase !== 'clear' || socket === null) return;
    this.#phase = 'securing';
    this.#tap = this.#options.taps ? new Tap(socket) : null;
    const secured = openTls({
      socket: this.#tap ?? socket,
      secureContext: offer === 'usual' ? this.#options.secureContext : nothingInCommon(),
      // Seen first, judged in core
      rejectUnauthorized: false,
      checkServerIdentity: () => undefined,
      ...(servername === null || isIP(servername) !== 0 ? {} : { servername }),
    });
    // Node reads out the whole chain for the check that is switched off above: a fifth of all the work of a session
    secured.getPeerCertificate = unread;
    this.#tls = secured;
    secured.on('error', (error: NodeError) => this.#failed(error));
    secured.on('secureConnect', () => {
      if (this.#phase !== 'securing') return;
      this.#phase = 'secured';
      this.#options.emit({ type: 'secured', tls: tlsFacts(secured, name) });
    });
    secured.on('data', (chunk: Uint8Array) => {
      this.#heard = true;
      this.#deliver(chunk);
    });
    secured.on('end', () => this.#failed(null));
    secured.on('close', () => this.#failed(null));
  }

  /** Ends the connection without another word: `end` flushes and sends FIN, `destroy` drops it. */
  close(how: 'end' | 'destroy'): void {
    const early = this.#phase === 'idle' || this.#phase === 'connecting';
    this.#phase = 'over';
    if (how === 'destroy' || early || this.#socket === null) return this.#destroy();
    (this.#tls ?? this.#socket).end();
    this.#linger ??= setTimeout(() => this.#destroy(), LINGER_MS);
  }

  /** Drops whatever is left, and waits until the operating system has the socket back. */
  async dispose(): Promise<void> {
    this.close('destroy');
    await this.#gone;
  }

  #opened(socket: Socket, head: Uint8Array = new Uint8Array(0)): void {
    if (this.#phase !== 'connecting') return;
    this.#phase = 'clear';
    socket.on('data', (chunk: Buffer) => {
      if (this.#tap === null) this.#deliver(chunk);
      else this.#tap.receive(chunk);
    });
    this.#options.emit({ type: 'connected' });
    // The far end may have spoken before the proxy had said "established"
    if (head.length > 0) socket.emit('data', head);
  }

  async #tunnel(proxy: ProxyServer, socket: Socket, host: string, port: number): Promise<void> {
    const tunnel = await openTunnel(proxy, socket, host, port);
    // Meanwhile core may have lost patience, or the socket its peer
    if (this.#phase !== 'connecting') return;
    if (tunnel.ok) return this.#opened(socket, tunnel.head);
    const code = this.#socketError?.code ?? tunnel.code;
    this.#finish({ type: 'not-connected', why: tunnel.why, code });
  }

  #deliver(chunk: Uint8Array): void {
    if (this.#phase === 'clear' || this.#phase === 'secured') this.#options.emit({ type: 'bytes', chunk });
  }

  /** The TCP socket failed. TLS gets what came before, then hears of it and speaks last. */
  #broke(error: NodeError): void {
    this.#socketError = error;
    const code = error.code ?? null;
    switch (this.#phase) {
      case 'connecting': {
        const why = this.#options.proxy === null ? connectFailure(code) : 'proxy-failed';
        // bind(2) to an address of the other IP version
        const badSource = this.#options.sourceAddress !== null && code === 'EINVAL';
        return this.#finish({ type: 'not-connected', why: badSource ? 'no-local-address' : why, code });
      }
      case 'clear':
        return this.#finish({ type: 'closed', how: isReset(code) ? 'reset' : 'error', code });
      default:
        this.#tap?.finish();
    }
  }

  #ended(): void {
    if (this.#phase === 'clear') this.#finish({ type: 'closed', how: 'end', code: null });
    else this.#tap?.finish();
  }

  /** The socket is closed. Whatever has not been said by now is said here. */
  #vanished(): void {
    if (this.#linger !== null) clearTimeout(this.#linger);
    this.#linger = null;
    switch (this.#phase) {
      case 'connecting':
        return this.#finish({
          type: 'not-connected',
          why: this.#options.proxy === null ? 'failed' : 'proxy-failed',
          code: null,
        });
      case 'clear':
        return this.#finish({ type: 'closed', how: 'end', code: null });
      default:
        this.#tap?.destroy();
    }
  }

  /** TLS ended, with its own error or because of what happened below. */
  #failed(error: NodeError | null): void {
    if (this.#phase !== 'securing' && this.#phase !== 'secured') return;
    const socketError = this.#socketError;
    // RFC 8446 §4.4.2: in TLS 1.3 the server judges our certificate after we have finished; nothing was said since
    const late = !this.#heard && error !== null && alertOf(error) !== null;
    if (this.#phase === 'securing' || late) {
      const { flight, received } = this.#tap ?? UNHEARD;
      const failure = tlsFailure({ error, socketError, flight, received });
      return this.#finish({ type: 'not-secured', failure });
    }
    const code = (socketError ?? error)?.code ?? null;
    if (error === null && socketError === null) return this.#finish({ type: 'closed', how: 'end', code });
    this.#finish({ type: 'closed', how: isReset(code) ? 'reset' : 'error', code });
  }

  #finish(last: NetworkInput): void {
    this.#phase = 'over';
    this.#destroy();
    this.#options.emit(last);
  }

  #destroy(): void {
    if (this.#linger !== null) clearTimeout(this.#linger);
    this.#linger = null;
    this.#tls?.destroy();
    this.#tap?.destroy();
    this.#socket?.destroy();
  }
}
