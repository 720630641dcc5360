import type { TlsFacts, TlsFailure } from '../../src/index.ts';
import { GOOD_TLS, type Place } from '../world.ts';
import { at, type DiagnosisCase, HOST, REFUSED, STARTTLS, saying, TLS } from './case.ts';
import { answering, envelope, login, only587, own, provider } from './near-miss.ts';

const everywhere = (place: Place) => at({ 587: place, 465: place, 2525: place, 25: place });
/** Greets so, and answers everything else with one refusal. */
const stubborn = (greeting: string, refusal: string): Place => ({ greeting, reply: () => refusal });
const alert = (number: number): TlsFailure => ({
  why: 'alert',
  alert: number,
  code: null,
  reason: 'alert',
  firstBytes: null,
  speaker: 'tls-alert',
  messages: [],
});
const CLOSED: TlsFailure = { ...alert(0), why: 'closed', alert: null, speaker: null, reason: 'closed' };
const ECHO: Place = {
  greeting: null,
  tlsFailure: { ...alert(0), why: 'protocol', alert: null, speaker: 'tls-handshake', messages: [1] },
};
const WEB: Place = { greeting: 'HTTP/1.1 302 Found\r\nLocation: http://portal.test/' };
const NO_STARTTLS = '250-mail.example.test\r\n250 AUTH PLAIN';
const TWO = { 'mail.example.test': [{ family: 4, ok: true, addresses: [HOST, '198.51.100.8'] }] } as const;
const MUTE: Place = { greeting: null, tlsFailure: 'silent' };
const certificate = (names: readonly string[], issuer = 'CN=Test CA'): TlsFacts => ({
  ...GOOD_TLS,
  nameMatches: false,
  certificate: GOOD_TLS.certificate === null ? null : { ...GOOD_TLS.certificate, names, issuer },
});
const named = { ...provider('mail.example.test'), input: 'mail.example.test' };

