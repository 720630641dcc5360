import type { Code, Mode, Stage as TraceStage, Verdict } from '@smtp-triage/core';
import type { CertificateProfile } from './certificates.ts';
import { PORTAL_REPLY, RESET_AFTER_MS } from './refusals.ts';
import { at, type Rule } from './rules.ts';
import type { ListenerOptions } from './server.ts';

/** Names of the worlds that {@link PRESETS} describes. */
export type PresetName =
  | 'healthy'
  | 'implicit-tls-on-587'
  | 'only-465'
  | 'only-587'
  | 'starttls-not-offered'
  | 'auth-requires-tls'
  | 'cert-expired'
  | 'cert-self-signed'
  | 'cert-wrong-host'
  | 'cert-unknown-ca'
  | 'cert-not-yet-valid'
  | 'auth-535-bad-credentials'
  | 'greeting-421-busy'
  | 'greeting-554'
  | 'greeting-never'
  | 'starttls-refused-454'
  | 'starttls-on-465'
  | 'implicit-on-587'
  | 'http-portal'
  | 'reset-on-accept'
  | 'all-refused';

/** A world to be diagnosed, as data, with the diagnosis that is right for it. */
export type Preset = {
  readonly name: PresetName;
  readonly summary: string;
  /** What listens; ports of the ladder that nobody here stands for are `elsewhere`. */
  readonly listeners: Readonly<Record<string, ListenerOptions>>;
  readonly elsewhere: 'refused' | 'blackhole';
  readonly rules: readonly Rule[];
  readonly certificate: CertificateProfile;
  /** What the user's client is set to, if that is part of the story. */
  readonly settings: { readonly port: number; readonly mode: Mode } | null;
  /** Primary finding and verdict; code and stage are null where nothing is wrong. */
  readonly expected: { readonly verdict: Verdict; readonly code: Code | null; readonly stage: TraceStage | null };
};

const SUBMISSION: Preset['listeners'] = { submission: { mode: 'starttls', port: 587 } };
const SUBMISSIONS: Preset['listeners'] = { submissions: { mode: 'implicit-tls', port: 465 } };
const BOTH: Preset['listeners'] = { ...SUBMISSION, ...SUBMISSIONS };
/** Server to server: TLS is welcome, a login is needed only for other people's domains (RFC 5321 §2.3.10). */
const RELAY: Preset['listeners'] = {
  relay: { mode: 'starttls', port: 25, policy: { login: 'relay', tlsBeforeMail: false } },
};
const NOBODY: Preset['listeners'] = {};

type Story = Omit<Preset, 'name' | 'elsewhere' | 'rules' | 'certificate' | 'settings'> & Partial<Preset>;
const STANDARD: Pick<Preset, 'elsewhere' | 'rules' | 'certificate' | 'settings'> = {
  elsewhere: 'refused',
  rules: [],
  certificate: 'valid',
  settings: null,
};

