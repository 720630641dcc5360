import type { AttemptSpec, Family, Login } from '@smtp-triage/core';
import { configure } from '../config.ts';
import { RuleBook } from '../rule-book.ts';
import type { Rule } from '../rules.ts';
import type { ListenerOptions } from '../server.ts';
import type { CapturedMessage, SessionRecord } from '../session-log.ts';
import { type Attempted, attemptIn } from './attempt.ts';
import { VirtualClock } from './clock.ts';
import type { Link } from './far-end.ts';
import type { Path, VirtualTls } from './place.ts';
import {
  CONNECT_FAILURES,
  type Fate,
  LOCAL_FATES,
  type NameAnswer,
  type Place,
  UNREACHABLE_AFTER_MS,
} from './place.ts';
import { cutByChance, randomFrom } from './random.ts';
import type { VirtualCertificate } from './tls-facts.ts';
import { type Asked, type Triaged, triageIn } from './triage.ts';
import { type Client, Wire } from './wire.ts';

/** What a virtual net is to be like. Everything has a default. */
export type VirtualNetOptions = {
  /** Where randomness comes from: nonces and jitter. The same seed gives the same run. */
  readonly seed?: number;
  /** From one end to the other, in milliseconds, and how much more it may be by chance. */
  readonly latencyMs?: number;
  readonly jitterMs?: number;
  /** Whether octets arrive in pieces that chance has cut, as TCP may deliver them; whole unless told otherwise. */
  readonly cuts?: boolean;
  /** By how many milliseconds at most a timer of the client may ring late; a busy machine does that. */
  readonly lateMs?: number;
  /** Wall clock at the beginning, ISO 8601 UTC: certificates are made around it. */
  readonly startedAt?: string;
  /** Whether clients trust the mock CA; they do unless told otherwise. */
  readonly trusted?: boolean;
};

/** What stands behind a name: its addresses, what listens at them, and how it misbehaves. A preset is one. */
export type VirtualHost = {
  readonly listeners: Readonly<Record<string, ListenerOptions & { readonly path?: Path }>>;
  /** What becomes of connections to other ports. */
  readonly elsewhere: Fate;
  /** The same for single ports. */
  readonly ports?: Readonly<Record<number, Fate>>;
  readonly rules?: readonly Rule[];
  readonly certificate?: VirtualCertificate;
  readonly tls?: VirtualTls;
  readonly path?: Path;
  /** What becomes of connections to {@link CONTROL_HOST}; null: it is no part of the world. */
  readonly control?: Fate | null;
  /** What each address leads to, by family; or why there is none. One IPv4 address of the server if nothing is said. */
  readonly addresses?: Readonly<Record<Family, readonly ('server' | Fate)[] | Exclude<NameAnswer, readonly string[]>>>;
};

const WELL_KNOWN: Readonly<Record<string, number>> = { submission: 587, submissions: 465, fallback: 2525, relay: 25 };
/** The host that tells a silent network from a silent server. */
export const CONTROL_HOST = 'control.example.test';
const ONE_ADDRESS: NonNullable<VirtualHost['addresses']> = { 4: ['server'], 6: 'no-address' };
const DNS_MS = 2;

/** Addresses for documentation (RFC 5737 §3, RFC 3849 §2), one after the other. */
const addressOf = (family: Family, number: number): string =>
  family === 4 ? `198.51.${100 + (number >> 8)}.${number & 255}` : `2001:db8::${number.toString(16)}`;

/**
 * A network in memory: names, addresses, and mock servers that are run by the same machine as over sockets, joined to
 * core's client machines by nothing but a clock. No sockets, no crypto, no waiting; the same for the same seed.
 *
 * @example
 * const net = virtualNet({ seed: 7 }).host('mail.example.test', preset('cert-expired'));
 * const { case: triaged, elapsedMs } = net.triage({ host: 'mail.example.test' });
 */
export class VirtualNet {
  readonly clock: VirtualClock = new VirtualClock();
  /** Every connection to a server so far, oldest first. */
  readonly sessions: SessionRecord[] = [];
  /** Every message that was accepted, oldest first. */
  readonly messages: CapturedMessage[] = [];
  readonly startedAt: string;
  /** How late the next timer of a client rings, in milliseconds. */
  readonly late: () => number;
  readonly #names = new Map<string, { readonly answers: ReadonlyMap<Family, NameAnswer>; readonly ms: number }>();
  readonly #places = new Map<string, Place>();
  readonly #elsewhere = new Map<string, Fate>();
  readonly #books: RuleBook[] = [];
  readonly #seed: number;
  readonly #latencyMs: number;
  readonly #random: () => number;
  readonly #link: Link;
  #addresses = 6;

