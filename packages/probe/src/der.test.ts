import { X509Certificate } from 'node:crypto';
import { rootCertificates } from 'node:tls';
import { describe, expect, it } from 'vitest';
import { signatureAlgorithm } from './der.ts';

const hex = (text: string): Uint8Array => Buffer.from(text.replaceAll(' ', ''), 'hex');
/** A certificate of nothing but a signature algorithm. */
const withAlgorithm = (identifier: string): Uint8Array => {
  const body = `3000 ${identifier}`;
  return hex(`30${(body.replaceAll(' ', '').length / 2).toString(16).padStart(2, '0')} ${body}`);
};

describe('signatureAlgorithm', () => {
  it('names the algorithm of every root that Node brings along', () => {
    const names = new Set(rootCertificates.map((pem) => signatureAlgorithm(new X509Certificate(pem).raw)));
    for (const name of names) expect(name).toMatch(/^(sha\d+WithRSAEncryption|ecdsa-with-SHA\d+)$/);
  });

  it.each([
    ['300d 0609 2a864886f70d010105 0500', 'sha1WithRSAEncryption'],
    ['3005 0603 2b6570', 'ED25519'],
    // RFC 4055 §3.1: no parameters mean SHA-1
    ['300b 0609 2a864886f70d01010a', 'rsassaPss(sha1)'],
    ['301c 0609 2a864886f70d01010a 300f a00d 300b 0609 608648016503040201', 'rsassaPss(sha256)'],
    ['3006 0604 2a030405', '1.2.3.4.5'],
  ])('reads %s', (identifier, name) => {
    expect(signatureAlgorithm(withAlgorithm(identifier))).toBe(name);
  });

  it.each(['', '30', '3080', '3084ffffffff', '3003020101', '30023000', '300430003003'])('gives null for %j', (text) => {
    expect(signatureAlgorithm(hex(text))).toBeNull();
  });
});
