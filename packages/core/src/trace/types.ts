import type { Verb, Violation } from '../dialogue/index.ts';
import type { Mode } from '../ports.ts';
import type { Offers } from '../wire/offers.ts';

/** The stages of an attempt, in order. On an implicit-TLS route `tls` comes before `greeting`. */
export const STAGES = ['dns', 'connect', 'greeting', 'ehlo', 'starttls', 'tls', 'auth', 'envelope', 'data'] as const;
/** One stage of an attempt. */
export type Stage = (typeof STAGES)[number];

/** How far an attempt is to go before it says QUIT. */
export type Goal = Exclude<Stage, 'dns' | 'starttls'>;

/** Why an attempt was made: the user's own settings, the ladder, a test that settles an ambiguity, one that only asks for a short answer, one that slips a command in before the handshake, or a control host. */
export type Purpose = 'lookup' | 'settings' | 'ladder' | 'follow-up' | 'size-test' | 'injection-test' | 'control';

/** IP version. */
export type Family = 4 | 6;

/** One way to the server: port × mode × address. For a name look-up, and only there, port, mode and address are null. */
export type Route = {
  readonly id: string;
  readonly purpose: Purpose;
  /** The name (or address) that was asked for; what the certificate is checked against. */
  readonly host: string;
  readonly port: number | null;
  readonly mode: Mode | null;
  readonly family: Family | null;
  readonly address: string | null;
};

/** Bytes as they came: text where they are printable UTF-8, else base64, up to a cap. `length` counts all of them. */
export type Bytes = {
  readonly length: number;
  readonly text?: string;
  readonly base64?: string;
  readonly truncated?: true;
};

/** Who speaks, judged from the first bytes. */
export type Speaker = 'smtp' | 'tls-handshake' | 'tls-alert' | 'http' | 'ssh' | 'imap' | 'pop3' | 'unknown';

/** Why a name gave no address. */
export type LookupFailure = 'not-found' | 'no-address' | 'server-failure' | 'timed-out';

/** Why a TCP connection did not come about. */
export type ConnectFailure =
  | 'refused'
  | 'reset'
  | 'timed-out'
  | 'host-unreachable'
  | 'network-unreachable'
  | 'prohibited'
  | 'no-local-address'
  | 'proxy-failed'
  | 'failed';

/** Why a TLS handshake did not come about. `not-tls`: the peer's bytes were no TLS record. */
export type TlsFailureKind = 'not-tls' | 'alert' | 'closed' | 'reset' | 'protocol';

/** What is known of a failed handshake: the alert by number, since error names differ between OpenSSL versions. */
export type TlsFailure = {
  readonly why: TlsFailureKind;
  /** TLS alert number as the peer sent it (RFC 8446 §6), or null. */
  readonly alert: number | null;
  readonly code: string | null;
  readonly reason: string;
  /** The first bytes the peer sent in place of a handshake, where they could be seen. */
  readonly firstBytes: Bytes | null;
  readonly speaker: Speaker | null;
  /** Types of the handshake messages that the peer sent in the clear, in order (RFC 5246 §7.4); absent where nobody looked. */
  readonly messages?: readonly number[];
};

/** A certificate, as far as a diagnosis needs it. Times are ISO 8601 UTC. */
export type CertificateFacts = {
  readonly subject: string;
  readonly issuer: string;
  /** subjectAltName entries, e.g. `DNS:mail.example.com`, `IP:192.0.2.1`; at most 100. */
  readonly names: readonly string[];
  readonly validFrom: string;
  readonly validTo: string;
  readonly key: { readonly type: string; readonly bits: number | null };
  /** Signature algorithm, e.g. `sha256WithRSAEncryption`, or its OID where the name is not known. */
  readonly signature: string | null;
  readonly fingerprint256: string;
  readonly serialNumber: string;
  readonly selfSigned: boolean;
  /** Whether it names a place to fetch its issuer from (AIA caIssuers): the mark of a public CA. */
  readonly namesIssuerLocation: boolean;
};

/** What the handshake gave. The probe reports; whether to trust it is judged in core. */
export type TlsFacts = {
  readonly protocol: string;
  readonly cipher: string;
  readonly keyExchange: { readonly type: string; readonly name: string | null; readonly bits: number | null } | null;
  /** Chain and dates verified against the trust store in use. */
  readonly authorized: boolean;
  /** OpenSSL's name for the reason, e.g. `CERT_HAS_EXPIRED`, or null. */
  readonly authorizationError: string | null;
  /** Whether the certificate is for the name that was asked for (RFC 9525). */
  readonly nameMatches: boolean;
  readonly certificate: CertificateFacts | null;
  /** Certificates above the leaf, as far as they were sent or known; at most 10. */
  readonly chain: readonly { readonly subject: string; readonly issuer: string; readonly validTo: string }[];
};

