import type { CertificateFacts, TlsFacts, TlsFailure } from '../../src/index.ts';
import { GOOD_TLS, type Place, STARTED_AT, type World } from '../world.ts';
import { at, REFUSED, STARTTLS, TLS } from './case.ts';
import { answering, login, type Nearly, type NearMisses, only587, own, provider, REST } from './near-miss.ts';

const tls = (changes: Partial<TlsFacts>, certificate: Partial<CertificateFacts> = {}): TlsFacts => ({
  ...GOOD_TLS,
  ...changes,
  certificate: GOOD_TLS.certificate === null ? null : { ...GOOD_TLS.certificate, ...certificate },
});
const secured = (changes: Partial<TlsFacts>, certificate: Partial<CertificateFacts> = {}): World =>
  only587({ ...STARTTLS, tls: tls(changes, certificate) });
const failing = (failure: Partial<TlsFailure>): World =>
  only587({
    ...STARTTLS,
    tlsFailure: { why: 'alert', alert: null, code: null, reason: 'alert', firstBytes: null, speaker: null, ...failure },
  });

const UNTRUSTED = { authorized: false, authorizationError: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', chain: [] } as const;
const OTHER_NAME = { nameMatches: false } as const;
const OTHER = { subject: 'CN=server.hoster.test', names: ['DNS:server.hoster.test'] } as const;
const NO_STARTTLS = '250-mail.example.test\r\n250 SIZE 1000';
/** ServerHello; ServerHello, Certificate, ServerKeyExchange, CertificateRequest, ServerHelloDone (RFC 5246 §7.3). */
const AGREED = { messages: [2, 11, 12, 14], speaker: 'tls-handshake' } as const;
const ASKED = { messages: [2, 11, 12, 13, 14], speaker: 'tls-handshake' } as const;
const NOTHING = { messages: [], speaker: 'tls-alert' } as const;

const greeting = (words: string, place: Place = STARTTLS): Place => ({ ...place, greeting: words });
const same = (world: World, differs: string, gives: Nearly['gives'], asked = {}): Nearly => ({
  world,
  differs,
  gives,
  asked,
});
const weak = (bits: number): World =>
  secured({ protocol: 'TLSv1.2', cipher: 'DHE-RSA-AES128-GCM-SHA256', keyExchange: { type: 'DH', name: null, bits } });

export const ENCRYPTION_NEAR_MISSES: NearMisses = {
  'implicit-tls-on-starttls-port': {
    given: { world: at({ 587: STARTTLS, 465: TLS }), asked: own(587, 'implicit-tls') },
    nearly: [
      same(at({ 587: TLS, 465: TLS }), 'the server does speak implicit TLS there', null, own(587, 'implicit-tls')),
      same(
        at({ 587: STARTTLS, 465: STARTTLS }),
        'the port is the one for implicit TLS: the server is the odd one',
        'server-mode-unexpected',
        own(465, 'implicit-tls'),
      ),
      same(
        at({ 587: { ...STARTTLS, greeting: 'HTTP/1.1 400 Bad Request' }, 465: TLS }),
        'what answers is no SMTP',
        'not-smtp',
        own(587, 'implicit-tls'),
      ),
    ],
    well: own(587, 'starttls'),
  },
  'starttls-on-implicit-tls-port': {
    given: { world: at({ 587: STARTTLS, 465: TLS }), asked: own(465, 'starttls') },
    nearly: [
      same(
        at({ 587: STARTTLS, 465: STARTTLS }),
        'the server does speak STARTTLS there',
        'server-mode-unexpected',
        own(465, 'starttls'),
      ),
      same(
        at({ 587: STARTTLS, 465: { greeting: null, tlsFailure: 'silent' } }),
        'it says nothing to a handshake either',
        'greeting-missing',
        own(465, 'starttls'),
      ),
    ],
    well: own(465, 'implicit-tls'),
  },
  'server-mode-unexpected': {
    given: { world: at({ 587: REFUSED, 465: STARTTLS, 2525: REFUSED, 25: REFUSED }) },
    nearly: [
      same(
        at({ 1465: STARTTLS }),
        'the port is registered for nothing: the setting is wrong',
        'implicit-tls-on-starttls-port',
        { ...own(1465, 'implicit-tls'), only: true },
      ),
    ],
  },
  'starttls-not-offered': {
    given: { world: answering({ EHLO: NO_STARTTLS }) },
    nearly: [
      same(answering({ EHLO: '250-mail.example.test\r\n250 XXXXXXXA' }), 'it is overwritten', 'starttls-stripped'),
      same(answering({ EHLO: '421 4.3.2 later' }), 'EHLO is refused for now', 'greeting-busy'),
      same(answering({ EHLO: null }), 'EHLO is not answered', 'reply-timeout'),
      same(answering({ EHLO: 'close' }), 'the connection ends at EHLO', 'connection-dropped'),
    ],
  },
  'starttls-stripped': {
    given: { world: answering({ EHLO: '250-mail.example.test\r\n250 XXXXXXXA' }) },
    nearly: [
      same(answering({ EHLO: NO_STARTTLS }), 'the server simply lacks it', 'starttls-not-offered'),
      same(
        answering({ EHLO: '250-mail.example.test\r\n250-X-EXPS GSSAPI\r\n250 XCLIENT NAME' }),
        'words with X are extensions of its own',
        'starttls-not-offered',
      ),
      same(
        answering({ EHLO: NO_STARTTLS }),
        'the provider does not document STARTTLS on this port',
        'starttls-not-offered',
        provider('smtps.aruba.it'),
      ),
      same(
        only587(
          greeting('220 mail.example.test ESMTP * Sophos Email Appliance *', only587Place({ EHLO: NO_STARTTLS })),
        ),
        'the greeting is that of a mail server by a maker of filters',
        'starttls-not-offered',
      ),
    ],
  },
  'starttls-refused': {
    given: { world: answering({ STARTTLS: '454 4.7.0 TLS not available' }) },
    nearly: [
      same(answering({ STARTTLS: '421 4.3.2 closing' }), 'the whole connection is refused for now', 'greeting-busy'),
    ],
  },
  'starttls-interfered': {
    given: { world: answering({ STARTTLS: null }) },
    nearly: [
      same(answering({ STARTTLS: '502 5.5.1 no' }), 'it is answered by a refusal', 'starttls-refused'),
      same(
        only587({ ...STARTTLS, tlsFailure: 'silent' }),
        'it is answered, and the handshake is not',
        'tls-handshake-timeout',
      ),
    ],
  },
  'starttls-command-injection': {
    given: { world: at({ 587: { ...STARTTLS, keepsPlaintext: true }, ...REST }), asked: { waitForAll: true } },
    nearly: [
      same(only587(STARTTLS), 'what came before the handshake is forgotten', null, { waitForAll: true }),
      same(
        only587({ ...STARTTLS, greetsAgain: true }),
        'the reply too many comes whether or not anything was slipped in',
        'protocol-violation',
        { waitForAll: true },
      ),
      same(
        only587({ ...only587Place({ STARTTLS: '454 4.7.0 not now' }), keepsPlaintext: true }),
        'the handshake never begins',
        'starttls-refused',
        { waitForAll: true },
      ),
    ],
  },
  'starttls-response-injection': {
    given: { world: answering({ STARTTLS: '220 go\r\n250 AUTH PLAIN' }) },
    nearly: [
      same(
        answering({ STARTTLS: '220 go\r\n\u0015\u0003\u0001\u0000\u0002\u0002\u0050' }),
        'what follows the 220 is an alert, as of a Postfix whose TLS cannot start',
        'tls-server-fault',
      ),
      same(
        failing({ why: 'not-tls', speaker: 'smtp', firstBytes: { length: 11, text: '500 what?\r\n' } }),
        'what comes in place of the handshake is a refusal',
        'starttls-handshake-failed',
      ),
      same(answering({ STARTTLS: '220-go\r\n220 on' }), 'the 220 has two lines', null),
      same(
        answering({ STARTTLS: '220 go\r\n454 4.3.0 TLS not available due to local problem' }),
        'what follows the 220 in the same packet is a refusal',
        'starttls-handshake-failed',
      ),
      same(answering({ STARTTLS: '220 go\r\n45' }), 'that refusal is cut within its code', 'starttls-handshake-failed'),
    ],
  },
  'starttls-handshake-failed': {
    given: { world: failing({ why: 'not-tls' }) },
    nearly: [
      same(failing({ alert: 80 }), 'an alert says why', 'tls-server-fault'),
      same(failing({ why: 'closed' }), 'the connection is closed', 'tls-handshake-closed'),
    ],
  },
  'tls-server-fault': {
    given: { world: failing({ alert: 80 }) },
    nearly: [same(failing({ alert: 40, ...NOTHING }), 'the alert is about what we offered', 'tls-no-common-cipher')],
  },
  'tls-version-unsupported': {
    given: { world: secured({ protocol: 'TLSv1.1' }) },
    nearly: [
      same(secured({ protocol: 'TLSv1.2' }), 'it is one version newer', null),
      same(failing({ alert: 71 }), 'the alert is about security, not about the version', 'tls-no-common-cipher'),
    ],
  },
  'tls-no-common-cipher': {
    given: { world: failing({ alert: 40, ...NOTHING }) },
    nearly: [
      same(
        failing({ alert: 40, ...ASKED }),
        'a cipher was agreed on, and a certificate of ours asked for',
        'tls-client-certificate-required',
      ),
      same(failing({ alert: 40, ...AGREED }), 'a cipher was agreed on', 'tls-server-fault'),
      same(
        answering({ STARTTLS: '220 go\r\n\u0015\u0003\u0001\u0000\u0002\u0002\u0028' }),
        'the alert came before we had offered anything',
        'tls-server-fault',
      ),
    ],
  },
  'tls-handshake-timeout': {
    given: { world: only587({ ...STARTTLS, tlsFailure: 'silent' }) },
    nearly: [
      same(failing({ why: 'closed' }), 'the peer hangs up', 'tls-handshake-closed'),
      same(only587({ ...STARTTLS, losesLargePackets: true }), 'a short answer comes through', 'path-mtu-blackhole'),
    ],
  },
  'tls-handshake-closed': {
    given: { world: failing({ why: 'closed', ...AGREED }) },
    nearly: [
      same(
        failing({ why: 'closed', ...ASKED }),
        'a certificate of ours had been asked for',
        'tls-client-certificate-required',
      ),
      same(failing({ alert: 80 }), 'an alert came before', 'tls-server-fault'),
    ],
  },
  'tls-intercepted': {
    given: { world: secured(UNTRUSTED, { issuer: 'CN=Avast Web/Mail Shield Root' }) },
    nearly: [
      same(secured({}, { issuer: 'CN=Zscaler Root CA' }), 'this machine trusts that CA', null),
      same(
        secured(OTHER_NAME, { ...OTHER, issuer: 'CN=Zscaler Root CA' }),
        'this machine trusts that CA, and the name is wrong',
        'tls-certificate-name-mismatch',
      ),
      same(
        secured(UNTRUSTED, { issuer: 'CN=Preset Inspection Test CA' }),
        'the name only holds that of a maker',
        'tls-certificate-untrusted',
      ),
      same(
        secured(
          { ...UNTRUSTED, ...OTHER_NAME },
          { subject: 'CN=FortiGate-60F', issuer: 'CN=Fortinet Factory CA', names: ['DNS:FortiGate-60F'] },
        ),
        'the device shows the certificate it came with, in its own name',
        'tls-certificate-untrusted',
      ),
      same(
        at({ 587: { ...STARTTLS, tls: tls(OTHER_NAME, OTHER) }, 465: TLS, 2525: REFUSED, 25: REFUSED }),
        'one port has the wrong certificate, but greets in the same name as the other',
        'tls-certificate-name-mismatch',
        own(587, 'starttls'),
      ),
      same(
        at({
          587: { ...greeting('220 out.example.test ESMTP'), tls: tls(OTHER_NAME, OTHER) },
          465: TLS,
          2525: REFUSED,
          25: REFUSED,
        }),
        'one port has the wrong certificate, and the name that greets there is under the same domain',
        'tls-certificate-name-mismatch',
        own(587, 'starttls'),
      ),
      same(only587(greeting('220 avast! mail proxy')), 'a proxy greets, and the certificate is the true one', null),
      same(
        only587({ ...greeting('220 localhost.localdomain ESMTP Postfix'), tls: tls(UNTRUSTED, {}) }),
        'a private server with a CA of its own greets with no name of its own',
        'tls-certificate-untrusted',
      ),
      same(
        only587({ ...greeting('220 mail.example.test ESMTP Kaspersky Secure Mail Gateway'), tls: tls(UNTRUSTED) }),
        'the greeting is that of a mail server by a maker of antivirus programs',
        'tls-certificate-untrusted',
      ),
      same(
        only587({
          ...greeting('220 am6pr01ca0012.outlook.office365.com Microsoft ESMTP'),
          tls: tls(OTHER_NAME, OTHER),
        }),
        'the greeting is by the provider itself',
        'tls-certificate-name-mismatch',
        provider('smtp.office365.com'),
      ),
      same(
        only587(greeting('220 lb7.platform.test ESMTP')),
        "a provider greets in another's name, with its own certificate",
        null,
        provider('smtp.gmail.com'),
      ),
      same(
        only587({ ...greeting('220 localhost.localdomain ESMTP'), tls: tls(OTHER_NAME, OTHER) }),
        'the greeting names nobody',
        'tls-certificate-name-mismatch',
        provider('smtp.gmail.com'),
      ),
      same(
        only587({ ...greeting('220 server.hoster.test ESMTP Exim'), tls: tls(OTHER_NAME, OTHER) }),
        'whose host it is is not known: it may be its own name',
        'tls-certificate-name-mismatch',
      ),
    ],
  },
  'tls-certificate-expired': {
    given: { world: secured({}, { validTo: '2026-11-23T11:59:59.000Z' }) },
    nearly: [same(secured({}, { validTo: '2026-11-23T12:00:01.000Z' }), 'one second is left', null)],
  },
  'tls-certificate-not-yet-valid': {
    given: { world: secured({}, { validFrom: '2026-11-23T12:00:01.000Z' }) },
    nearly: [same(secured({}, { validFrom: STARTED_AT }), 'it begins this second', null)],
  },
  'tls-certificate-self-signed': {
    given: {
      world: secured({ ...UNTRUSTED, authorizationError: 'DEPTH_ZERO_SELF_SIGNED_CERT' }, { selfSigned: true }),
    },
    nearly: [
      same(
        secured({ authorized: false, authorizationError: 'SELF_SIGNED_CERT_IN_CHAIN' }),
        'it is its CA that signed itself',
        'tls-certificate-untrusted',
      ),
      same(secured({}, { selfSigned: true }), 'this machine was told to trust it', null),
    ],
  },
  'tls-certificate-untrusted': {
    given: { world: secured(UNTRUSTED) },
    nearly: [
      same(
        secured(UNTRUSTED, { namesIssuerLocation: true }),
        'a public CA signed it, whose own certificate was not sent',
        'tls-certificate-chain-incomplete',
      ),
    ],
  },
  'tls-certificate-chain-incomplete': {
    given: { world: secured(UNTRUSTED, { namesIssuerLocation: true }) },
    nearly: [
      same(
        secured(
          { authorized: false, authorizationError: 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY' },
          { namesIssuerLocation: true },
        ),
        'the issuer was sent, and nobody knows who signed that',
        'tls-certificate-untrusted',
      ),
    ],
  },
  'tls-certificate-name-mismatch': {
    given: { world: secured(OTHER_NAME, { names: ['DNS:*.other.test'] }) },
    nearly: [
      same(secured({ nameMatches: true }, { names: ['DNS:*.example.test'] }), 'the wildcard covers the name', null),
    ],
  },
  'tls-certificate-weak': {
    given: { world: secured({}, { key: { type: 'rsa', bits: 2_047 } }) },
    nearly: [
      same(secured({}, { key: { type: 'rsa', bits: 2_048 } }), 'the key has one bit more', null),
      same(secured({}, { signature: 'sha1234WithRSAEncryption' }), 'the signature only begins like a weak one', null),
    ],
  },
  'tls-certificate-no-san': {
    given: { world: secured({}, { names: [] }) },
    nearly: [same(secured({}, { names: ['IP:198.51.100.7'] }), 'it names the address', null)],
  },
  'tls-client-certificate-required': {
    given: { world: failing({ alert: 116, ...AGREED }) },
    nearly: [
      same(
        failing({ alert: 40, ...NOTHING }),
        'the alert came before the server had agreed to anything',
        'tls-no-common-cipher',
      ),
      same(failing({ alert: 51, ...ASKED }), 'the alert is about what we computed', 'starttls-handshake-failed'),
      same(failing({ alert: 80, ...ASKED }), 'the server had asked, and then failed for itself', 'tls-server-fault'),
    ],
  },
  'tls-weak-parameters': {
    given: { world: weak(1_024) },
    nearly: [same(weak(2_048), 'the group has 2048 bits', null)],
  },
  'plaintext-only': {
    given: { world: at({ 587: only587Place({ EHLO: '250 hi' }) }), asked: { ...own(587, 'cleartext'), only: true } },
    nearly: [
      same(at({ 587: STARTTLS }), 'the server wants TLS first', 'auth-requires-tls', {
        ...login,
        ...own(587, 'cleartext'),
        only: true,
      }),
      same(
        only587(only587Place({ EHLO: '250 hi' })),
        'the client is set to STARTTLS',
        'starttls-not-offered',
        own(587, 'starttls'),
      ),
    ],
    well: own(587, 'starttls'),
  },
};

/** A STARTTLS server that answers some verbs otherwise. */
function only587Place(changes: Readonly<Record<string, string | null>>): Place {
  return answering(changes).places['198.51.100.7:587'] ?? STARTTLS;
}
