import type { AttemptSpec } from '../src/index.ts';
import {
  bytes,
  closed,
  connected,
  ENVELOPE,
  type Happening,
  line,
  NO_TLS,
  proceed,
  secured,
  specOf,
} from './attempts.ts';
import { GOOD_TLS } from './world.ts';

export const GREETING = line('220 mail.example.test ESMTP');
const OFFERS_TLS = line('250-mail.example.test\r\n250 STARTTLS');
const OFFERS_AUTH = line('250-mail.example.test\r\n250 AUTH PLAIN LOGIN');
const UP_TO_STARTTLS = [connected, GREETING, OFFERS_TLS];
const UP_TO_TLS = [...UP_TO_STARTTLS, line('220 go ahead')];
const UP_TO_HELD = [...UP_TO_TLS, secured, OFFERS_AUTH];
const UP_TO_AUTH = [...UP_TO_HELD, proceed];
const WELCOME = line('235 2.7.0 welcome');
const BYE = line('221 bye');
const told = (word: 'finish' | 'give-up' | 'abandon'): Happening => ({ type: 'told', word });
export const reset: Happening = { type: 'closed', how: 'reset', code: 'ECONNRESET' };
export const refused: Happening = { type: 'not-connected', why: 'refused', code: 'ECONNREFUSED' };
const untrusted: Happening = { type: 'secured', tls: { ...GOOD_TLS, authorized: false, authorizationError: 'CERT_X' } };
export const noTls: Happening = { type: 'not-secured', failure: NO_TLS };

const implicit = specOf({ mode: 'implicit-tls' });
const cleartext = specOf({ mode: 'cleartext', mechanisms: [], goal: 'envelope', envelope: ENVELOPE });
const envelope = specOf({ goal: 'envelope', envelope: ENVELOPE });
const message = specOf({ goal: 'data', envelope: { ...ENVELOPE, message: 'Subject: x\r\n\r\nhi\r\n' } });

/** An attempt: what happens to it, what it comes to, and what it said meanwhile. */
export type Case = readonly [
  name: string,
  spec: AttemptSpec,
  happenings: readonly Happening[],
  result: string,
  verbs: string,
];