/** What bends the reply grammar without hiding the meaning (RFC 5321 §4.2). */
export type Quirk =
  | 'bare-lf'
  | 'bare-cr'
  | 'nul'
  | 'eight-bit'
  | 'long-line'
  | 'mixed-codes'
  | 'stray-line'
  | 'odd-separator'
  | 'many-lines'
  | 'unknown-class';

/** Caps on what one attempt reads and keeps (security rows SEC-25, SEC-26). */
export type Limit = 'reply-line' | 'reply-lines' | 'reply-bytes' | 'attempt-bytes' | 'attempt-events';

/**
 * The word of the investigation to an attempt: `proceed` to the login, `finish` without it, `give-up` on a peer that is
 * silent for a known reason (the route has failed), `abandon` what can change nothing any more (the route is skipped).
 */
export type Word = 'proceed' | 'finish' | 'give-up' | 'abandon';

/** What one attempt came to. */
export type Outcome = 'ok' | 'failed' | 'skipped';

/** Why an attempt ended where it did; `goal` is the good end. */
export type EndReason =
  | 'goal'
  | 'told'
  | 'not-tried'
  | 'not-connected'
  | 'timed-out'
  | 'closed'
  | 'refused'
  | 'not-smtp'
  | 'not-offered'
  | 'no-mechanism'
  | 'not-secured'
  | 'not-verified'
  | 'injected-bytes'
  | 'sasl'
  | 'limit';

/** Everything an attempt was fed and did. `at` is milliseconds since the diagnosis began, from a monotonic clock. */
export type TraceEvent = { readonly at: number } & (
  | { readonly type: 'lookup'; readonly name: string }
  | { readonly type: 'resolved'; readonly family: Family; readonly addresses: readonly string[] }
  | {
      readonly type: 'not-resolved';
      readonly family: Family;
      readonly why: LookupFailure;
      readonly code: string | null;
    }
  | { readonly type: 'connecting'; readonly address: string; readonly port: number }
  | { readonly type: 'connected' }
  | { readonly type: 'not-connected'; readonly why: ConnectFailure; readonly code: string | null }
  | { readonly type: 'sent'; readonly verb: Verb; readonly line: string }
  | {
      readonly type: 'reply';
      readonly to: Verb | null;
      readonly code: number;
      readonly enhanced: string | null;
      readonly lines: readonly string[];
      readonly quirks?: readonly Quirk[];
    }
  | { readonly type: 'offers'; readonly offers: Offers }
  | { readonly type: 'received'; readonly speaker: Speaker; readonly bytes: Bytes }
  | { readonly type: 'securing'; readonly servername: string | null }
  | { readonly type: 'secured'; readonly tls: TlsFacts }
  | { readonly type: 'not-secured'; readonly failure: TlsFailure }
  | { readonly type: 'quiet'; readonly stage: Stage; readonly waitedMs: number }
  | { readonly type: 'timed-out'; readonly stage: Stage; readonly waitedMs: number }
  | {
      readonly type: 'closed';
      readonly by: 'peer' | 'us';
      readonly how: 'end' | 'reset' | 'error';
      readonly code: string | null;
    }
  | { readonly type: 'limit-hit'; readonly limit: Limit }
  | { readonly type: 'violation'; readonly violation: Violation }
  | { readonly type: 'held' }
  | { readonly type: 'told'; readonly word: Word }
  | { readonly type: 'sasl-aborted'; readonly reason: string }
  | {
      readonly type: 'ended';
      readonly outcome: Outcome;
      readonly reached: Stage | null;
      readonly failedAt: Stage | null;
      readonly why: EndReason;
    }
);

/** The version of the trace format; a reader refuses any other. */
export const TRACE_SCHEMA = 'smtp-triage/trace@1';

/** One attempt (or one name look-up) as plain JSON, secrets masked when each event was made. */
export type Trace = {
  readonly schema: typeof TRACE_SCHEMA;
  readonly route: Route;
  readonly goal: Goal;
  /** Wall clock at `at` 0, ISO 8601 UTC. */
  readonly startedAt: string;
  readonly events: readonly TraceEvent[];
};

/** The events of one kind. */
export type EventOf<K extends TraceEvent['type']> = Extract<TraceEvent, { readonly type: K }>;
