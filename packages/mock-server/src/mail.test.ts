import { describe, expect, it } from 'vitest';
import { CLEAR, talk } from '../test/machine.ts';
import type { MachineOptions } from './config.ts';
import { at, type Rule } from './rules.ts';
import type { CapturedMessage } from './session-log.ts';

/** A server that takes mail from everybody, after EHLO. */
function ready(options: MachineOptions = {}, ...rules: readonly Rule[]) {
  const it = talk({ ...CLEAR, ...options }, ...rules);
  it.connect();
  it.say('EHLO c.test\n');
  const captured = (): readonly CapturedMessage[] =>
    it.actions.flatMap((action) => (action.type === 'capture' ? [action.message] : []));
  return { ...it, captured, text: () => captured().map(({ raw }) => Buffer.from(raw).toString('latin1')) };
}

const TO = 'MAIL FROM:<a@b.test>\nRCPT TO:<c@d.test>\n';

describe('MAIL and RCPT', () => {
  const LINES: readonly (readonly [string, string])[] = [
    ['MAIL FROM:<a@b.test> SIZE=10 BODY=8bitmime SMTPUTF8 RET=HDRS ENVID=QQ+2B314159', '250 2.1.0'],
    ['MAIL FROM:<>', '250 2.1.0'],
    ['MAIL FROM:<a@b.test> SIZE=ten', '501 5.5.4'],
    ['MAIL FROM:<a@b.test> SIZE', '501 5.5.4'],
    ['MAIL FROM:<a@b.test> SIZE=99999999999', '552 5.3.4'],
    ['MAIL FROM:<a@b.test> BODY=BINARYMIME', '501 5.5.4'],
    ['MAIL FROM:<a@b.test> SMTPUTF8=yes', '501 5.5.4'],
    ['MAIL FROM:<a@b.test> RET=SOME', '501 5.5.4'],
    ['MAIL FROM:<a@b.test> ENVID=a+2', '501 5.5.4'],
    [`MAIL FROM:<a@b.test> ENVID=${'x'.repeat(101)}`, '501 5.5.4'],
    ['MAIL FROM:<a@b.test> FROB=1', '555 5.5.4'],
    ['MAIL FROM:<a@b.test> NOTIFY=NEVER', '555 5.5.4'],
    ['MAIL FROM:<ä@b.test>', '553 5.6.7'],
    ['MAIL FROM:<ä@b.test> SMTPUTF8', '250 2.1.0'],
    ['MAIL FROM:<a@b.test> AUTH=<>', '250 2.1.0'],
    ['MAIL FROM:<a@b.test> AUTH=e+3Dmc2@b.test', '250 2.1.0'],
    ['MAIL FROM:<a@b.test> AUTH=a+3dx', '501 5.5.4'],
    ['MAIL FROM: <a@b.test>', '250 2.1.0'],
    ['MAIL FROM:a@b.test', '501 5.1.7'],
    ['MAIL FROM:<a@b.test>SIZE=1', '501 5.1.7'],
  ];
  it.each(LINES)('%s', (line, want) => {
    const { say } = ready();
    expect(say(`${line}\n`)).toBe(want);
  });

  it('refuse what the EHLO reply did not offer, and all of it after HELO', () => {
    const few = ready({ extensions: ['PIPELINING'] });
    for (const word of ['BODY=8BITMIME', 'SMTPUTF8', 'RET=FULL', 'ENVID=x']) {
      expect(few.say(`MAIL FROM:<a@b.test> ${word}\n`), word).toBe('555 5.5.4');
    }
    expect(few.say('MAIL FROM:<a@b.test> SIZE=1\n')).toBe('250 2.1.0');
    const { say } = ready();
    say('HELO c.test\n');
    expect(say('MAIL FROM:<a@b.test> SIZE=1\n')).toBe('555 5.5.4');
  });

  const NOTIFIES: readonly (readonly [string, string])[] = [
    ['NOTIFY=NEVER', '250 2.1.5'],
    ['NOTIFY=success,Delay', '250 2.1.5'],
    ['NOTIFY=NEVER,DELAY', '501 5.5.4'],
    ['NOTIFY=SOMETIMES', '501 5.5.4'],
    ['NOTIFY', '501 5.5.4'],
    ['ORCPT=rfc822;bob+2Bx@d.test', '250 2.1.5'],
    ['ORCPT=bob@d.test', '501 5.5.4'],
    ['SIZE=1', '555 5.5.4'],
  ];
  it.each(NOTIFIES)('RCPT with %s', (word, want) => {
    const { say } = ready();
    say('MAIL FROM:<a@b.test>\n');
    expect(say(`RCPT TO:<c@d.test> ${word}\n`)).toBe(want);
  });

  it('keep what was declared with the message (RFC 3461)', () => {
    const { say, captured } = ready();
    say('MAIL FROM:<a@b.test> SIZE=99 BODY=8BITMIME RET=FULL ENVID=a+20b\n');
    say('RCPT TO:<c@d.test> NOTIFY=SUCCESS,FAILURE ORCPT=rfc822;bob+2Bx@d.test\nRCPT TO:<e@f.test>\nDATA\n');
    say('hi\n.\n');
    expect(captured()[0]).toMatchObject({
      from: 'a@b.test',
      to: ['c@d.test', 'e@f.test'],
      declared: { size: 99, body: '8BITMIME', smtputf8: false, auth: null, ret: 'FULL', envid: 'a b' },
      recipients: [
        { address: 'c@d.test', notify: ['SUCCESS', 'FAILURE'], orcpt: { type: 'rfc822', address: 'bob+x@d.test' } },
        { address: 'e@f.test', notify: null, orcpt: null },
      ],
    });
  });

  it('answer as the address says where that is asked for', () => {
    const { say } = ready({ addressReplies: true });
    say('MAIL FROM:<a@b.test>\n');
    expect(say('RCPT TO:<550-5.1.1@mock.test>\nRCPT TO:<421@mock.test>\n')).toBe('550 5.1.1, 421 As th, close');
    const plain = ready();
    plain.say('MAIL FROM:<a@b.test>\n');
    expect(plain.say('RCPT TO:<550-5.1.1@mock.test>\n')).toBe('250 2.1.5');
  });
});

