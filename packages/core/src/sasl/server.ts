import { assertNever } from '../assert-never.ts';
import { reveal } from '../secret.ts';
import { ascii, equalBytes, utf8Decode, utf8Encode } from '../wire/bytes.ts';
import { cramMd5 } from './cram-md5.ts';
import type { SaslMechanism } from './mechanisms.ts';
import { saslprep } from './saslprep.ts';
import {
  accepted,
  challengeWith,
  rejected,
  type SaslChallenge,
  type SaslLookup,
  type SaslServerContext,
  type SaslServerExchange,
  type SaslServerStep,
  type SaslVerdict,
} from './server-exchange.ts';
import { judgeOAuth } from './server-oauth.ts';
import { challengeScram, verifyScram } from './server-scram.ts';

/**
 * Begins the server half (RFC 4954 §4). The challenge is for an AUTH without initial response; with one, pass that straight
 * to {@link answerSaslServer}. LOGIN takes the user name so, as servers do; for CRAM-MD5 RFC 4954 §4 wants a 501 instead,
 * which is the caller's to send: `first` in SASL_MECHANISMS tells who speaks first.
 */
export function startSaslServer(
  mechanism: SaslMechanism,
  lookup: SaslLookup,
  context: SaslServerContext,
): SaslChallenge {
  const exchange: SaslServerExchange = { mechanism, lookup, context, waits: { stage: 'first' } };
  if (mechanism === 'CRAM-MD5') {
    const challenge = ascii(`<${context.nonce}@sasl.invalid>`); // RFC 2195 §2: in the form of a msg-id
    return challengeWith(exchange, challenge, { stage: 'cram-md5', challenge });
  }
  return challengeWith(exchange, ascii(mechanism === 'LOGIN' ? 'Username:' : ''), exchange.waits);
}

/** Takes one decoded line of the client (RFC 4954 §4); whatever it holds, this returns and does not throw. */
export function answerSaslServer(exchange: SaslServerExchange, response: Uint8Array): SaslServerStep {
  const { waits } = exchange;
  const text = utf8Decode(response);
  if (text === null) return rejected('malformed');
  switch (waits.stage) {
    case 'first':
      return takeFirst(exchange, text);
    case 'login-password':
      return judgePassword(exchange, waits.user, text);
    case 'cram-md5':
      return judgeCramMd5(exchange, waits.challenge, response);
    case 'scram-final':
      return verifyScram(exchange, waits, text);
    case 'acknowledge':
      return equalBytes(response, waits.expected) ? waits.verdict : rejected('malformed');
    default:
      return assertNever(waits);
  }
}

function takeFirst(exchange: SaslServerExchange, text: string): SaslServerStep {
  const { mechanism } = exchange;
  switch (mechanism) {
    case 'PLAIN':
      return judgePlain(exchange, text);
    case 'LOGIN':
      return challengeWith(exchange, ascii('Password:'), { stage: 'login-password', user: text });
    case 'SCRAM-SHA-1':
    case 'SCRAM-SHA-256':
      return challengeScram(exchange, text);
    case 'XOAUTH2':
    case 'OAUTHBEARER':
      return judgeOAuth(exchange, mechanism, text);
    case 'CRAM-MD5':
      return rejected('malformed'); // it speaks second
    default:
      return assertNever(mechanism);
  }
}

/** RFC 4616 §2: [authzid] NUL authcid NUL passwd. */
function judgePlain(exchange: SaslServerExchange, text: string): SaslVerdict {
  const [authorization, user, password, ...rest] = text.split('\0');
  if (!user || !password || rest.length > 0) return rejected('malformed');
  const verdict = judgePassword(exchange, user, password);
  // Acting for somebody else needs a right that nobody has here.
  if (verdict.kind === 'accepted' && authorization && authorization !== user) return rejected('not-authorized', user);
  return verdict;
}

function judgePassword(exchange: SaslServerExchange, user: string, password: string): SaslVerdict {
  const known = exchange.lookup(user);
  if (known === null) return rejected('unknown-user', user);
  // RFC 4616 §2: both sides are prepared before they are compared.
  const prepared = (text: string): Uint8Array => utf8Encode(saslprep(text) ?? text);
  return equalBytes(prepared(password), prepared(reveal(known))) ? accepted(user) : rejected('wrong-secret', user);
}

/** RFC 2195 §2; the user name may hold spaces, the digest never does. */
function judgeCramMd5(exchange: SaslServerExchange, challenge: Uint8Array, response: Uint8Array): SaslVerdict {
  const text = utf8Decode(response) ?? '';
  const user = text.slice(0, Math.max(0, text.lastIndexOf(' ')));
  if (user === '') return rejected('malformed');
  const known = exchange.lookup(user);
  if (known === null) return rejected('unknown-user', user);
  return equalBytes(response, cramMd5(user, known, challenge)) ? accepted(user) : rejected('wrong-secret', user);
}
