import { ENVELOPE, LOGIN, specOf } from '../test/attempts.ts';
import { converse } from '../test/table-server.ts';
import { bar, print, secondsOf, times } from './figures.ts';

const MESSAGE = { ...ENVELOPE, message: 'Subject: a test\r\n\r\nhello\r\n' };

/** Whole sessions against the server side of the same table, by what is said in them. */
const SESSIONS: readonly (readonly [verbs: string, run: () => ReturnType<typeof converse>])[] = [
  [
    'EHLO STARTTLS EHLO MAIL RCPT RSET QUIT',
    () => converse(specOf({ goal: 'envelope', envelope: ENVELOPE, mechanisms: [] }), null),
  ],
  [
    'EHLO AUTH MAIL RCPT DATA TEXT QUIT',
    () => converse(specOf({ mode: 'implicit-tls', goal: 'data', envelope: MESSAGE }), LOGIN),
  ],
  [
    'EHLO STARTTLS EHLO AUTH MAIL RCPT RSET QUIT',
    () => converse(specOf({ goal: 'envelope', envelope: ENVELOPE }), LOGIN),
  ],
];

const REPLIES: Readonly<Record<string, string>> = {
  EHLO: '250-mail.example.test\r\n250-PIPELINING\r\n250-SIZE 52428800\r\n250-STARTTLS\r\n250 ENHANCEDSTATUSCODES\r\n',
  STARTTLS: '220 2.0.0 go ahead\r\n',
  MAIL: '250 2.1.0 ok\r\n',
  RCPT: '250 2.1.5 ok\r\n',
  RSET: '250 2.0.0 ok\r\n',
  QUIT: '221 2.0.0 bye\r\n',
};
const LINES = [
  'EHLO client.example.test',
  'STARTTLS',
  'EHLO client.example.test',
  'MAIL FROM:<a@example.test>',
  'RCPT TO:<b@example.test>',
  'RSET',
  'QUIT',
];

/** The same strings through a switch: no table, no parser, no trace, no secret to look for. */
function bare(): number {
  let good = 0;
  for (const line of LINES) {
    const heard = Buffer.from(`${line}\r\n`, 'latin1').toString('latin1');
    const reply = Buffer.from(REPLIES[heard.split(/[ :\r]/, 1)[0] ?? ''] ?? '500 what?\r\n', 'latin1');
    for (const text of reply.toString('latin1').split('\r\n')) {
      switch (text[0]) {
        case '2':
          good += 1;
          break;
        case '4':
        case '5':
          return -1;
      }
    }
  }
  return good;
}

for (const [verbs, session] of SESSIONS) {
  const said = session().events.flatMap((event) => (event.type === 'sent' ? [event.verb] : []));
  if (said.join(' ') !== verbs) throw new Error(`an unexpected session: ${said.join(' ')}`);
}

const seconds = await secondsOf({ ...Object.fromEntries(SESSIONS), reference: bare });
const reference = seconds['reference']?.seconds ?? Number.NaN;

print([
  ...SESSIONS.map(([verbs, session]) => {
    const took = seconds[verbs]?.seconds ?? Number.NaN;
    const perSecond = 1 / took;
    return {
      'sessions/s': perSecond.toFixed(0),
      'least / median / p99 µs': seconds[verbs]?.spread ?? '',
      'bar 50 000 of seven, 350 000 commands/s': bar(perSecond * verbs.split(' ').length, 350_000),
      'time of the reference': times(took / reference),
      'trace events': `${session().events.length}`,
      commands: verbs,
    };
  }),
  { reference: 'the strings of the first through a switch', '1/s': (1 / reference).toFixed(0) },
]);
