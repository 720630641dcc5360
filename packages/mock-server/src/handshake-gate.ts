import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import type { HandshakeCut } from './events.ts';

/** A TLS record: type, version, length, content (RFC 8446 §5.1). */
const HEADER = 5;

/**
 * Stands under a TLS server and lets its first record out, which is the ServerHello. What follows is swallowed: the client waits
 * for the rest of the handshake, or finds the connection closed.
 */
export class HandshakeGate extends Duplex {
  readonly #raw: Socket;
  readonly #cut: HandshakeCut;
  #isCut = false;

  /** A gate over a socket that is read by nobody else. */
  constructor(raw: Socket, cut: HandshakeCut) {
    super();
    this.#raw = raw;
    this.#cut = cut;
    raw
      .on('data', (chunk) => this.push(chunk))
      .on('end', () => this.push(null))
      .on('close', () => this.destroy());
    raw.resume();
  }

  override _read(): void {
    // What the client sends is pushed as it comes: a handshake is short
  }

  override _write(chunk: Uint8Array, _encoding: string, done: () => void): void {
    if (!this.#isCut) {
      this.#isCut = true;
      const length = HEADER + (((chunk[3] ?? 0) << 8) | (chunk[4] ?? 0));
      this.#raw.write(chunk.subarray(0, length));
      if (this.#cut === 'close') this.#raw.end();
    }
    done();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#raw.destroy();
    done(error);
  }
}
