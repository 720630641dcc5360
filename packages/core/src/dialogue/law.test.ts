import { describe, expect, it } from 'vitest';
import { type DialogueEvent, open, type Session, step } from './step.ts';
import type { Verb } from './table.ts';

/**
 * What the RFCs allow, typed from their text and not from the table: `>` the client says, `<` the server answers (with
 * EHLO keywords), `tls` a handshake. The last turn is the one that is judged: `ok`, or who broke which rule.
 */
const LAW: readonly (readonly [ref: string, turns: string, verdict: string])[] = [
  ['5321 §3.1: the client waits for the greeting', '>EHLO', 'client out-of-turn'],
  ['5321 §3.1: a 220 greeting opens the dialogue', '<220 >EHLO', 'ok'],
  ['5321 §3.1: after a 554 greeting only QUIT makes sense', '<554 >EHLO', 'client out-of-order'],
  ['5321 §3.1: after a 554 greeting QUIT is awaited', '<554 >QUIT <221', 'ok'],
  ['5321 §4.2: a greeting is 220, no other 2yz', '<250', 'server reply-not-expected'],
  ['5321 §4.2: no command has a 1yz reply', '<220 >EHLO <150', 'server reply-not-expected'],
  ['5321 §3.2: a client falls back to HELO', '<220 >EHLO <502 >HELO <250 >MAIL', 'ok'],
  ['5321 §4.1.1.1: EHLO is answered by 250', '<220 >EHLO <220', 'server reply-not-expected'],
  ['5321 §4.1.4: no MAIL before EHLO', '<220 >MAIL', 'client out-of-order'],
  ['5321 §4.1.4: NOOP needs no EHLO', '<220 >NOOP <250', 'ok'],
  ['5321 §4.1.4: HELP needs no EHLO', '<220 >HELP <214', 'ok'],
  ['5321 §4.1.4: VRFY needs no EHLO', '<220 >VRFY <252', 'ok'],
  ['5321 §4.1.4: RSET needs no EHLO', '<220 >RSET <250 >EHLO', 'ok'],
  ['5321 §4.1.4: EHLO may come again', '<220 >EHLO <250 >EHLO <250 >MAIL', 'ok'],
  ['5321 §4.1.4: EHLO ends a transaction', '<220 >EHLO <250 >MAIL <250 >EHLO <250 >RCPT', 'client out-of-order'],
  ['5321 §3.3: no RCPT without MAIL', '<220 >EHLO <250 >RCPT', 'client out-of-order'],
  ['5321 §3.3: no DATA without RCPT', '<220 >EHLO <250 >MAIL <250 >DATA', 'client out-of-order'],
  ['5321 §3.3: a refused RCPT is no recipient', '<220 >EHLO <250 >MAIL <250 >RCPT <550 >DATA', 'client out-of-order'],
  ['5321 §3.3: one recipient is enough', '<220 >EHLO <250 >MAIL <250 >RCPT <250 >RCPT <550 >DATA <354', 'ok'],
  ['5321 §3.4: 251 accepts a recipient too', '<220 >EHLO <250 >MAIL <250 >RCPT <251 >DATA', 'ok'],
  ['5321 §4.1.4: no MAIL inside a transaction', '<220 >EHLO <250 >MAIL <250 >MAIL', 'client out-of-order'],
  [
    '5321 §4.1.1.4: DATA is answered by 354',
    '<220 >EHLO <250 >MAIL <250 >RCPT <250 >DATA <250',
    'server reply-not-expected',
  ],
  [
    '5321 §4.1.1.4: a message ends a transaction',
    '<220 >EHLO <250 >MAIL <250 >RCPT <250 >DATA <354 >TEXT <250 >MAIL',
    'ok',
  ],
  [
    '5321 §4.2.5: a refused message ends it too',
    '<220 >EHLO <250 >MAIL <250 >RCPT <250 >DATA <354 >TEXT <552 >MAIL',
    'ok',
  ],
  [
    '5321 §4.1.1.4: no command inside a message',
    '<220 >EHLO <250 >MAIL <250 >RCPT <250 >DATA <354 >QUIT',
    'client out-of-order',
  ],
  ['5321 §4.1.1.5: RSET ends a transaction', '<220 >EHLO <250 >MAIL <250 >RSET <250 >MAIL', 'ok'],
  ['5321 §4.1.1.5: RSET does not end the greeting', '<220 >EHLO <250 >RSET <250 >MAIL', 'ok'],
  ['5321 §4.1.1.10: QUIT at any time', '<220 >QUIT <221', 'ok'],
  ['5321 §4.1.1.10: nothing after QUIT', '<220 >QUIT <221 >EHLO', 'client out-of-order'],
  ['5321 §3.8: 421 in answer to anything', '<220 >EHLO <250 >MAIL <421', 'ok'],
  ['5321 §3.8: and that is the end', '<220 >EHLO <421 >EHLO', 'client out-of-order'],
  ['5321 §4.3.1: one command, one reply', '<220 >EHLO >MAIL', 'client out-of-turn'],
  ['5321 §4.3.1: no reply without a command', '<220 <250', 'server out-of-turn'],
  ['3030 §2: a chunk needs no 354', '<220 >EHLO <250 >MAIL <250 >RCPT <250 >BDAT <354', 'server reply-not-expected'],
  [
    '3030 §2: chunks follow one another',
    '<220 >EHLO <250 >MAIL <250 >RCPT <250 >BDAT <250 >BDAT <250 >LAST <250',
    'ok',
  ],
  ['3030 §2: one chunk may be all', '<220 >EHLO <250 >MAIL <250 >RCPT <250 >LAST <250 >MAIL', 'ok'],
  ['3030 §2: no chunk without a recipient', '<220 >EHLO <250 >MAIL <250 >BDAT', 'client out-of-order'],
  ['3030 §2: no last chunk without a recipient', '<220 >EHLO <250 >MAIL <250 >LAST', 'client out-of-order'],
  ['3030 §2: no chunk after the last', '<220 >EHLO <250 >MAIL <250 >RCPT <250 >LAST <250 >BDAT', 'client out-of-order'],
  ['3030 §2: no DATA after a chunk', '<220 >EHLO <250 >MAIL <250 >RCPT <250 >BDAT <250 >DATA', 'client out-of-order'],
  ['3030 §2: nor a recipient', '<220 >EHLO <250 >MAIL <250 >RCPT <250 >BDAT <250 >RCPT', 'client out-of-order'],
  ['3030 §2: nor another sender', '<220 >EHLO <250 >MAIL <250 >RCPT <250 >BDAT <250 >MAIL', 'client out-of-order'],
  [
    '3030 §2: no chunk after a refused one',
    '<220 >EHLO <250 >MAIL <250 >RCPT <250 >BDAT <552 >BDAT',
    'client out-of-order',
  ],
  ['3030 §2: not even the last', '<220 >EHLO <250 >MAIL <250 >RCPT <250 >BDAT <452 >LAST', 'client out-of-order'],
  ['3030 §2: RSET clears what failed', '<220 >EHLO <250 >MAIL <250 >RCPT <250 >BDAT <552 >RSET <250 >MAIL', 'ok'],
  ['3030 §2: a refused last chunk ends it too', '<220 >EHLO <250 >MAIL <250 >RCPT <250 >LAST <552 >MAIL', 'ok'],
  [
    '3030 §2: DATA and chunks in one session',
    '<220 >EHLO <250 >MAIL <250 >RCPT <250 >LAST <250 >MAIL <250 >RCPT <250 >DATA <354',
    'ok',
  ],
  ['3207 §4: STARTTLS only where it is offered', '<220 >EHLO <250 >STARTTLS', 'client guard-not-met'],
  [
    '3207 §4: after 220 nothing but the handshake',
    '<220 >EHLO <250,STARTTLS >STARTTLS <220 >EHLO',
    'client out-of-turn',
  ],
  ['3207 §4: nor may the server speak', '<220 >EHLO <250,STARTTLS >STARTTLS <220 <250', 'server out-of-turn'],
  ['3207 §4: 454 leaves everything as it was', '<220 >EHLO <250,STARTTLS >STARTTLS <454 >MAIL', 'ok'],
  ['3207 §4.2: the server is asked again', '<220 >EHLO <250,STARTTLS >STARTTLS <220 tls >EHLO <250', 'ok'],
  ['3207 §4.2: no MAIL before that', '<220 >EHLO <250,STARTTLS >STARTTLS <220 tls >MAIL', 'client out-of-order'],
  [
    '3207 §4.2: what was offered before is forgotten',
    '<220 >EHLO <250,STARTTLS,AUTH >STARTTLS <220 tls >EHLO <250 >AUTH',
    'client guard-not-met',
  ],
  [
    '3207 §4.2: no TLS inside TLS',
    '<220 >EHLO <250,STARTTLS >STARTTLS <220 tls >EHLO <250,STARTTLS >STARTTLS',
    'client guard-not-met',
  ],
  [
    '3207 §4.2: a login before TLS does not count',
    '<220 >EHLO <250,STARTTLS,AUTH >AUTH <235 >STARTTLS <220 tls >EHLO <250,AUTH >AUTH',
    'ok',
  ],
  ['4954 §4: AUTH only where it is offered', '<220 >EHLO <250 >AUTH', 'client guard-not-met'],
  ['4954 §4: after HELO nothing is offered', '<220 >HELO <250 >AUTH', 'client guard-not-met'],
  ['4954 §4: 235 is success', '<220 >EHLO <250,AUTH >AUTH <235 >MAIL', 'ok'],
  ['4954 §4: no second AUTH after success', '<220 >EHLO <250,AUTH >AUTH <235 >AUTH', 'client guard-not-met'],
  ['4954 §4: another AUTH after a failure', '<220 >EHLO <250,AUTH >AUTH <535 >AUTH', 'ok'],
  ['4954 §4: no AUTH inside a transaction', '<220 >EHLO <250,AUTH >MAIL <250 >AUTH', 'client out-of-order'],
  ['4954 §4: 334 asks for a response', '<220 >EHLO <250,AUTH >AUTH <334 >CONTINUE <334 >CONTINUE <235', 'ok'],
  ['4954 §4: a response, and nothing else', '<220 >EHLO <250,AUTH >AUTH <334 >QUIT', 'client out-of-order'],
  ['4954 §4: a cancelled exchange is answered 501', '<220 >EHLO <250,AUTH >AUTH <334 >CONTINUE <501 >MAIL', 'ok'],
  ['4954 §4: 250 is no answer to AUTH', '<220 >EHLO <250,AUTH >AUTH <250', 'server reply-not-expected'],
  ['8314 §3.3: implicit TLS begins with the handshake', 'implicit tls <220 >EHLO', 'ok'],
  ['8314 §3.3: and not with a greeting', 'implicit <220', 'server out-of-turn'],
  ['8314 §3.3: nor with a command', 'implicit >EHLO', 'client out-of-turn'],
  [
    '3030 §2: chunks take the place of DATA',
    '<220 >EHLO <250 >MAIL <250 >RCPT <250 >BDAT <250 >BDAT <250 >LAST <250 >MAIL',
    'ok',
  ],
  ['3030 §2: one chunk may be the last', '<220 >EHLO <250 >MAIL <250 >RCPT <250 >LAST <250 >MAIL', 'ok'],
  ['3030 §2: no DATA among chunks', '<220 >EHLO <250 >MAIL <250 >RCPT <250 >BDAT <250 >DATA', 'client out-of-order'],
  ['3030 §2: no MAIL among chunks', '<220 >EHLO <250 >MAIL <250 >RCPT <250 >BDAT <250 >MAIL', 'client out-of-order'],
  ['3030 §2: RSET ends them', '<220 >EHLO <250 >MAIL <250 >RCPT <250 >BDAT <250 >RSET <250 >MAIL', 'ok'],
  [
    '3030 §2: each chunk is answered before the next is judged',
    '<220 >EHLO <250 >MAIL <250 >RCPT <250 >BDAT <354',
    'server reply-not-expected',
  ],
  [
    '3030 §2: a refused last chunk ends the transaction',
    '<220 >EHLO <250 >MAIL <250 >RCPT <250 >LAST <552 >MAIL',
    'ok',
  ],
  [
    '8446 §6: a failed handshake is the end',
    '<220 >EHLO <250,STARTTLS >STARTTLS <220 no-tls >EHLO',
    'client out-of-order',
  ],
];

describe('what the RFCs say', () => {
  it.each(LAW)('RFC %s', (_, turns, verdict) => {
    const implicit = turns.startsWith('implicit');
    const words = turns.split(' ').slice(implicit ? 1 : 0);
    let session: Session = open(implicit);
    for (const [index, word] of words.entries()) {
      const after = step(session, eventOf(word));
      if (index === words.length - 1) {
        expect(after.ok ? 'ok' : `${after.violation.by} ${after.violation.kind}`).toBe(verdict);
      } else if (after.ok) session = after.session;
      else throw new Error(`${word} should be allowed: ${JSON.stringify(after.violation)}`);
    }
  });
});

function eventOf(word: string): DialogueEvent {
  if (word === 'tls' || word === 'no-tls') return { type: 'handshake', ok: word === 'tls' };
  if (word.startsWith('>')) return { type: 'command', verb: word.slice(1) as Exclude<Verb, 'CONNECT' | 'TLS'> };
  const [code, ...offers] = word.slice(1).split(',');
  return { type: 'reply', code: Number(code), offers };
}
