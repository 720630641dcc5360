import { ENVELOPE, LOGIN, specOf } from '../test/attempts.ts';
import { converse } from '../test/table-server.ts';
import { bar, print, secondsOf, times } from './figures.ts';

/** EHLO, STARTTLS, EHLO, AUTH, MAIL, RCPT, RSET, QUIT: one command more than the bar asks for. */
const WITH_STARTTLS = specOf({ goal: 'envelope', envelope: ENVELOPE });

const REPLIES: Readonly<Record<string, string>> = {
  EHLO: '250-mail.example.test\r\n250-PIPELINING\r\n250-SIZE 52428800\r\n250-AUTH PLAIN LOGIN\r\n250 ENHANCEDSTATUSCODES\r\n',
  STARTTLS: '220 2.0.0 go ahead\r\n',
  AUTH: '235 2.7.0 welcome\r\n',
  MAIL: '250 2.1.0 ok\r\n',
  RCPT: '250 2.1.5 ok\r\n',
  RSET: '250 2.0.0 ok\r\n',
  QUIT: '221 2.0.0 bye\r\n',
};
const LINES = [
  'EHLO client.example.test',
  'STARTTLS',
  'EHLO client.example.test',
  'AUTH PLAIN AHRpbUBleGFtcGxlLnRlc3QAS2FuYXJp',
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

const { events } = converse(WITH_STARTTLS, LOGIN);
const sent = events.flatMap((event) => (event.type === 'sent' ? [event.verb] : []));
if (sent.join() !== LINES.map((line) => line.split(' ')[0]).join())
  throw new Error(`an unexpected session: ${sent.join()}`);

const seconds = await secondsOf({ sessions: () => converse(WITH_STARTTLS, LOGIN), reference: bare });
const perSecond = 1 / (seconds['sessions'] ?? Number.NaN);

print([
  {
    [`sessions of ${sent.length} commands, ${events.length} trace events`]: `${perSecond.toFixed(0)}/s`,
    'bar 50 000/s': bar(perSecond, 50_000),
    'time of the reference': times((seconds['sessions'] ?? 0) / (seconds['reference'] ?? 1)),
  },
  { reference: 'the same strings through a switch', '1/s': (1 / (seconds['reference'] ?? 1)).toFixed(0) },
]);
