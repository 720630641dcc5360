import { reveal } from '../secret.ts';
import { base64Decode, base64Encode, equalBytes, utf8Encode } from '../wire/bytes.ts';
import { saslprep } from './saslprep.ts';
import { scramProofs, userOfSaslName } from './scram-messages.ts';
import {
  accepted,
  challengeWith,
  rejected,
  type SaslServerExchange,
  type SaslServerStage,
  type SaslServerStep,
} from './server-exchange.ts';

type WaitsForFinal = Extract<SaslServerStage, { stage: 'scram-final' }>;

/** client-first-message in, server-first-message out (RFC 5802 §5). No channel binding, no authorization identity. */
export function challengeScram(exchange: SaslServerExchange, text: string): SaslServerStep {
  const [, header, name, clientNonce] = /^([ny],,)n=([^,]+),r=([!-+\--~]+)(?:,|$)/.exec(text) ?? [];
  const user = userOfSaslName(name ?? '');
  if (header === undefined || !user) return rejected('malformed');
  const password = exchange.lookup(user);
  if (password === null) return rejected('unknown-user', user);

  const { nonce, salt, iterations } = exchange.context;
  const serverFirst = `r=${clientNonce}${nonce},s=${base64Encode(salt)},i=${iterations}`;
  return challengeWith(exchange, utf8Encode(serverFirst), {
    stage: 'scram-final',
    user,
    password,
    header,
    clientFirstBare: text.slice(header.length), // with its extensions: all of it is signed
    serverFirst,
  });
}

/** client-final-message in, server-final-message or a refusal out (RFC 5802 §5); a 535 says what `e=` would. */
export function verifyScram(exchange: SaslServerExchange, waits: WaitsForFinal, text: string): SaslServerStep {
  const { user, serverFirst } = waits;
  const nonce = serverFirst.slice(2, serverFirst.indexOf(','));
  const withoutProof = `c=${base64Encode(utf8Encode(waits.header))},r=${nonce}`;
  const proof = text.startsWith(`${withoutProof},p=`) ? base64Decode(text.slice(withoutProof.length + 3)) : null;
  if (proof === null) return rejected('malformed', user);

  const { salt, iterations } = exchange.context;
  const password = reveal(waits.password);
  const proofs = scramProofs(
    exchange.mechanism === 'SCRAM-SHA-1' ? 'SHA-1' : 'SHA-256',
    saslprep(password) ?? password,
    { nonce, salt, iterations },
    `${waits.clientFirstBare},${serverFirst},${withoutProof}`,
  );
  if (!equalBytes(proof, proofs.clientProof)) return rejected('wrong-secret', user);

  const serverFinal = utf8Encode(`v=${base64Encode(proofs.serverSignature)}`);
  if (exchange.context.serverFinal === 'success') return { kind: 'accepted', user, finalData: serverFinal };
  // RFC 4422 §3.6: where the protocol has no field for it, a challenge that the client answers with nothing.
  return challengeWith(exchange, serverFinal, {
    stage: 'acknowledge',
    expected: new Uint8Array(0),
    verdict: accepted(user),
  });
}
