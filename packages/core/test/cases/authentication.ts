import { Secret } from '../../src/index.ts';
import { at, type DiagnosisCase, REFUSED, STARTTLS, saying, TLS } from './case.ts';

const REST = { 465: REFUSED, 2525: REFUSED, 25: REFUSED };
const login = { credentials: { user: 'ann@example.test', password: new Secret('correct horse') } };
const token = { credentials: { user: 'ann@example.test', token: new Secret('ya29.token') } };
const envelope = { from: 'ann@example.test', to: 'bob@example.test', size: null, message: null };
const own = (port: number, mode: 'starttls' | 'implicit-tls' | 'cleartext') => ({ settings: { port, mode } });
const refusing = (reply: string) => at({ 587: saying({ AUTH: reply }), 465: TLS, 2525: REFUSED, 25: REFUSED });

export const AUTHENTICATION_CASES: readonly DiagnosisCase[] = [
  {
    name: 'the login works',
    world: at({ 587: STARTTLS, 465: TLS }),
    asked: login,
    want: { verdict: 'ready', code: null, recommends: [587, 'starttls'] },
  },
  {
    name: 'the credentials are refused, and no other port is recommended for it',
    world: refusing('535 5.7.8 authentication failed'),
    asked: login,
    want: {
      verdict: 'unusable',
      code: 'auth-credentials-rejected',
      stage: 'auth',
      layer: 'authentication',
      confidence: 'certain',
      recommends: null,
      says: /authentication failed/,
    },
  },
  {
    name: 'the same with the settings given',
    world: refusing('535 5.7.8 authentication failed'),
    asked: { ...login, ...own(587, 'starttls') },
    want: { verdict: 'unusable', code: 'auth-credentials-rejected', recommends: null },
  },
  {
    name: 'an app password is wanted',
    world: refusing('534 5.7.9 Application-specific password required'),
    asked: login,
    want: { verdict: 'unusable', code: 'auth-app-password-required', not: ['auth-credentials-rejected'] },
  },
  {
    name: 'basic authentication is switched off',
    world: refusing('535 5.7.139 Authentication unsuccessful, basic authentication is disabled'),
    asked: login,
    want: { verdict: 'unusable', code: 'auth-basic-disabled' },
  },
  {
    name: 'a temporary failure says nothing of the password',
    world: refusing('454 4.7.0 Temporary authentication failure'),
    asked: login,
    want: { verdict: 'unusable', code: 'auth-temporarily-unavailable', not: ['auth-credentials-rejected'] },
  },
  {
    name: 'the login is never answered',
    world: at({ 587: saying({ AUTH: null }), ...REST }),
    asked: login,
    want: { verdict: 'unusable', code: 'auth-timeout' },
  },
  {
    name: 'no AUTH even after TLS',
    world: at({ 587: saying({ 'tls EHLO': '250-mail.example.test\r\n250 SIZE 1000' }), ...REST }),
    asked: login,
    want: { verdict: 'unusable', code: 'auth-not-offered', stage: 'auth', confidence: 'certain' },
  },
  {
    name: 'without credentials nobody misses AUTH',
    world: at({ 587: saying({ 'tls EHLO': '250-mail.example.test\r\n250 SIZE 1000' }), ...REST }),
    want: { verdict: 'ready', code: 'connect-refused', not: ['auth-not-offered'] },
  },
  {
    name: 'only OAuth is offered, and a password is given',
    world: at({ 587: saying({ 'tls EHLO': '250-mail.example.test\r\n250 AUTH XOAUTH2' }), ...REST }),
    asked: login,
    want: { verdict: 'unusable', code: 'auth-oauth-required', says: /XOAUTH2/ },
  },
  {
    name: 'no login method in common',
    world: at({ 587: saying({ 'tls EHLO': '250-mail.example.test\r\n250 AUTH GSSAPI NTLM' }), ...REST }),
    asked: login,
    want: { verdict: 'unusable', code: 'auth-mechanism-unsupported', says: /NTLM/, not: ['auth-oauth-required'] },
  },
  {
    name: 'a relay port takes mail for anybody',
    world: at({ 25: STARTTLS, 587: REFUSED, 465: REFUSED, 2525: REFUSED }),
    asked: { ...own(25, 'starttls'), envelope },
    want: { verdict: 'degraded', code: 'open-relay', stage: 'envelope', also: ['submission-on-relay-port'] },
  },
  {
    name: 'a relay port refuses foreign mail, as it should',
    world: at({ 25: saying({ RCPT: '554 5.7.1 relay access denied' }), 587: REFUSED, 465: REFUSED, 2525: REFUSED }),
    asked: { ...own(25, 'starttls'), envelope },
    want: { verdict: 'unusable', code: 'recipient-relay-denied', not: ['open-relay'] },
  },
  {
    name: 'a token finds its mechanism',
    world: at({ 587: saying({ 'tls EHLO': '250-mail.example.test\r\n250 AUTH PLAIN XOAUTH2' }), ...REST }),
    asked: token,
    want: { verdict: 'ready', code: 'connect-refused' },
  },
  {
    name: 'settings without encryption, at a server that wants it first',
    world: at({ 587: STARTTLS, 465: TLS }),
    asked: { ...login, ...own(587, 'cleartext') },
    want: {
      verdict: 'fixable',
      code: 'auth-requires-tls',
      stage: 'auth',
      confidence: 'certain',
      recommends: [587, 'starttls'],
    },
  },
  {
    name: 'the same without credentials',
    world: at({ 587: STARTTLS, 465: TLS }),
    asked: own(587, 'cleartext'),
    want: { verdict: 'fixable', code: 'auth-requires-tls', recommends: [587, 'starttls'] },
  },
  {
    name: 'AUTH is listed before TLS',
    world: at({
      587: saying({
        EHLO: '250-mail.example.test\r\n250-STARTTLS\r\n250 AUTH PLAIN',
        'tls EHLO': '250-mail.example.test\r\n250 AUTH PLAIN',
      }),
      465: TLS,
    }),
    want: { verdict: 'degraded', code: 'auth-offered-in-cleartext', recommends: [587, 'starttls'] },
  },
  {
    name: 'an envelope without a login is refused',
    world: at({ 587: saying({ MAIL: '530 5.7.0 Authentication required' }), ...REST }),
    asked: { envelope },
    want: { verdict: 'unusable', code: 'submission-requires-auth', stage: 'envelope', layer: 'policy' },
  },
  {
    name: 'the sender is not ours',
    world: at({
      587: saying({ RCPT: '553 5.7.1 <ann@example.test>: Sender address rejected: not owned by user bob' }),
      ...REST,
    }),
    asked: { ...login, envelope },
    want: { verdict: 'unusable', code: 'sender-not-permitted', stage: 'envelope' },
  },
  {
    name: 'relaying is denied',
    world: at({ 587: saying({ RCPT: '554 5.7.1 <bob@example.test>: Relay access denied' }), ...REST }),
    asked: { ...login, envelope },
    want: { verdict: 'unusable', code: 'recipient-relay-denied' },
  },
  {
    name: 'the message is too large',
    world: at({ 587: saying({ MAIL: '552 5.3.4 Message size exceeds fixed limit' }), ...REST }),
    asked: { ...login, envelope: { ...envelope, size: 99_999_999 } },
    want: { verdict: 'unusable', code: 'message-too-large', says: /1000000/ },
  },
  {
    name: 'the envelope is accepted',
    world: at({ 587: STARTTLS, 465: TLS }),
    asked: { ...login, envelope },
    want: { verdict: 'ready', code: null },
  },
  {
    name: 'submission through port 25',
    world: at({ 587: STARTTLS, 465: TLS, 25: STARTTLS }),
    asked: { ...login, ...own(25, 'starttls') },
    want: { verdict: 'degraded', code: 'submission-on-relay-port', recommends: [587, 'starttls'] },
  },
  {
    name: 'only 2525 works',
    world: at({ 587: REFUSED, 465: REFUSED, 2525: STARTTLS, 25: REFUSED }),
    want: { verdict: 'degraded', code: 'fallback-port-in-use', recommends: [2525, 'starttls'] },
  },
];
