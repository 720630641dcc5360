import { reveal, type Secret, scrub, secretForms } from '../secret.ts';
import { ascii, utf8Decode, utf8Encode } from '../wire/bytes.ts';
import {
  abort,
  type OAuthRefusal,
  respond,
  type SaslAnswer,
  type SaslContext,
  type SaslExchange,
  type SaslStart,
} from './exchange.ts';
import { saslName } from './scram-messages.ts';

type OAuthExchange = Extract<SaslExchange, { stage: 'oauth' }>;

/** Both mechanisms part their fields with this octet (RFC 7628 §3.1, kvsep). */
const SEPARATOR = '\x01';
/** What a dishonest server may make us keep per field of its JSON. */
const LONGEST_FIELD = 200;
const NOTHING_SAID: OAuthRefusal = { status: null, schemes: null, scope: null };

/** The one message that carries the token: Gmail's XOAUTH2 document, or RFC 7628 §3.1. */
export function startOAuth(
  mechanism: OAuthExchange['mechanism'],
  user: string,
  token: Secret,
  context: SaslContext,
): SaslStart {
  const text = reveal(token);
  // RFC 6749 A.12: an access token is visible ASCII; anything else could end the field and start another one.
  if (!/^[!-~]+$/.test(text)) return abort('secret-not-encodable');
  const bearer = `auth=Bearer ${text}`;
  const fields =
    mechanism === 'XOAUTH2'
      ? [`user=${user}`, bearer]
      : [`n,a=${saslName(user)},`, `host=${hostField(context.host)}`, `port=${context.port}`, bearer];
  return {
    kind: 'respond',
    initial: utf8Encode([...fields, '', ''].join(SEPARATOR)),
    exchange: { stage: 'oauth', mechanism, user, token },
  };
}

/** Any challenge is a refusal in JSON: it wants a dummy answer before the 5yz comes (RFC 7628 §3.2.3; empty for XOAUTH2). */
export function acknowledgeRefusal(exchange: OAuthExchange, challenge: Uint8Array): SaslAnswer {
  const dummy = exchange.mechanism === 'XOAUTH2' ? new Uint8Array(0) : ascii(SEPARATOR);
  return respond(dummy, { stage: 'answered' }, readRefusal(exchange, challenge));
}

function readRefusal(exchange: OAuthExchange, challenge: Uint8Array): OAuthRefusal {
  const fields = parseObject(utf8Decode(challenge) ?? '');
  if (fields === null) return NOTHING_SAID;
  const forms = secretForms(exchange.token, exchange.user);
  const text = (value: unknown): string | null =>
    typeof value === 'string' || typeof value === 'number'
      ? scrub(String(value), forms).slice(0, LONGEST_FIELD) // scrubbed first: half a token would not be recognised
      : null;
  return { status: text(fields['status']), schemes: text(fields['schemes']), scope: text(fields['scope']) };
}

function parseObject(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : null;
  } catch {
    return null; // whatever the server meant, it did not say yes
  }
}

function hostField(host: string): string {
  if (!/^[!-~]+$/.test(host)) throw new RangeError('a host name or address literal is visible ASCII');
  return host;
}
