import type { ConnectFailure, LookupFailure, TlsFacts } from '@smtp-triage/core';
import type { MachineConfig } from '../config.ts';
import type { TlsProfile } from '../secure-contexts.ts';
import type { VirtualCertificate } from './tls-facts.ts';

/**
 * What becomes of a connection where no server listens. `blackhole`: no answer ever. `reset`: accepted, then RST.
 * `unreachable`: a router says EHOSTUNREACH, which is also what an ICMP "prohibited" becomes. `prohibited`: a rule on
 * this machine says EACCES. `answers`: accepted, and not a word: enough for a control host.
 */
export type Fate =
  | 'refused'
  | 'blackhole'
  | 'reset'
  | 'unreachable'
  | 'prohibited'
  | 'network-unreachable'
  | 'no-local-address'
  | 'answers';

/** The fates that are a failed connect, with the errno that a system gives for them (connect(2), bind(2)). */
export const CONNECT_FAILURES: Readonly<
  Partial<Record<Fate, { readonly why: ConnectFailure; readonly code: string }>>
> = {
  refused: { why: 'refused', code: 'ECONNREFUSED' },
  unreachable: { why: 'host-unreachable', code: 'EHOSTUNREACH' },
  prohibited: { why: 'prohibited', code: 'EACCES' },
  'network-unreachable': { why: 'network-unreachable', code: 'ENETUNREACH' },
  'no-local-address': { why: 'no-local-address', code: 'EADDRNOTAVAIL' },
};

/** The fates that this machine decides itself, without a packet. */
export const LOCAL_FATES: ReadonlySet<Fate> = new Set<Fate>(['prohibited', 'network-unreachable', 'no-local-address']);

/** How long routers try before they say that a host cannot be reached (ARP and ND give up after three seconds). */
export const UNREACHABLE_AFTER_MS = 3_000;

/** What a server does in a handshake that is only played. */
export type VirtualTls = Omit<TlsProfile, 'certificate'> & {
  readonly certificate?: VirtualCertificate;
  /** Judges the client's certificate when the client thinks that it is done, as TLS 1.3 has it, and finds none. */
  readonly demandsCertificate?: boolean;
  /** Facts that no profile gives, such as a weak key exchange. */
  readonly facts?: Partial<TlsFacts>;
};

/** The way to a place. */
export type Path = {
  /** From one end to the other, in milliseconds. */
  readonly latencyMs?: number;
  /** How much longer than a round trip a connect takes, in milliseconds. */
  readonly connectMs?: number;
  /** Segments with more octets vanish, and no ICMP message says so (RFC 2923 §2.1). */
  readonly mtu?: number;
};

/** A server at an address and port. */
export type Listening = {
  readonly config: MachineConfig;
  /** Names in its certificate. */
  readonly names: readonly string[];
  readonly tls: VirtualTls;
  readonly path: Path;
};

/** What is found at an address and port. */
export type Place = Fate | Listening;

/** What each name look-up of a family gives: addresses, a failure, or no answer ever. */
export type NameAnswer = readonly string[] | LookupFailure | 'silent';

/** What a resolver says of failures, by Node's names (getaddrinfo(3)). */
export const LOOKUP_CODES: Readonly<Record<LookupFailure, string | null>> = {
  'not-found': 'ENOTFOUND',
  'no-address': 'ENODATA',
  'server-failure': 'EAI_AGAIN',
  'timed-out': null,
};