/** Every stage with its success, its refusals and its breaks. */
export const CASES: readonly Case[] = [
  ['a connection alone', specOf({ goal: 'connect' }), [connected], 'ok goal', ''],
  ['a refused connection', specOf(), [refused], 'failed connect not-connected', ''],
  ['a greeting alone', specOf({ goal: 'greeting' }), [connected, GREETING, BYE], 'ok goal', 'QUIT'],
  ['a greeting that refuses', specOf(), [connected, line('554 5.7.1 go away'), BYE], 'failed greeting refused', 'QUIT'],
  ['a greeting that defers', specOf(), [connected, line('450 try later'), BYE], 'failed greeting refused', 'QUIT'],
  ['a greeting of 421', specOf(), [connected, line('421 too busy')], 'failed greeting refused', ''],
  ['a greeting of another 2yz', specOf(), [connected, line('250 hi')], 'failed greeting refused', ''],
  ['a web server', specOf(), [connected, bytes('HTTP/1.1 400 Bad')], 'failed greeting not-smtp', ''],
  ['a web server, byte by byte', specOf(), [connected, ...[...'HTTP/'].map(bytes)], 'failed greeting not-smtp', ''],
  ['three digits and nonsense', specOf(), [connected, line('220nonsense')], 'failed greeting not-smtp', ''],
  [
    'a stray line in a greeting',
    specOf({ goal: 'greeting' }),
    [connected, line('220-a'), line('b'), line('220 c')],
    'ok goal',
    'QUIT',
  ],
  ['a FIN before the greeting', specOf(), [connected, closed], 'failed greeting closed', ''],
  ['a reset before the greeting', specOf(), [connected, reset], 'failed greeting closed', ''],
  ['EHLO alone', specOf({ goal: 'ehlo' }), [...UP_TO_STARTTLS, BYE], 'ok goal', 'EHLO QUIT'],
  ['EHLO deferred', specOf(), [connected, GREETING, line('450 later')], 'failed ehlo refused', 'EHLO QUIT'],
  [
    'EHLO unknown, HELO known',
    specOf(),
    [connected, GREETING, line('502 ?'), line('250 hi')],
    'failed starttls not-offered',
    'EHLO HELO QUIT',
  ],
  [
    'EHLO and HELO unknown',
    specOf(),
    [connected, GREETING, line('502 ?'), line('502 ?')],
    'failed ehlo refused',
    'EHLO HELO QUIT',
  ],
  ['421 to EHLO', specOf(), [connected, GREETING, line('421 bye')], 'failed ehlo refused', 'EHLO'],
  ['354 to EHLO', specOf(), [connected, GREETING, line('354 go')], 'failed ehlo refused', 'EHLO'],
  ['a FIN after EHLO', specOf(), [connected, GREETING, closed], 'failed ehlo closed', 'EHLO'],
  ['no STARTTLS', specOf(), [connected, GREETING, line('250 hi'), BYE], 'failed starttls not-offered', 'EHLO QUIT'],
  [
    'a masked STARTTLS',
    specOf(),
    [connected, GREETING, line('250-hi\r\n250 XXXXXXXA')],
    'failed starttls not-offered',
    'EHLO QUIT',
  ],
  ['STARTTLS deferred', specOf(), [...UP_TO_STARTTLS, line('454 no')], 'failed starttls refused', 'EHLO STARTTLS QUIT'],
  ['STARTTLS unknown', specOf(), [...UP_TO_STARTTLS, line('502 no')], 'failed starttls refused', 'EHLO STARTTLS QUIT'],
  [
    'STARTTLS answered by 250',
    specOf(),
    [...UP_TO_STARTTLS, line('250 ok')],
    'failed starttls refused',
    'EHLO STARTTLS',
  ],
  ['421 to STARTTLS', specOf(), [...UP_TO_STARTTLS, line('421 bye')], 'failed starttls refused', 'EHLO STARTTLS'],
  ['a FIN after STARTTLS', specOf(), [...UP_TO_STARTTLS, closed], 'failed starttls closed', 'EHLO STARTTLS'],
  ['a failed handshake', specOf(), [...UP_TO_TLS, noTls], 'failed tls not-secured', 'EHLO STARTTLS'],
  ['a FIN in the handshake', specOf(), [...UP_TO_TLS, closed], 'failed tls closed', 'EHLO STARTTLS'],
  ['TLS alone', specOf({ goal: 'tls' }), UP_TO_HELD, 'ok goal', 'EHLO STARTTLS EHLO QUIT'],
  [
    'an untrusted certificate',
    specOf(),
    [...UP_TO_TLS, untrusted, OFFERS_AUTH],
    'failed tls not-verified',
    'EHLO STARTTLS EHLO QUIT',
  ],
  ['a late alert', specOf(), [...UP_TO_TLS, secured, noTls], 'failed tls not-secured', 'EHLO STARTTLS EHLO'],
  ['421 after TLS', specOf(), [...UP_TO_TLS, secured, line('421 bye')], 'failed ehlo refused', 'EHLO STARTTLS EHLO'],
  [
    'EHLO refused after TLS',
    specOf(),
    [...UP_TO_TLS, secured, line('550 no'), line('550 no')],
    'failed ehlo refused',
    'EHLO STARTTLS EHLO HELO QUIT',
  ],
  ['no AUTH', specOf(), [...UP_TO_TLS, secured, line('250 hi')], 'failed auth not-offered', 'EHLO STARTTLS EHLO QUIT'],
  [
    'AUTH before TLS only',
    specOf(),
    [connected, GREETING, line('250-hi\r\n250-AUTH PLAIN\r\n250 STARTTLS'), line('220 go'), secured, line('250 hi')],
    'failed auth not-offered',
    'EHLO STARTTLS EHLO QUIT',
  ],
  [
    'no mechanism of ours',
    specOf(),
    [...UP_TO_TLS, secured, line('250-hi\r\n250 AUTH GSSAPI')],
    'failed auth no-mechanism',
    'EHLO STARTTLS EHLO QUIT',
  ],
  ['a route that is held', specOf(), UP_TO_HELD, 'open', 'EHLO STARTTLS EHLO'],
  ['421 while it is held', specOf(), [...UP_TO_HELD, line('421 idle')], 'failed auth refused', 'EHLO STARTTLS EHLO'],
  [
    'a reply to nothing while it is held',
    specOf(),
    [...UP_TO_HELD, line('250 ok')],
    'failed auth refused',
    'EHLO STARTTLS EHLO',
  ],
  ['a FIN while it is held', specOf(), [...UP_TO_HELD, closed], 'failed auth closed', 'EHLO STARTTLS EHLO'],
  ['told to finish', specOf(), [...UP_TO_HELD, told('finish'), BYE], 'ok told', 'EHLO STARTTLS EHLO QUIT'],
  ['given up while connecting', specOf(), [told('give-up')], 'failed connect told', ''],
  ['abandoned in the handshake', specOf(), [...UP_TO_TLS, told('abandon')], 'skipped told', 'EHLO STARTTLS'],
  ['a login', specOf(), [...UP_TO_AUTH, WELCOME, BYE], 'ok goal', 'EHLO STARTTLS EHLO AUTH QUIT'],
  [
    'a login refused',
    specOf(),
    [...UP_TO_AUTH, line('535 5.7.8 no'), BYE],
    'failed auth refused',
    'EHLO STARTTLS EHLO AUTH QUIT',
  ],
  [
    'a login deferred',
    specOf(),
    [...UP_TO_AUTH, line('454 4.7.0 no')],
    'failed auth refused',
    'EHLO STARTTLS EHLO AUTH QUIT',
  ],
  [
    'a login answered by 250',
    specOf(),
    [...UP_TO_AUTH, line('250 ok')],
    'failed auth refused',
    'EHLO STARTTLS EHLO AUTH',
  ],
  ['421 to a login', specOf(), [...UP_TO_AUTH, line('421 bye')], 'failed auth refused', 'EHLO STARTTLS EHLO AUTH'],
  ['a reset after AUTH', specOf(), [...UP_TO_AUTH, reset], 'failed auth closed', 'EHLO STARTTLS EHLO AUTH'],
  ['a rude close after QUIT', specOf(), [...UP_TO_AUTH, WELCOME, reset], 'ok goal', 'EHLO STARTTLS EHLO AUTH QUIT'],
  ['421 to QUIT', specOf(), [...UP_TO_AUTH, WELCOME, line('421 bye')], 'ok goal', 'EHLO STARTTLS EHLO AUTH QUIT'],
  [
    'an odd reply to QUIT',
    specOf(),
    [...UP_TO_AUTH, WELCOME, line('500 ?')],
    'ok goal',
    'EHLO STARTTLS EHLO AUTH QUIT',
  ],
  [
    'a login with implicit TLS',
    implicit,
    [connected, secured, GREETING, OFFERS_AUTH, proceed, WELCOME, BYE],
    'ok goal',
    'EHLO AUTH QUIT',
  ],
  ['implicit TLS that fails', implicit, [connected, noTls], 'failed tls not-secured', ''],
  ['implicit TLS, then a refusal', implicit, [connected, secured, line('554 no')], 'failed greeting refused', 'QUIT'],
  [
    'implicit TLS, then a web server',
    implicit,
    [connected, secured, bytes('HTTP/1.1 ')],
    'failed greeting not-smtp',
    '',
  ],
  ['cleartext before implicit TLS', implicit, [connected, GREETING, noTls], 'failed tls not-secured', ''],
  [
    'an envelope after a login',
    envelope,
    [...UP_TO_AUTH, WELCOME, line('250 ok'), line('250 ok'), line('250 ok'), BYE],
    'ok goal',
    'EHLO STARTTLS EHLO AUTH MAIL RCPT RSET QUIT',
  ],
  [
    'MAIL refused',
    envelope,
    [...UP_TO_AUTH, WELCOME, line('550 no')],
    'failed envelope refused',
    'EHLO STARTTLS EHLO AUTH MAIL QUIT',
  ],
  [
    'RCPT deferred',
    envelope,
    [...UP_TO_AUTH, WELCOME, line('250 ok'), line('450 later')],
    'failed envelope refused',
    'EHLO STARTTLS EHLO AUTH MAIL RCPT QUIT',
  ],
  [
    '421 to RCPT',
    envelope,
    [...UP_TO_AUTH, WELCOME, line('250 ok'), line('421 bye')],
    'failed envelope refused',
    'EHLO STARTTLS EHLO AUTH MAIL RCPT',
  ],
  [
    'a message',
    message,
    [...UP_TO_AUTH, WELCOME, line('250 ok'), line('250 ok'), line('354 go'), line('250 queued'), BYE],
    'ok goal',
    'EHLO STARTTLS EHLO AUTH MAIL RCPT DATA TEXT QUIT',
  ],
  [
    'DATA refused',
    message,
    [...UP_TO_AUTH, WELCOME, line('250 ok'), line('250 ok'), line('554 no')],
    'failed data refused',
    'EHLO STARTTLS EHLO AUTH MAIL RCPT DATA QUIT',
  ],
  [
    'a message refused',
    message,
    [...UP_TO_AUTH, WELCOME, line('250 ok'), line('250 ok'), line('354 go'), line('552 no')],
    'failed data refused',
    'EHLO STARTTLS EHLO AUTH MAIL RCPT DATA TEXT QUIT',
  ],
  [
    'an envelope in cleartext',
    cleartext,
    [
      connected,
      GREETING,
      line('250 hi'),
      { type: 'told', word: 'proceed', login: null },
      line('250 ok'),
      line('250 ok'),
      line('250 ok'),
    ],
    'ok goal',
    'EHLO MAIL RCPT RSET QUIT',
  ],
  [
    'a login on a cleartext route',
    specOf({ mode: 'cleartext' }),
    [connected, GREETING, OFFERS_AUTH, proceed],
    'failed auth not-verified',
    'EHLO QUIT',
  ],
  [
    'a login nobody asked for',
    cleartext,
    [connected, GREETING, OFFERS_AUTH, proceed],
    'failed envelope not-verified',
    'EHLO QUIT',
  ],
  [
    'a login without a mechanism',
    specOf({ mechanisms: [] }),
    UP_TO_AUTH,
    'failed envelope no-mechanism',
    'EHLO STARTTLS EHLO QUIT',
  ],
];
