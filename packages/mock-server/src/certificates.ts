import { certify, type Issued, type Request } from './x509.ts';

/** What is right or wrong with a server's certificate; each profile has exactly one fault. */
export type CertificateProfile =
  | 'valid'
  | 'self-signed'
  | 'unknown-ca'
  | 'expired'
  | 'not-yet-valid'
  | 'wrong-host'
  | 'no-intermediate'
  | 'weak-key'
  | 'sha1'
  | 'no-san'
  | 'cn-only';

/** A private key and the certificates a server sends with it, leaf first, as PEM (RFC 8446 §4.4.2). */
export type ServerCertificate = {
  readonly keyPem: string;
  readonly certPem: string;
  /** OpenSSL 3.5 refuses to load it at its default security level: the listener needs SECLEVEL 0. */
  readonly weak: boolean;
};

/** The profiles in the order in which the documentation lists them. */
export const CERTIFICATE_PROFILES: readonly CertificateProfile[] = [
  'valid',
  'self-signed',
  'unknown-ca',
  'expired',
  'not-yet-valid',
  'wrong-host',
  'no-intermediate',
  'weak-key',
  'sha1',
  'no-san',
  'cn-only',
];

const DAY_MS = 86_400_000;
const issuers = new Map<string, Issued>();
const leaves = new Map<string, ServerCertificate>();

/** The certificate of the mock CA, as PEM: a client that trusts it finds `valid` valid. Made once per process, when first asked for. */
export const caCertPem = (): string => root().certPem;

/**
 * The certificate of a profile for these host names and IP addresses (RFC 9525 §6), made when first asked for and kept for
 * the process. The first name is the common name.
 *
 * @example
 * const { keyPem, certPem } = makeCertificate('expired', ['mail.example.test', '127.0.0.1']);
 */
export function makeCertificate(profile: CertificateProfile, names: readonly string[]): ServerCertificate {
  const key = `${profile} ${names.join(' ')}`;
  const known = leaves.get(key);
  if (known !== undefined) return known;
  const { privateKey, certPem } = certify(leafOf(profile, names));
  const made: ServerCertificate = {
    keyPem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    certPem,
    weak: profile === 'weak-key' || profile === 'sha1',
  };
  leaves.set(key, made);
  return made;
}

function leafOf(profile: CertificateProfile, names: readonly string[]): Request {
  const good: Request = {
    name: names[0] ?? 'localhost',
    key: 'P-256',
    authority: false,
    alternatives: names,
    ...days(-1, 90),
    hash: 'sha256',
    issuer: profile === 'self-signed' ? null : root(),
  };
  switch (profile) {
    case 'valid':
    case 'self-signed':
      return good;
    case 'unknown-ca':
      return { ...good, issuer: authority('smtp-triage unknown CA', null) };
    case 'expired':
      return { ...good, ...days(-100, -10) };
    case 'not-yet-valid':
      return { ...good, ...days(10, 100) };
    case 'wrong-host':
      return { ...good, name: 'other.example.test', alternatives: ['other.example.test'] };
    case 'no-intermediate':
      return { ...good, issuer: authority('smtp-triage mock Intermediate CA', root()) };
    case 'weak-key':
      return { ...good, key: 'RSA-1024' };
    case 'sha1':
      return { ...good, hash: 'sha1' };
    case 'no-san':
      return { ...good, name: 'smtp-triage mock server', alternatives: [] };
    case 'cn-only':
      // No subjectAltName, only the common name, which RFC 9525 §2 no longer lets a client look at
      return { ...good, alternatives: [] };
    default:
      return profile satisfies never;
  }
}

const root = (): Issued => authority('smtp-triage mock root', null);

function authority(name: string, issuer: Issued | null): Issued {
  const known = issuers.get(name);
  if (known !== undefined) return known;
  const made = certify({
    name,
    key: 'P-256',
    authority: true,
    alternatives: [],
    ...days(-400, 400),
    hash: 'sha256',
    issuer,
  });
  issuers.set(name, made);
  return made;
}

function days(from: number, to: number): Pick<Request, 'validFromMs' | 'validToMs'> {
  const now = Date.now();
  return { validFromMs: now + from * DAY_MS, validToMs: now + to * DAY_MS };
}
