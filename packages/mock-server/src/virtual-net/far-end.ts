import { concatBytes, type TlsFacts, type TlsOffer } from '@smtp-triage/core';
import type { HandshakeCut, ServerAction, ServerEvent } from '../events.ts';
import { MockServerMachine } from '../machine.ts';
import type { TlsProfile } from '../secure-contexts.ts';
import type { CapturedMessage } from '../session-log.ts';
import type { Clock } from './clock.ts';
import { alertRecord, CLIENT_HELLO, SERVER_HELLO } from './handshake.ts';
import type { Listening, VirtualTls } from './place.ts';
import { tlsFactsOf } from './tls-facts.ts';

/** What a connection takes from its net. */
export type Link = {
  readonly clock: Clock;
  /** Time from one end to the other, for one segment. */
  readonly latency: (listening: Listening) => number;
  /** The segments in which octets travel. */
  readonly pieces: (bytes: Uint8Array) => readonly Uint8Array[];
  /** Whether clients trust the mock CA, and the wall clock of the run. */
  readonly trusted: boolean;
  readonly startedAt: string;
  readonly capture: (message: CapturedMessage) => void;
};

/** A ClientHello that has come: what the certificate is to be checked against, and what it offers. */
export type Hello = { readonly name: string; readonly offer: TlsOffer };

/** What goes to the client. */
export type Outward = {
  readonly bytes: (bytes: Uint8Array, inTls: boolean) => void;
  /** The server's flight, after which the client is done (RFC 8446 §2). */
  readonly flight: (facts: TlsFacts) => void;
  /** An alert after the flight. */
  readonly alert: (number: number) => void;
  readonly left: (how: 'end' | 'reset') => void;
};

/** Where every client connects from (RFC 5737 §3). */
const CLIENT_ADDRESS = '203.0.113.7';
/** Why a server cannot begin a handshake, by OpenSSL's names. */
const NOT_TLS = 'ERR_SSL_WRONG_VERSION_NUMBER';
const NOTHING_COMMON = 'ERR_SSL_NO_SHARED_CIPHER';
const NO_CERTIFICATE = 'ERR_SSL_PEER_DID_NOT_RETURN_A_CERTIFICATE';
const HANDSHAKE_FAILURE = alertRecord(40);
/** What a socket must have sent its octets for. */
const ENDS_SEGMENT: ReadonlySet<ServerAction['type']> = new Set<ServerAction['type']>([
  'start-tls',
  'half-close',
  'close',
  'reset',
]);

/** The server's end of a connection: a machine, and what the socket host does for it. */
export class FarEnd {
  readonly machine: MockServerMachine;
  readonly #listening: Listening;
  readonly #link: Link;
  readonly #out: Outward;
  #phase: 'clear' | 'handshake' | 'secured' | 'closed' = 'clear';
  /** The client has said hello, and nobody has heard it yet. */
  #hello: Hello | null = null;
  /** The server wants to hear the hello as octets: it will not make a handshake of it. */
  #listensForHello = false;
  /** What has come while the server does not read. */
  #reads = true;
  #unread: Uint8Array[] = [];
  /** What the handshake is to be like, where a rule says so. */
  #profile: TlsProfile | null = null;
  #cut: HandshakeCut | null = null;
  #stopTimer: (() => void) | null = null;

  /** An end that nobody has connected to yet; `id` goes into its record. */
  constructor(listening: Listening, id: number, link: Link, out: Outward) {
    this.machine = new MockServerMachine(listening.config, id);
    this.#listening = listening;
    this.#link = link;
    this.#out = out;
  }

  /** The client is there. */
  connected(): void {
    this.#serve({ type: 'connected', at: this.#now(), peer: CLIENT_ADDRESS });
  }

