import {
  answerSaslServer,
  base64Decode,
  base64Encode,
  SASL_MECHANISMS,
  type SaslMechanism,
  type SaslServerContext,
  type SaslServerExchange,
  type SaslServerStep,
  startSaslServer,
} from '@smtp-triage/core/sasl';
import type { MachineConfig } from './config.ts';
import { REPLIES, type Reply, reply } from './replies.ts';
import { textOf, utf8 } from './text.ts';

/** What an AUTH command or a line of the exchange comes to (RFC 4954 §4). */
export type AuthStep =
  /** A 334, after which the exchange waits for the next line. */
  | { readonly kind: 'challenge'; readonly reply: Reply; readonly exchange: SaslServerExchange }
  /** Refused for its form, before any credentials were judged. */
  | { readonly kind: 'refused'; readonly reply: Reply }
  /** Credentials were judged. */
  | { readonly kind: 'judged'; readonly reply: Reply; readonly user: string | null; readonly accepted: boolean };

/** RFC 5802 §5.1: enough for a test, cheap enough for many. */
const SCRAM = { salt: utf8('mock-salt-16-oct'), iterations: 4_096 } as const;

/** `AUTH mechanism [initial-response]`. */
export function beginAuth(config: MachineConfig, argument: string): AuthStep {
  const [name = '', initial, ...rest] = argument.split(/ +/);
  const mechanism = config.mechanisms.find((offered) => offered === name.toUpperCase());
  if (mechanism === undefined) return { kind: 'refused', reply: REPLIES.mechanismUnknown };
  if (rest.length > 0) return { kind: 'refused', reply: REPLIES.badBase64 };
  const context: SaslServerContext = { nonce: config.nonce(), ...SCRAM };
  const start = startSaslServer(mechanism, config.lookup(mechanism), context);
  if (initial === undefined) return outcome(start);
  // RFC 4954 §4: no initial response where the server speaks first; LOGIN is taken so all the same, as servers do
  if (speaksFirst(mechanism)) return { kind: 'refused', reply: REPLIES.noInitialResponse };
  return decoded(start.exchange, initial === '=' ? '' : initial);
}

/** One line of the client inside an exchange. */
export function continueAuth(exchange: SaslServerExchange, line: string): AuthStep {
  return line === '*' ? { kind: 'refused', reply: REPLIES.cancelled } : decoded(exchange, line);
}

/** The name of the mechanism that an AUTH command asks for, as far as it is one of ours. */
export const mechanismOf = (argument: string): SaslMechanism | null =>
  SASL_MECHANISMS.find(({ name }) => name === argument.split(' ', 1)[0]?.toUpperCase())?.name ?? null;

const speaksFirst = (mechanism: SaslMechanism): boolean =>
  mechanism !== 'LOGIN' && SASL_MECHANISMS.find(({ name }) => name === mechanism)?.first === 'server';

function decoded(exchange: SaslServerExchange, base64: string): AuthStep {
  const response = base64Decode(base64);
  if (response === null) return { kind: 'refused', reply: REPLIES.badBase64 };
  return outcome(answerSaslServer(exchange, response));
}

function outcome(step: SaslServerStep): AuthStep {
  switch (step.kind) {
    case 'challenge':
      return { kind: 'challenge', reply: reply(334, null, base64Encode(step.challenge)), exchange: step.exchange };
    case 'accepted': {
      const answer = step.finalData === null ? REPLIES.authenticated : reply(235, null, textOf(step.finalData));
      return { kind: 'judged', reply: answer, user: step.user, accepted: true };
    }
    case 'rejected':
      return step.why === 'malformed'
        ? { kind: 'refused', reply: REPLIES.badBase64 }
        : { kind: 'judged', reply: REPLIES.credentialsRejected, user: step.user, accepted: false };
    default:
      return step satisfies never;
  }
}
