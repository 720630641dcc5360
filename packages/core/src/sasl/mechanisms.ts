import type { SaslCredentials } from './exchange.ts';

/** The SASL mechanisms (RFC 4422 §3.1) we can speak, on either side. */
export type SaslMechanism =
  | 'PLAIN'
  | 'LOGIN'
  | 'CRAM-MD5'
  | 'SCRAM-SHA-1'
  | 'SCRAM-SHA-256'
  | 'XOAUTH2'
  | 'OAUTHBEARER';

/** One mechanism: what it proves knowledge of, who speaks first (RFC 4422 §5), and where it is written down. */
export type SaslMechanismRow = {
  readonly name: SaslMechanism;
  readonly needs: 'password' | 'token';
  readonly first: 'client' | 'server';
  readonly ref: string;
};

/**
 * The mechanisms in the order in which {@link mechanismsFor} prefers them (RFC 4422 §3.2 leaves the policy to the client).
 *
 * Secrets travel over verified TLS only, so the question is not which one hides the password best but which one fails
 * least often with a *good* password, because our answer must be about the password and not about the server's database:
 *
 * - PLAIN, then LOGIN, work with however the server stores its passwords, and are what mail programs use over TLS.
 * - SCRAM needs verifiers stored when the password was set (RFC 5802 §3); servers offer it for accounts that have none,
 *   and then refuse a good password.
 * - CRAM-MD5 needs the password itself stored and is historic: last.
 * - XOAUTH2 came years before its standard, and both big providers offer it; OAUTHBEARER is offered by fewer.
 */
export const SASL_MECHANISMS: readonly SaslMechanismRow[] = [
  { name: 'PLAIN', needs: 'password', first: 'client', ref: 'RFC 4616' },
  { name: 'LOGIN', needs: 'password', first: 'server', ref: 'draft-murchison-sasl-login-00' },
  { name: 'SCRAM-SHA-256', needs: 'password', first: 'client', ref: 'RFC 7677' },
  { name: 'SCRAM-SHA-1', needs: 'password', first: 'client', ref: 'RFC 5802' },
  { name: 'CRAM-MD5', needs: 'password', first: 'server', ref: 'RFC 2195' },
  { name: 'XOAUTH2', needs: 'token', first: 'client', ref: 'Gmail: OAuth 2.0 Mechanism' },
  { name: 'OAUTHBEARER', needs: 'token', first: 'client', ref: 'RFC 7628' },
];

/**
 * The mechanisms that fit the credentials, best first; with a wanted one, that one or none. What a server offers is held
 * against this list in upper case (RFC 4954 §4 and §8 compare names without regard to case).
 */
export function mechanismsFor(credentials: SaslCredentials, wanted: SaslMechanism | null): readonly SaslMechanism[] {
  const needs = 'password' in credentials ? 'password' : 'token';
  return SASL_MECHANISMS.filter((row) => row.needs === needs && (wanted === null || row.name === wanted)).map(
    ({ name }) => name,
  );
}