describe('BDAT', () => {
  it('keeps the transaction open until LAST, and then takes the message', () => {
    const { raw, say, text } = ready();
    say(TO);
    expect(raw(Buffer.from('BDAT 5\r\nab\r\n.'))).toBe('250 2.0.0');
    expect(raw(Buffer.from('bdat 3 last\r\n\r\n\0'))).toBe('250 2.0.0, capture');
    expect(text()).toEqual(['ab\r\n.\r\n\0']);
    expect(say(TO)).toBe('250 2.1.0, 250 2.1.5');
    expect(raw(Buffer.from('BDAT 2\r\nxyBDAT 0 LAST\r\nNOOP\r\n'))).toBe('250 2.0.0, 250 2.0.0, capture, 250 2.0.0');
  });

  it('gives the same however it is cut', () => {
    const script = Buffer.from(`${TO.replaceAll('\n', '\r\n')}BDAT 5\r\nab\r\n.BDAT 3 LAST\r\ncd\nQUIT\r\n`);
    const played = (chunks: readonly Uint8Array[]): unknown => {
      const { raw, text, machine } = ready();
      return [
        chunks
          .map(raw)
          .filter((said) => said !== '')
          .join(', '),
        text(),
        machine.session,
      ];
    };
    const whole = played([script]);
    for (let at = 1; at < script.length; at++)
      expect(played([script.subarray(0, at), script.subarray(at)])).toEqual(whole);
  });

  it('is refused out of order, but only once its octets have been read', () => {
    const { say, raw } = ready();
    expect(raw(Buffer.from('BDAT 6\r\nQUIT\r'))).toBe('');
    expect(raw(Buffer.from('\nNOOP\r\n'))).toBe('503 5.5.1, 250 2.0.0');
    say(TO);
    expect(say('BDAT 0\n')).toBe('250 2.0.0');
    expect(say('DATA\n')).toBe('503 5.5.1');
    expect(say('RCPT TO:<x@y.test>\n')).toBe('503 5.5.1');
    expect(say('RSET\n')).toBe('250 2.0.0');
    expect(say('BDAT 0 LAST\n')).toBe('503 5.5.1');
  });

  it('is refused with 501 when it makes no sense, and 502 where it is not offered', () => {
    const { say } = ready();
    say(TO);
    for (const argument of ['', 'x', '-1', '1 FIRST', '1 LAST LAST', '9999999999999999']) {
      expect(say(`BDAT ${argument}\n`), argument).toBe('501 5.5.4');
    }
    const without = ready({}, at('ehlo').hide('CHUNKING'));
    without.say(TO);
    expect(without.say('BDAT 0 LAST\n')).toBe('502 5.5.1');
  });

  it('beyond the size limit is read, counted, not kept, and refused; the transaction has failed', () => {
    const { say, raw, captured } = ready({ maxSize: 100 });
    say(TO);
    expect(say('BDAT 60\n')).toBe('');
    expect(raw(new Uint8Array(60))).toBe('250 2.0.0');
    say('BDAT 60\n');
    expect(raw(new Uint8Array(60))).toBe('552 5.3.4');
    say('BDAT 10 LAST\n');
    expect(raw(new Uint8Array(10))).toBe('503 5.5.1');
    expect(say('MAIL FROM:<a@b.test>\nRSET\nMAIL FROM:<a@b.test>\n')).toBe('503 5.5.1, 250 2.0.0, 250 2.1.0');
    expect(captured()).toEqual([]);
  });

  it('can be failed by rules, a chunk at stage data, the last one at stage body', () => {
    const { say } = ready({}, at('data').reply(452, '4.3.1').nth(2), at('body').reply(554, '5.6.0'));
    say(TO);
    expect(say('BDAT 0\nBDAT 0\nRSET\n')).toBe('250 2.0.0, 452 4.3.1, 250 2.0.0');
    expect(say(`${TO}BDAT 0 LAST\n`)).toBe('250 2.1.0, 250 2.1.5, 554 5.6.0');
  });
});

