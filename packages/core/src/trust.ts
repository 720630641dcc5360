import type { CertificateFacts, TlsFacts } from './trace/types.ts';

/** What stands between a finished handshake and trust. The names are finding codes. */
export type TrustProblem =
  | 'tls-version-unsupported'
  | 'tls-certificate-expired'
  | 'tls-certificate-not-yet-valid'
  | 'tls-certificate-self-signed'
  | 'tls-certificate-chain-incomplete'
  | 'tls-certificate-untrusted'
  | 'tls-certificate-name-mismatch'
  | 'tls-certificate-weak'
  | 'tls-certificate-no-san';

/** Problems that are worth a word but keep no client from trusting the server. */
export const TOLERABLE: ReadonlySet<TrustProblem> = new Set<TrustProblem>(['tls-certificate-no-san']);

/** OpenSSL's words for a chain that ends before a trusted root (verify(1ssl), "Diagnostics"). */
const UNANCHORED: ReadonlySet<string> = new Set([
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
]);

const VERSIONS: readonly string[] = ['SSLv3', 'TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'];

/**
 * Judges a handshake: the only place that does, for the guard before AUTH and for the findings alike. `now` is the wall
 * clock of the run, ISO 8601 UTC like the certificate's dates, so that text order is time order. The most telling problem comes first.
 */
export function trustProblems(tls: TlsFacts, now: string, minTls: string): readonly TrustProblem[] {
  const problems: TrustProblem[] = [];
  const { certificate } = tls;
  if (VERSIONS.indexOf(tls.protocol) < VERSIONS.indexOf(minTls)) problems.push('tls-version-unsupported');
  if (certificate === null) return [...problems, 'tls-certificate-untrusted'];
  if (certificate.validTo < now || tls.authorizationError === 'CERT_HAS_EXPIRED') {
    problems.push('tls-certificate-expired');
  }
  if (certificate.validFrom > now || tls.authorizationError === 'CERT_NOT_YET_VALID') {
    problems.push('tls-certificate-not-yet-valid');
  }
  if (!tls.authorized) problems.push(...chainProblem(tls, certificate, problems));
  if (!tls.nameMatches) problems.push('tls-certificate-name-mismatch');
  if (isWeak(certificate)) problems.push('tls-certificate-weak');
  if (!certificate.names.some((name) => /^(DNS|IP Address|IP):/.test(name))) problems.push('tls-certificate-no-san');
  return problems;
}

/** Whether credentials may be sent: no problem that a careful client would stop at. */
export const isTrusted = (problems: readonly TrustProblem[]): boolean =>
  problems.every((problem) => TOLERABLE.has(problem));

function chainProblem(
  tls: TlsFacts,
  certificate: CertificateFacts,
  known: readonly TrustProblem[],
): readonly TrustProblem[] {
  if (certificate.selfSigned) return ['tls-certificate-self-signed'];
  // Only the leaf was sent. A public CA (it says where its issuer is found) always needs an intermediate beside it
  const leafOnly = tls.chain.length === 0 && UNANCHORED.has(tls.authorizationError ?? '');
  if (leafOnly && (certificate.namesIssuerLocation || namesIntermediate(certificate))) {
    return ['tls-certificate-chain-incomplete'];
  }
  return known.length === 0 || UNANCHORED.has(tls.authorizationError ?? '') ? ['tls-certificate-untrusted'] : [];
}

const namesIntermediate = ({ issuer }: CertificateFacts): boolean =>
  /\b(intermediate|issuing|sub(ordinate)?[ -]?ca)\b/i.test(issuer);

/** CA/Browser Forum BR §6.1.5 and §7.1.3.2: RSA from 2048 bits, curves from P-256, no MD5, no SHA-1. */
function isWeak({ key, signature }: CertificateFacts): boolean {
  const floor =
    key.type === 'rsa' || key.type === 'rsa-pss' || key.type === 'dsa' ? 2_048 : key.type === 'ec' ? 224 : 0;
  return (key.bits !== null && key.bits < floor) || /md[245]|sha-?1(?!\d)/i.test(signature ?? '');
}
