import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { connect, createServer } from 'node:tls';
import { describe, expect, it } from 'vitest';
import { CERTIFICATE_PROFILES, type CertificateProfile, caCertPem, makeCertificate } from './certificates.ts';

const NAMES = ['mail.example.test', 'localhost', '127.0.0.1', '::1'];

/** What node's own client says of a certificate. Level 0, so that OpenSSL 3.0 and 3.5 say the same of weak ones. */
async function verdictOf(profile: CertificateProfile, servername: string, level: 0 | 1 = 0): Promise<string | null> {
  const { keyPem: key, certPem: cert, weak } = makeCertificate(profile, NAMES);
  const server = createServer({ key, cert, ...(weak ? { ciphers: 'DEFAULT:@SECLEVEL=0' } : {}) });
  server.on('tlsClientError', () => undefined);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const client = connect({
    host: '127.0.0.1',
    port: (server.address() as AddressInfo).port,
    servername,
    ca: caCertPem(),
    rejectUnauthorized: false,
    ciphers: `DEFAULT:@SECLEVEL=${level}`,
  });
  try {
    await once(client, 'secureConnect');
    const error: unknown = client.authorizationError ?? null;
    return error instanceof Error ? ((error as NodeJS.ErrnoException).code ?? error.message) : (error as string | null);
  } finally {
    client.destroy();
    server.close();
  }
}

const EXPECTED: Readonly<Record<CertificateProfile, string | null>> = {
  valid: null,
  'self-signed': 'DEPTH_ZERO_SELF_SIGNED_CERT',
  'unknown-ca': 'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  expired: 'CERT_HAS_EXPIRED',
  'not-yet-valid': 'CERT_NOT_YET_VALID',
  'wrong-host': 'ERR_TLS_CERT_ALTNAME_INVALID',
  'no-intermediate': 'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'weak-key': null,
  sha1: null,
  'no-san': 'ERR_TLS_CERT_ALTNAME_INVALID',
  'cn-only': null,
};

describe('a certificate of the profile', () => {
  it.each(CERTIFICATE_PROFILES)('%s gets from a TLS client the verdict it was made for', async (profile) => {
    expect(await verdictOf(profile, 'mail.example.test')).toBe(EXPECTED[profile]);
  });

  it('valid covers every name and address it was made for, and no other', () => {
    const leaf = new X509Certificate(makeCertificate('valid', NAMES).certPem);
    for (const name of ['mail.example.test', 'localhost']) expect(leaf.checkHost(name)).toBe(name);
    for (const address of ['127.0.0.1', '::1']) expect(leaf.checkIP(address)).toBe(address);
    expect(leaf.checkHost('other.example.test')).toBeUndefined();
    expect(leaf.checkIP('127.0.0.2')).toBeUndefined();
  });

  it('weak-key has an RSA key of 1024 bits', () => {
    const leaf = new X509Certificate(makeCertificate('weak-key', NAMES).certPem);
    expect(leaf.publicKey.asymmetricKeyDetails?.modulusLength).toBe(1024);
  });

  it('sha1 is refused by a client of the usual security level', async () => {
    expect(await verdictOf('sha1', 'mail.example.test', 1)).not.toBeNull();
  });
});

describe('the certificate authority', () => {
  it('is one per process, and signs what it says it signs', () => {
    expect(caCertPem()).toBe(caCertPem());
    const ca = new X509Certificate(caCertPem());
    expect(ca.ca).toBe(true);
    expect(ca.verify(ca.publicKey)).toBe(true);
    const leaf = new X509Certificate(makeCertificate('valid', NAMES).certPem);
    expect(leaf.ca).toBe(false);
    expect(leaf.verify(ca.publicKey)).toBe(true);
    expect(leaf.checkIssued(ca)).toBe(true);
    expect(leaf.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1']);
  });

  it('makes a certificate once per profile and list of names', () => {
    expect(makeCertificate('valid', NAMES)).toBe(makeCertificate('valid', [...NAMES]));
    expect(makeCertificate('valid', ['other.test'])).not.toBe(makeCertificate('valid', NAMES));
    expect(makeCertificate('expired', NAMES)).not.toBe(makeCertificate('valid', NAMES));
  });
});
