import { type CertificateProfile, caCertPem, makeCertificate } from '@smtp-triage/mock-server';

/** The name every good test certificate is made for. */
export const SERVER_NAME = 'mail.example.test';

/** What is right or wrong with a server certificate; each kind has exactly one fault. */
export type CertificateKind = Exclude<CertificateProfile, 'unknown-ca' | 'weak-key' | 'sha1' | 'no-san'>;

/** A private key and the certificates a server sends with it, leaf first, as PEM. */
export type ServerCertificate = { readonly keyPem: string; readonly chainPem: string };

/** A certificate authority that lives in memory only; `caPem` is what a client has to trust. */
export type TestCa = { readonly caPem: string; readonly issue: (kind: CertificateKind) => ServerCertificate };

/** The authority of this process, for the name above and the loopback addresses. */
export const makeTestCa = (): TestCa => ({
  caPem: caCertPem(),
  issue: (kind) => {
    const { keyPem, certPem } = makeCertificate(kind, [SERVER_NAME, '127.0.0.1', '::1']);
    return { keyPem, chainPem: certPem };
  },
});
