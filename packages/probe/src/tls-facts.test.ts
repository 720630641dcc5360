import { X509Certificate } from 'node:crypto';
import type { TlsFacts } from '@smtp-triage/core';
import { CERTIFICATE_PROFILES, caCertPem } from '@smtp-triage/mock-server';
import { describe, expect, it } from 'vitest';
import { certificate, deferred, listenTls, Recorded } from '../test/servers.ts';
import { alternativeNames, certificateFacts } from './tls-facts.ts';
import { trustStore } from './trust.ts';

async function factsOf(options: Parameters<typeof listenTls>[1], name = 'localhost'): Promise<TlsFacts> {
  const store = trustStore({ ca: [caCertPem()] });
  if (!store.ok) throw new Error(store.problem);
  const port = await listenTls(() => undefined, options);
  const recorded = new Recorded({ secureContext: store.value }, (input) => {
    if (input.type === 'connected') recorded.connection.secure(name, name);
  });
  recorded.connection.connect('127.0.0.1', port);
  return (await recorded.until('secured')).tls;
}

describe('the facts of a handshake', () => {
  it.each([
    ['valid', { authorized: true, authorizationError: null, nameMatches: true }],
    ['self-signed', { authorized: false, authorizationError: 'DEPTH_ZERO_SELF_SIGNED_CERT', nameMatches: true }],
    ['expired', { authorized: false, authorizationError: 'CERT_HAS_EXPIRED', nameMatches: true }],
    ['not-yet-valid', { authorized: false, authorizationError: 'CERT_NOT_YET_VALID', nameMatches: true }],
    // Name and chain are told apart: this one is trusted, for somebody else
    ['wrong-host', { authorized: true, authorizationError: null, nameMatches: false }],
    ['no-intermediate', { authorized: false, authorizationError: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', chain: [] }],
    ['unknown-ca', { authorized: false }],
  ] as const)('of a certificate that is %s', async (profile, facts) => {
    expect(await factsOf(certificate(profile))).toMatchObject(facts);
  });

  it.each([
    ['mail.example.test', true],
    ['MAIL.example.test', true],
    // RFC 9525 §6.3: a wildcard stands for one label, neither for none nor for two
    ['example.test', false],
    ['a.mail.example.test', false],
    ['mailexample.test', false],
  ])('of a wildcard certificate: %s %s', async (name, nameMatches) => {
    expect(await factsOf(certificate('valid', ['*.example.test']), name)).toMatchObject({
      authorized: true,
      nameMatches,
    });
  });

  it('of every profile name key, times and signature', async () => {
    for (const profile of CERTIFICATE_PROFILES) {
      const { certificate: leaf } = await factsOf(certificate(profile));
      expect(leaf?.validTo).toMatch(/^\d{4}-\d\d-\d\dT.*Z$/);
      expect(leaf?.signature).toMatch(profile === 'sha1' ? /SHA1$/ : /SHA256/i);
      expect(leaf?.key).toEqual(profile === 'weak-key' ? { type: 'rsa', bits: 1_024 } : { type: 'ec', bits: 256 });
      expect(leaf?.selfSigned).toBe(profile === 'self-signed');
    }
  });

  it('list the certificates above the leaf that were sent', async () => {
    const { key, cert, ciphers } = certificate();
    const alone = await factsOf({ key, cert, ciphers });
    expect(alone.chain).toEqual([]);
    const { chain } = await factsOf({ key, cert: `${String(cert)}${caCertPem()}`, ciphers });
    expect(chain).toEqual([
      { subject: alone.certificate?.issuer, issuer: alone.certificate?.issuer, validTo: expect.stringMatching(/Z$/) },
    ]);
  });

  it('are the same when a certificate is met again, but for the name it is checked against', async () => {
    const options = certificate('valid', ['one.example.test', 'two.example.test']);
    const first = await factsOf(options, 'one.example.test');
    expect(first.nameMatches).toBe(true);
    expect(await factsOf(options, 'two.example.test')).toEqual(first);
    expect(await factsOf(options, 'three.example.test')).toEqual({ ...first, nameMatches: false });
  });

  it('are those of the certificate shown, however many were met before', async () => {
    for (let n = 0; n < 70; n++) {
      const { certificate: leaf } = await factsOf(certificate('valid', [`n${n}.example.test`]), `n${n}.example.test`);
      expect(leaf?.names).toEqual([`DNS:n${n}.example.test`]);
    }
  });

  it('come with our own certificate if the server asks for one', async () => {
    const { key, cert } = certificate('valid', ['client.example.test']);
    const store = trustStore({ cert: String(cert), key: String(key) });
    if (!store.ok) throw new Error(store.problem);
    const seen = deferred<unknown>();
    const port = await listenTls((socket) => seen.resolve(socket.getPeerX509Certificate()?.subjectAltName), {
      requestCert: true,
      rejectUnauthorized: false,
    });
    const recorded = new Recorded({ secureContext: store.value }, (input) => {
      if (input.type === 'connected') recorded.connection.secure('localhost', 'localhost');
    });
    recorded.connection.connect('127.0.0.1', port);
    expect(await seen.promise).toBe('DNS:client.example.test');
  });

  it('see old protocol versions', async () => {
    const { protocol } = await factsOf({ ...certificate(), minVersion: 'TLSv1', maxVersion: 'TLSv1.1' });
    expect(protocol).toBe('TLSv1.1');
  });

  it.each([
    ['127.0.0.1', true],
    ['127.0.0.2', false],
    ['LOCALHOST', true],
    ['localhost.', true],
  ])('for %s say whether the name fits: %s', async (name, fits) => {
    expect((await factsOf(certificate(), name)).nameMatches).toBe(fits);
  });

  it('do not choke on 300 names', async () => {
    const names = Array.from({ length: 300 }, (_, index) => `host-${index}.example.test`);
    const facts = await factsOf(certificate('valid', names), 'host-299.example.test');
    expect(facts.nameMatches).toBe(true);
    expect(facts.certificate?.names).toHaveLength(100);
  });
});

describe('alternativeNames', () => {
  it.each([
    ['', []],
    ['DNS:a.example, IP Address:192.0.2.1', ['DNS:a.example', 'IP:192.0.2.1']],
    ['IP Address:2001:DB8:0:0:0:0:0:1, email:x@y', ['IP:2001:DB8:0:0:0:0:0:1', 'email:x@y']],
    // CVE-2021-44532: one name that looks like two
    ['DNS:"a.example, DNS:b.example", DNS:c.example', ['DNS:a.example, DNS:b.example', 'DNS:c.example']],
    [String.raw`DNS:"quote\"d"`, ['DNS:quote"d']],
  ])('reads %j', (text, names) => {
    expect(alternativeNames(text)).toEqual(names);
  });
});

describe('certificateFacts', () => {
  it('writes a distinguished name on one line', () => {
    const { cert } = certificate('valid', ['localhost']);
    const facts = certificateFacts(new X509Certificate(String(cert)));
    expect(facts.subject).not.toContain('\n');
    expect(facts).toMatchObject({ names: ['DNS:localhost'], namesIssuerLocation: false });
    expect(facts.fingerprint256).toMatch(/^([\dA-F]{2}:){31}[\dA-F]{2}$/);
  });
});

describe('trustStore', () => {
  it('gives the same settings again', () => {
    expect(trustStore({ ca: [caCertPem()] })).toEqual(trustStore({ ca: [caCertPem()] }));
  });

  it.each([[{ ca: ['no PEM'] }], [{ cert: 'no PEM' }], [{ key: 'no PEM' }]])('gives a problem for %j', (trust) => {
    expect(trustStore(trust)).toMatchObject({ ok: false, problem: expect.stringContaining('cannot be used') });
  });

  it('gives a problem for a key that belongs to another certificate', () => {
    const { cert } = certificate('valid', ['a.example.test']);
    const { key } = certificate('valid', ['b.example.test']);
    expect(trustStore({ cert: String(cert), key: String(key) }).ok).toBe(false);
  });
});
