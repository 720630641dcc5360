import type { CertificateFacts, TlsFacts, TlsFailure } from '../../src/index.ts';
import { GOOD_TLS, type Place } from '../world.ts';
import { at, type DiagnosisCase, REFUSED, STARTTLS, saying, TLS } from './case.ts';

const REST = { 465: REFUSED, 2525: REFUSED, 25: REFUSED };
const own = (port: number, mode: 'starttls' | 'implicit-tls' | 'cleartext') => ({ settings: { port, mode } });

const tls = (changes: Partial<TlsFacts>, certificate: Partial<CertificateFacts> = {}): TlsFacts => ({
  ...GOOD_TLS,
  ...changes,
  certificate: GOOD_TLS.certificate === null ? null : { ...GOOD_TLS.certificate, ...certificate },
});
const secured = (facts: TlsFacts): Place => ({ ...STARTTLS, tls: facts });
const failing = (failure: Partial<TlsFailure>): Place => ({
  ...STARTTLS,
  tlsFailure: { why: 'alert', alert: null, code: null, reason: 'alert', firstBytes: null, speaker: null, ...failure },
});
const untrusted = { authorized: false, chain: [] };

/** A certificate problem on 587 with nothing else to go to. */
const certificate = (
  name: string,
  code: DiagnosisCase['want']['code'],
  facts: TlsFacts,
  says?: RegExp,
): DiagnosisCase => ({
  name,
  world: at({ 587: secured(facts), ...REST }),
  want: {
    verdict: 'unusable',
    code,
    stage: 'tls',
    layer: 'encryption',
    recommends: null,
    ...(says === undefined ? {} : { says }),
  },
});