  /** An empty net: no name exists, no address answers. */
  constructor({
    seed = 1,
    latencyMs = 1,
    jitterMs = 0,
    cuts = false,
    lateMs = 0,
    startedAt = '2026-11-23T12:00:00.000Z',
    trusted = true,
  }: VirtualNetOptions = {}) {
    this.startedAt = startedAt;
    this.#seed = seed;
    this.#latencyMs = latencyMs;
    this.#random = randomFrom(seed);
    const upTo = (ms: number): (() => number) => (ms === 0 ? () => 0 : () => Math.round(this.#random() * ms * 10) / 10);
    const jitter = upTo(jitterMs);
    this.late = upTo(lateMs);
    this.#link = {
      clock: this.clock,
      latency: ({ path }) => (path.latencyMs ?? latencyMs) + jitter(),
      pieces: cuts ? (bytes) => cutByChance(bytes, this.#random) : (bytes) => [bytes],
      trusted,
      startedAt,
      capture: (message) => this.messages.push(message),
    };
  }

  /** Says what a name look-up gives, by family, and after how long; a family that is not named has no address. */
  name(name: string, answers: Readonly<Partial<Record<Family, NameAnswer>>>, ms: number = DNS_MS): this {
    const given = ([4, 6] as const).map((family): [Family, NameAnswer] => [family, answers[family] ?? 'no-address']);
    this.#names.set(name.toLowerCase(), { answers: new Map(given), ms });
    return this;
  }

  /** Puts something at an address and port. */
  place(address: string, port: number, place: Place): this {
    this.#places.set(`${address} ${port}`, place);
    return this;
  }

  /** Says what becomes of connections to ports of an address at which nothing was put; they are lost if nothing is said. */
  elsewhere(address: string, fate: Fate): this {
    this.#elsewhere.set(address, fate);
    return this;
  }

  /** Puts a whole host behind a name, or behind one address. */
  host(name: string, host: VirtualHost): this {
    const literal = /^[\d.]+$|:/.test(name);
    if (literal) this.#serveAt(name, host, literal ? 'mail.example.test' : name);
    else {
      const { addresses = ONE_ADDRESS } = host;
      this.name(name, { 4: this.#settle(name, host, 4, addresses[4]), 6: this.#settle(name, host, 6, addresses[6]) });
    }
    if (host.control != null) this.host(CONTROL_HOST, { listeners: {}, elsewhere: host.control });
    return this;
  }

  /** What a look-up of a name gives, and after how long; null when no answer ever comes. */
  lookUp(name: string, family: Family): { readonly answer: Exclude<NameAnswer, 'silent'>; readonly ms: number } | null {
    const { answers, ms = DNS_MS } = this.#names.get(name.toLowerCase()) ?? {};
    const answer = answers?.get(family) ?? 'not-found';
    return answer === 'silent' ? null : { answer, ms };
  }

  /** Opens a connection; null when there is no more to it than what the client is told. */
  connect(address: string, port: number, client: Client): Wire | null {
    const place = this.#places.get(`${address} ${port}`) ?? this.#elsewhere.get(address) ?? 'blackhole';
    if (typeof place === 'string') {
      this.#meet(place, client);
      return null;
    }
    const wire = new Wire(place, this.sessions.length + 1, this.#link, client);
    this.sessions.push(wire.machine.record);
    return wire;
  }

  /** Investigates a target in this net, as packages/probe's `triage` does over sockets, and says how long it took. */
  triage(asked: Asked): Triaged {
    return triageIn(this, asked);
  }

  /** Plays one attempt by itself, as the investigation would have it. */
  attempt(spec: AttemptSpec, login: Login | null = null): Attempted {
    return attemptIn(this, spec, login);
  }

  /** Rules that have not fired as often as they are meant to. */
  pendingRules(): readonly Rule[] {
    return this.#books.flatMap((book) => book.pending());
  }

  /** Forgets sessions and messages; everything else stays. */
  reset(): void {
    this.sessions.length = 0;
    this.messages.length = 0;
  }

  /** Gives every address of a family its number, and puts there what it leads to. */
  #settle(
    name: string,
    host: VirtualHost,
    family: Family,
    fates: NonNullable<VirtualHost['addresses']>[Family],
  ): NameAnswer {
    if (typeof fates === 'string') return fates;
    return fates.map((fate) => {
      const address = addressOf(family, ++this.#addresses);
      if (fate === 'server') this.#serveAt(address, host, name);
      else this.elsewhere(address, fate);
      return address;
    });
  }

  #serveAt(address: string, host: VirtualHost, name: string): void {
    const book = new RuleBook(this.#seed);
    book.use(host.rules ?? []);
    this.#books.push(book);
    for (const [listener, { port = WELL_KNOWN[listener], tls, path, ...own }] of Object.entries(host.listeners)) {
      if (port === undefined) continue;
      const nonce = (): string => `virtual${Math.floor(this.#random() * 1e15).toString(36)}`;
      const config = configure({ hostname: name, nonce, ...own, listener }, book);
      this.place(address, port, {
        config,
        names: [name, 'localhost', '127.0.0.1', '::1'],
        tls: {
          ...(host.certificate === undefined ? {} : { certificate: host.certificate }),
          ...host.tls,
          ...(tls as VirtualTls | undefined),
        },
        path: { ...host.path, ...path },
      });
    }
    for (const [port, fate] of Object.entries(host.ports ?? {})) this.place(address, Number(port), fate);
    this.elsewhere(address, host.elsewhere);
  }

  #meet(fate: Fate, { now, tell }: Client): void {
    const trip = 2 * this.#latencyMs;
    const failure = CONNECT_FAILURES[fate];
    if (failure !== undefined) {
      const ms = fate === 'unreachable' ? UNREACHABLE_AFTER_MS : LOCAL_FATES.has(fate) ? 0 : trip;
      this.clock.after(ms, () => tell({ type: 'not-connected', at: now(), ...failure }));
    } else if (fate !== 'blackhole') {
      this.clock.after(trip, () => tell({ type: 'connected', at: now() }));
      const reset = (): void => tell({ type: 'closed', at: now(), how: 'reset', code: 'ECONNRESET' });
      if (fate === 'reset') this.clock.after(2 * trip, reset);
    }
  }
}

/** An empty {@link VirtualNet}. */
export const virtualNet = (options: VirtualNetOptions = {}): VirtualNet => new VirtualNet(options);
