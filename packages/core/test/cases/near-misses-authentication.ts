import { Secret } from '../../src/index.ts';
import { at, STARTTLS, saying, TLS } from './case.ts';
import { answering, login, type NearMisses, own } from './near-miss.ts';

const offering = (mechanisms: string): string => `250-mail.example.test\r\n250 AUTH ${mechanisms}`;
const scram = (password: string) => ({
  credentials: { user: 'ann@example.test', password: new Secret(password) },
  mechanism: 'SCRAM-SHA-256' as const,
});
/** A control character, which SASLprep forbids (RFC 4013 §2.3). */
const ODD = 'correct\u0007horse';

export const AUTHENTICATION_NEAR_MISSES: NearMisses = {
  'auth-requires-tls': {
    given: { world: at({ 587: STARTTLS, 465: TLS }), asked: { ...login, ...own(587, 'cleartext') } },
    nearly: [
      {
        differs: 'the port is one for relaying, where nobody logs in',
        world: at({ 587: STARTTLS, 465: TLS, 25: STARTTLS }),
        asked: own(25, 'cleartext'),
        gives: 'submission-on-relay-port',
      },
      {
        differs: 'the server knows no TLS either',
        world: at({ 587: saying({ EHLO: '250 hi' }) }),
        asked: { ...own(587, 'cleartext'), only: true },
        gives: 'plaintext-only',
      },
    ],
    well: { ...login, ...own(587, 'starttls') },
  },
  'auth-offered-in-cleartext': {
    given: { world: answering({ EHLO: `250-mail.example.test\r\n250-STARTTLS\r\n250 AUTH PLAIN` }) },
    nearly: [
      {
        differs: 'the port is one for relaying',
        world: at({
          587: STARTTLS,
          465: TLS,
          25: saying({ EHLO: `250-mail.example.test\r\n250-STARTTLS\r\n250 AUTH PLAIN` }),
        }),
        asked: { waitForAll: true },
        gives: null,
      },
      {
        differs: 'the methods send no password that could be read, as those of an Exchange server',
        world: answering({ EHLO: `250-mail.example.test\r\n250-STARTTLS\r\n250 AUTH NTLM GSSAPI CRAM-MD5` }),
        gives: null,
      },
    ],
  },
  'auth-not-offered': {
    given: { world: answering({ 'tls EHLO': '250 mail.example.test' }), asked: login },
    nearly: [
      { differs: 'nobody wants to log in', world: answering({ 'tls EHLO': '250 mail.example.test' }), gives: null },
      {
        differs: 'methods are offered that we do not have',
        world: answering({ 'tls EHLO': offering('NTLM') }),
        asked: login,
        gives: 'auth-mechanism-unsupported',
      },
      {
        differs: 'EHLO inside TLS is refused for now',
        world: answering({ 'tls EHLO': '421 4.3.2 later' }),
        asked: login,
        gives: 'greeting-busy',
      },
    ],
  },
  'auth-mechanism-unsupported': {
    given: { world: answering({ 'tls EHLO': offering('GSSAPI NTLM') }), asked: login },
    nearly: [
      {
        differs: 'one of them we have',
        world: answering({ 'tls EHLO': offering('GSSAPI PLAIN') }),
        asked: login,
        gives: null,
      },
      {
        differs: 'all of them are for tokens',
        world: answering({ 'tls EHLO': offering('XOAUTH2 OAUTHBEARER') }),
        asked: login,
        gives: 'auth-oauth-required',
      },
    ],
  },
  'auth-credentials-rejected': {
    given: { world: answering({ AUTH: '535 5.7.8 authentication failed' }), asked: login },
    nearly: [
      {
        differs: 'the words ask for an app password',
        world: answering({ AUTH: '535 5.7.0 Application password is REQUIRED' }),
        asked: login,
        gives: 'auth-app-password-required',
      },
      {
        differs: 'it is only for now',
        world: answering({ AUTH: '454 4.7.0 authentication failed' }),
        asked: login,
        gives: 'auth-temporarily-unavailable',
      },
      {
        differs: 'it is the country of the client that is refused',
        world: answering({ AUTH: '535 5.7.8 Login from this country is not allowed' }),
        asked: login,
        gives: 'policy-rejected',
      },
      {
        differs: 'it is the address of the client that is refused, in a code that is not for logins',
        world: answering({ AUTH: '554 5.7.1 Access denied: no mail from your network' }),
        asked: login,
        gives: 'policy-rejected',
      },
      {
        differs: 'sending is switched off for the account',
        world: answering({ AUTH: '535 5.7.1 SMTP access is disabled for this account' }),
        asked: login,
        gives: 'auth-basic-disabled',
      },
      {
        differs: 'encryption is asked for where there is some: the server does not know of it',
        world: answering({ AUTH: '538 5.7.11 Encryption required for requested authentication mechanism' }),
        asked: login,
        gives: 'protocol-violation',
      },
      {
        differs: 'the method is refused, not the password',
        world: answering({ AUTH: '504 5.7.4 authentication failed' }),
        asked: login,
        gives: 'auth-mechanism-unsupported',
      },
    ],
  },
  'auth-app-password-required': {
    given: { world: answering({ AUTH: '534 5.7.9 Application-specific password required' }), asked: login },
    nearly: [
      {
        differs: 'the same codes with the words of RFC 4954',
        world: answering({ AUTH: '534 5.7.9 Authentication mechanism is too weak' }),
        asked: login,
        gives: 'auth-mechanism-unsupported',
      },
    ],
  },
  'auth-basic-disabled': {
    given: {
      world: answering({ AUTH: '535 5.7.139 Authentication unsuccessful, basic authentication is disabled' }),
      asked: login,
    },
    nearly: [
      {
        differs: 'the enhanced code is that of a wrong password',
        world: answering({ AUTH: '535 5.7.3 Authentication unsuccessful' }),
        asked: login,
        gives: 'auth-credentials-rejected',
      },
    ],
  },
  'auth-oauth-required': {
    given: { world: answering({ 'tls EHLO': offering('XOAUTH2') }), asked: login },
    nearly: [
      {
        differs: 'PLAIN stands beside it',
        world: answering({ 'tls EHLO': offering('XOAUTH2 PLAIN') }),
        asked: login,
        gives: null,
      },
      {
        differs: 'a token is given',
        world: answering({ 'tls EHLO': offering('XOAUTH2') }),
        asked: { credentials: { user: 'ann@example.test', token: new Secret('ya29.token') } },
        gives: null,
      },
    ],
  },
  'auth-account-locked': {
    given: { world: answering({ AUTH: '525 5.7.13 User account disabled' }), asked: login },
    nearly: [
      {
        differs: 'the code is 535',
        world: answering({ AUTH: '535 5.7.8 No' }),
        asked: login,
        gives: 'auth-credentials-rejected',
      },
      {
        differs: 'the lock opens by itself',
        world: answering({ AUTH: '454 4.7.0 Too many login attempts, please try again later' }),
        asked: login,
        gives: 'auth-too-many-attempts',
      },
    ],
  },
  'auth-password-expired': {
    given: { world: answering({ AUTH: '535 5.7.8 Authentication failed: your password has expired' }), asked: login },
    nearly: [
      {
        differs: 'what has expired is the session',
        world: answering({ AUTH: '535 5.7.8 Authentication failed: your session has expired' }),
        asked: login,
        gives: 'auth-credentials-rejected',
      },
    ],
  },
  'auth-temporarily-unavailable': {
    given: { world: answering({ AUTH: '454 4.7.0 Temporary authentication failure' }), asked: login },
    nearly: [
      {
        differs: 'it is for good',
        world: answering({ AUTH: '535 5.7.0 Authentication failure' }),
        asked: login,
        gives: 'auth-credentials-rejected',
      },
    ],
  },
  'auth-too-many-attempts': {
    given: { world: answering({ AUTH: '454 4.7.0 Too many login attempts, please try again later' }), asked: login },
    nearly: [
      {
        differs: 'there are too many of others',
        world: answering({ AUTH: '454 4.7.0 Too many things to do, please try again later' }),
        asked: login,
        gives: 'auth-temporarily-unavailable',
      },
    ],
  },
  'auth-timeout': {
    given: { world: answering({ AUTH: null }), asked: login },
    nearly: [
      {
        differs: 'EHLO inside TLS is not answered',
        world: answering({ 'tls EHLO': null }),
        asked: login,
        gives: 'reply-timeout',
      },
      {
        differs: 'the connection ends',
        world: answering({ AUTH: 'close' }),
        asked: login,
        gives: 'connection-dropped',
      },
    ],
  },
  'auth-server-not-genuine': {
    given: {
      world: answering({ 'tls EHLO': offering('SCRAM-SHA-256'), AUTH: '235 2.7.0 welcome' }),
      asked: scram('correct horse'),
    },
    nearly: [
      {
        differs: 'the server refuses the login',
        world: answering({ 'tls EHLO': offering('SCRAM-SHA-256'), AUTH: '535 5.7.8 no' }),
        asked: scram('correct horse'),
        gives: 'auth-credentials-rejected',
      },
      {
        differs: 'its challenge is no challenge',
        world: answering({ 'tls EHLO': offering('SCRAM-SHA-256'), AUTH: '334 Zm9v', '*': '501 5.7.0 cancelled' }),
        asked: scram('correct horse'),
        gives: 'protocol-violation',
      },
      {
        differs: 'it says in the words of SCRAM that the login is refused: e=other-error',
        world: answering({
          'tls EHLO': offering('SCRAM-SHA-256'),
          AUTH: '334 ZT1vdGhlci1lcnJvcg==',
          '*': '501 5.7.0 cancelled',
        }),
        asked: scram('correct horse'),
        gives: 'auth-credentials-rejected',
      },
      {
        differs: 'the method proves nothing of the server',
        world: answering({ AUTH: '235 2.7.0 welcome' }),
        asked: login,
        gives: null,
      },
    ],
    well: login,
  },
  'auth-credentials-unusable': {
    given: { world: answering({ 'tls EHLO': offering('SCRAM-SHA-256') }), asked: scram(ODD) },
    nearly: [
      {
        differs: 'the method carries any character',
        world: answering({ 'tls EHLO': offering('PLAIN') }),
        asked: { credentials: { user: 'ann@example.test', password: new Secret(ODD) } },
        gives: null,
      },
    ],
    well: login,
  },
};