/** Situations met at real servers and networks, each with the one thing that an impatient reader would take it for. */
export const SEEN_CASES: readonly DiagnosisCase[] = [
  {
    name: 'an FTP server greets with 220 as well, and takes EHLO for a stranger',
    world: only587(stubborn('220 (vsFTPd 3.0.5)', '530 Please login with USER and PASS.')),
    want: {
      verdict: 'unusable',
      code: 'not-smtp',
      not: ['ehlo-rejected', 'protocol-violation'],
      says: /an FTP server/,
    },
  },
  {
    name: 'an FTP server tells only in its refusal what it is',
    world: only587(stubborn('220 Welcome.', '530 Please login with USER and PASS.')),
    want: { verdict: 'unusable', code: 'not-smtp', stage: 'greeting', confidence: 'likely' },
  },
  {
    name: 'a line stands before the greeting, as a warning of inetd does',
    world: only587({ greeting: 'warning: can not get client address\r\n220 mail.example.test ESMTP' }),
    want: {
      verdict: 'unusable',
      code: 'protocol-violation',
      stage: 'greeting',
      not: ['not-smtp'],
      says: /can not get/,
    },
  },
  {
    name: 'a server refuses our name, and QUIT as well',
    world: only587(stubborn('220 mail.example.test', '550 5.7.1 Access denied')),
    want: { verdict: 'unusable', code: 'ehlo-rejected', not: ['protocol-violation'] },
  },
  {
    name: 'the login is set to travel in cleartext, and the port knows nothing else',
    world: only587(saying({ EHLO: NO_STARTTLS })),
    asked: { ...login, ...own(587, 'cleartext') },
    want: {
      verdict: 'unusable',
      code: 'plaintext-only',
      says: /^(?!.*Set encryption to).*Port 587 has no encryption at all: use it inside/,
    },
  },
  {
    name: 'an LMTP server wants LHLO',
    world: only587(stubborn('220 mail.example.test LMTP ready', '500 5.5.1 Command unrecognized: use LHLO')),
    want: { verdict: 'unusable', code: 'not-smtp', not: ['ehlo-rejected'], says: /an LMTP server/ },
  },
  {
    name: 'a news server greets with 200',
    world: only587(stubborn('200 news.example.test InterNetNews NNRP server ready', '500 What?')),
    want: { verdict: 'unusable', code: 'not-smtp', not: ['protocol-violation'], says: /NNTP/ },
  },
  {
    name: 'a login page of the network answers on every port',
    world: everywhere(WEB),
    want: { verdict: 'unusable', code: 'not-smtp', says: /open a web browser/ },
  },
  {
    name: 'a web server answers on one port, and nothing more is said of the network',
    world: only587(WEB),
    want: { verdict: 'unusable', code: 'not-smtp', says: /"blame":"client".*a web server answers/ },
  },
  {
    name: 'an echo is no TLS, although a ClientHello comes back',
    world: at({ 587: ECHO, 465: ECHO, 2525: REFUSED, 25: REFUSED }),
    want: {
      verdict: 'unusable',
      code: 'not-smtp',
      not: ['server-mode-unexpected', 'tls-server-fault', 'starttls-on-implicit-tls-port'],
      says: /repeats what it hears/,
    },
  },
  {
    name: 'a list that nobody knows is named in the greeting',
    world: only587({ greeting: '554-mail.example.test\r\n554-No SMTP service\r\n554 IP address is black listed.' }),
    want: { verdict: 'unusable', code: 'address-blocklisted', layer: 'connection' },
  },
  {
    name: 'one of two addresses accepts and never greets',
    world: {
      names: TWO,
      places: { ...at({ 587: STARTTLS }).places, '198.51.100.8:587': { greeting: null, tlsFailure: 'silent' } },
    },
    asked: { host: 'mail.example.test', input: 'mail.example.test', ladder: [{ port: 587, mode: 'starttls' }] },
    want: {
      verdict: 'degraded',
      code: 'address-dead',
      says: /One address of mail.example.test does not work: 198\.51\.100\.8/,
    },
  },
  {
    name: 'one of two addresses shows another certificate',
    world: {
      names: TWO,
      places: {
        ...at({ 587: STARTTLS }).places,
        '198.51.100.8:587': { ...STARTTLS, tls: certificate(['DNS:other.example.test']) },
      },
    },
    asked: { host: 'mail.example.test', input: 'mail.example.test', ladder: [{ port: 587, mode: 'starttls' }] },
    want: { verdict: 'degraded', code: 'tls-certificate-name-mismatch', also: ['address-dead'] },
  },
  {
    name: 'one of two addresses is busy, and says so: that is no dead address',
    world: {
      names: TWO,
      places: { ...at({ 587: STARTTLS }).places, '198.51.100.8:587': { greeting: '421 4.3.2 too many connections' } },
    },
    asked: { host: 'mail.example.test', input: 'mail.example.test', ladder: [{ port: 587, mode: 'starttls' }] },
    want: { verdict: 'ready', code: 'greeting-busy', not: ['address-dead'] },
  },
  {
    name: 'only port 25 is served: a server for incoming mail',
    world: at({ 587: REFUSED, 465: REFUSED, 2525: REFUSED, 25: STARTTLS }),
    asked: { waitForAll: true },
    want: {
      verdict: 'unusable',
      code: 'connect-refused',
      says: /server for incoming mail \(MX\), and serve nothing else/,
    },
  },
  {
    name: 'port 25 is refused as well: nothing is said of incoming mail',
    world: at({ 587: REFUSED, 465: REFUSED, 2525: REFUSED, 25: REFUSED }),
    want: { verdict: 'unusable', code: 'connect-refused', says: /^(?!.*incoming mail \(MX\))/ },
  },
  {
    name: 'one port gives no greeting and the others are refused: why the one is silent stays open',
    world: only587({ greeting: null, tlsFailure: CLOSED }),
    want: { verdict: 'inconclusive', code: 'greeting-missing', confidence: 'possible', also: ['connect-refused'] },
  },
  {
    name: 'a greeting begins and never ends',
    world: only587({ greeting: '220-mail.example.test ESMTP' }),
    want: { verdict: 'unusable', code: 'reply-timeout', stage: 'greeting', says: /No end of the greeting came/ },
  },
  {
    name: 'nobody speaks on any port, in cleartext or to a handshake',
    world: everywhere(MUTE),
    want: {
      verdict: 'unusable',
      code: 'greeting-missing',
      layer: 'connection',
      not: ['tls-handshake-timeout'],
      says: /Connected to ports 587 and 465/,
    },
  },
  {
    name: 'nobody speaks, and whoever begins a handshake is hung up on, as by a listener that waits for a PROXY header',
    world: everywhere({ greeting: null, tlsFailure: CLOSED }),
    want: { verdict: 'inconclusive', code: 'greeting-missing', not: ['tls-handshake-closed'], says: /PROXY protocol/ },
  },
  {
    name: 'one port is served and another hangs in the handshake',
    world: at({ 587: STARTTLS, 465: MUTE, 2525: REFUSED, 25: REFUSED }),
    asked: own(465, 'implicit-tls'),
    want: { verdict: 'fixable', code: 'tls-handshake-timeout', recommends: [587, 'starttls'] },
  },
  {
    name: 'the server has no certificate for the name, and says so by alert 112',
    world: only587({ ...STARTTLS, tlsFailure: alert(112) }),
    asked: named,
    want: {
      verdict: 'unusable',
      code: 'tls-certificate-name-mismatch',
      stage: 'tls',
      not: ['tls-server-fault', 'starttls-handshake-failed'],
      says: /has no certificate for mail\.example\.test/,
    },
  },
  {
    name: 'an address is given where the server wants a name',
    world: only587({ ...STARTTLS, tlsFailure: alert(112) }),
    want: {
      verdict: 'unusable',
      code: 'tls-certificate-name-mismatch',
      says: new RegExp(`in place of the address ${HOST}`),
    },
  },
  {
    name: 'something in front of the server ends TLS, so that it offers STARTTLS once more and no login',
    world: answering({ 'tls EHLO': '250-mail.example.test\r\n250 STARTTLS' }),
    asked: login,
    want: { verdict: 'unusable', code: 'auth-not-offered', says: /offers STARTTLS inside TLS/ },
  },
  {
    name: 'something in front of the server ends TLS, so that it refuses mail without TLS',
    world: answering({ MAIL: '530 5.7.0 Must issue a STARTTLS command first' }),
    asked: { ...login, ...envelope },
    want: { verdict: 'unusable', code: 'protocol-violation', stage: 'envelope', not: ['submission-requires-auth'] },
  },
  {
    name: 'the client starts TLS on a port that has none at all: nobody is told to set STARTTLS there',
    world: only587(saying({ EHLO: NO_STARTTLS })),
    asked: own(587, 'implicit-tls'),
    want: {
      verdict: 'unusable',
      code: 'implicit-tls-on-starttls-port',
      also: ['starttls-not-offered'],
      says: /^(?!.*Set encryption to STARTTLS for port 587).*offers no STARTTLS either/,
    },
  },
  {
    name: 'port 465 is served in cleartext, and without STARTTLS',
    world: at({ 587: REFUSED, 465: saying({ EHLO: NO_STARTTLS }), 2525: REFUSED, 25: REFUSED }),
    want: {
      verdict: 'unusable',
      code: 'server-mode-unexpected',
      says: /^(?!.*Set encryption to (?:STARTTLS|no encryption) for port).*speaks cleartext and no STARTTLS there/,
    },
  },
  {
    name: 'the login is set to travel in cleartext, and is not sent',
    world: only587(saying({ EHLO: '250-mail.example.test\r\n250-STARTTLS\r\n250 AUTH PLAIN' })),
    asked: { ...login, ...own(587, 'cleartext') },
    want: {
      verdict: 'fixable',
      code: 'plaintext-only',
      stage: 'auth',
      recommends: [587, 'starttls'],
      says: /the login was not sent for that reason/,
    },
  },
  {
    name: 'a server that wants a login first says so with 503',
    world: answering({ MAIL: '503 AUTH command must come first' }),
    asked: envelope,
    want: { verdict: 'unusable', code: 'submission-requires-auth' },
  },
  {
    name: 'the domain of the sender is not verified yet',
    world: answering({ MAIL: '550 5.7.1 Domain example.test is not verified' }),
    asked: { ...login, ...envelope },
    want: { verdict: 'unusable', code: 'sender-not-permitted' },
  },
  {
    name: 'the mail domain of a provider is given in place of its server',
    world: at({ 25: REFUSED }),
    asked: provider('gmail.com'),
    want: {
      verdict: 'unusable',
      code: 'port-not-offered',
      says: /Use smtp\.gmail\.com: gmail\.com is the mail domain/,
    },
  },
  {
    name: 'the server for reading mail is given, and refuses',
    world: at({ 587: REFUSED, 465: REFUSED, 2525: REFUSED, 25: REFUSED }),
    asked: provider('imap.gmail.com'),
    want: {
      verdict: 'unusable',
      code: 'connect-refused',
      says: /Use smtp\.gmail\.com: imap\.gmail\.com is the server/,
    },
  },
  {
    name: 'an ordinary name gives rise to no such advice',
    world: at({ 587: REFUSED, 465: REFUSED, 2525: REFUSED, 25: REFUSED }),
    asked: named,
    want: { verdict: 'unusable', code: 'connect-refused', says: /^(?!.*"Use )/ },
  },
  {
    name: 'a relay of the own network takes mail from its neighbours',
    world: at({ 25: STARTTLS, 587: REFUSED, 465: REFUSED, 2525: REFUSED }),
    asked: { ...own(25, 'starttls'), ...envelope },
    want: {
      verdict: 'degraded',
      code: 'open-relay',
      confidence: 'possible',
      says: /does not know this machine by its address/,
    },
  },
  {
    name: 'a certificate names machines that only its own network knows',
    world: only587({
      ...STARTTLS,
      tls: certificate(['DNS:EXCH01', 'DNS:EXCH01.corp.local', 'DNS:autodiscover.example.test']),
    }),
    asked: named,
    want: {
      verdict: 'unusable',
      code: 'tls-certificate-name-mismatch',
      says: /as server name: autodiscover\.example\.test\./,
    },
  },
  {
    name: "a company's own inspecting proxy names itself in its CA",
    world: only587({
      ...STARTTLS,
      tls: {
        ...certificate(['DNS:mail.example.test'], 'CN=Example GmbH SSL Inspection CA'),
        nameMatches: true,
        authorized: false,
        authorizationError: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
        chain: [],
      },
    }),
    asked: named,
    want: { verdict: 'unusable', code: 'tls-intercepted', not: ['tls-certificate-untrusted'], confidence: 'likely' },
  },
  {
    name: 'a wildcard stands one label too high',
    world: only587({ ...STARTTLS, tls: certificate(['DNS:*.example.test']) }),
    asked: provider('a.mail.example.test'),
    want: { verdict: 'unusable', code: 'tls-certificate-name-mismatch', says: /\*\.example\.test\\" covers one label/ },
  },
  {
    name: 'two ports lack the same thing, and the sentence agrees',
    world: at({ 587: saying({ EHLO: NO_STARTTLS }), 465: REFUSED, 2525: saying({ EHLO: NO_STARTTLS }), 25: REFUSED }),
    asked: { settings: null, waitForAll: true },
    want: { verdict: 'unusable', code: 'starttls-not-offered' },
  },
  {
    name: 'healthy twin: a provider for whom nothing of this holds',
    world: at({ 587: STARTTLS, 465: TLS }),
    asked: named,
    want: { verdict: 'ready', code: null },
  },
];
