import { at, HOST, REFUSED, STARTTLS, saying, TLS } from './case.ts';
import {
  answering,
  byControl,
  byName,
  CONTROL,
  envelope,
  login,
  type NearMisses,
  named,
  no,
  only587,
  own,
  provider,
  V6,
  v4,
  v6,
} from './near-miss.ts';

const ANSWERS = { greeting: '220 control' } as const;
const UNREACHABLE = { connect: 'host-unreachable' } as const;
const NO_ROUTE = { connect: 'network-unreachable' } as const;
const PROXY_FAILED = { connect: 'proxy-failed' } as const;
const everywhere = <T>(place: T): Readonly<Record<number, T>> => ({ 587: place, 465: place, 2525: place, 25: place });
const BOTH = at({ 587: STARTTLS, 465: TLS }).places;
const two = named({ family: 4, ok: true, addresses: [HOST, '198.51.100.8'] }, no(6, 'no-address', 'ENODATA'));

export const CONNECTION_NEAR_MISSES: NearMisses = {
  'dns-name-not-found': {
    given: {
      world: { names: named(no(4, 'not-found', 'ENOTFOUND'), no(6, 'not-found', 'ENOTFOUND')), places: {} },
      asked: byName,
    },
    nearly: [
      {
        differs: 'one family says that the name exists',
        world: { names: named(no(4, 'not-found', 'ENOTFOUND'), no(6, 'no-address', 'ENODATA')), places: {} },
        asked: byName,
        gives: 'dns-no-address',
      },
    ],
  },
  'dns-no-address': {
    given: {
      world: { names: named(no(4, 'no-address', 'ENODATA'), no(6, 'no-address', 'ENODATA')), places: {} },
      asked: byName,
    },
    nearly: [
      {
        differs: 'one family has an address',
        world: { names: named(v4, no(6, 'no-address', 'ENODATA')), places: BOTH },
        asked: byName,
        gives: null,
      },
    ],
  },
  'dns-server-failure': {
    given: {
      world: { names: named(no(4, 'server-failure', 'EAI_AGAIN'), no(6, 'server-failure', 'EAI_AGAIN')), places: {} },
      asked: byName,
    },
    nearly: [
      {
        differs: 'the resolver fails for one family only, and the other leads there',
        world: { names: named(v4, no(6, 'server-failure', 'EAI_AGAIN')), places: BOTH },
        asked: byName,
        gives: null,
      },
    ],
  },
  'port-unreachable': {
    given: { world: at({}) },
    nearly: [
      {
        differs: 'a control host answers on the port',
        world: { places: { [`${CONTROL}:587`]: ANSWERS } },
        asked: byControl,
        gives: 'host-unreachable',
      },
    ],
  },
  'port-blocked-by-network': {
    given: { world: at({ 465: TLS, 2525: REFUSED, 25: REFUSED }), asked: { ...byControl, ...own(587, 'starttls') } },
    nearly: [
      {
        differs: 'the control host answers on the port',
        world: { places: { ...at({ 465: TLS, 2525: REFUSED, 25: REFUSED }).places, [`${CONTROL}:587`]: ANSWERS } },
        asked: { ...byControl, ...own(587, 'starttls') },
        gives: 'port-not-offered',
      },
      {
        differs: 'no control host was asked',
        world: at({ 465: TLS, 2525: REFUSED, 25: REFUSED }),
        asked: own(587, 'starttls'),
        gives: 'port-unreachable',
      },
    ],
  },
  'all-submission-ports-blocked': {
    given: { world: at({ 25: STARTTLS }) },
    nearly: [
      { differs: '2525 is refused, not silent', world: at({ 25: STARTTLS, 2525: REFUSED }), gives: 'port-unreachable' },
      { differs: 'port 25 is silent, too', world: at({}), gives: 'port-unreachable' },
    ],
  },
  'relay-port-blocked': {
    given: { world: at({ 587: STARTTLS, 465: TLS, 2525: REFUSED }), asked: { waitForAll: true } },
    nearly: [
      {
        differs: 'nothing else works',
        world: at({ 587: REFUSED, 465: REFUSED, 2525: REFUSED }),
        asked: { waitForAll: true },
        gives: 'connect-refused',
      },
      {
        differs: 'nothing else works, and 25 is what the client is set to',
        world: at({ 587: REFUSED, 465: REFUSED, 2525: REFUSED }),
        asked: own(25, 'starttls'),
        gives: 'port-unreachable',
      },
    ],
  },
  'port-not-offered': {
    given: {
      world: at({ 587: STARTTLS, 2525: REFUSED, 25: REFUSED }),
      asked: { ...provider('smtp.office365.com'), ...own(465, 'implicit-tls') },
    },
    nearly: [
      {
        differs: 'the provider does serve the port that is silent',
        world: at({ 587: STARTTLS, 2525: REFUSED, 25: REFUSED }),
        asked: { ...provider('smtp.gmail.com'), ...own(465, 'implicit-tls') },
        gives: 'port-unreachable',
      },
    ],
  },
  'host-unreachable': {
    given: { world: { places: { [`${CONTROL}:587`]: ANSWERS } }, asked: byControl },
    nearly: [
      {
        differs: 'one port of the host refuses: it is alive',
        world: { places: { ...at({ 25: REFUSED }).places, [`${CONTROL}:587`]: ANSWERS } },
        asked: { ...byControl, ...own(587, 'starttls') },
        gives: 'port-not-offered',
      },
      { differs: 'no control host was asked', world: at({}), gives: 'port-unreachable' },
    ],
  },
  'connect-refused': {
    given: { world: at(everywhere(REFUSED)) },
    nearly: [
      {
        differs: 'another address of the name takes the connection',
        world: {
          names: two,
          places: { ...BOTH, '198.51.100.8:587': REFUSED, '198.51.100.8:465': REFUSED },
        },
        asked: byName,
        gives: 'address-dead',
      },
      {
        differs: 'a router says no in the place of the host',
        world: at({ 587: UNREACHABLE, 465: TLS }),
        asked: { ...own(587, 'starttls'), ladder: [{ port: 465, mode: 'implicit-tls' }] },
        gives: 'connect-prohibited',
      },
    ],
  },
  'connect-prohibited': {
    given: { world: at({ 587: UNREACHABLE, 465: TLS, 2525: REFUSED, 25: REFUSED }), asked: own(587, 'starttls') },
    nearly: [
      {
        differs: 'no other port of the host answers either',
        world: at(everywhere(UNREACHABLE)),
        asked: own(587, 'starttls'),
        gives: 'host-unreachable',
      },
    ],
  },
  'network-unreachable': {
    given: { world: at(everywhere(NO_ROUTE)) },
    nearly: [
      {
        differs: 'only IPv6 has no route',
        world: { names: named(v4, v6), places: { ...BOTH, [`${V6}:587`]: NO_ROUTE, [`${V6}:465`]: NO_ROUTE } },
        asked: byName,
        gives: 'ipv6-broken',
      },
    ],
  },
  'connection-reset': {
    given: { world: only587({ hangsUp: 'reset' }) },
    nearly: [
      { differs: 'it is closed in order (FIN)', world: only587({ hangsUp: 'end' }), gives: 'connection-dropped' },
      {
        differs: 'it is reset exactly at STARTTLS',
        world: answering({ STARTTLS: 'reset' }),
        gives: 'starttls-interfered',
      },
    ],
  },
  'connection-dropped': {
    given: { world: only587({ hangsUp: 'end' }) },
    nearly: [
      { differs: 'it is reset (RST)', world: only587({ hangsUp: 'reset' }), gives: 'connection-reset' },
      { differs: 'a 421 is said before', world: answering({ EHLO: '421 4.3.2 closing' }), gives: 'greeting-busy' },
    ],
  },
  'ipv6-broken': {
    given: { world: { names: named(v4, v6), places: BOTH }, asked: byName },
    nearly: [
      {
        differs: 'IPv4 is as silent',
        world: { names: named(v4, v6), places: {} },
        asked: byName,
        gives: 'port-unreachable',
      },
      {
        differs: 'the name has no IPv6 address',
        world: { names: named(v4, no(6, 'no-address', 'ENODATA')), places: BOTH },
        asked: byName,
        gives: null,
      },
    ],
  },
  'ipv4-broken': {
    given: {
      world: {
        names: named(v4, v6),
        places: { ...at({ 587: REFUSED, 465: REFUSED }).places, [`${V6}:587`]: STARTTLS, [`${V6}:465`]: TLS },
      },
      asked: byName,
    },
    nearly: [
      {
        differs: 'IPv6 refuses, too',
        world: {
          names: named(v4, v6),
          places: Object.fromEntries(
            [HOST, V6].flatMap((a) => [587, 465, 2525, 25].map((p) => [`${a}:${p}`, REFUSED])),
          ),
        },
        asked: byName,
        gives: 'connect-refused',
      },
    ],
  },
  'address-dead': {
    given: { world: { names: two, places: BOTH }, asked: byName },
    nearly: [
      {
        differs: 'the dead address is the only one of its family',
        world: { names: named(v4, v6), places: BOTH },
        asked: byName,
        gives: 'ipv6-broken',
      },
      { differs: 'both are dead', world: { names: two, places: {} }, asked: byName, gives: 'port-unreachable' },
    ],
  },
  'path-mtu-blackhole': {
    given: { world: only587({ ...STARTTLS, losesLargePackets: true }) },
    nearly: [
      {
        differs: 'the small handshake is not answered either',
        world: only587({ ...STARTTLS, tlsFailure: 'silent' }),
        gives: 'tls-handshake-timeout',
      },
    ],
  },
  'greeting-missing': {
    given: { world: only587({ greeting: null, tlsFailure: 'silent' }) },
    nearly: [
      { differs: 'it greets inside TLS', world: only587(TLS), gives: 'server-mode-unexpected' },
      {
        differs: 'it greets after eight seconds',
        world: only587({ ...STARTTLS, greetingMs: 8_000 }),
        gives: 'greeting-slow',
      },
      {
        differs: 'the greeting begins and does not end',
        world: only587({ greeting: '220-mail.example.test ESMTP' }),
        gives: 'reply-timeout',
      },
      {
        differs: 'on 465 alone the handshake stalls, where silence before it is as it should be',
        world: at({ 587: REFUSED, 465: { greeting: null, tlsFailure: 'silent' }, 2525: REFUSED, 25: REFUSED }),
        gives: 'tls-handshake-timeout',
      },
    ],
  },
  'greeting-slow': {
    given: { world: only587({ ...STARTTLS, greetingMs: 6_000 }) },
    nearly: [
      {
        differs: 'it comes before the first client gives up',
        world: only587({ ...STARTTLS, greetingMs: 4_900 }),
        gives: null,
      },
    ],
  },
  'greeting-busy': {
    given: { world: only587({ greeting: '421 4.3.2 too many connections' }) },
    nearly: [
      {
        differs: 'the 421 comes after EHLO, and speaks of it',
        world: answering({ EHLO: '421 4.7.0 Try again later, closing connection. (EHLO)' }),
        gives: 'ehlo-rejected',
      },
      { differs: 'it is for good', world: only587({ greeting: '554 5.3.2 not here' }), gives: 'greeting-rejected' },
      {
        differs: 'the 421 answers the login',
        world: answering({ AUTH: '421 4.3.2 closing' }),
        asked: login,
        gives: 'auth-temporarily-unavailable',
      },
    ],
  },
  'greeting-rejected': {
    given: { world: only587({ greeting: '554 5.7.1 no access from here' }) },
    nearly: [
      {
        differs: 'it is only for now',
        world: only587({ greeting: '450 4.7.1 no access now' }),
        gives: 'greeting-busy',
      },
      {
        differs: 'it names a block list',
        world: only587({ greeting: '554 5.7.1 Client host [203.0.113.7] blocked using zen.spamhaus.org' }),
        gives: 'address-blocklisted',
      },
    ],
  },
  'address-blocklisted': {
    given: { world: only587({ greeting: '554 5.7.1 Client host [203.0.113.7] blocked using zen.spamhaus.org' }) },
    nearly: [
      {
        differs: 'no list is named',
        world: only587({ greeting: '554 5.7.1 Client host [203.0.113.7] blocked' }),
        gives: 'greeting-rejected',
      },
    ],
  },
  'server-fault': {
    given: { world: answering({ MAIL: '452 4.3.1 Insufficient system storage' }), asked: { ...login, ...envelope } },
    nearly: [
      {
        differs: 'the same code counts recipients',
        world: answering({ RCPT: '452 4.5.3 Too many' }),
        asked: { ...login, ...envelope },
        gives: 'rate-limited',
      },
      {
        differs: 'the 451 is a policy, not a fault',
        world: answering({ RCPT: '451 4.7.1 Please try again later' }),
        asked: { ...login, ...envelope },
        gives: 'greylisted',
      },
    ],
  },
  'not-smtp': {
    given: { world: only587({ greeting: 'HTTP/1.1 400 Bad Request' }) },
    nearly: [
      {
        differs: 'it speaks of the web, in SMTP',
        world: only587({ ...STARTTLS, greeting: '220 HTTP/1.1 to mail gateway' }),
        gives: null,
      },
      {
        differs: 'a mail server is called ftp, and refuses our name',
        world: only587({ ...saying({ EHLO: '550 bad name', HELO: '550 bad name' }), greeting: '220 ftp.example.test' }),
        gives: 'ehlo-rejected',
      },
      {
        differs: 'a mail server is called ftp, and knows HELO only',
        world: only587({ ...saying({ EHLO: '502 what?', HELO: '250 hi' }), greeting: '220 ftp.example.test' }),
        gives: 'esmtp-not-supported',
      },
    ],
  },
  'ehlo-rejected': {
    given: { world: answering({ EHLO: '501 5.5.2 bad name', HELO: '501 5.5.2 bad name' }) },
    nearly: [
      {
        differs: 'HELO is taken',
        world: answering({ EHLO: '501 what?', HELO: '250 hi' }),
        gives: 'esmtp-not-supported',
      },
    ],
  },
  'esmtp-not-supported': {
    given: { world: answering({ EHLO: '502 what?', HELO: '250 hello' }) },
    nearly: [
      {
        differs: 'EHLO is taken, and offers nothing',
        world: answering({ EHLO: '250 hello' }),
        gives: 'starttls-not-offered',
      },
      {
        differs: 'EHLO is put off',
        world: answering({ EHLO: '450 later', HELO: '250 hello' }),
        gives: 'greeting-busy',
      },
    ],
  },
  'reply-timeout': {
    given: { world: answering({ EHLO: null }) },
    nearly: [
      { differs: 'the silence begins at STARTTLS', world: answering({ STARTTLS: null }), gives: 'starttls-interfered' },
      {
        differs: 'the silence begins at the login',
        world: answering({ AUTH: null }),
        asked: login,
        gives: 'auth-timeout',
      },
      { differs: 'not even a greeting begins', world: only587({ greeting: null }), gives: 'greeting-missing' },
    ],
  },
  'proxy-failed': {
    given: { world: at(everywhere(PROXY_FAILED)), asked: { proxied: true } },
    nearly: [
      {
        differs: 'the proxy says that the far end refused',
        world: at(everywhere(REFUSED)),
        asked: { proxied: true },
        gives: 'connect-refused',
      },
    ],
  },
  'protocol-violation': {
    given: { world: answering({ EHLO: '354 go on' }) },
    nearly: [
      {
        differs: 'only the line ends are wrong',
        world: only587(saying({ EHLO: '250-mail.example.test\n250 STARTTLS' })),
        gives: 'nonstandard-behaviour',
      },
    ],
  },
};
