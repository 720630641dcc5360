import type { Secret } from '../secret.ts';
import type { SaslMechanism } from './mechanisms.ts';

/** The password or token of a user, null for nobody (RFC 4422 §2: what the server knows). */
export type SaslLookup = (user: string) => Secret | null;

/**
 * What the server half takes from outside: its part of the nonce, salt and iteration count (RFC 5802 §5.1), and whether
 * SCRAM's last message goes into a 334, as is usual and the default, or into the text of the 235.
 */
export type SaslServerContext = {
  readonly nonce: string;
  readonly salt: Uint8Array;
  readonly iterations: number;
  readonly serverFinal?: 'challenge' | 'success';
};

/** What the server waits for (RFC 4422 §3). */
export type SaslServerStage =
  | { readonly stage: 'first' }
  | { readonly stage: 'login-password'; readonly user: string }
  | { readonly stage: 'cram-md5'; readonly challenge: Uint8Array }
  | {
      readonly stage: 'scram-final';
      readonly user: string;
      readonly password: Secret;
      readonly header: string;
      readonly clientFirstBare: string;
      readonly serverFirst: string;
    }
  | { readonly stage: 'acknowledge'; readonly expected: Uint8Array; readonly verdict: SaslVerdict };

/** A server-side exchange (RFC 4422 §3): a value; the lookup in it is the only part that is not plain data. */
export type SaslServerExchange = {
  readonly mechanism: SaslMechanism;
  readonly lookup: SaslLookup;
  readonly context: SaslServerContext;
  readonly waits: SaslServerStage;
};

/** Why a server refuses (RFC 4954 §6): 501 for `malformed`, 535 for the others, which a polite server does not tell apart. */
export type SaslRejection = 'malformed' | 'unknown-user' | 'wrong-secret' | 'not-authorized';

/** The end (RFC 4954 §4): a 235, whose text is the base64 of `finalData` unless that is null, or a refusal. */
export type SaslVerdict =
  | { readonly kind: 'accepted'; readonly user: string; readonly finalData: Uint8Array | null }
  | { readonly kind: 'rejected'; readonly user: string | null; readonly why: SaslRejection };

/** A 334 to send, and the exchange that takes the answer (RFC 4954 §4). */
export type SaslChallenge = {
  readonly kind: 'challenge';
  readonly challenge: Uint8Array;
  readonly exchange: SaslServerExchange;
};

/** Either another 334 or the end (RFC 4954 §4). */
export type SaslServerStep = SaslChallenge | SaslVerdict;

/** A success without data (RFC 4954 §6). */
export function accepted(user: string): SaslVerdict {
  return { kind: 'accepted', user, finalData: null };
}

/** A refusal (RFC 4954 §6). */
export function rejected(why: SaslRejection, user: string | null = null): SaslVerdict {
  return { kind: 'rejected', user, why };
}

/** A 334 after which the server waits for what `waits` says (RFC 4954 §4). */
export function challengeWith(
  exchange: SaslServerExchange,
  challenge: Uint8Array,
  waits: SaslServerStage,
): SaslChallenge {
  return { kind: 'challenge', challenge, exchange: { ...exchange, waits } };
}
