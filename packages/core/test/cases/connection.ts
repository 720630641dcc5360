import type { LookupAnswer } from '../../src/index.ts';
import type { Place } from '../world.ts';
import { at, type DiagnosisCase, HOST, REFUSED, STARTTLS, saying, TLS } from './case.ts';

const V6 = '2001:db8::7';
const named = (...answers: readonly LookupAnswer[]): Readonly<Record<string, readonly LookupAnswer[]>> => ({
  'mail.example.test': answers,
});
const v4: LookupAnswer = { family: 4, ok: true, addresses: [HOST] };
const v6: LookupAnswer = { family: 6, ok: true, addresses: [V6] };
const no = (family: 4 | 6, why: 'not-found' | 'no-address' | 'server-failure', code: string): LookupAnswer => ({
  family,
  ok: false,
  why,
  code,
});
const byName = { host: 'mail.example.test', input: 'mail.example.test' };
const own = (port: number, mode: 'starttls' | 'implicit-tls' | 'cleartext') => ({ settings: { port, mode } });
const control = [{ host: '192.0.2.1', port: null, builtIn: false }];

const WEB_SERVER: Place = {
  implicitTls: true,
  tlsFailure: {
    why: 'not-tls',
    alert: null,
    code: null,
    reason: 'wrong version number',
    firstBytes: { text: 'HTTP/1.1 400 Bad Request\r\n', length: 26 },
    speaker: 'http',
  },
};

