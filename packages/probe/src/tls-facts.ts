import type { X509Certificate } from 'node:crypto';
import { checkServerIdentity, type PeerCertificate, type TLSSocket } from 'node:tls';
import type { CertificateFacts, TlsFacts } from '@smtp-triage/core';
import { signatureAlgorithm } from './der.ts';

/** Caps on what is kept of a peer's certificates (security row SEC-26). */
export const CERTIFICATE_CAPS = { names: 100, chain: 10, derBytes: 65_536, text: 1_024 } as const;

/**
 * What a finished handshake gave. `name` is what the certificate is checked against: a host name or an IP address
 * (RFC 9525 §6). Nothing is judged here, and nothing a certificate names is ever fetched (security row SEC-27).
 */
export function tlsFacts(socket: TLSSocket, name: string): TlsFacts {
  const leaf = socket.getPeerX509Certificate();
  const met = leaf === undefined ? null : known(leaf);
  const key = socket.getEphemeralKeyInfo() as { type?: string; name?: string; size?: number } | null;
  return {
    protocol: socket.getProtocol() ?? 'unknown',
    cipher: socket.getCipher()?.standardName ?? 'unknown',
    keyExchange: key?.type === undefined ? null : { type: key.type, name: key.name ?? null, bits: key.size ?? null },
    authorized: socket.authorized,
    authorizationError: socket.authorized ? null : errorName(socket.authorizationError),
    nameMatches: met !== null && matches(met, name),
    certificate: met?.facts ?? null,
    chain: chainAbove(leaf),
  };
}

/** A certificate that was read; `names`: what it was checked against, and whether that fits. */
type Known = {
  readonly facts: CertificateFacts;
  readonly peer: PeerCertificate | null;
  readonly names: Map<string, boolean>;
};

/**
 * A host shows the same certificate on every port and address, and again on the next run; reading it takes a fifth of a session.
 * The fingerprint is over all of it. Null: too large to keep.
 */
const certificates = new Map<string, Known | null>();
const MOST_KNOWN = 64;

function known(certificate: X509Certificate): Known | null {
  const id = certificate.fingerprint256;
  const met = certificates.get(id);
  if (met !== undefined) return met;
  const read = certificate.raw.length <= CERTIFICATE_CAPS.derBytes ? readOut(certificate) : null;
  if (certificates.size >= MOST_KNOWN) certificates.clear();
  certificates.set(id, read);
  return read;
}

function readOut(certificate: X509Certificate): Known {
  const peer = legacy(certificate);
  return { facts: factsOf(certificate, peer), peer, names: new Map() };
}

/** The facts of one certificate. */
export const certificateFacts = (certificate: X509Certificate): CertificateFacts => readOut(certificate).facts;

function factsOf(certificate: X509Certificate, peer: PeerCertificate | null): CertificateFacts {
  return {
    subject: oneLine(certificate.subject),
    issuer: oneLine(certificate.issuer),
    names: alternativeNames(certificate.subjectAltName ?? ''),
    validFrom: isoTime(certificate.validFrom),
    validTo: isoTime(certificate.validTo),
    key: keyFacts(certificate, peer),
    signature: signatureAlgorithm(certificate.raw),
    fingerprint256: certificate.fingerprint256,
    serialNumber: certificate.serialNumber.slice(0, CERTIFICATE_CAPS.text),
    selfSigned: isSelfSigned(certificate),
    namesIssuerLocation: certificate.infoAccess?.includes('CA Issuers') ?? false,
  };
}

/**
 * Splits OpenSSL's text of a subjectAltName. Names with commas or quotes stand as JSON strings in it, since Node guards
 * against a name that pretends to be two (CVE-2021-44532).
 */
export function alternativeNames(text: string): readonly string[] {
  const names: string[] = [];
  for (const [, kind = '', value = ''] of text.matchAll(/([A-Za-z ]+):("(?:[^"\\]|\\.)*"|[^,]*)(?:, |$)/g)) {
    if (names.length === CERTIFICATE_CAPS.names) break;
    const label = kind === 'IP Address' ? 'IP' : kind;
    names.push(`${label}:${unquoted(value)}`.slice(0, CERTIFICATE_CAPS.text));
  }
  return names;
}

function unquoted(value: string): string {
  if (!value.startsWith('"')) return value;
  try {
    return String(JSON.parse(value));
  } catch {
    return value;
  }
}

/** As Node's own check wants it, the one that an application written for Node does. */
function legacy(certificate: X509Certificate): PeerCertificate | null {
  try {
    return certificate.toLegacyObject() as unknown as PeerCertificate;
  } catch {
    return null;
  }
}

function matches({ peer, names }: Known, name: string): boolean {
  const met = names.get(name);
  if (met !== undefined) return met;
  if (names.size >= MOST_KNOWN) names.clear();
  const matching = fits(peer, name);
  names.set(name, matching);
  return matching;
}

function fits(peer: PeerCertificate | null, name: string): boolean {
  try {
    return peer !== null && checkServerIdentity(name.replace(/%.*$/, ''), peer) === undefined;
  } catch {
    return false;
  }
}

function keyFacts(certificate: X509Certificate, peer: PeerCertificate | null): CertificateFacts['key'] {
  try {
    const { asymmetricKeyType, asymmetricKeyDetails } = certificate.publicKey;
    return { type: asymmetricKeyType ?? 'unknown', bits: asymmetricKeyDetails?.modulusLength ?? peer?.bits ?? null };
  } catch {
    // A key type that this OpenSSL does not know
    return { type: 'unknown', bits: null };
  }
}

function isSelfSigned(certificate: X509Certificate): boolean {
  if (certificate.issuer !== certificate.subject) return false;
  try {
    return certificate.verify(certificate.publicKey);
  } catch {
    return false;
  }
}

/** What was sent above the leaf. (`getPeerCertificate(true)` would add a root of ours in some versions of Node.) */
function chainAbove(leaf: X509Certificate | undefined): TlsFacts['chain'] {
  const chain: TlsFacts['chain'][number][] = [];
  let below = leaf;
  // Counted, not followed to its end: certificates can name each other in a circle
  for (let depth = 0; depth < CERTIFICATE_CAPS.chain; depth += 1) {
    const above = below?.issuerCertificate;
    if (above === undefined || above.fingerprint256 === below?.fingerprint256) break;
    if (above.raw.length <= CERTIFICATE_CAPS.derBytes) {
      chain.push({ subject: oneLine(above.subject), issuer: oneLine(above.issuer), validTo: isoTime(above.validTo) });
    }
    below = above;
  }
  return chain;
}

/** OpenSSL writes one part of a distinguished name per line. */
const oneLine = (name: string): string => name.replaceAll('\n', ', ').slice(0, CERTIFICATE_CAPS.text);

/** `Nov 23 12:00:00 2026 GMT` as ISO 8601; text that is no date stays as it is. */
function isoTime(text: string): string {
  const time = new Date(text);
  return Number.isNaN(time.getTime()) ? text : time.toISOString();
}

/** Declared as Error, but with `rejectUnauthorized: false` it is OpenSSL's name of the reason. */
function errorName(error: Error | string | null | undefined): string | null {
  if (error === null || error === undefined) return null;
  return typeof error === 'string' ? error : ((error as { readonly code?: string }).code ?? error.message);
}
