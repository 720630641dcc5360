import { reveal, Secret } from '../secret.ts';
import { base64Decode, base64Encode, equalBytes, utf8Decode, utf8Encode } from '../wire/bytes.ts';
import { abort, respond, type SaslAnswer, type SaslExchange, type SaslOutcome, type SaslStart } from './exchange.ts';
import { saslprep } from './saslprep.ts';
import {
  GS2_HEADER,
  GS2_HEADER_BASE64,
  parseServerFirst,
  type ScramHash,
  saslName,
  scramProofs,
  serverErrorOf,
  verifierOf,
} from './scram-messages.ts';

type FirstSent = Extract<SaslExchange, { stage: 'scram-first' }>;
type FinalSent = Extract<SaslExchange, { stage: 'scram-final' }>;

/** A hostile server could otherwise keep us computing for minutes (RFC 5802 §9 warns); OWASP's advice for SHA-256 is the top. */
const MOST_ITERATIONS = 600_000;

/** client-first-message (RFC 5802 §5). A nonce that is not printable ASCII without comma is a bug and throws. */
export function startScram(hash: ScramHash, user: string, password: Secret, nonce: string): SaslStart {
  if (!/^[!-+\--~]+$/.test(nonce)) throw new RangeError('a SCRAM nonce is printable ASCII without comma, at least one');
  const name = saslprep(user);
  if (name === null || name === '') return abort('user-not-encodable');
  const prepared = saslprep(reveal(password));
  if (prepared === null || prepared === '') return abort('secret-not-encodable');
  const clientFirstBare = `n=${saslName(name)},r=${nonce}`;
  return {
    kind: 'respond',
    initial: utf8Encode(GS2_HEADER + clientFirstBare),
    exchange: { stage: 'scram-first', hash, nonce, clientFirstBare, password: new Secret(prepared) },
  };
}

/** server-first-message in, client-final-message out (RFC 5802 §5). */
export function proveScram(exchange: FirstSent, challenge: Uint8Array): SaslAnswer {
  const serverFirst = utf8Decode(challenge);
  if (serverFirst === null) return abort('challenge-malformed');
  // RFC 5802 §5.1: `m=` is reserved for extensions that the client must understand, and there are none.
  if (serverFirst.startsWith('m=')) return abort('mandatory-extension');
  const error = serverErrorOf(serverFirst);
  if (error !== null) return abort('server-error', error);
  const first = parseServerFirst(serverFirst);
  if (first === null) return abort('challenge-malformed');
  // RFC 5802 §5.1: the nonce is ours plus something of the server's, or somebody replays.
  if (!first.nonce.startsWith(exchange.nonce) || first.nonce === exchange.nonce) return abort('nonce-not-extended');
  if (first.iterations < 1 || first.iterations > MOST_ITERATIONS) {
    return abort('iteration-count-out-of-range', String(first.iterations));
  }
  const withoutProof = `c=${GS2_HEADER_BASE64},r=${first.nonce}`;
  const authMessage = `${exchange.clientFirstBare},${serverFirst},${withoutProof}`;
  const proofs = scramProofs(exchange.hash, reveal(exchange.password), first, authMessage);
  return respond(utf8Encode(`${withoutProof},p=${base64Encode(proofs.clientProof)}`), {
    stage: 'scram-final',
    // Not a password, but with the salt enough to guess one offline: so it is wrapped, too.
    serverSignature: new Secret(base64Encode(proofs.serverSignature)),
  });
}

/** server-final-message as a 334 (RFC 4422 §3.6): verified, then answered with nothing, and a 235 follows. */
export function confirmScram(exchange: FinalSent, challenge: Uint8Array): SaslAnswer {
  const serverFinal = utf8Decode(challenge) ?? '';
  const error = serverErrorOf(serverFinal);
  if (error !== null) return abort('server-error', error);
  const verifier = verifierOf(serverFinal);
  if (verifier === null) return abort('challenge-malformed');
  if (!matches(exchange.serverSignature, verifier)) return abort('server-signature-wrong');
  return respond(new Uint8Array(0), { stage: 'answered' });
}

/** A 235 without a 334 before it: the server-final-message must be in its text, or the server proved nothing (RFC 5802 §5). */
export function finishScram(exchange: FinalSent, finalData: Uint8Array | null): SaslOutcome {
  const verifier = verifierOf(utf8Decode(finalData ?? new Uint8Array(0)) ?? '');
  if (verifier === null) return { kind: 'problem', problem: 'server-signature-missing' };
  return matches(exchange.serverSignature, verifier)
    ? { kind: 'ok' }
    : { kind: 'problem', problem: 'server-signature-wrong' };
}

function matches(expected: Secret, verifier: string): boolean {
  const got = base64Decode(verifier);
  const want = base64Decode(reveal(expected));
  return got !== null && want !== null && equalBytes(got, want);
}