describe('what a client does wrong', () => {
  const told = (options: MachineOptions, ...lines: readonly string[]): readonly string[] => {
    const { connect, say, notes } = talk(options);
    connect();
    for (const line of lines) say(line);
    return [...notes()];
  };
  const WRONG: readonly (readonly [string, MachineOptions, readonly string[], readonly string[]])[] = [
    ['nothing', CLEAR, ['EHLO c.test\n', TO, 'QUIT\n'], []],
    ['credentials in clear', { mode: 'cleartext' }, ['EHLO c.test\n', 'AUTH PLAIN AAAA\n'], ['credentials-in-clear']],
    ['MAIL before TLS', {}, ['EHLO c.test\n', 'MAIL FROM:<a@b.test>\n'], ['command-before-tls']],
    ['AUTH before TLS', {}, ['EHLO c.test\n', 'AUTH LOGIN\n'], ['command-before-tls']],
    ['pipelining before it is offered', CLEAR, ['EHLO c.test\nNOOP\n'], ['pipelining-not-offered']],
    [
      'pipelining where it is not offered',
      { ...CLEAR, extensions: [] },
      ['EHLO c.test\n', 'NOOP\nNOOP\n'],
      ['pipelining-not-offered'],
    ],
    ['a message before 354', CLEAR, ['EHLO c.test\n', TO, 'DATA\nhi\n.\n'], ['did-not-wait']],
    ['plaintext after STARTTLS', {}, ['EHLO c.test\n', 'STARTTLS\nNOOP\n'], ['plaintext-after-starttls']],
    ['a TLS ClientHello', CLEAR, ['\x16\x03\x01\0\n'], ['client-hello-in-cleartext']],
    ['an unknown command', CLEAR, ['GET / HTTP/1.1\n'], ['unknown-command']],
  ];
  it.each(WRONG)('%s', (_, options, lines, notes) => {
    expect(told(options, ...lines)).toEqual(notes);
  });

  it('talking before the greeting, where the server takes its time', () => {
    const { connect, say, feed, notes } = talk({ ...CLEAR, greetPauseMs: 50 });
    expect(connect()).toBe('arm 50');
    say('EHLO c.test\n');
    expect(feed({ type: 'timer' })).toBe('220 mail., 250 AUTH');
    expect(notes()).toEqual(['early-talker']);
  });

  it('leaving without QUIT', () => {
    const { feed, notes } = ready();
    feed({ type: 'closed', how: 'end' });
    expect(notes()).toEqual(['no-quit']);
  });

  it('bare LF, in commands and in messages', () => {
    const { raw, say, notes } = ready();
    raw(Buffer.from('NOOP\n'));
    say(`${TO}DATA\n`);
    raw(Buffer.from('a\nb\r\n.\r\n'));
    expect(notes().filter((note) => note === 'bare-lf')).toHaveLength(2);
  });
});
