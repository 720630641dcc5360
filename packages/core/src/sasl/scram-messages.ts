import { hmac } from '@noble/hashes/hmac.js';
import { sha1 } from '@noble/hashes/legacy.js';
import { pbkdf2 } from '@noble/hashes/pbkdf2.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { base64Decode, utf8Encode } from '../wire/bytes.ts';

/** The hash in the name of a SCRAM mechanism (RFC 5802 §4). */
export type ScramHash = 'SHA-1' | 'SHA-256';

/** The parts of a server-first-message that matter (RFC 5802 §7). */
export type ServerFirst = { readonly nonce: string; readonly salt: Uint8Array; readonly iterations: number };

/** Proof and signature of one exchange (RFC 5802 §3). */
export type ScramProofs = { readonly clientProof: Uint8Array; readonly serverSignature: Uint8Array };

/** gs2-header of a client without channel binding and without authorization identity (RFC 5802 §7), and its base64. */
export const GS2_HEADER = 'n,,';
/** The same header as `c=` of the client-final-message wants it (RFC 5802 §5.1). */
export const GS2_HEADER_BASE64 = 'biws';

const HASHES = { 'SHA-1': sha1, 'SHA-256': sha256 } as const;

/** server-error-value (RFC 5802 §7); one that is not known must be treated as `other-error`. */
const SERVER_ERRORS: readonly string[] = [
  'invalid-encoding',
  'extensions-not-supported',
  'invalid-proof',
  'channel-bindings-dont-match',
  'server-does-support-channel-binding',
  'channel-binding-not-supported',
  'unsupported-channel-binding-type',
  'unknown-user',
  'invalid-username-encoding',
  'no-resources',
];

/** A user name as saslname, where `=` and `,` are escaped (RFC 5802 §5.1). */
export function saslName(user: string): string {
  return user.replaceAll('=', '=3D').replaceAll(',', '=2C');
}

/** A saslname back to the user name; null for any other escape (RFC 5802 §5.1). */
export function userOfSaslName(name: string): string | null {
  return /=(?!2C|3D)/.test(name) ? null : name.replaceAll('=2C', ',').replaceAll('=3D', '=');
}

/** The server-first-message, or null when it is none (RFC 5802 §7); unknown optional extensions after `i=` are ignored. */
export function parseServerFirst(message: string): ServerFirst | null {
  const [, nonce, saltText, count] = /^r=([!-+\--~]+),s=([^,]+),i=(\d+)(?:,|$)/.exec(message) ?? [];
  const salt = base64Decode(saltText ?? '');
  if (nonce === undefined || salt === null) return null;
  return { nonce, salt, iterations: Number(count) };
}

/** The word after `e=` when the message is a server's error (RFC 5802 §7), null when it is not. */
export function serverErrorOf(message: string): string | null {
  const [, word] = /^e=([^,]*)/.exec(message) ?? [];
  if (word === undefined) return null;
  return SERVER_ERRORS.includes(word) ? word : 'other-error';
}

/** The base64 after `v=` of a server-final-message (RFC 5802 §7), null when there is none. */
export function verifierOf(message: string): string | null {
  return /^v=([^,]*)/.exec(message)?.[1] ?? null;
}

/** The whole computation (RFC 5802 §3). The password comes prepared; it costs two hashes per iteration, without a pause. */
export function scramProofs(hash: ScramHash, password: string, first: ServerFirst, authMessage: string): ScramProofs {
  const H = HASHES[hash];
  const message = utf8Encode(authMessage);
  const salted = pbkdf2(H, utf8Encode(password), first.salt, { c: first.iterations, dkLen: H.outputLen });
  const clientKey = hmac(H, salted, utf8Encode('Client Key'));
  const clientSignature = hmac(H, H(clientKey), message);
  const serverKey = hmac(H, salted, utf8Encode('Server Key'));
  return {
    clientProof: clientKey.map((octet, i) => octet ^ (clientSignature[i] ?? 0)),
    serverSignature: hmac(H, serverKey, message),
  };
}
