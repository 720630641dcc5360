import type { Code } from '@smtp-triage/core';
import {
  BOTH,
  FALLBACK,
  presetsOf,
  QUICK_MS,
  RELAY,
  right,
  SILENT_REPLY_MS,
  SILENT_TLS_MS,
  type Story,
  SUBMISSION,
  SUBMISSIONS,
} from './presets-model.ts';
import { at } from './rules.ts';
import type { VirtualCertificate } from './virtual-net/tls-facts.ts';

const FAILS_587 = 'TLS handshake fails at once on 587';
const FAILS_465 = 'TLS handshake fails at once on 465';

/** Long enough for the client's first record to have come, short enough for nobody to notice. */
const AFTER_HELLO_MS = 30;

/** Alert 116 as a record (RFC 8446 §6). */
const CERTIFICATE_REQUIRED: Uint8Array = Uint8Array.of(0x15, 0x03, 0x03, 0x00, 0x02, 0x02, 116);

const certificate = (profile: VirtualCertificate, code: Code, summary: string, ...also: readonly Code[]): Story => ({
  summary,
  listeners: BOTH,
  certificate: profile,
  expected: right('unusable', code, 'tls', 'encryption', QUICK_MS, ...also),
});

/** Modes, STARTTLS, handshakes and certificates. */
export const ENCRYPTION_PRESETS = presetsOf('encryption', {
  'implicit-tls-on-587': {
    summary: 'The client is set to implicit TLS on 587, where the server speaks STARTTLS.',
    symptom: FAILS_587,
    listeners: BOTH,
    settings: { port: 587, mode: 'implicit-tls' },
    expected: right('fixable', 'implicit-tls-on-starttls-port', 'tls', 'encryption', QUICK_MS),
  },
  'starttls-on-465': {
    summary: 'The client is set to STARTTLS on 465, where the server waits for TLS at once.',
    symptom: 'connection hangs and times out',
    listeners: BOTH,
    settings: { port: 465, mode: 'starttls' },
    expected: right('fixable', 'starttls-on-implicit-tls-port', 'greeting', 'encryption', 2_000),
  },
  'cleartext-on-465': {
    summary: 'The client is set to no encryption on 465, where the server waits for TLS at once.',
    symptom: 'connection hangs and times out',
    listeners: BOTH,
    settings: { port: 465, mode: 'cleartext' },
    expected: right('fixable', 'starttls-on-implicit-tls-port', 'greeting', 'encryption', 2_000),
  },
  'implicit-tls-on-2525': {
    summary: 'The client is set to implicit TLS on 2525, where the server speaks STARTTLS.',
    listeners: { ...BOTH, ...FALLBACK },
    settings: { port: 2525, mode: 'implicit-tls' },
    expected: right('fixable', 'implicit-tls-on-starttls-port', 'tls', 'encryption', QUICK_MS),
  },
  'server-starttls-on-465': {
    summary: 'The server on 465 speaks first and in cleartext; 587 is not served.',
    symptom: FAILS_465,
    listeners: { submissions: { mode: 'starttls', port: 465 } },
    settings: { port: 465, mode: 'implicit-tls' },
    expected: right('fixable', 'server-mode-unexpected', 'tls', 'encryption', QUICK_MS),
  },
  'server-implicit-on-587': {
    summary: 'The server on 587 waits for a TLS ClientHello; 465 is not served.',
    symptom: 'connection hangs and times out',
    listeners: { submission: { mode: 'implicit-tls', port: 587 } },
    settings: { port: 587, mode: 'starttls' },
    expected: right('fixable', 'server-mode-unexpected', 'greeting', 'encryption', 2_000),
  },
  'starttls-not-offered': {
    summary: 'The submission server does not announce STARTTLS.',
    listeners: SUBMISSION,
    rules: [at('ehlo').hide('STARTTLS')],
    expected: right('unusable', 'starttls-not-offered', 'starttls', 'encryption', QUICK_MS),
  },
  'starttls-stripped-pix': {
    summary: 'A firewall on the way overwrites the greeting and STARTTLS, as Cisco PIX and ASA do.',
    listeners: SUBMISSION,
    rules: [at('greeting').reply(220, null, '*'.repeat(52)), at('ehlo').mangle('STARTTLS')],
    expected: right('unusable', 'starttls-stripped', 'starttls', 'encryption', QUICK_MS),
  },
  'starttls-stripped-proxy': {
    summary: 'A mail proxy on the way greets in its own name, and takes STARTTLS out of the list.',
    listeners: SUBMISSION,
    rules: [at('greeting').reply(220, null, 'Sophos SMTP proxy ready'), at('ehlo').hide('STARTTLS')],
    expected: right('unusable', 'starttls-stripped', 'starttls', 'encryption', QUICK_MS),
  },
  'starttls-stripped-helo': {
    summary:
      'A firewall masks the greeting and refuses EHLO, so that nobody hears of STARTTLS, as an old Cisco PIX does.',
    listeners: SUBMISSION,
    rules: [
      at('greeting').reply(220, null, '*'.repeat(52)),
      at('ehlo', { line: /^EHLO/ }).reply(500, null, 'Command unrecognized'),
    ],
    expected: right('unusable', 'starttls-stripped', 'starttls', 'encryption', QUICK_MS, 'esmtp-not-supported'),
  },
  'starttls-refused-454': {
    summary: 'STARTTLS is announced and then answered with 454.',
    symptom: FAILS_587,
    listeners: SUBMISSION,
    rules: [at('starttls').reply(454, '4.7.0', 'TLS not available due to local problem')],
    expected: right('unusable', 'starttls-refused', 'starttls', 'encryption', QUICK_MS),
  },
  'starttls-refused-502': {
    summary: 'STARTTLS is announced and then not implemented.',
    symptom: FAILS_587,
    listeners: SUBMISSION,
    rules: [at('starttls').reply(502, '5.5.1', 'TLS not available')],
    expected: right('unusable', 'starttls-refused', 'starttls', 'encryption', QUICK_MS),
  },
  'starttls-interfered': {
    summary: 'The connection is reset exactly at the STARTTLS command.',
    symptom: FAILS_587,
    listeners: SUBMISSION,
    rules: [at('starttls').reset()],
    expected: right('unusable', 'starttls-interfered', 'starttls', 'encryption', QUICK_MS),
  },
  'starttls-silenced': {
    summary: 'The connection goes silent exactly at the STARTTLS command.',
    symptom: 'connection hangs and times out',
    listeners: SUBMISSION,
    rules: [at('starttls').never()],
    expected: right('unusable', 'starttls-interfered', 'starttls', 'encryption', SILENT_REPLY_MS),
  },
  'starttls-broken': {
    summary: 'The server says 220 to STARTTLS and then goes on in cleartext.',
    symptom: FAILS_587,
    listeners: SUBMISSION,
    rules: [at('tls').delay(AFTER_HELLO_MS).replyRaw('500 5.5.1 Command not recognized\r\n')],
    expected: right('unusable', 'starttls-handshake-failed', 'tls', 'encryption', QUICK_MS),
  },
  'starttls-broken-at-once': {
    summary: 'The server says 220 to STARTTLS, and in the same breath that it cannot.',
    symptom: FAILS_587,
    listeners: SUBMISSION,
    rules: [at('tls').tls.inject('454 4.3.0 TLS not available due to local problem\r\n')],
    expected: right('unusable', 'starttls-handshake-failed', 'starttls', 'encryption', QUICK_MS),
  },
  'starttls-injection': {
    summary: 'More than the 220 comes back to STARTTLS: somebody wants it to be believed later (CVE-2011-0411).',
    listeners: SUBMISSION,
    rules: [at('tls').tls.inject('250 mail.example.test\r\n')],
    expected: right('unusable', 'starttls-response-injection', 'starttls', 'encryption', QUICK_MS),
  },
  'tls-server-fault': {
    summary: 'The server breaks the handshake off with alert 80, "internal error".',
    symptom: FAILS_465,
    listeners: BOTH,
    rules: [at('tls').tls.alert('internal_error')],
    expected: right('unusable', 'tls-server-fault', 'tls', 'encryption', QUICK_MS),
  },
  'tls-name-unknown': {
    summary: 'The server knows no such name as the client asks for: alert 112, "unrecognized name".',
    symptom: FAILS_465,
    listeners: BOTH,
    rules: [at('tls').tls.alert('unrecognized_name')],
    expected: right('unusable', 'tls-certificate-name-mismatch', 'tls', 'encryption', QUICK_MS),
  },
  'tls10-only': {
    summary: 'The server speaks TLS 1.0 and nothing newer.',
    listeners: BOTH,
    tls: { maxVersion: 'TLSv1' },
    expected: right('unusable', 'tls-version-unsupported', 'tls', 'encryption', QUICK_MS),
  },
  'tls-version-alert': {
    summary: 'The server breaks the handshake off with alert 70, "protocol version".',
    symptom: FAILS_587,
    listeners: BOTH,
    rules: [at('tls').tls.alert('protocol_version')],
    expected: right('unusable', 'tls-version-unsupported', 'tls', 'encryption', QUICK_MS),
  },
  'no-shared-cipher': {
    summary: 'The server breaks the handshake off with alert 40: no cipher in common.',
    symptom: FAILS_465,
    listeners: BOTH,
    rules: [at('tls').tls.alert('handshake_failure')],
    expected: right('unusable', 'tls-no-common-cipher', 'tls', 'encryption', QUICK_MS),
  },
  'tls-handshake-stall': {
    summary: 'The server on 587 says 220 to STARTTLS and then nothing; 465 is not served.',
    symptom: 'connection hangs and times out',
    listeners: SUBMISSION,
    rules: [at('tls').tls.stall()],
    expected: right('unusable', 'tls-handshake-timeout', 'tls', 'encryption', SILENT_TLS_MS),
  },
  'tls-handshake-closed': {
    summary: 'The server closes in the handshake without an alert.',
    symptom: FAILS_465,
    listeners: BOTH,
    rules: [at('tls').tls.close()],
    expected: right('unusable', 'tls-handshake-closed', 'tls', 'encryption', QUICK_MS),
  },
  'tls-weak-parameters': {
    summary: 'The server works, on a Diffie-Hellman group of 1024 bits.',
    listeners: BOTH,
    tls: {
      maxVersion: 'TLSv1.2',
      facts: { cipher: 'TLS_DHE_RSA_WITH_AES_256_GCM_SHA384', keyExchange: { type: 'DH', name: null, bits: 1_024 } },
    },
    memoryOnly: 'needs an RSA certificate and a weak Diffie-Hellman group, which the mock server does not make',
    expected: right('degraded', 'tls-weak-parameters', 'tls', 'encryption', QUICK_MS),
  },
  'cert-expired': certificate('expired', 'tls-certificate-expired', 'The certificate expired ten days ago.'),
  'cert-not-yet-valid': certificate(
    'not-yet-valid',
    'tls-certificate-not-yet-valid',
    'The certificate begins to be valid in ten days.',
  ),
  'cert-self-signed': certificate('self-signed', 'tls-certificate-self-signed', 'The certificate signed itself.'),
  'cert-wrong-host': certificate(
    'wrong-host',
    'tls-certificate-name-mismatch',
    'The certificate is good, but for another host.',
  ),
  'cert-unknown-ca': certificate(
    'unknown-ca',
    'tls-certificate-untrusted',
    'The certificate is signed by an authority that nobody trusts.',
  ),
  'cert-chain-incomplete': certificate(
    'no-intermediate',
    'tls-certificate-chain-incomplete',
    'The server sends its certificate without the intermediate one.',
  ),
  'cert-weak-key': certificate('weak-key', 'tls-certificate-weak', 'The key of the certificate has 1024 bits.'),
  'cert-sha1': certificate('sha1', 'tls-certificate-weak', 'The certificate is signed with SHA-1.'),
  'cert-cn-only': {
    summary: 'The certificate names the host in its common name only; some clients no longer look there.',
    listeners: BOTH,
    certificate: 'cn-only',
    expected: right('degraded', 'tls-certificate-no-san', 'tls', 'encryption', QUICK_MS),
  },
  'cert-no-name': certificate(
    'no-san',
    'tls-certificate-name-mismatch',
    'The certificate names no host at all.',
    'tls-certificate-no-san',
  ),
  'tls-intercepted': certificate(
    { issuedBy: 'Avast Web/Mail Shield Root' },
    'tls-intercepted',
    'The mail shield of an antivirus program sits between client and server.',
  ),
  'antivirus-in-front': {
    summary: 'An antivirus program on the same machine answers in place of the server, which it cannot reach.',
    listeners: SUBMISSION,
    rules: [at('greeting').reply(451, null, 'Request action aborted on MFE proxy, SMTP server is not available.')],
    expected: right('unusable', 'tls-intercepted', 'tls', 'encryption', QUICK_MS, 'greeting-busy'),
  },
  'client-certificate-required': {
    summary: 'The server demands a client certificate (alert 116).',
    symptom: FAILS_465,
    listeners: BOTH,
    rules: [at('tls').delay(AFTER_HELLO_MS).replyRaw(CERTIFICATE_REQUIRED).drop()],
    expected: right('unusable', 'tls-client-certificate-required', 'tls', 'encryption', QUICK_MS),
  },
  'client-certificate-missed': {
    summary: 'The server demands a client certificate, and says so only after the handshake, as TLS 1.3 has it.',
    symptom: FAILS_465,
    listeners: BOTH,
    tls: { demandsCertificate: true },
    memoryOnly: 'a TLS server of Node closes the connection in place of the alert',
    expected: right('unusable', 'tls-client-certificate-required', 'tls', 'encryption', QUICK_MS),
  },
  'plaintext-only': {
    summary: 'The server knows no encryption at all, and the client is set to none: it works, for everyone to read.',
    listeners: { submission: { mode: 'cleartext', port: 587 } },
    settings: { port: 587, mode: 'cleartext' },
    expected: right('degraded', 'plaintext-only', 'tls', 'encryption', QUICK_MS),
  },
  'works-on-465-starttls-broken-on-587': {
    summary: 'STARTTLS on 587 is refused, 465 works; the client is set to 587.',
    symptom: 'works on 465 but not on 587, or the other way round',
    listeners: { ...BOTH, ...RELAY },
    rules: [at('starttls').reply(454, '4.7.0', 'TLS not available due to local problem').on('submission')],
    settings: { port: 587, mode: 'starttls' },
    expected: right('fixable', 'starttls-refused', 'starttls', 'encryption', QUICK_MS),
  },
  'works-on-587-tls-broken-on-465': {
    summary: 'The handshake on 465 is closed, 587 works; the client is set to 465.',
    symptom: 'works on 465 but not on 587, or the other way round',
    listeners: { ...SUBMISSIONS, ...SUBMISSION },
    rules: [at('tls').tls.close().on('submissions')],
    settings: { port: 465, mode: 'implicit-tls' },
    expected: right('fixable', 'tls-handshake-closed', 'tls', 'encryption', QUICK_MS),
  },
});