const stories: Readonly<Record<PresetName, Story>> = {
  healthy: {
    summary: 'Submission on 587 and 465, relay on 25: everything as it should be.',
    listeners: { ...BOTH, ...RELAY },
    expected: { verdict: 'ready', code: null, stage: null },
  },
  'implicit-tls-on-587': {
    summary: 'The client is set to implicit TLS on 587, where the server speaks STARTTLS.',
    listeners: BOTH,
    settings: { port: 587, mode: 'implicit-tls' },
    expected: { verdict: 'fixable', code: 'implicit-tls-on-starttls-port', stage: 'tls' },
  },
  'only-465': {
    summary: 'The server serves 465 only; the client is set to 587, which refuses.',
    listeners: SUBMISSIONS,
    settings: { port: 587, mode: 'starttls' },
    expected: { verdict: 'fixable', code: 'connect-refused', stage: 'connect' },
  },
  'only-587': {
    summary: 'The server serves 587 only; the client is set to 465, which refuses.',
    listeners: SUBMISSION,
    settings: { port: 465, mode: 'implicit-tls' },
    expected: { verdict: 'fixable', code: 'connect-refused', stage: 'connect' },
  },
  'starttls-not-offered': {
    summary: 'The submission server does not announce STARTTLS.',
    listeners: SUBMISSION,
    rules: [at('ehlo').hide('STARTTLS')],
    expected: { verdict: 'unusable', code: 'starttls-not-offered', stage: 'starttls' },
  },
  'auth-requires-tls': {
    summary: 'The client is set to no encryption; the server takes no login without TLS.',
    listeners: BOTH,
    settings: { port: 587, mode: 'cleartext' },
    expected: { verdict: 'fixable', code: 'auth-requires-tls', stage: 'auth' },
  },
  'cert-expired': certificate('expired', 'tls-certificate-expired', 'The certificate expired ten days ago.'),
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
  'cert-not-yet-valid': certificate(
    'not-yet-valid',
    'tls-certificate-not-yet-valid',
    'The certificate begins to be valid in ten days.',
  ),
  'auth-535-bad-credentials': {
    summary: 'Everything works up to the login, which is refused.',
    listeners: BOTH,
    rules: [at('auth').reply(535, '5.7.8', 'Authentication credentials invalid')],
    expected: { verdict: 'unusable', code: 'auth-credentials-rejected', stage: 'auth' },
  },
  'greeting-421-busy': {
    summary: 'The server greets with 421 and closes.',
    listeners: BOTH,
    rules: [at('greeting').reply(421, null, 'mail.example.test Too many connections, try again later')],
    expected: { verdict: 'unusable', code: 'greeting-busy', stage: 'greeting' },
  },
  'greeting-554': {
    summary: 'The server greets with 554 and waits for QUIT.',
    listeners: BOTH,
    rules: [at('greeting').reply(554, null, 'mail.example.test No SMTP service here')],
    expected: { verdict: 'unusable', code: 'greeting-rejected', stage: 'greeting' },
  },
  'greeting-never': {
    summary: 'The server accepts on 587 and says nothing, whatever the client says.',
    listeners: SUBMISSION,
    rules: [at('accept').never()],
    expected: { verdict: 'unusable', code: 'greeting-missing', stage: 'greeting' },
  },
  'starttls-refused-454': {
    summary: 'STARTTLS is announced and then answered with 454.',
    listeners: SUBMISSION,
    rules: [at('starttls').reply(454, '4.7.0', 'TLS not available due to temporary reason')],
    expected: { verdict: 'unusable', code: 'starttls-refused', stage: 'starttls' },
  },
  'starttls-on-465': {
    summary: 'The server on 465 speaks first and in cleartext; 587 is not served.',
    listeners: { submissions: { mode: 'starttls', port: 465 } },
    settings: { port: 465, mode: 'implicit-tls' },
    expected: { verdict: 'fixable', code: 'server-mode-unexpected', stage: 'tls' },
  },
  'implicit-on-587': {
    summary: 'The server on 587 waits for a TLS ClientHello; 465 is not served.',
    listeners: { submission: { mode: 'implicit-tls', port: 587 } },
    settings: { port: 587, mode: 'starttls' },
    expected: { verdict: 'fixable', code: 'server-mode-unexpected', stage: 'greeting' },
  },
  'http-portal': {
    summary: 'A captive portal answers every port with an HTTP redirect.',
    listeners: { ...BOTH, fallback: { mode: 'starttls', port: 2525 }, ...RELAY },
    rules: [at('accept').replyRaw(PORTAL_REPLY).drop()],
    expected: { verdict: 'unusable', code: 'not-smtp', stage: 'greeting' },
  },
  'reset-on-accept': {
    summary: 'Every connection is accepted and reset before the greeting.',
    listeners: { ...BOTH, fallback: { mode: 'starttls', port: 2525 }, ...RELAY },
    rules: [at('accept').delay(RESET_AFTER_MS).reset()],
    expected: { verdict: 'unusable', code: 'connection-reset', stage: 'greeting' },
  },
  'all-refused': {
    summary: 'Nothing listens on any port.',
    listeners: NOBODY,
    expected: { verdict: 'unusable', code: 'connect-refused', stage: 'connect' },
  },
};

/** Every preset, in the order of the documentation. */
export const PRESETS: readonly Preset[] = (Object.keys(stories) as PresetName[]).map((name) => preset(name));

/** The preset of a name. */
export function preset(name: PresetName): Preset {
  return { ...STANDARD, ...stories[name], name };
}

function certificate(profile: CertificateProfile, code: Code, summary: string): Story {
  return { summary, listeners: BOTH, certificate: profile, expected: { verdict: 'unusable', code, stage: 'tls' } };
}
