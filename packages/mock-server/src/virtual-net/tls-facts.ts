import type { CertificateFacts, TlsFacts } from '@smtp-triage/core';
import type { CertificateProfile } from '../certificates.ts';

/** A certificate of a profile, or one signed by an authority of that name that nobody trusts, as mail shields make them. */
export type VirtualCertificate = CertificateProfile | { readonly issuedBy: string };

/** What one side brings into a handshake that is only played. */
export type Handshake = {
  readonly certificate: VirtualCertificate;
  /** Names in the certificate: the first is its common name. */
  readonly names: readonly string[];
  readonly maxVersion: string | null;
  /** Whether the client trusts the mock CA. */
  readonly trusted: boolean;
  /** What the certificate is checked against: a host name or an address. */
  readonly name: string;
  /** Wall clock of the run, ISO 8601 UTC. */
  readonly startedAt: string;
};

const ROOT = 'CN=smtp-triage mock root';
const DAY_MS = 86_400_000;

/** What Node negotiates with itself per version: no virtual server has a preference of its own. */
const SUITES: Readonly<Record<string, string>> = {
  'TLSv1.3': 'TLS_AES_256_GCM_SHA384',
  'TLSv1.2': 'TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384',
};
const OLD_SUITE = 'TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA';

/** What a client reports of a finished handshake: the facts that a real one gives for the same certificate and trust. */
export function tlsFactsOf(handshake: Handshake): TlsFacts {
  const { certificate, trusted, maxVersion } = handshake;
  const protocol = maxVersion ?? 'TLSv1.3';
  const leaf = leafOf(handshake);
  const error = chainError(certificate, trusted);
  const rsa = leaf.key.type === 'rsa';
  const suite = SUITES[protocol] ?? OLD_SUITE;
  return {
    protocol,
    cipher: rsa ? suite.replace('ECDSA', 'RSA') : suite,
    keyExchange: { type: 'ECDH', name: 'X25519', bits: 253 },
    authorized: error === null,
    authorizationError: error,
    nameMatches: isFor(leaf, handshake.name),
    certificate: leaf,
    // The mock server never sends more than its leaf
    chain: [],
  };
}

/** OpenSSL's word for what is wrong with the chain or the dates (verify(1ssl)); null: nothing is. It looks at the dates last. */
function chainError(certificate: VirtualCertificate, trusted: boolean): string | null {
  if (certificate === 'self-signed') return 'DEPTH_ZERO_SELF_SIGNED_CERT';
  if (certificate === 'expired') return 'CERT_HAS_EXPIRED';
  if (certificate === 'not-yet-valid') return 'CERT_NOT_YET_VALID';
  const anchored = trusted && !(typeof certificate === 'object' || UNANCHORED.has(certificate));
  return anchored ? null : 'UNABLE_TO_VERIFY_LEAF_SIGNATURE';
}

/** Only the leaf is sent, and its issuer is nowhere in the trust store. */
const UNANCHORED: ReadonlySet<CertificateProfile> = new Set<CertificateProfile>(['unknown-ca', 'no-intermediate']);

function leafOf({ certificate, names, startedAt }: Handshake): CertificateFacts {
  const now = Date.parse(startedAt);
  const day = (days: number): string => `${new Date(now + days * DAY_MS).toISOString().slice(0, 19)}.000Z`;
  const good: CertificateFacts = {
    subject: `CN=${names[0] ?? 'localhost'}`,
    issuer: ROOT,
    names: names.map(alternative),
    validFrom: day(-1),
    validTo: day(90),
    key: { type: 'ec', bits: 256 },
    signature: 'ecdsa-with-SHA256',
    fingerprint256: Array.from({ length: 32 }, () => '00').join(':'),
    serialNumber: '10',
    selfSigned: false,
    namesIssuerLocation: false,
  };
  if (typeof certificate === 'object') return { ...good, issuer: `CN=${certificate.issuedBy}` };
  switch (certificate) {
    case 'valid':
      return good;
    case 'self-signed':
      return { ...good, issuer: good.subject, selfSigned: true };
    case 'unknown-ca':
      return { ...good, issuer: 'CN=smtp-triage unknown CA' };
    case 'expired':
      return { ...good, validFrom: day(-100), validTo: day(-10) };
    case 'not-yet-valid':
      return { ...good, validFrom: day(10), validTo: day(100) };
    case 'wrong-host':
      return { ...good, subject: 'CN=other.example.test', names: ['DNS:other.example.test'] };
    case 'no-intermediate':
      return { ...good, issuer: 'CN=smtp-triage mock Intermediate CA' };
    case 'weak-key':
      return { ...good, key: { type: 'rsa', bits: 1_024 } };
    case 'sha1':
      return { ...good, signature: 'ecdsa-with-SHA1' };
    case 'no-san':
      return { ...good, subject: 'CN=smtp-triage mock server', names: [] };
    case 'cn-only':
      return { ...good, names: [] };
    default:
      return certificate satisfies never;
  }
}

/** As Node judges it (`tls.checkServerIdentity`): by the alternative names, and by the common name where there are none. */
function isFor({ names, subject }: CertificateFacts, name: string): boolean {
  const wanted = name.toLowerCase().replace(/\.$/, '');
  if (isAddress(wanted)) return names.includes(`IP:${spelledOut(wanted)}`);
  const known = names.length > 0 ? names : [`DNS:${subject.slice('CN='.length)}`];
  return known.includes(`DNS:${wanted}`);
}

const alternative = (name: string): string => (isAddress(name) ? `IP:${spelledOut(name)}` : `DNS:${name}`);

const isAddress = (name: string): boolean => name.includes(':') || /^\d+(\.\d+){3}$/.test(name);

/** OpenSSL writes IPv6 addresses without the `::`. */
function spelledOut(address: string): string {
  if (!address.includes(':')) return address;
  const [head = '', tail = ''] = address.split('::');
  const groups = (part: string): readonly string[] => (part === '' ? [] : part.split(':'));
  const zeros = Array.from({ length: 8 - groups(head).length - groups(tail).length }, () => '0');
  const all = address.includes('::') ? [...groups(head), ...zeros, ...groups(tail)] : groups(head);
  return all.map((group) => Number.parseInt(group, 16).toString(16).toUpperCase()).join(':');
}
