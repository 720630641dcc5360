import { createSecureContext, type SecureContext, type SecureVersion } from 'node:tls';
import { type CertificateProfile, makeCertificate } from './certificates.ts';

/** What a server does in TLS: a certificate of ours or one that is given, and the versions it speaks. */
export type TlsProfile = {
  readonly certificate?: CertificateProfile | { readonly certPem: string; readonly keyPem: string };
  readonly minVersion?: SecureVersion;
  readonly maxVersion?: SecureVersion;
  /** OpenSSL cipher list (RFC 5246 appendix A.5 by OpenSSL's names). */
  readonly ciphers?: string;
};

/** OpenSSL refuses weak keys and old versions above this level, at the server too. */
const WEAKEST = 'DEFAULT:@SECLEVEL=0';
const made = new Map<string, SecureContext>();

/** The context for a profile and a list of names; made when the first client wants TLS, and kept for the process. */
export function secureContextFor(profile: TlsProfile, names: readonly string[]): SecureContext {
  const key = JSON.stringify([profile, names]);
  const known = made.get(key);
  if (known !== undefined) return known;
  const context = makeContext(profile, names);
  made.set(key, context);
  return context;
}

function makeContext(profile: TlsProfile, names: readonly string[]): SecureContext {
  const { certificate = 'valid', minVersion, maxVersion } = profile;
  const pair = typeof certificate === 'string' ? makeCertificate(certificate, names) : { ...certificate, weak: false };
  const isOld = maxVersion === 'TLSv1' || maxVersion === 'TLSv1.1';
  const ciphers = profile.ciphers ?? (pair.weak || isOld ? WEAKEST : undefined);
  return createSecureContext({
    key: pair.keyPem,
    cert: pair.certPem,
    ...(minVersion === undefined ? (isOld ? { minVersion: maxVersion } : {}) : { minVersion }),
    ...(maxVersion === undefined ? {} : { maxVersion }),
    ...(ciphers === undefined ? {} : { ciphers }),
  });
}
