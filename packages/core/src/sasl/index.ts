/** SASL (RFC 4422) for SMTP AUTH (RFC 4954): seven mechanisms as pure exchanges, both sides. */
export { Secret } from '../secret.ts';
export { base64Decode, base64Encode } from '../wire/bytes.ts';
export { answerSasl, finishSasl, startSasl } from './client.ts';
export type {
  OAuthRefusal,
  SaslAbort,
  SaslAbortReason,
  SaslAnswer,
  SaslContext,
  SaslCredentials,
  SaslExchange,
  SaslOutcome,
  SaslProblem,
  SaslStart,
} from './exchange.ts';
export { mechanismsFor, SASL_MECHANISMS, type SaslMechanism, type SaslMechanismRow } from './mechanisms.ts';
export { answerSaslServer, startSaslServer } from './server.ts';
export type {
  SaslChallenge,
  SaslLookup,
  SaslRejection,
  SaslServerContext,
  SaslServerExchange,
  SaslServerStep,
  SaslVerdict,
} from './server-exchange.ts';