export const ENCRYPTION_CASES: readonly DiagnosisCase[] = [
  {
    name: 'implicit TLS on 587',
    world: at({ 587: STARTTLS, 465: TLS }),
    asked: own(587, 'implicit-tls'),
    want: {
      verdict: 'fixable',
      code: 'implicit-tls-on-starttls-port',
      stage: 'tls',
      layer: 'encryption',
      confidence: 'certain',
      recommends: [587, 'starttls'],
      withinMs: 3_000,
    },
  },
  {
    name: 'implicit TLS on an odd port',
    world: at({ 1587: STARTTLS }),
    asked: { ...own(1587, 'implicit-tls'), only: true },
    want: {
      verdict: 'fixable',
      code: 'implicit-tls-on-starttls-port',
      confidence: 'certain',
      recommends: [1587, 'starttls'],
      withinMs: 3_000,
    },
  },
  {
    name: 'STARTTLS on 465',
    world: at({ 587: STARTTLS, 465: TLS }),
    asked: own(465, 'starttls'),
    want: {
      verdict: 'fixable',
      code: 'starttls-on-implicit-tls-port',
      stage: 'greeting',
      confidence: 'certain',
      withinMs: 3_000,
      not: ['greeting-missing', 'port-unreachable'],
    },
  },
  {
    name: 'no encryption on 465',
    world: at({ 587: STARTTLS, 465: TLS }),
    asked: own(465, 'cleartext'),
    want: { verdict: 'fixable', code: 'starttls-on-implicit-tls-port', confidence: 'certain', withinMs: 3_000 },
  },
  {
    name: 'STARTTLS on 465, where the TLS of the server is broken too, as that of OpenSMTPD 6.8 on OpenSSL 3 is',
    world: at({
      ...REST,
      587: REFUSED,
      465: { ...failing({ alert: 80, speaker: 'tls-handshake' }), implicitTls: true },
    }),
    asked: own(465, 'starttls'),
    want: {
      verdict: 'unusable',
      code: 'starttls-on-implicit-tls-port',
      confidence: 'certain',
      withinMs: 3_000,
      also: ['tls-server-fault'],
      not: ['greeting-missing'],
    },
  },
  {
    name: 'STARTTLS on an odd implicit-TLS port',
    world: at({ 10465: TLS }),
    asked: { ...own(10465, 'starttls'), only: true },
    want: {
      verdict: 'fixable',
      code: 'starttls-on-implicit-tls-port',
      confidence: 'certain',
      recommends: [10465, 'implicit-tls'],
      withinMs: 3_000,
    },
  },
  {
    name: 'the server itself speaks STARTTLS on 465',
    world: at({ 587: REFUSED, 465: STARTTLS, 2525: REFUSED, 25: REFUSED }),
    want: { verdict: 'degraded', code: 'server-mode-unexpected', recommends: [465, 'starttls'], confidence: 'certain' },
  },
  {
    name: 'the server itself wants TLS at once on 587',
    world: at({ 587: TLS, ...REST }),
    want: { verdict: 'degraded', code: 'server-mode-unexpected', recommends: [587, 'implicit-tls'], withinMs: 3_000 },
  },
  {
    name: 'right settings raise no mode finding',
    world: at({ 587: STARTTLS, 465: TLS }),
    asked: own(465, 'implicit-tls'),
    want: { verdict: 'ready', code: null, recommends: [465, 'implicit-tls'] },
  },
  {
    name: 'STARTTLS is not offered',
    world: at({ 587: saying({ EHLO: '250-mail.example.test\r\n250 SIZE 1000' }), ...REST }),
    want: {
      verdict: 'unusable',
      code: 'starttls-not-offered',
      stage: 'starttls',
      confidence: 'certain',
      not: ['starttls-stripped'],
      says: /not fall back/,
    },
  },
  {
    name: 'STARTTLS is missing on 587, 465 works',
    world: at({
      587: saying({ EHLO: '250-mail.example.test\r\n250 SIZE 1000' }),
      465: TLS,
      2525: REFUSED,
      25: REFUSED,
    }),
    asked: own(587, 'starttls'),
    want: { verdict: 'fixable', code: 'starttls-not-offered', recommends: [465, 'implicit-tls'] },
  },
  {
    name: 'STARTTLS is masked',
    world: at({ 587: saying({ EHLO: '250-mail.example.test\r\n250-SIZE 1000\r\n250 XXXXXXXA' }), ...REST }),
    want: { verdict: 'unusable', code: 'starttls-stripped', confidence: 'likely', not: ['starttls-not-offered'] },
  },
  {
    name: 'STARTTLS is missing where the provider is known to offer it',
    world: at({ 587: saying({ EHLO: '250-smtp.gmail.com\r\n250 SIZE 1000' }), ...REST }),
    asked: {
      host: 'smtp.gmail.com',
      connectTo: [587, 465, 2525, 25].map((port) => ({ port, host: '198.51.100.7', toPort: port })),
    },
    want: { verdict: 'unusable', code: 'starttls-stripped', confidence: 'likely' },
  },
  {
    name: 'a server that believes what came before the handshake',
    world: at({ 587: { ...STARTTLS, keepsPlaintext: true }, ...REST }),
    asked: { waitForAll: true },
    want: {
      verdict: 'degraded',
      code: 'starttls-command-injection',
      stage: 'starttls',
      confidence: 'certain',
      recommends: [587, 'starttls'],
    },
  },
  {
    name: 'a server that forgets what came before the handshake',
    world: at({ 587: STARTTLS, ...REST }),
    asked: { waitForAll: true },
    want: { verdict: 'ready', code: 'connect-refused', not: ['starttls-command-injection'] },
  },
  {
    name: 'nobody slips anything in unless asked to look at everything',
    world: at({ 587: { ...STARTTLS, keepsPlaintext: true }, ...REST }),
    want: { verdict: 'ready', code: 'connect-refused', not: ['starttls-command-injection'] },
  },
  {
    name: 'STARTTLS is offered and refused',
    world: at({ 587: saying({ STARTTLS: '454 4.7.0 TLS not available' }), ...REST }),
    want: {
      verdict: 'unusable',
      code: 'starttls-refused',
      stage: 'starttls',
      also: ['tls-server-fault'],
      says: /TLS not available/,
    },
  },
  {
    name: 'silence exactly at STARTTLS',
    world: at({ 587: saying({ STARTTLS: null }), ...REST }),
    want: { verdict: 'unusable', code: 'starttls-interfered', stage: 'starttls', confidence: 'likely' },
  },
  {
    name: 'a reset exactly at STARTTLS',
    world: at({ 587: saying({ STARTTLS: 'reset' }), ...REST }),
    want: { verdict: 'unusable', code: 'starttls-interfered' },
  },
  {
    name: 'plain text slipped in after the 220 to STARTTLS',
    world: at({ 587: saying({ STARTTLS: '220 go\r\n250 AUTH PLAIN' }), ...REST }),
    want: { verdict: 'unusable', code: 'starttls-response-injection', stage: 'starttls' },
  },
  {
    name: 'plain text slipped in after the 220 to STARTTLS, in a packet of its own',
    world: at({
      587: failing({ why: 'not-tls', speaker: 'smtp', firstBytes: { length: 14, text: '250 AUTH PLAIN' } }),
      ...REST,
    }),
    want: { verdict: 'unusable', code: 'starttls-response-injection', stage: 'starttls', confidence: 'likely' },
  },
  {
    name: 'no common TLS version',
    world: at({ 587: failing({ alert: 70, reason: 'protocol version' }), ...REST }),
    want: { verdict: 'unusable', code: 'tls-version-unsupported', stage: 'tls' },
  },
  {
    name: 'an old TLS version is agreed on',
    world: at({ 587: secured(tls({ protocol: 'TLSv1.1' })), ...REST }),
    want: { verdict: 'unusable', code: 'tls-version-unsupported', recommends: null },
  },
  {
    name: 'no common cipher',
    world: at({ 587: failing({ alert: 40 }), ...REST }),
    want: { verdict: 'unusable', code: 'tls-no-common-cipher' },
  },
  {
    name: 'an internal fault of the server',
    world: at({ 587: failing({ alert: 80 }), ...REST }),
    want: { verdict: 'unusable', code: 'tls-server-fault' },
  },
  {
    name: 'a client certificate is wanted',
    world: at({ 587: failing({ alert: 116 }), ...REST }),
    want: { verdict: 'unusable', code: 'tls-client-certificate-required' },
  },
  {
    name: 'the handshake is cut off',
    world: at({ 587: failing({ why: 'closed' }), ...REST }),
    want: { verdict: 'unusable', code: 'tls-handshake-closed' },
  },
  {
    name: 'the handshake hangs',
    world: at({ 587: { ...STARTTLS, tlsFailure: 'silent' }, ...REST }),
    want: { verdict: 'unusable', code: 'tls-handshake-timeout', withinMs: 12_000 },
  },
  {
    name: 'large packets are lost: the handshake hangs, a short answer comes',
    world: at({
      587: { ...STARTTLS, losesLargePackets: true },
      465: { ...TLS, losesLargePackets: true },
      2525: REFUSED,
      25: REFUSED,
    }),
    want: {
      verdict: 'unusable',
      code: 'path-mtu-blackhole',
      stage: 'tls',
      confidence: 'likely',
      not: ['tls-handshake-timeout'],
    },
  },
  {
    name: 'the server goes on in cleartext after STARTTLS',
    world: at({ 587: failing({ why: 'not-tls' }), ...REST }),
    want: { verdict: 'unusable', code: 'starttls-handshake-failed' },
  },
  certificate(
    'the certificate has expired',
    'tls-certificate-expired',
    tls({ authorized: false, authorizationError: 'CERT_HAS_EXPIRED' }, { validTo: '2026-11-01T00:00:00.000Z' }),
    /2026-11-01/,
  ),
  certificate(
    'the certificate is not valid yet',
    'tls-certificate-not-yet-valid',
    tls({ authorized: false, authorizationError: 'CERT_NOT_YET_VALID' }, { validFrom: '2026-12-01T00:00:00.000Z' }),
  ),
  certificate(
    'the certificate is self-signed',
    'tls-certificate-self-signed',
    tls({ ...untrusted, authorizationError: 'DEPTH_ZERO_SELF_SIGNED_CERT' }, { selfSigned: true }),
  ),
  certificate(
    'the CA is unknown',
    'tls-certificate-untrusted',
    tls({ ...untrusted, authorizationError: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' }),
    /Test CA/,
  ),
  certificate(
    'the CA is unknown and sent along',
    'tls-certificate-untrusted',
    tls({ authorized: false, authorizationError: 'SELF_SIGNED_CERT_IN_CHAIN' }),
  ),
  certificate(
    'the intermediate is not sent',
    'tls-certificate-chain-incomplete',
    tls({ ...untrusted, authorizationError: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' }, { namesIssuerLocation: true }),
  ),
  certificate(
    'the certificate is for another name',
    'tls-certificate-name-mismatch',
    tls({ nameMatches: false }, { names: ['DNS:other.example.test'] }),
    /other\.example\.test/,
  ),
  certificate('the key is too short', 'tls-certificate-weak', tls({}, { key: { type: 'rsa', bits: 1024 } })),
  certificate('the signature is SHA-1', 'tls-certificate-weak', tls({}, { signature: 'sha1WithRSAEncryption' })),
  certificate(
    'a mail shield made the certificate',
    'tls-intercepted',
    tls(
      { ...untrusted, authorizationError: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' },
      { issuer: 'CN=Avast Web/Mail Shield Root' },
    ),
    /Avast/,
  ),
  {
    name: 'a mail shield greets, and shows a certificate that nobody vouches for',
    world: at({ 587: { ...secured(tls(untrusted)), greeting: '220 avast! mail proxy ready' }, ...REST }),
    want: {
      verdict: 'unusable',
      code: 'tls-intercepted',
      stage: 'tls',
      layer: 'encryption',
      confidence: 'likely',
      says: /avast! mail proxy ready/,
      not: ['tls-certificate-untrusted'],
    },
  },
  {
    name: 'a program on this machine answers in place of a server that it cannot reach',
    world: at({ 587: { greeting: '451 Request action aborted on MFE proxy, SMTP server is not available.' }, ...REST }),
    want: {
      verdict: 'unusable',
      code: 'tls-intercepted',
      confidence: 'likely',
      says: /MFE proxy/,
      also: ['greeting-busy'],
    },
  },
  {
    name: 'a firewall names itself to EHLO',
    world: at({
      587: {
        ...saying({ EHLO: '250-FortiGate at your service\r\n250 STARTTLS' }),
        tls: tls({ ...untrusted, nameMatches: false }),
      },
      ...REST,
    }),
    want: {
      verdict: 'unusable',
      code: 'tls-intercepted',
      confidence: 'likely',
      says: /FortiGate at your service/,
      not: ['tls-certificate-name-mismatch'],
    },
  },
  {
    name: 'a proxy of no known make may be the server of a private CA itself',
    world: at({ 587: { ...secured(tls(untrusted)), greeting: '220 SMTP Proxy Server Ready' }, ...REST }),
    want: { verdict: 'unusable', code: 'tls-certificate-untrusted', also: ['tls-intercepted'] },
  },
  {
    name: "a web hoster sends a provider's mail to its own server",
    world: at({
      587: {
        ...secured(tls({ nameMatches: false }, { subject: 'CN=srv7.hoster.test', names: ['DNS:srv7.hoster.test'] })),
        greeting: '220-srv7.hoster.test ESMTP Exim 4.93\r\n220 We do not authorize bulk mail',
      },
      ...REST,
    }),
    asked: {
      host: 'smtp.gmail.com',
      connectTo: [587, 465, 2525, 25].map((port) => ({ port, host: '198.51.100.7', toPort: port })),
    },
    want: {
      verdict: 'unusable',
      code: 'tls-intercepted',
      confidence: 'likely',
      says: /srv7\.hoster\.test.*redirect/,
      not: ['tls-certificate-name-mismatch'],
    },
  },
  {
    name: 'one port is led to a server of another name, which must not be taken for the right name',
    world: at({
      587: {
        ...secured(tls({ nameMatches: false }, { subject: 'CN=relay.hoster.test', names: ['DNS:relay.hoster.test'] })),
        greeting: '220 relay.hoster.test ESMTP',
      },
      ...REST,
      465: TLS,
    }),
    asked: own(587, 'starttls'),
    want: {
      verdict: 'fixable',
      code: 'tls-intercepted',
      confidence: 'likely',
      says: /relay\.hoster\.test.*port 465 of the same address/,
      not: ['tls-certificate-name-mismatch'],
    },
  },
  {
    name: "a good name on a bad certificate, and another's name in the greeting: possible, no more",
    world: at({ 587: { ...secured(tls(untrusted)), greeting: '220 srv7.hoster.test ESMTP' }, ...REST }),
    asked: {
      host: 'smtp.gmail.com',
      connectTo: [587, 465, 2525, 25].map((port) => ({ port, host: '198.51.100.7', toPort: port })),
    },
    want: { verdict: 'unusable', code: 'tls-certificate-untrusted', also: ['tls-intercepted'] },
  },
  {
    name: 'an inspecting proxy greets, and STARTTLS is gone',
    world: at({
      587: { ...saying({ EHLO: '250-mail.example.test\r\n250 SIZE 1000' }), greeting: '220 Sophos SMTP proxy' },
      ...REST,
    }),
    want: {
      verdict: 'unusable',
      code: 'starttls-stripped',
      confidence: 'likely',
      says: /Sophos SMTP proxy/,
      not: ['starttls-not-offered', 'tls-intercepted'],
    },
  },
  {
    name: 'a masked greeting and HELO only, as of a PIX',
    world: at({
      587: { ...saying({ EHLO: '500 what?', HELO: '250 hello' }), greeting: `220 ${'*'.repeat(40)}2******0****` },
      ...REST,
    }),
    want: { verdict: 'unusable', code: 'starttls-stripped', confidence: 'likely', also: ['esmtp-not-supported'] },
  },
  {
    name: 'a company CA whose clients trust it intercepts nothing that needs mending',
    world: at({ 587: secured(tls({}, { issuer: 'CN=Zscaler Root CA' })), ...REST }),
    want: { verdict: 'ready', code: 'connect-refused', not: ['tls-intercepted'] },
  },
  {
    name: 'a small Diffie-Hellman group',
    world: at({
      587: secured(
        tls({
          protocol: 'TLSv1.2',
          cipher: 'DHE-RSA-AES128-GCM-SHA256',
          keyExchange: { type: 'DH', name: null, bits: 1024 },
        }),
      ),
      ...REST,
    }),
    want: { verdict: 'degraded', code: 'tls-weak-parameters', confidence: 'certain' },
  },
  {
    name: 'a Diffie-Hellman group of 2048 bits is fine',
    world: at({
      587: secured(
        tls({
          protocol: 'TLSv1.2',
          cipher: 'DHE-RSA-AES128-GCM-SHA256',
          keyExchange: { type: 'DH', name: null, bits: 2048 },
        }),
      ),
      ...REST,
    }),
    want: { verdict: 'ready', code: 'connect-refused', not: ['tls-weak-parameters'] },
  },
  {
    name: 'RSA 2048 with SHA-256 is fine',
    world: at({
      587: secured(tls({}, { key: { type: 'rsa', bits: 2048 }, signature: 'sha256WithRSAEncryption' })),
      ...REST,
    }),
    want: { verdict: 'ready', code: 'connect-refused', not: ['tls-certificate-weak'] },
  },
  {
    name: 'a certificate without subjectAltName works with a warning',
    world: at({ 587: secured(tls({}, { names: [] })), ...REST }),
    want: { verdict: 'degraded', code: 'tls-certificate-no-san' },
  },
  {
    name: 'a bad certificate on 465 beside a good 587 is worth mending',
    world: at({
      587: STARTTLS,
      465: {
        ...TLS,
        tls: tls(
          { authorized: false, authorizationError: 'CERT_HAS_EXPIRED' },
          { validTo: '2026-11-01T00:00:00.000Z' },
        ),
      },
    }),
    want: { verdict: 'degraded', code: 'tls-certificate-expired', recommends: [587, 'starttls'] },
  },
];
