import type { Code } from '@smtp-triage/core';
import { BOTH, LOGIN_MS, presetsOf, right, SILENT_REPLY_MS, type Story, SUBMISSIONS } from './presets-model.ts';
import { at } from './rules.ts';

/** The login is answered so; everything before it works. */
const answered = (code: Code, reply: readonly [number, string | null, string], summary: string): Story => ({
  summary,
  listeners: BOTH,
  login: 'right',
  rules: [at('auth').reply(...reply)],
  expected: right('unusable', code, 'auth', 'authentication', LOGIN_MS),
});

const REFUSED = 'connects, and then AUTH is refused before login';

/** The login. */
export const AUTHENTICATION_PRESETS = presetsOf('authentication', {
  'auth-requires-tls': {
    summary: 'The client is set to no encryption; the server takes no login without TLS.',
    symptom: REFUSED,
    listeners: BOTH,
    login: 'right',
    settings: { port: 587, mode: 'cleartext' },
    expected: right('fixable', 'auth-requires-tls', 'auth', 'authentication', LOGIN_MS),
  },
  'auth-offered-in-cleartext': {
    summary: 'The server offers the login before TLS: passwords may travel for everyone to read.',
    listeners: { submission: { mode: 'starttls', port: 587, policy: { tlsBeforeAuth: false } }, ...SUBMISSIONS },
    login: 'right',
    expected: right('degraded', 'auth-offered-in-cleartext', 'auth', 'authentication', LOGIN_MS),
  },
  'auth-not-offered': {
    summary: 'The server offers no login, not even after TLS.',
    symptom: REFUSED,
    listeners: BOTH,
    login: 'right',
    rules: [at('ehlo').hide('AUTH')],
    expected: right('unusable', 'auth-not-offered', 'auth', 'authentication', LOGIN_MS),
  },
  'auth-ntlm-only': {
    summary: 'The server offers only methods that programs outside its own network do not know.',
    symptom: REFUSED,
    listeners: SUBMISSIONS,
    login: 'right',
    rules: [at('ehlo').replyLines(250, ['mail.example.test', 'AUTH GSSAPI NTLM'])],
    expected: right('unusable', 'auth-mechanism-unsupported', 'auth', 'authentication', LOGIN_MS),
  },
  'auth-504-mechanism': answered(
    'auth-mechanism-unsupported',
    [504, '5.7.4', 'Unrecognized authentication type'],
    'The server announces a login method and then does not know it.',
  ),
  'auth-535-bad-credentials': {
    summary: 'Everything works up to the login, and the password is wrong.',
    listeners: BOTH,
    login: 'wrong',
    expected: right('unusable', 'auth-credentials-rejected', 'auth', 'authentication', LOGIN_MS),
  },
  'auth-534-app-password': answered(
    'auth-app-password-required',
    [534, '5.7.9', 'Application-specific password required'],
    'The provider wants an app password, as Google does where two-step verification is on.',
  ),
  'auth-535-app-password': answered(
    'auth-app-password-required',
    [535, '5.7.0', 'Application password is REQUIRED'],
    'The provider wants an app password and says so with 535, as Mail.ru does.',
  ),
  'auth-basic-disabled': answered(
    'auth-basic-disabled',
    [535, '5.7.139', 'Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant'],
    'The organisation has switched logins by password off, as at Microsoft 365.',
  ),
  'auth-security-defaults': answered(
    'auth-basic-disabled',
    [535, '5.7.139', "Authentication unsuccessful, user is locked by your organization's security defaults policy"],
    'A policy of the organisation refuses logins by password; the account itself is not locked (Microsoft 365).',
  ),
  'auth-535-not-accepted': answered(
    'auth-credentials-rejected',
    [535, '5.7.8', 'Username and Password not accepted. For more information, go to support.example.test'],
    'The password is refused in the words of Google.',
  ),
  'auth-oauth-only': {
    summary: 'The server takes OAuth tokens only, and a password is given.',
    symptom: REFUSED,
    listeners: {
      submission: { mode: 'starttls', port: 587, mechanisms: ['XOAUTH2', 'OAUTHBEARER'] },
      submissions: { mode: 'implicit-tls', port: 465, mechanisms: ['XOAUTH2', 'OAUTHBEARER'] },
    },
    login: 'right',
    expected: right('unusable', 'auth-oauth-required', 'auth', 'authentication', LOGIN_MS),
  },
  'auth-account-locked': answered(
    'auth-account-locked',
    [535, '5.7.139', 'Authentication unsuccessful, account is locked. Contact your administrator'],
    'The account is locked.',
  ),
  'auth-account-disabled': answered(
    'auth-account-locked',
    [525, '5.7.13', 'User account disabled'],
    'The account is switched off (RFC 5248 X.7.13).',
  ),
  'auth-password-expired': answered(
    'auth-password-expired',
    [535, '5.7.8', 'Authentication failed: your password has expired'],
    'The password was right, and has expired.',
  ),
  'auth-too-many-attempts': answered(
    'auth-too-many-attempts',
    [454, '4.7.0', 'Too many login attempts, please try again later'],
    'Repeated logins have tripped a lock for a while.',
  ),
  'auth-smtp-switched-off': answered(
    'auth-basic-disabled',
    [535, '5.7.1', 'SMTP access is disabled for this account'],
    'Sending by SMTP is switched off in the settings of the account.',
  ),
  'auth-unaware-of-tls': {
    summary: 'Something in front of the server ends TLS, and the server asks for it once more.',
    symptom: REFUSED,
    listeners: BOTH,
    login: 'right',
    rules: [at('auth').reply(538, '5.7.11', 'Encryption required for requested authentication mechanism')],
    expected: right('unusable', 'protocol-violation', 'auth', 'connection', LOGIN_MS),
  },
  'auth-from-elsewhere': {
    summary: 'The server takes no logins from the country of the client.',
    listeners: BOTH,
    login: 'right',
    rules: [at('auth').reply(535, '5.7.8', 'Login from this country is not allowed')],
    expected: right('unusable', 'policy-rejected', 'auth', 'policy', LOGIN_MS),
  },
  'auth-454-temporary': answered(
    'auth-temporarily-unavailable',
    [454, '4.7.0', 'Temporary authentication failure'],
    'The server cannot check passwords for now.',
  ),
  'auth-timeout': {
    summary: 'The server never answers the login.',
    symptom: 'connection hangs and times out',
    listeners: BOTH,
    login: 'right',
    rules: [at('auth').never()],
    expected: right('unusable', 'auth-timeout', 'auth', 'authentication', SILENT_REPLY_MS),
  },
  'auth-server-not-genuine': {
    summary: 'The server says that the login was right, but cannot prove that it knows the password (SCRAM).',
    listeners: {
      submission: { mode: 'starttls', port: 587, mechanisms: ['SCRAM-SHA-256'] },
      submissions: { mode: 'implicit-tls', port: 465, mechanisms: ['SCRAM-SHA-256'] },
    },
    login: 'right',
    rules: [at('auth-command').reply(235, '2.7.0', 'Authentication successful')],
    expected: right('unusable', 'auth-server-not-genuine', 'auth', 'authentication', LOGIN_MS),
  },
  'auth-token-accepted': {
    summary: 'A login by OAuth token works.',
    listeners: {
      submission: { mode: 'starttls', port: 587, mechanisms: ['PLAIN', 'XOAUTH2'] },
      submissions: { mode: 'implicit-tls', port: 465, mechanisms: ['PLAIN', 'XOAUTH2'] },
    },
    login: 'token',
    expected: right('ready', null, null, null, LOGIN_MS),
  },
});
