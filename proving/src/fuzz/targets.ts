import { readdirSync, readFileSync } from 'node:fs';
import {
  answerSasl,
  answerSaslServer,
  asBytes,
  base64Decode,
  type Command,
  encodeCommand,
  explainError,
  finishSasl,
  handshakeTypes,
  keywordsOf,
  latin1,
  NEW_READER,
  needsMoreBytes,
  parseHost,
  parseTarget,
  printable,
  type ReplyItem,
  type ReplyReader,
  readAutoconfig,
  readOffers,
  readReplies,
  recogniseSpeaker,
  SASL_MECHANISMS,
  Secret,
  startSasl,
  startSaslServer,
  utf8Encode,
} from '@smtp-triage/core';
import { CLIENTS, lint, readSettings } from '@smtp-triage/core/settings';
import { ERROR_TEXTS } from '../../../packages/core/src/catalogue/errors/index.ts';
import { REPLIES } from '../../../packages/core/src/catalogue/replies/all.ts';
import { TABLE } from '../../../packages/core/src/settings/lint/table/index.ts';
import { cutAt, WORDS } from '../../../packages/core/test/smtp-bytes.ts';

/** Something that reads what strangers wrote. `check` throws when a promise is broken; `draw` decides what a text does not. */
export type Target = {
  readonly corpus: readonly string[];
  readonly words: readonly string[];
  readonly check: (text: string, draw: number) => void;
};

const TRANSCRIPTS = new URL('../../../testdata/transcripts/', import.meta.url);
const transcripts = readdirSync(TRANSCRIPTS)
  .filter((name) => name.endsWith('.md'))
  .flatMap((name) => [...readFileSync(new URL(name, TRANSCRIPTS), 'utf8').matchAll(/```smtp\n([\s\S]*?)```/g)])
  .map(([, block = '']) => block.replaceAll('\n', '\r\n'));

const octets = (text: string): Uint8Array => Uint8Array.from(text, (character) => character.charCodeAt(0));
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e]/;

function must(holds: boolean, what: string): void {
  if (!holds) throw new Error(what);
}
const same = (one: unknown, other: unknown, what: string): void =>
  must(JSON.stringify(one) === JSON.stringify(other), what);

// ---- replies

/** What a reader may hold on to: the caps on a reply, and the line it is in (security rows SEC-25, SEC-26). */
const HELD = 300_000;

function heldBy({ pieces, open }: ReplyReader): number {
  let held = 0;
  for (let piece = pieces; piece !== null; piece = piece.before) held += piece.chunk.buffer.byteLength + 1;
  return held + (open?.lines ?? []).reduce((sum, line) => sum + line.length, 0);
}

function readAll(chunks: readonly Uint8Array[]): {
  readonly items: readonly ReplyItem[];
  readonly reader: ReplyReader;
} {
  let reader = NEW_READER;
  const items: ReplyItem[] = [];
  for (const chunk of chunks) {
    const read = readReplies(reader, chunk);
    reader = read.reader;
    items.push(...read.items);
    must(heldBy(reader) <= HELD, 'a reader holds more than its caps');
  }
  return { items, reader };
}

function replies(text: string, draw: number): void {
  const bytes = octets(text);
  const whole = readAll([bytes]);
  const cut = readAll(cutAt(bytes, [draw, draw * 7, draw * 31]));
  same(whole.items, cut.items, 'another reading however the octets are cut');
  readAll(Array.from({ length: 40 }, () => bytes));
}

// ---- single texts

function firstBytes(text: string): void {
  const bytes = octets(text);
  recogniseSpeaker(bytes);
  needsMoreBytes(bytes);
  handshakeTypes(bytes);
  const kept = asBytes(bytes);
  const back =
    kept.base64 === undefined ? utf8Encode(kept.text ?? '') : (base64Decode(kept.base64) ?? new Uint8Array(0));
  must(kept.length === bytes.length, 'a wrong length');
  must(latin1(bytes).startsWith(latin1(back)), 'octets that did not come so');
  must(kept.truncated === true || back.length === bytes.length, 'octets lost');
}

function offers(text: string): void {
  const read = readOffers(text.split(/\r?\n/));
  must(keywordsOf(read).length === read.lines.length, 'lines without a keyword');
  must(
    read.auth.every((name) => name === name.toUpperCase()),
    'mechanisms in lower case',
  );
  same(JSON.parse(JSON.stringify(read)), read, 'offers that are no plain JSON');
}

function target(text: string): void {
  const parsed = parseTarget(text);
  if (!parsed.ok) return must(parsed.problem !== '', 'a refusal without a word');
  const { kind, host, user } = parsed.value;
  // The user of a URL may be anything that can be sent
  must(!CONTROL.test(kind === 'email' ? `${host}${user}` : host), 'a control character in a target');
  const again = parseHost(host);
  must(again.ok && again.value === host, 'a host that is none the second time');
  const same = parseTarget(host);
  must(same.ok && same.value.host === host, 'a target that is none the second time');
}

