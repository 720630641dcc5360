import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';

/** How many of the peer's first bytes a tap remembers: a server's whole first flight with a long chain (TLS up to 1.2 sends it in the clear). */
export const FLIGHT_BYTES = 32_768;

/**
 * Stands between a TCP socket and TLS, and remembers how the peer began: OpenSSL says only "wrong version number", the
 * bytes say who really speaks. It hears of the socket through its owner ({@link receive}, {@link finish}), so that the
 * owner's listeners are the only ones on the socket.
 */
export class Tap extends Duplex {
  /** How many bytes the peer has sent since the tap was put in. */
  received = 0;
  readonly #socket: Socket;
  readonly #chunks: Uint8Array[] = [];

  /** Puts a tap on a connected socket. */
  constructor(socket: Socket) {
    super({ autoDestroy: true });
    this.#socket = socket;
    // An error is always known to the owner of the socket first; a stream without this listener would throw
    this.on('error', () => undefined);
  }

  /** The first bytes of the peer, at most {@link FLIGHT_BYTES}. */
  get flight(): Uint8Array {
    return Buffer.concat(this.#chunks).subarray(0, FLIGHT_BYTES);
  }

  /** Takes bytes from the socket; stops the socket while TLS does not keep up. */
  receive(chunk: Buffer): void {
    if (this.received < FLIGHT_BYTES) this.#chunks.push(chunk);
    this.received += chunk.length;
    if (!this.destroyed && !this.readableEnded && !this.push(chunk)) this.#socket.pause();
  }

  /** The peer sends no more (FIN). */
  finish(): void {
    if (!this.destroyed) this.push(null);
  }

  override _read(): void {
    this.#socket.resume();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    // A socket that is gone is reported by its owner; an error from here would only hide the reason
    if (this.#socket.writable) this.#socket.write(chunk, () => done());
    else done();
  }

  /** TLS gives its records one by one; together they are one call to the operating system. */
  override _writev(parts: readonly { readonly chunk: Buffer }[], done: (error?: Error | null) => void): void {
    if (this.#socket.writable) this.#socket.write(Buffer.concat(parts.map(({ chunk }) => chunk)), () => done());
    else done();
  }

  override _final(done: (error?: Error | null) => void): void {
    if (this.#socket.writable) this.#socket.end(() => done());
    else done();
  }
}