  /** Octets have come, inside TLS or not. */
  bytes(chunk: Uint8Array, inTls: boolean): void {
    if (this.#phase === 'handshake') {
      // What comes after a handshake that has failed already is heard by nobody
      if (this.#handshakeIsDue) this.#serve({ type: 'secure-failed', at: this.#now(), reason: NOT_TLS });
    } else if (inTls === (this.#phase === 'secured')) this.#hear(chunk);
  }

  /** A ClientHello has come. A server that is about to take the handshake, but has a rule to see to, finds it waiting. */
  hello(hello: Hello): void {
    this.#hello = hello;
    if (this.#phase === 'handshake') this.#negotiate(hello);
    else if (this.#phase === 'clear' && (this.#listensForHello || !this.#handshakeIsDue)) this.#hearHello();
  }

  /** The client has finished the handshake. */
  finished({ protocol, cipher }: TlsFacts): void {
    if (this.#phase !== 'handshake') return;
    if (this.#listening.tls.demandsCertificate === true) return this.#dismiss();
    this.#phase = 'secured';
    this.#serve({ type: 'secured', at: this.#now(), protocol, cipher });
  }

  /** The client, or the connection, is gone: the machine's last event. */
  gone(how: 'end' | 'reset'): void {
    if (this.#phase === 'closed') return;
    this.#stopTimer?.();
    this.machine.handle({ type: 'closed', at: this.#now(), how });
    this.#phase = 'closed';
  }

  readonly #now = (): number => this.#link.clock.now();

  get #handshakeIsDue(): boolean {
    const { phase } = this.machine.session;
    return phase === 'secure' || phase === 'handshake';
  }

  #hear(chunk: Uint8Array): void {
    if (this.#reads) this.#serve({ type: 'bytes', at: this.#now(), chunk });
    else this.#unread.push(chunk);
  }

  #hearHello(): void {
    this.#hello = null;
    this.#hear(CLIENT_HELLO);
  }

  #read(on: boolean): void {
    this.#reads = on;
    if (!on) return;
    this.#listensForHello = this.#handshakeIsDue;
    if (this.#listensForHello && this.#hello !== null) this.#hearHello();
    for (const chunk of this.#unread.splice(0)) this.#hear(chunk);
  }

  #serve(event: ServerEvent): void {
    if (this.#phase === 'closed') return;
    // One segment for all that is said before the connection changes, as a corked socket sends it
    let said: Uint8Array | null = null;
    for (const action of this.machine.handle(event)) {
      if (action.type === 'send') {
        said = said === null ? action.bytes : concatBytes(said, action.bytes);
        continue;
      }
      if (said !== null && ENDS_SEGMENT.has(action.type)) {
        this.#send(said);
        said = null;
      }
      this.#do(action);
    }
    if (said !== null) this.#send(said);
  }

  #send(bytes: Uint8Array): void {
    this.#out.bytes(bytes, this.#phase === 'secured');
  }

  #do(action: Exclude<ServerAction, { type: 'send' }>): void {
    switch (action.type) {
      case 'start-tls':
        this.#phase = 'handshake';
        this.#profile = action.profile ?? null;
        this.#cut = action.cut ?? null;
        this.#reads = true;
        if (this.#hello !== null) this.#negotiate(this.#hello);
        return;
      case 'read':
        return this.#read(action.on);
      case 'arm':
        this.#stopTimer?.();
        this.#stopTimer = this.#link.clock.after(action.ms, () => this.#serve({ type: 'timer', at: this.#now() }));
        return;
      case 'half-close':
        return this.#out.left('end');
      case 'close':
      case 'reset':
        this.#stopTimer?.();
        this.#out.left(action.type === 'close' ? 'end' : 'reset');
        if (action.type === 'reset') this.gone('reset');
        return;
      case 'capture':
        return this.#link.capture(action.message);
      default:
        action satisfies never;
    }
  }

  #negotiate({ name, offer }: Hello): void {
    this.#hello = null;
    if (offer === 'nothing-common') return this.#decline();
    if (this.#cut !== null) return this.#cutShort(this.#cut);
    const { names } = this.#listening;
    const tls: VirtualTls = { ...this.#listening.tls, ...(this.#profile as VirtualTls | null) };
    const { certificate = 'valid', maxVersion = null } = tls;
    const { trusted, startedAt } = this.#link;
    this.#out.flight({
      ...tlsFactsOf({ certificate, names, maxVersion, trusted, name, startedAt }),
      ...tls.facts,
    });
  }

  /** RFC 8446 §4.1.1: nothing in common is answered by an alert, which fits through where a certificate does not. */
  #decline(): void {
    this.#send(HANDSHAKE_FAILURE);
    this.#serve({ type: 'secure-failed', at: this.#now(), reason: NOTHING_COMMON });
  }

  /** RFC 8446 §4.4.2.4: no client certificate where one was demanded. */
  #dismiss(): void {
    this.#out.alert(116);
    this.#serve({ type: 'secure-failed', at: this.#now(), reason: NO_CERTIFICATE });
  }

  /** A ServerHello, and nothing after it. */
  #cutShort(cut: HandshakeCut): void {
    this.#send(SERVER_HELLO);
    if (cut === 'close') this.#do({ type: 'close' });
  }
}