function settings(text: string, draw: number): void {
  const client = CLIENTS[draw % (CLIENTS.length + 1)] ?? null;
  const read = readSettings(text, client);
  if (read.ok) {
    must(read.value.lines.length === text.split('\n').length, 'lines lost');
    for (const { line } of read.value.pairs) must(read.value.lines[line - 1] !== undefined, 'a pair on no line');
  }
  const linted = lint(text, client);
  if (linted.ok) same(JSON.parse(JSON.stringify(linted.value)), linted.value, 'a report that is no plain JSON');
}

function explain(text: string, draw: number): void {
  const gaps = new Set(text.match(/\{\w+\}/g) ?? []);
  for (const { because, title, cause, fix } of explainError(text, draw % 3 === 0 ? { port: 587 } : {})) {
    must(because !== '' && because.length <= 120, 'a quotation of no or too many characters');
    const words = [title, cause, ...fix].join(' ');
    must(
      (words.match(/(?<!u)\{\w+\}/g) ?? []).every((gap) => gaps.has(gap)),
      `words with a gap: ${words}`,
    );
  }
}

function autoconfig(text: string): void {
  const read = readAutoconfig(text, 'postmaster@example.test');
  for (const { host, mode } of read.ok ? read.value.servers : []) {
    must(/^[^\s<>&]+\.[^\s<>&]+$/.test(host) && !CONTROL.test(host), 'a server of no full name');
    must(mode === 'starttls' || mode === 'implicit-tls', 'a server without encryption');
  }
}

function print(text: string): void {
  const once = printable(text);
  must(!CONTROL.test(once), 'a control character in print');
  must(printable(once) === once, 'printing twice changes something');
}

// ---- commands

/** One line, whoever fills the fields, or a RangeError: the only throw that is promised. */
function commands(text: string, draw: number): void {
  const secret = octets(text);
  const all: readonly Command[] = [
    { verb: 'EHLO', name: text },
    { verb: 'MAIL', from: text, size: draw % 2 === 0 ? null : draw },
    { verb: 'RCPT', to: text },
    { verb: 'AUTH', mechanism: 'PLAIN', initial: secret },
    { verb: 'CONTINUE', response: secret },
    { verb: 'TEXT', message: text },
  ];
  for (const command of all) {
    const encoded = tried(() => encodeCommand(command));
    if (encoded === null) continue;
    const wire = latin1(encoded.bytes);
    must(wire.endsWith('\r\n') && !CONTROL.test(encoded.shown), 'no whole line, or a control character on show');
    if (command.verb === 'TEXT')
      must(
        /(^|\r\n)\.\r\n$/.test(wire) && !/\r\n\.\r\n./.test(wire) && !/[^\r]\n|\r[^\n]/.test(wire),
        'a message that ends early',
      );
    else must(wire.indexOf('\r\n') === wire.length - 2 && !/\0|\r.|\n./.test(wire), 'more than a line');
    if (command.verb === 'AUTH' && secret.length > 3)
      must(!encoded.shown.includes(wire.slice(11, -2)), 'a secret on show');
  }
}

