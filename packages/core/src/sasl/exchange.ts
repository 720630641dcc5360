import type { Secret } from '../secret.ts';
import type { SaslMechanism } from './mechanisms.ts';
import type { ScramHash } from './scram-messages.ts';

/** Who logs in, with a password or with an OAuth access token (RFC 4422 §2: authentication identity and credentials). */
export type SaslCredentials =
  | { readonly user: string; readonly password: Secret }
  | { readonly user: string; readonly token: Secret };

/** What a mechanism needs from outside: a fresh nonce (RFC 5802 §5.1) and the server as addressed (RFC 7628 §3.1). */
export type SaslContext = { readonly nonce: string; readonly host: string; readonly port: number };

/**
 * A client-side exchange (RFC 4422 §3): what is still to be said. Secrets are in it only while they are still needed,
 * and always wrapped, so it may be logged; `answered` has nothing left to say and waits for the server's verdict.
 */
export type SaslExchange =
  | { readonly stage: 'answered' }
  | { readonly stage: 'login-user'; readonly user: string; readonly password: Secret }
  | { readonly stage: 'login-password'; readonly password: Secret }
  | { readonly stage: 'cram-md5'; readonly user: string; readonly password: Secret }
  | {
      readonly stage: 'scram-first';
      readonly hash: ScramHash;
      readonly nonce: string;
      readonly clientFirstBare: string;
      readonly password: Secret;
    }
  | { readonly stage: 'scram-final'; readonly serverSignature: Secret }
  | {
      readonly stage: 'oauth';
      readonly mechanism: Extract<SaslMechanism, 'XOAUTH2' | 'OAUTHBEARER'>;
      readonly user: string;
      readonly token: Secret;
    };

/** Why the client stops; on the wire it then sends `*` (RFC 4954 §4), or nothing when nothing was sent yet. */
export type SaslAbortReason =
  | 'user-not-encodable'
  | 'secret-not-encodable'
  | 'unexpected-challenge'
  | 'challenge-malformed'
  | 'mandatory-extension'
  | 'nonce-not-extended'
  | 'iteration-count-out-of-range'
  | 'server-error'
  | 'server-signature-wrong';

/** The end of an exchange from our side (RFC 4954 §4); `detail` is the number or RFC 5802 §7 word that the server gave. */
export type SaslAbort = { readonly kind: 'abort'; readonly reason: SaslAbortReason; readonly detail: string | null };

/** The JSON that a server sends instead of success (RFC 7628 §3.2.2), each field bounded and scrubbed of the token. */
export type OAuthRefusal = {
  readonly status: string | null;
  readonly schemes: string | null;
  readonly scope: string | null;
};

/**
 * The first step (RFC 4954 §4). `initial` goes with AUTH, or answers the first, empty 334 when it does not fit on that line;
 * null means that the server speaks first. Empty bytes would be written `=`.
 */
export type SaslStart =
  | { readonly kind: 'respond'; readonly initial: Uint8Array | null; readonly exchange: SaslExchange }
  | SaslAbort;

/** The answer to one 334 (RFC 4954 §4); `refusal` is set when the challenge was an OAuth error, so that a 5yz will follow. */
export type SaslAnswer =
  | {
      readonly kind: 'respond';
      readonly response: Uint8Array;
      readonly exchange: SaslExchange;
      readonly refusal: OAuthRefusal | null;
    }
  | SaslAbort;

/** What is wrong with a 235 (RFC 4954 §4, RFC 5802 §5): it proves nothing, or came before we proved anything. */
export type SaslProblem = 'server-signature-wrong' | 'server-signature-missing' | 'success-too-early';

/** Whether a 235 may be believed (RFC 5802 §5: the client authenticates the server, too). */
export type SaslOutcome = { readonly kind: 'ok' } | { readonly kind: 'problem'; readonly problem: SaslProblem };

/** An abort with the server's word for it, if there is one (RFC 4954 §4). */
export function abort(reason: SaslAbortReason, detail: string | null = null): SaslAbort {
  return { kind: 'abort', reason, detail };
}

/** A response to a challenge (RFC 4954 §4). */
export function respond(response: Uint8Array, exchange: SaslExchange, refusal: OAuthRefusal | null = null): SaslAnswer {
  return { kind: 'respond', response, exchange, refusal };
}
