import { assertNever } from '../assert-never.ts';
import { reveal, type Secret } from '../secret.ts';
import { utf8Encode } from '../wire/bytes.ts';
import { cramMd5 } from './cram-md5.ts';
import {
  abort,
  respond,
  type SaslAnswer,
  type SaslContext,
  type SaslCredentials,
  type SaslExchange,
  type SaslOutcome,
  type SaslStart,
} from './exchange.ts';
import type { SaslMechanism } from './mechanisms.ts';
import { acknowledgeRefusal, startOAuth } from './oauth.ts';
import { confirmScram, finishScram, proveScram, startScram } from './scram.ts';

const ANSWERED: SaslExchange = { stage: 'answered' };

/**
 * Begins an exchange (RFC 4422 §3). Credentials that cannot be written in the mechanism's form are an abort before
 * anything is sent; a mechanism that needs the other kind of credentials is a bug and throws.
 *
 * @example
 * const start = startSasl('PLAIN', { user: 'tim', password: new Secret('…') }, { nonce, host, port: 587 });
 * if (start.kind === 'respond' && start.initial !== null) send(`AUTH PLAIN ${base64Encode(start.initial)}`);
 */
export function startSasl(mechanism: SaslMechanism, credentials: SaslCredentials, context: SaslContext): SaslStart {
  const { user } = credentials;
  // RFC 4616 §2 forbids NUL and half a surrogate pair has no UTF-8. Other controls SASLprep forbids in a user name
  // (RFC 4013 §2.3), and U+0001 would forge a field of XOAUTH2; in a password they may be meant.
  if (!/^[^\p{Cc}\p{Cs}]+$/u.test(user)) return abort('user-not-encodable');
  const secret = 'password' in credentials ? credentials.password : credentials.token;
  if (!/^[^\0\p{Cs}]+$/u.test(reveal(secret))) return abort('secret-not-encodable');

  switch (mechanism) {
    case 'PLAIN': {
      const password = passwordOf(credentials, mechanism);
      return { kind: 'respond', initial: utf8Encode(`\0${user}\0${reveal(password)}`), exchange: ANSWERED };
    }
    case 'LOGIN':
      return serverFirst({ stage: 'login-user', user, password: passwordOf(credentials, mechanism) });
    case 'CRAM-MD5':
      return serverFirst({ stage: 'cram-md5', user, password: passwordOf(credentials, mechanism) });
    case 'SCRAM-SHA-1':
      return startScram('SHA-1', user, passwordOf(credentials, mechanism), context.nonce);
    case 'SCRAM-SHA-256':
      return startScram('SHA-256', user, passwordOf(credentials, mechanism), context.nonce);
    case 'XOAUTH2':
    case 'OAUTHBEARER':
      return startOAuth(mechanism, user, tokenOf(credentials, mechanism), context);
    default:
      return assertNever(mechanism);
  }
}

/** Answers one decoded 334 (RFC 4954 §4); whatever the server sends, this returns and does not throw. */
export function answerSasl(exchange: SaslExchange, challenge: Uint8Array): SaslAnswer {
  switch (exchange.stage) {
    case 'answered':
      return abort('unexpected-challenge');
    case 'login-user':
      // draft-murchison-sasl-login §2.1: the words of the prompts say nothing, only their order does.
      return respond(utf8Encode(exchange.user), { stage: 'login-password', password: exchange.password });
    case 'login-password':
      return respond(utf8Encode(reveal(exchange.password)), ANSWERED);
    case 'cram-md5':
      // RFC 2195 §2: the challenge is a msg-id; without one there is nothing to prove.
      if (challenge.length === 0) return abort('challenge-malformed');
      return respond(cramMd5(exchange.user, exchange.password, challenge), ANSWERED);
    case 'scram-first':
      return proveScram(exchange, challenge);
    case 'scram-final':
      return confirmScram(exchange, challenge);
    case 'oauth':
      return acknowledgeRefusal(exchange, challenge);
    default:
      return assertNever(exchange);
  }
}

/**
 * Judges a 235 (RFC 4954 §4). `finalData` is the decoded base64 of its text, null when there is none: some servers put
 * SCRAM's server-final-message there instead of into a 334.
 */
export function finishSasl(exchange: SaslExchange, finalData: Uint8Array | null): SaslOutcome {
  switch (exchange.stage) {
    case 'answered':
    case 'oauth':
      return { kind: 'ok' };
    case 'scram-final':
      return finishScram(exchange, finalData);
    case 'login-user':
    case 'login-password':
    case 'cram-md5':
    case 'scram-first':
      return { kind: 'problem', problem: 'success-too-early' };
    default:
      return assertNever(exchange);
  }
}

function serverFirst(exchange: SaslExchange): SaslStart {
  return { kind: 'respond', initial: null, exchange };
}

function passwordOf(credentials: SaslCredentials, mechanism: SaslMechanism): Secret {
  if ('password' in credentials) return credentials.password;
  throw new TypeError(`${mechanism} needs a password, not a token`);
}

function tokenOf(credentials: SaslCredentials, mechanism: SaslMechanism): Secret {
  if ('token' in credentials) return credentials.token;
  throw new TypeError(`${mechanism} needs a token, not a password`);
}
