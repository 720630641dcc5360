import { reveal } from '../secret.ts';
import { ascii, equalBytes, utf8Encode } from '../wire/bytes.ts';
import { userOfSaslName } from './scram-messages.ts';
import { accepted, challengeWith, rejected, type SaslServerExchange, type SaslServerStep } from './server-exchange.ts';

/** What the server says instead of success, and the dummy with which the client must answer (RFC 7628 §3.2.3). */
const REFUSALS = {
  XOAUTH2: { json: '{"status":"400","schemes":"Bearer","scope":"https://mail.google.com/"}', dummy: '' },
  OAUTHBEARER: { json: '{"status":"invalid_token","schemes":"bearer","scope":"mail"}', dummy: '\x01' },
} as const;

/** The client's message with user and token: Gmail's XOAUTH2 document, or RFC 7628 §3.1. */
export function judgeOAuth(
  exchange: SaslServerExchange,
  mechanism: 'XOAUTH2' | 'OAUTHBEARER',
  text: string,
): SaslServerStep {
  const [head = '', ...fields] = text.split('\x01');
  const user = mechanism === 'XOAUTH2' ? afterPrefix(head, 'user=') : userOfHeader(head);
  const [bearer, ...others] = fields.filter((field) => field.startsWith('auth='));
  // RFC 6750 §2.1 writes Bearer so, but schemes are compared without regard to case (RFC 7235 §2.1).
  const [, token] = /^auth=bearer ([!-~]+)$/i.exec(bearer ?? '') ?? [];
  if (!user || token === undefined || others.length > 0 || !text.endsWith('\x01\x01')) return rejected('malformed');

  const known = exchange.lookup(user);
  if (known !== null && equalBytes(utf8Encode(token), utf8Encode(reveal(known)))) return accepted(user);
  const { json, dummy } = REFUSALS[mechanism];
  const verdict = rejected(known === null ? 'unknown-user' : 'wrong-secret', user);
  return challengeWith(exchange, utf8Encode(json), { stage: 'acknowledge', expected: ascii(dummy), verdict });
}

/** The user in a gs2-header (RFC 7628 §3.1, RFC 5801 §4); the RFC lets it be absent, we need it. */
function userOfHeader(header: string): string | null {
  const [flag, name = '', rest] = header.split(',');
  const escaped = afterPrefix(name, 'a=');
  return flag === 'n' && rest === '' && escaped !== null ? userOfSaslName(escaped) : null;
}

function afterPrefix(text: string, prefix: string): string | null {
  return text.startsWith(prefix) ? text.slice(prefix.length) : null;
}