function tried<T>(work: () => T): T | null {
  try {
    return work();
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

// ---- SASL

const PASSWORD = 'Kanarienvogel 42';

function sasl(text: string, draw: number): void {
  const row = SASL_MECHANISMS[draw % SASL_MECHANISMS.length];
  // SCRAM is fuzzed with few iterations only: a challenge may ask for many, up to our cap
  if (row === undefined || (row.name.startsWith('SCRAM') && draw % 10 !== 0)) return;
  const credentials =
    row.needs === 'password'
      ? { user: 'ann', password: new Secret(PASSWORD) }
      : { user: 'ann', token: new Secret(PASSWORD) };
  const start = startSasl(row.name, credentials, {
    nonce: 'fyko+d2lbbFgONRv9qkxdawL',
    host: 'mail.example.test',
    port: 587,
  });
  if (start.kind === 'abort') return;
  let { exchange } = start;
  for (const challenge of text.split('|').slice(0, 4)) {
    finishSasl(exchange, octets(challenge));
    const answer = answerSasl(exchange, octets(challenge));
    if (answer.kind === 'abort') return must(!`${answer.detail}`.includes(PASSWORD), 'the secret in a refusal');
    exchange = answer.exchange;
  }
}

function saslServer(text: string, draw: number): void {
  const row = SASL_MECHANISMS[draw % SASL_MECHANISMS.length];
  if (row === undefined) return;
  const context = { nonce: 'server', salt: utf8Encode('salt'), iterations: 4_096 };
  const start = startSaslServer(row.name, () => new Secret(PASSWORD), context);
  let { exchange } = start;
  for (const response of text.split('|').slice(0, 3)) {
    const step = answerSaslServer(exchange, octets(response));
    must(step.kind !== 'accepted' || text.includes(PASSWORD), 'a login without the password');
    if (step.kind !== 'challenge') return;
    exchange = step.exchange;
  }
}

// ---- the table

const MIXED = [
  '\0',
  '\t',
  '\r\n',
  '\n',
  ' ',
  '"',
  "'",
  '\\',
  '{host}',
  '{{x}}',
  '%00',
  '\u202e',
  '\ud800',
  'ä',
  '\u0085',
  '__proto__',
  'x'.repeat(600),
];
const sample = REPLIES.flatMap(({ sample: said }) => (said === undefined ? [] : [said]));
const errors = ERROR_TEXTS.flatMap(({ text = [], word = [], near = [] }) => [...text, ...word, ...near]);
const XML = `<?xml version="1.0"?><clientConfig version="1.1"><emailProvider id="example.test"><outgoingServer type="smtp"><hostname>smtp.example.test</hostname><port>465</port><socketType>SSL</socketType><username>%EMAILADDRESS%</username><authentication>OAuth2</authentication></outgoingServer><outgoingServer type='smtp'><hostname>a.%EMAILDOMAIN%</hostname><port>587</port><socketType>STARTTLS</socketType></outgoingServer></emailProvider></clientConfig>`;
const TARGETS_GIVEN = [
  'mail.example.test',
  'mail.example.test:587',
  'smtp://ann:pw@mail.example.test:465/',
  'smtps://[2001:db8::1]:465',
  'ann@example.test',
  '198.51.100.7',
  '[IPv6:2001:db8::1]',
  '"Ann B" <ann@exämple.test>',
  'mail.example.test.',
  '*.example.test',
];
const SASL_SAID = [
  '',
  'Username:|Password:',
  '<1.2@mail.example.test>',
  'r=fyko+d2lbbFgONRv9qkxdawLx,s=c2FsdA==,i=4096|v=rmF9pqV8S7suAoZWja4dJRkFsKQ=',
  '{"status":"401","schemes":"bearer","scope":"x"}',
  `\0ann\0${PASSWORD}`,
  'n,,n=ann,r=abc',
  `user=ann\u0001auth=Bearer ${PASSWORD}\u0001\u0001`,
];

/** Everything that reads what strangers wrote. */
export const TARGETS = {
  replies: { corpus: [...transcripts, WORDS.join('')], words: WORDS, check: replies },
  'first bytes': {
    corpus: [
      ...transcripts,
      '\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003',
      'HTTP/1.1 200 OK\r\n',
    ],
    words: WORDS,
    check: firstBytes,
  },
  offers: { corpus: transcripts.filter((text) => text.startsWith('250')), words: WORDS, check: offers },
  target: {
    corpus: TARGETS_GIVEN,
    words: [...MIXED, ':', '@', '/', '[', ']', '.', 'xn--', '%', '?', '#', '//', 'smtp://', ':587', ':0', ':65536'],
    check: target,
  },
  settings: {
    corpus: TABLE.map(({ text }) => text),
    words: [
      ...MIXED,
      ...[
        '=',
        ':',
        '{',
        '}',
        '(',
        ')',
        'pass',
        'SMTP_HOST=',
        'smtp://',
        '<<EOF',
        '|',
        '- ',
        '/*',
        '#',
        '`',
        '"""',
        ', ',
      ],
    ],
    check: settings,
  },
  commands: {
    corpus: ['client.example.test', '[192.0.2.1]', 'ann@example.test', 'Subject: x\r\n\r\n.\r\n..\r\n', '.', ''],
    words: [...MIXED, '.', '\r.\r', '\r', '@', '<', '>', '[', ']'],
    check: commands,
  },
  SASL: {
    corpus: SASL_SAID,
    words: [...MIXED, '|', ',', 'r=', 's=', 'i=', 'i=1', 'v=', 'e=', 'm=', '=', '{', '}', '\u0001'],
    check: sasl,
  },
  'SASL server': {
    corpus: SASL_SAID,
    words: [...MIXED, '|', ',', '\0', '=2C', 'n,,', 'y,,', 'p=', 'c=biws'],
    check: saslServer,
  },
  explain: {
    corpus: [...sample, ...errors, ...transcripts],
    words: [...MIXED, ...WORDS, ...errors.slice(0, 80)],
    check: explain,
  },
  autoconfig: {
    corpus: [XML],
    words: [
      ...MIXED,
      '<',
      '>',
      '</',
      '<!--',
      '-->',
      '<![CDATA[',
      ']]>',
      '&amp;',
      '&#0;',
      '&#x41;',
      '%EMAILADDRESS%',
      '/>',
      '=',
    ],
    check: autoconfig,
  },
  print: { corpus: [...sample.slice(0, 20), '\u001b[2J', '\u202eabc'], words: [...MIXED, ...WORDS], check: print },
} as const satisfies Readonly<Record<string, Target>>;

/** The name of one. */
export type TargetName = keyof typeof TARGETS;
