import type { SaslCredentials, SaslMechanism } from '../sasl/index.ts';
import type { ConnectFailure, Goal, Route, TlsFacts, TlsFailure, TraceEvent } from '../trace/types.ts';

/** How long to wait at each step, in milliseconds. */
export type Timing = {
  readonly connectMs: number;
  readonly greetingMs: number;
  readonly tlsMs: number;
  readonly replyMs: number;
  /** Silence after which the investigation is told that an attempt is waiting. */
  readonly quietMs: number;
  /** How long to wait for the answer to QUIT. */
  readonly quitMs: number;
};

/** The default waits. Clients give up between 5 s and 2 min; a first verdict must not take that long. */
export const TIMING: Timing = {
  connectMs: 6_000,
  greetingMs: 10_000,
  tlsMs: 8_000,
  replyMs: 10_000,
  quietMs: 1_000,
  quitMs: 400,
};

/** Addresses of a test transaction. No message follows unless `message` is given, which the user must ask for. */
export type Envelope = {
  readonly from: string;
  readonly to: string;
  /** Size to declare with MAIL (RFC 1870), in octets. */
  readonly size: number | null;
  /** A whole message to send after DATA, lines ended by CRLF; null: stop after RCPT and reset. */
  readonly message: string | null;
};

/** What a ClientHello offers: the usual, or ciphers that no mail server shares. */
export type TlsOffer = 'usual' | 'nothing-common';

/** One connection to be tried. */
export type AttemptSpec = {
  readonly route: Route & { readonly port: number; readonly address: string };
  readonly goal: Goal;
  /** Where to connect, if that is not the port of the route. */
  readonly connectPort: number;
  /** The SASL mechanisms that fit the credentials, best first; empty when no login is wanted. */
  readonly mechanisms: readonly SaslMechanism[];
  /** EHLO name: a domain or an address literal (RFC 5321 §4.1.3). */
  readonly ehloName: string;
  /** TLS server name (SNI), null for none; the certificate is checked against `route.host` or this name. */
  readonly servername: string | null;
  readonly minTls: 'TLSv1.2' | 'TLSv1.3';
  /** What the handshake offers; `nothing-common` can only be answered by a short alert, which tells a stalled path from a stalled server. */
  readonly offer: TlsOffer;
  /** Slip a NOOP in behind STARTTLS, in cleartext: a server that answers it inside TLS believes what anyone may inject. */
  readonly slipsIn: boolean;
  readonly envelope: Envelope | null;
  readonly timing: Timing;
  /** Wall clock when the diagnosis began: certificate dates are judged against it. */
  readonly startedAt: string;
};

/** The login, handed to one attempt, once. */
export type Login = {
  readonly credentials: SaslCredentials;
  /** Client nonce for SCRAM; randomness comes from outside. */
  readonly nonce: string;
};

/** What can happen to an attempt. `at`: milliseconds since the diagnosis began. */
export type AttemptInput = { readonly at: number } & (
  | { readonly type: 'start' }
  | { readonly type: 'connected' }
  | { readonly type: 'not-connected'; readonly why: ConnectFailure; readonly code: string | null }
  | { readonly type: 'bytes'; readonly chunk: Uint8Array }
  | { readonly type: 'secured'; readonly tls: TlsFacts }
  | { readonly type: 'not-secured'; readonly failure: TlsFailure }
  | { readonly type: 'closed'; readonly how: 'end' | 'reset' | 'error'; readonly code: string | null }
  | { readonly type: 'tick' }
  | { readonly type: 'told'; readonly word: 'proceed'; readonly login: Login | null }
  | { readonly type: 'told'; readonly word: 'finish' | 'give-up' | 'abandon' }
);

/** What an attempt asks of the edge. `end` says goodbye with a FIN, `destroy` drops the connection at once. */
export type AttemptAction =
  | { readonly type: 'connect'; readonly address: string; readonly port: number }
  | { readonly type: 'write'; readonly bytes: Uint8Array }
  | { readonly type: 'secure'; readonly servername: string | null; readonly offer: TlsOffer }
  | { readonly type: 'close'; readonly how: 'end' | 'destroy' };

/** What an attempt did with one input. The events belong at the end of its trace, in this order. */
export type Advance<State> = {
  readonly attempt: State;
  readonly actions: readonly AttemptAction[];
  readonly events: readonly TraceEvent[];
};