export const CONNECTION_CASES: readonly DiagnosisCase[] = [
  {
    name: 'everything is well',
    world: at({ 587: STARTTLS, 465: TLS }),
    want: { verdict: 'ready', code: null, recommends: [587, 'starttls'], withinMs: 600 },
  },
  {
    name: 'a server on 465 alone is as good',
    world: at({ 587: REFUSED, 465: TLS, 2525: REFUSED, 25: REFUSED }),
    want: { verdict: 'ready', code: 'connect-refused', recommends: [465, 'implicit-tls'] },
  },
  {
    name: 'the name does not exist',
    world: { names: named(no(4, 'not-found', 'ENOTFOUND'), no(6, 'not-found', 'ENOTFOUND')), places: {} },
    asked: byName,
    want: {
      verdict: 'unusable',
      code: 'dns-name-not-found',
      stage: 'dns',
      layer: 'connection',
      confidence: 'certain',
      recommends: null,
    },
  },
  {
    name: 'the name exists without an address',
    world: { names: named(no(4, 'no-address', 'ENODATA'), no(6, 'no-address', 'ENODATA')), places: {} },
    asked: byName,
    want: { verdict: 'unusable', code: 'dns-no-address', stage: 'dns', confidence: 'certain' },
  },
  {
    name: 'one family says that the name exists: it does',
    world: { names: named(no(4, 'not-found', 'ENOTFOUND'), no(6, 'no-address', 'ENODATA')), places: {} },
    asked: byName,
    want: { verdict: 'unusable', code: 'dns-no-address' },
  },
  {
    name: 'the resolver fails',
    world: { names: named(no(4, 'server-failure', 'EAI_AGAIN'), no(6, 'server-failure', 'EAI_AGAIN')), places: {} },
    asked: byName,
    want: {
      verdict: 'unusable',
      code: 'dns-server-failure',
      stage: 'dns',
      not: ['dns-name-not-found'],
      says: /EAI_AGAIN/,
    },
  },
  {
    name: 'the resolver never answers',
    world: { places: {} },
    asked: byName,
    want: { verdict: 'unusable', code: 'dns-server-failure', withinMs: 5_100 },
  },
  {
    name: 'a name with IPv4 only is no finding',
    world: { names: named(v4, no(6, 'no-address', 'ENODATA')), places: at({ 587: STARTTLS, 465: TLS }).places },
    asked: byName,
    want: { verdict: 'ready', code: null },
  },
  {
    name: 'four dead ports',
    world: at({}),
    want: {
      verdict: 'inconclusive',
      code: 'port-unreachable',
      stage: 'connect',
      confidence: 'possible',
      recommends: null,
      withinMs: 10_000,
      not: ['port-blocked-by-network', 'host-unreachable'],
    },
  },
  {
    name: 'one silent port beside a working one is a remark, and nobody is told to use what was silent',
    world: at({ 465: TLS, 2525: REFUSED, 25: REFUSED }),
    want: { verdict: 'ready', code: 'port-unreachable', recommends: [465, 'implicit-tls'], says: /port 465/ },
  },
  {
    name: 'the submission ports are silent while port 25 answers',
    world: at({ 25: STARTTLS }),
    want: { verdict: 'unusable', code: 'all-submission-ports-blocked', confidence: 'likely' },
  },
  {
    name: 'port 25 is silent beside a working 587',
    world: at({ 587: STARTTLS, 465: TLS, 2525: REFUSED }),
    asked: { waitForAll: true },
    want: { verdict: 'ready', code: 'connect-refused', also: ['relay-port-blocked'] },
  },
  {
    name: 'the control host answers on the port: the server is the silent one',
    world: { places: { '192.0.2.1:587': { greeting: '220 control' } } },
    asked: { controls: control },
    want: { verdict: 'unusable', code: 'host-unreachable', confidence: 'likely', says: /192\.0\.2\.1/ },
  },
  {
    name: 'the control host is silent on the port too, while the target answers elsewhere: the network blocks',
    world: at({ 465: TLS, 2525: REFUSED, 25: REFUSED }),
    asked: { controls: control, ...own(587, 'starttls') },
    want: {
      verdict: 'fixable',
      code: 'port-blocked-by-network',
      confidence: 'likely',
      recommends: [465, 'implicit-tls'],
      says: /192\.0\.2\.1/,
    },
  },
  {
    name: 'the control host answers on the port and the target elsewhere: the target does not serve it',
    world: { places: { ...at({ 465: TLS }).places, '192.0.2.1:587': { greeting: '220 control' } } },
    asked: { controls: control, ...own(587, 'starttls') },
    want: { verdict: 'fixable', code: 'port-not-offered', confidence: 'likely' },
  },
  {
    name: 'a provider that has no 465 blocks nothing',
    world: at({ 587: STARTTLS, 2525: REFUSED, 25: REFUSED }),
    asked: {
      ...own(465, 'implicit-tls'),
      host: 'smtp.office365.com',
      connectTo: [587, 465, 2525, 25].map((port) => ({ port, host: HOST, toPort: port })),
    },
    want: {
      verdict: 'fixable',
      code: 'port-not-offered',
      confidence: 'likely',
      recommends: [587, 'starttls'],
      says: /Microsoft 365/,
    },
  },
  {
    name: 'a control host of our own choosing is not asked about a private address',
    world: { places: { '192.0.2.1:587': { greeting: '220 control' } } },
    asked: { controls: [{ host: '192.0.2.1', port: null, builtIn: true }] },
    want: { verdict: 'inconclusive', code: 'port-unreachable' },
  },
  {
    name: 'every port refuses',
    world: at({ 587: REFUSED, 465: REFUSED, 2525: REFUSED, 25: REFUSED }),
    want: { verdict: 'unusable', code: 'connect-refused', stage: 'connect', confidence: 'certain', withinMs: 100 },
  },
  {
    name: 'a firewall says no aloud on one port',
    world: at({ 587: { connect: 'host-unreachable' }, 465: TLS, 2525: REFUSED, 25: REFUSED }),
    asked: own(587, 'starttls'),
    want: { verdict: 'fixable', code: 'connect-prohibited', recommends: [465, 'implicit-tls'] },
  },
  {
    name: 'a router says, after a while, that there is no such host',
    world: at(
      Object.fromEntries(
        [587, 465, 2525, 25].map((port) => [port, { connect: 'host-unreachable', connectMs: 3_000 } as const]),
      ),
    ),
    want: { verdict: 'unusable', code: 'host-unreachable', confidence: 'likely', not: ['port-unreachable'] },
  },
  {
    name: 'a local rule forbids the connection',
    world: at({ 587: { connect: 'prohibited' }, 465: { connect: 'prohibited' }, 2525: REFUSED, 25: REFUSED }),
    want: { verdict: 'unusable', code: 'connect-prohibited' },
  },
  {
    name: 'there is no route',
    world: at({
      587: { connect: 'network-unreachable' },
      465: { connect: 'network-unreachable' },
      2525: { connect: 'network-unreachable' },
      25: { connect: 'network-unreachable' },
    }),
    want: { verdict: 'unusable', code: 'network-unreachable', confidence: 'certain' },
  },
  {
    name: 'IPv6 hangs while IPv4 works',
    world: { names: named(v4, v6), places: at({ 587: STARTTLS, 465: TLS }).places },
    asked: byName,
    want: { verdict: 'degraded', code: 'ipv6-broken', recommends: [587, 'starttls'] },
  },
  {
    name: 'a machine without IPv6 is only remarked on',
    world: {
      names: named(v4, v6),
      places: {
        ...at({ 587: STARTTLS, 465: TLS }).places,
        [`${V6}:587`]: { connect: 'network-unreachable' },
        [`${V6}:465`]: { connect: 'network-unreachable' },
      },
    },
    asked: byName,
    want: { verdict: 'ready', code: 'ipv6-broken', withinMs: 700 },
  },
  {
    name: 'IPv4 refuses while IPv6 works',
    world: {
      names: named(v4, v6),
      places: { ...at({ 587: REFUSED, 465: REFUSED }).places, [`${V6}:587`]: STARTTLS, [`${V6}:465`]: TLS },
    },
    asked: byName,
    want: { verdict: 'degraded', code: 'ipv4-broken' },
  },
  {
    name: 'one of two addresses is dead',
    world: {
      names: named({ family: 4, ok: true, addresses: [HOST, '198.51.100.8'] }, no(6, 'no-address', 'ENODATA')),
      places: at({ 587: STARTTLS, 465: TLS }).places,
    },
    asked: byName,
    want: { verdict: 'degraded', code: 'address-dead', says: /198\.51\.100\.8/ },
  },
  {
    name: 'the server is busy',
    world: at({ 587: { greeting: '421 4.3.2 too many connections' }, 465: REFUSED, 2525: REFUSED, 25: REFUSED }),
    want: {
      verdict: 'unusable',
      code: 'greeting-busy',
      stage: 'greeting',
      confidence: 'certain',
      says: /too many connections/,
      not: ['starttls-not-offered'],
    },
  },
  {
    name: '421 at EHLO is a refusal for now, never a missing feature',
    world: at({ 587: saying({ EHLO: '421 4.7.0 try later' }), 465: REFUSED, 2525: REFUSED, 25: REFUSED }),
    want: {
      verdict: 'unusable',
      code: 'greeting-busy',
      stage: 'ehlo',
      not: ['starttls-not-offered', 'esmtp-not-supported', 'ehlo-rejected'],
    },
  },
  {
    name: 'the greeting is a refusal',
    world: at({ 587: { greeting: '554 5.7.1 no access from here' }, 465: REFUSED, 2525: REFUSED, 25: REFUSED }),
    want: { verdict: 'unusable', code: 'greeting-rejected', stage: 'greeting', says: /no access from here/ },
  },
  {
    name: 'a web server waits to be spoken to: the ClientHello makes it tell what it is, and nobody waits any longer',
    world: at({ 587: WEB_SERVER, 465: TLS, 2525: REFUSED, 25: REFUSED }),
    asked: { settings: { port: 587, mode: 'starttls' } },
    want: {
      verdict: 'fixable',
      code: 'not-smtp',
      stage: 'greeting',
      confidence: 'certain',
      recommends: [465, 'implicit-tls'],
      withinMs: 2_000,
      says: /a web server answers/,
      not: ['greeting-missing'],
    },
  },
  {
    name: 'a block list on a port for submission: nobody is told to try the port that was just tried',
    world: at({
      587: { greeting: '554 5.7.1 Client host [203.0.113.7] blocked using zen.spamhaus.org' },
      465: REFUSED,
      2525: REFUSED,
      25: REFUSED,
    }),
    want: {
      verdict: 'unusable',
      code: 'address-blocklisted',
      says: /^(?!.*Send through port 587).*ask the list that the reply names to remove your address, or send from another/s,
    },
  },
  {
    name: 'a block list on port 25: a login on a port for submission is the way',
    world: at({
      25: { greeting: '554 5.7.1 Client host [203.0.113.7] blocked using zen.spamhaus.org' },
      587: REFUSED,
      465: REFUSED,
      2525: REFUSED,
    }),
    asked: { settings: { port: 25, mode: 'starttls' } },
    want: {
      verdict: 'unusable',
      code: 'address-blocklisted',
      says: /Send through port 587 or 465 with a login/,
    },
  },
  {
    name: 'EHLO and HELO are refused',
    world: at({
      587: saying({ EHLO: '501 5.5.2 bad name', HELO: '501 5.5.2 bad name' }),
      465: REFUSED,
      2525: REFUSED,
      25: REFUSED,
    }),
    want: { verdict: 'unusable', code: 'ehlo-rejected', stage: 'ehlo', not: ['esmtp-not-supported'] },
  },
  {
    name: 'HELO only',
    world: at({ 587: saying({ EHLO: '502 what?', HELO: '250 hello' }), 465: REFUSED, 2525: REFUSED, 25: REFUSED }),
    want: { verdict: 'unusable', code: 'esmtp-not-supported', stage: 'ehlo', not: ['ehlo-rejected'] },
  },
  {
    name: 'a web server answers',
    world: at({ 587: { greeting: 'HTTP/1.1 400 Bad Request' }, 465: REFUSED, 2525: REFUSED, 25: REFUSED }),
    want: { verdict: 'unusable', code: 'not-smtp', stage: 'greeting', confidence: 'certain', says: /web server/ },
  },
  {
    name: 'an IMAP server answers inside TLS',
    world: at({
      587: REFUSED,
      465: { implicitTls: true, greeting: '* OK IMAP4rev1 ready' },
      2525: REFUSED,
      25: REFUSED,
    }),
    want: { verdict: 'unusable', code: 'not-smtp', says: /IMAP/ },
  },
  {
    name: 'EHLO is never answered',
    world: at({ 587: saying({ EHLO: null }), 465: REFUSED, 2525: REFUSED, 25: REFUSED }),
    want: { verdict: 'unusable', code: 'reply-timeout', stage: 'ehlo', not: ['starttls-not-offered'] },
  },
  {
    name: 'the server hangs up on EHLO',
    world: at({ 587: saying({ EHLO: 'close' }), 465: REFUSED, 2525: REFUSED, 25: REFUSED }),
    want: { verdict: 'unusable', code: 'connection-dropped', stage: 'ehlo', not: ['starttls-not-offered'] },
  },
  {
    name: 'nobody speaks, in cleartext or in TLS',
    world: at({ 587: { greeting: null, tlsFailure: 'silent' }, 465: REFUSED, 2525: REFUSED, 25: REFUSED }),
    want: { verdict: 'unusable', code: 'greeting-missing', stage: 'greeting', not: ['starttls-on-implicit-tls-port'] },
  },
  {
    name: 'a greeting after 8 s is waited for',
    world: at({
      587: { ...STARTTLS, greetingMs: 8_000 },
      465: REFUSED,
      2525: REFUSED,
      25: REFUSED,
    }),
    want: {
      verdict: 'degraded',
      code: 'greeting-slow',
      stage: 'greeting',
      recommends: [587, 'starttls'],
      says: /8\.0 s/,
    },
  },
];
