import type { AttemptInput, TlsFacts, TlsOffer } from '@smtp-triage/core';
import type { MockServerMachine } from '../machine.ts';
import { FarEnd, type Link } from './far-end.ts';
import { alertFailure, FLIGHT_OCTETS, HandshakeHead } from './handshake.ts';
import { Pipe } from './pipe.ts';
import type { Listening } from './place.ts';

/** What a connection tells its client: the inputs of an attempt that come from the network. */
export type NetworkInput = Extract<
  AttemptInput,
  { readonly type: 'connected' | 'not-connected' | 'bytes' | 'secured' | 'not-secured' | 'closed' }
>;

/** Who hears of a connection, and what time it is for them. */
export type Client = { readonly now: () => number; readonly tell: (input: NetworkInput) => void };

/**
 * The client's end of a connection to a mock server's machine, with nothing between them but time. It behaves as
 * packages/probe's connection does: after `not-connected`, `not-secured` or `closed` it says nothing more, nor after it
 * was told to close.
 */
export class Wire {
  readonly #owner: Client;
  readonly #far: FarEnd;
  readonly #toServer: Pipe;
  readonly #pieces: Link['pieces'];
  #phase: 'connecting' | 'clear' | 'securing' | 'secured' | 'over' = 'connecting';
  #head: HandshakeHead | null = null;
  /** When octets came that nothing was said to since; -1: there are none. */
  #heardAt = -1;

  /** A connection that is being opened; `id` goes into the server's record. */
  constructor(listening: Listening, id: number, link: Link, owner: Client) {
    const { clock } = link;
    const { path } = listening;
    const latency = (): number => link.latency(listening);
    const toClient = new Pipe(clock, latency, path.mtu);
    this.#owner = owner;
    this.#pieces = link.pieces;
    this.#toServer = new Pipe(clock, latency, path.mtu);
    this.#far = new FarEnd(listening, id, link, {
      bytes: (bytes, inTls) => {
        for (const piece of link.pieces(bytes)) toClient.carry(() => this.#receive(piece, inTls), piece.length);
      },
      flight: (facts) => toClient.carry(() => this.#finished(facts), FLIGHT_OCTETS),
      alert: (number) => toClient.carry(() => this.#alerted(number)),
      left: (how) => toClient.carry(() => this.#left(how)),
    });
    // SYN and its answer; the third segment is the one that the server accepts on
    clock.after(2 * latency() + (path.connectMs ?? 0), () => this.#connected());
  }

  /** The server at the other end. */
  get machine(): MockServerMachine {
    return this.#far.machine;
  }

  /** Sends octets, inside TLS once that is up. */
  write(bytes: Uint8Array): void {
    if (this.#phase === 'over') return;
    const inTls = this.#phase === 'secured';
    this.#heardAt = -1;
    for (const piece of this.#pieces(bytes)) this.#toServer.carry(() => this.#far.bytes(piece, inTls), piece.length);
  }

  /** Says hello. `name` is what the certificate is checked against. */
  secure(name: string, offer: TlsOffer = 'usual'): void {
    if (this.#phase !== 'clear') return;
    this.#phase = 'securing';
    this.#head = new HandshakeHead();
    this.#heardAt = -1;
    this.#toServer.carry(() => this.#far.hello({ name, offer }));
  }

  /** Leaves; nothing is heard of it any more. */
  close(): void {
    if (this.#phase === 'over') return;
    const early = this.#phase === 'connecting';
    this.#phase = 'over';
    if (!early) this.#toServer.carry(() => this.#far.gone('end'));
  }

  /** Ends both sides at once, as when a process ends. */
  cut(): void {
    this.#phase = 'over';
    this.#far.gone('reset');
  }

  #connected(): void {
    if (this.#phase !== 'connecting') return;
    this.#phase = 'clear';
    this.#toServer.carry(() => this.#far.connected());
    this.#owner.tell({ type: 'connected', at: this.#owner.now() });
  }

  #receive(bytes: Uint8Array, inTls: boolean): void {
    const at = this.#owner.now();
    this.#heardAt = at;
    if (this.#phase === 'securing' && !inTls) {
      const failure = this.#head?.feed(bytes) ?? null;
      if (failure !== null) this.#last({ type: 'not-secured', at, failure });
    } else if (this.#phase !== 'over' && inTls === (this.#phase === 'secured')) {
      this.#owner.tell({ type: 'bytes', at, chunk: bytes });
    }
  }

  #finished(facts: TlsFacts): void {
    if (this.#phase !== 'securing') return;
    this.#phase = 'secured';
    this.#toServer.carry(() => this.#far.finished(facts));
    this.#owner.tell({ type: 'secured', at: this.#owner.now(), tls: facts });
  }

  #alerted(number: number): void {
    if (this.#phase !== 'secured') return;
    this.#last({ type: 'not-secured', at: this.#owner.now(), failure: alertFailure(number, 'tls-handshake') });
  }

  /**
   * The server has said FIN or RST. Node takes a RST right behind octets for a FIN (libuv's uv__stream_io on POLLHUP), unless
   * a write of its own finds out.
   */
  #left(said: 'end' | 'reset'): void {
    const at = this.#owner.now();
    const how = this.#heardAt === at ? 'end' : said;
    if (this.#phase === 'securing' && this.#head !== null) {
      this.#last({ type: 'not-secured', at, failure: this.#head.closed(how) });
    } else if (this.#phase !== 'over') {
      this.#last({ type: 'closed', at, how, code: how === 'end' ? null : 'ECONNRESET' });
    }
  }

  #last(input: NetworkInput): void {
    this.#phase = 'over';
    this.#toServer.carry(() => this.#far.gone('end'));
    this.#owner.tell(input);
  }
}
