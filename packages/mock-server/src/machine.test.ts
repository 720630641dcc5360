import { open as openSession, type Session, step, type Verb } from '@smtp-triage/core/dialogue';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CLEAR, LOGIN, talk } from '../test/machine.ts';
import type { MachineOptions } from './config.ts';
import { at } from './rules.ts';
import { utf8 } from './text.ts';

describe('what may be said when', () => {
  it('is refused with 503 out of order, 502 for what is not here, 500 for no command', () => {
    const { connect, say, machine } = talk();
    expect(connect()).toBe('220 mail.');
    expect(say('MAIL FROM:<a@b.test>\n')).toBe('503 5.5.1');
    expect(say('STARTTLS\n')).toBe('503 5.5.1');
    expect(say('FROB\n')).toBe('500 5.5.1');
    expect(say('EHLO c.test\n')).toBe('250 START');
    expect(say('DATA\n')).toBe('503 5.5.1');
    expect(say('ehlo c.test\n')).toBe('250 START');
    const violations = machine.record.entries.filter(({ type }) => type === 'violation');
    expect(violations).toHaveLength(3);
    const hidden = talk({}, at('ehlo').hide('STARTTLS'));
    hidden.connect();
    hidden.say('EHLO c.test\n');
    expect(hidden.say('STARTTLS\n')).toBe('502 5.5.1');
  });

  it('follows policy on top of the law: TLS before AUTH and MAIL, a login before MAIL', () => {
    const { connect, say, secured, feed } = talk();
    connect();
    say('EHLO c.test\n');
    expect(say(`AUTH PLAIN ${LOGIN}\n`)).toBe('530 5.7.0');
    expect(say('MAIL FROM:<a@b.test>\n')).toBe('530 5.7.0');
    expect(say('STARTTLS\n')).toBe('220 2.0.0, start-tls');
    expect(secured()).toBe('');
    expect(say('MAIL FROM:<a@b.test>\n')).toBe('503 5.5.1'); // RFC 3207 §4.2: EHLO again
    expect(say('EHLO c.test\n')).toBe('250 AUTH');
    expect(say('MAIL FROM:<a@b.test>\n')).toBe('530 5.7.0');
    expect(say(`AUTH PLAIN ${LOGIN}\n`)).toBe('235 2.7.0');
    expect(say('AUTH LOGIN\n')).toBe('503 5.5.1');
    expect(say('MAIL FROM:<a@b.test> SIZE=99999999\n')).toBe('552 5.3.4');
    expect(say('MAIL FROM:<a@b.test> SIZE=10 BODY=8BITMIME\n')).toBe('250 2.1.0');
    expect(say('RCPT TO:<c@d.test>\n')).toBe('250 2.1.5');
    expect(say('DATA\n')).toBe('354 End d');
    expect(say('hello\n.\n')).toBe('250 2.0.0, capture');
    expect(say('QUIT\n')).toBe('221 2.0.0, close');
    expect(feed({ type: 'closed', how: 'end' })).toBe('');
    expect(say('NOOP\n')).toBe('');
  });

  it('greets on implicit TLS after the handshake, and not when that fails', () => {
    const good = talk({ mode: 'implicit-tls' });
    expect(good.connect()).toBe('start-tls');
    expect(good.secured()).toBe('220 mail.');
    const bad = talk({ mode: 'implicit-tls' });
    bad.connect();
    expect(bad.feed({ type: 'secure-failed', reason: 'ERR_SSL_HTTP_REQUEST' })).toBe('close');
    expect(bad.machine.session.phase).toBe('closed');
  });

  it('takes mail for its own domains without a login where it is a relay', () => {
    const { connect, say } = talk({ mode: 'starttls', policy: { login: 'relay', tlsBeforeMail: false } });
    connect();
    expect(say('EHLO c.test\nMAIL FROM:<a@b.test>\nRCPT TO:<x@example.test>\nRCPT TO:<x@other.test>\n')).toBe(
      '250 START, 250 2.1.0, 250 2.1.5, 550 5.7.1',
    );
  });
});

describe('logging in', () => {
  const ready = (mechanisms: MachineOptions['mechanisms'] = ['PLAIN', 'LOGIN', 'CRAM-MD5', 'XOAUTH2']) => {
    const it = talk({ mode: 'cleartext', mechanisms });
    it.connect();
    it.say('EHLO c.test\n');
    return it;
  };
  const b64 = (text: string): string => Buffer.from(text).toString('base64');

  it('takes PLAIN and LOGIN, with and without an initial response', () => {
    expect(ready().say(`AUTH PLAIN ${LOGIN}\n`)).toBe('235 2.7.0');
    const plain = ready();
    expect(plain.say('auth plain\n')).toBe('334');
    expect(plain.say(`${LOGIN}\n`)).toBe('235 2.7.0');
    const login = ready();
    expect(login.say('AUTH LOGIN\n')).toBe('334 VXNlc');
    expect(login.say(`${b64('ann')}\n`)).toBe('334 UGFzc');
    expect(login.say(`${b64('correct horse battery staple')}\n`)).toBe('235 2.7.0');
    expect(login.machine.record).toMatchObject({ user: 'ann', mechanism: 'LOGIN' });
  });

  it('refuses wrong passwords, bad base64, unknown mechanisms and a cancelled exchange, each with its own code', () => {
    const { say, machine } = ready();
    expect(say(`AUTH PLAIN ${b64('\0ann\0wrong')}\n`)).toBe('535 5.7.8');
    expect(say(`AUTH PLAIN ${b64('\0bob\0wrong')}\n`)).toBe('535 5.7.8');
    expect(say('AUTH PLAIN !!!\n')).toBe('501 5.5.2');
    expect(say('AUTH NTLM\n')).toBe('504 5.5.4');
    expect(say('AUTH CRAM-MD5 AAAA\n')).toBe('501 5.7.0');
    expect(say('AUTH PLAIN\n*\n')).toBe('334, 501 5.7.0');
    expect(say(`AUTH XOAUTH2 ${b64('user=ann\x01auth=Bearer stale\x01\x01')}\n`)).toMatch(/^334 /);
    expect(say('\n')).toBe('535 5.7.8');
    expect(machine.record.user).toBeNull();
    expect(say(`AUTH XOAUTH2 ${b64('user=ann\x01auth=Bearer ya29.mock-token\x01\x01')}\n`)).toBe('235 2.7.0');
  });

  it('keeps credentials out of the record, even in the wrong place', () => {
    const { say, machine, notes } = ready();
    const secret = b64('correct horse battery staple');
    say(`AUTH PLAIN ${LOGIN}x\n`);
    say(`AUTH ${secret}\n`);
    say(`${secret}\n`);
    say(`auth  login  ${secret}\n`);
    say(`AUTH${secret}\n`);
    say('AUTH LOGIN\n');
    say(`${b64('ann')}\n${secret}\n`);
    const text = JSON.stringify(machine.record);
    for (const form of [LOGIN, secret, 'correct horse']) expect(text).not.toContain(form);
    expect(notes()).toContain('credentials-in-clear');
  });
});

describe('hostile input', () => {
  const cleartext = () => {
    const it = talk(CLEAR);
    it.connect();
    it.say('EHLO c.test\n');
    return it;
  };

  it('of a line of 1 MiB gets one 500, and the next command is answered', () => {
    const { raw, say, notes } = cleartext();
    for (let i = 0; i < 1_024; i++) expect(raw(new Uint8Array(1_024).fill(0x41))).toBe('');
    expect(say('\nNOOP\n')).toBe('500 5.5.2, 250 2.0.0');
    expect(notes()).toContain('line-too-long');
    const whole = cleartext();
    const line = new Uint8Array(1_048_576).fill(0x41);
    line[line.length - 1] = 0x0a;
    expect(whole.raw(line)).toBe('500 5.5.2');
    expect(JSON.stringify(whole.machine.record).length).toBeLessThan(10_000);
  });

  it('of NULs, bare LFs and a ClientHello is noted and answered', () => {
    const { raw, notes } = cleartext();
    expect(raw(utf8('NO\0OP\r\n'))).toBe('500 5.5.2');
    expect(raw(utf8('NOOP\n'))).toBe('250 2.0.0');
    expect(raw(Uint8Array.of(0x16, 0x03, 0x01, 0x00, 0xf4, 0x0a))).toBe('500 5.5.1');
    expect(notes()).toEqual(expect.arrayContaining(['nul', 'bare-lf', 'client-hello-in-cleartext']));
  });

  it('of plaintext after STARTTLS is thrown away (RFC 3207 §4.2)', () => {
    const { connect, say, secured, notes } = talk();
    connect();
    say('EHLO c.test\n');
    expect(say('STARTTLS\nEHLO evil.test\nMAIL FROM:<evil@b.test>\n')).toBe('220 2.0.0, start-tls');
    expect(secured()).toBe('');
    expect(notes()).toContain('plaintext-after-starttls');
  });

  it('ahead of a delayed reply is held up to a cap', () => {
    const { connect, raw, notes } = talk(CLEAR, at('greeting').delay(9));
    connect();
    let ended = '';
    for (let i = 0; i < 100 && ended === ''; i++) ended = raw(new Uint8Array(1_024).fill(0x41));
    expect(ended).toBe('close');
    expect(notes()).toContain('input-overflow');
  });

  it('ends a message only at CRLF.CRLF, so that nothing is smuggled in', () => {
    const { say, raw, actions } = cleartext();
    say('MAIL FROM:<a@b.test>\nRCPT TO:<c@d.test>\nDATA\n');
    expect(raw(utf8('one\n.\nMAIL FROM:<evil@b.test>\n.\r\n\r.\r\n..two\r\n.x\r\n'))).toBe('');
    expect(raw(utf8('.\r\n'))).toBe('250 2.0.0, capture');
    const captured = actions.find((action) => action.type === 'capture');
    expect(Buffer.from(captured?.type === 'capture' ? captured.message.raw : []).toString()).toBe(
      'one\n.\nMAIL FROM:<evil@b.test>\n.\r\n\r.\r\n.two\r\nx\r\n',
    );
  });

  it('beyond the size limit is counted but not kept, and refused', () => {
    const { connect, say, raw } = talk({ ...CLEAR, maxSize: 1_000 });
    connect();
    say('EHLO c.test\nMAIL FROM:<a@b.test>\nRCPT TO:<c@d.test>\nDATA\n');
    for (let i = 0; i < 100; i++) raw(new Uint8Array(1_024).fill(0x41));
    expect(say('\n.\n')).toBe('552 5.3.4');
    expect(say('MAIL FROM:<a@b.test>\n')).toBe('250 2.1.0');
  });

  const SCRIPT = utf8(
    [
      'EHLO c.test',
      'NOOP',
      'FROB',
      `AUTH PLAIN ${LOGIN}`,
      'MAIL FROM:<a@b.test>',
      'RCPT TO:<c@d.test>',
      'DATA',
      'Subject: x',
      '',
      '..dots',
      '.y',
      '.',
      'RSET',
      'AUTH LOGIN',
      'QUIT',
      '',
    ].join('\r\n'),
  );
  /** Everything but the clock, which counts chunks. */
  const played = (chunks: readonly Uint8Array[]): unknown => {
    const { connect, raw, machine, actions } = talk({ mode: 'cleartext' });
    connect();
    for (const chunk of chunks) raw(chunk);
    const entries = machine.record.entries.map(({ at: _, ...entry }) => entry);
    const kept = entries.filter(
      (entry) => entry.type !== 'note' || !['pipelining-not-offered', 'did-not-wait'].includes(entry.note),
    );
    const sent = actions.map((action) => (action.type === 'capture' ? { ...action.message, at: 0 } : action));
    return { kept, sent, session: machine.session };
  };

  it('cut at any two places, or octet by octet, gives the same session', () => {
    const whole = played([SCRIPT]);
    expect(played(Array.from(SCRIPT, (octet) => Uint8Array.of(octet)))).toEqual(whole);
    for (let a = 0; a <= SCRIPT.length; a++) expect(played([SCRIPT.subarray(0, a), SCRIPT.subarray(a)])).toEqual(whole);
  });

  it('of any kind never throws, and the session stays in the table', () => {
    const word = fc.constantFrom(
      'EHLO x\r\n',
      'STARTTLS\r\n',
      'AUTH PLAIN\r\n',
      'MAIL FROM:<',
      '>',
      '\r\n',
      '\n',
      '.\r\n',
      'DATA\r\n',
      'RCPT TO:<a@b>\r\n',
      'RSET\r\n',
      '*\r\n',
      '\0',
      'é',
    );
    const chunk = fc.oneof(word.map(utf8), fc.uint8Array({ maxLength: 40 }));
    fc.assert(
      fc.property(
        fc.array(chunk, { maxLength: 40 }),
        fc.constantFrom('starttls', 'cleartext', 'implicit-tls'),
        (chunks, mode) => {
          const { connect, raw, feed, machine } = talk({ mode, policy: { login: 'never' } });
          connect();
          if (mode === 'implicit-tls') feed({ type: 'secured', protocol: 'TLSv1.3', cipher: '' });
          for (const one of chunks) raw(one);
          expect(machine.session.phase).toBeDefined();
          expect(machine.session.pending === null || machine.session.phase === 'greeting').toBe(true);
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('pairs', () => {
  /** A client that keeps its own session from what it says and hears. */
  const TURNS: readonly (readonly [Exclude<Verb, 'CONNECT' | 'TLS'>, string])[] = [
    ['EHLO', 'EHLO c.test\n'],
    ['STARTTLS', 'STARTTLS\n'],
    ['EHLO', 'EHLO c.test\n'],
    ['AUTH', 'AUTH LOGIN\n'],
    ['CONTINUE', 'YW5u\n'],
    ['CONTINUE', `${Buffer.from('wrong').toString('base64')}\n`],
    ['AUTH', `AUTH PLAIN ${LOGIN}\n`],
    ['MAIL', 'MAIL FROM:<a@b.test>\n'],
    ['RCPT', 'RCPT TO:<c@d.test>\n'],
    ['RCPT', 'RCPT TO:<>\n'],
    ['DATA', 'DATA\n'],
    ['TEXT', 'hello\n.\n'],
    ['MAIL', 'MAIL FROM:<a@b.test>\n'],
    ['RSET', 'RSET\n'],
    ['QUIT', 'QUIT\n'],
  ];

  it('the client and the machine hold the same session after each turn', () => {
    const { connect, say, secured, machine, actions } = talk();
    let mine: Session = openSession(false);
    const turn = (event: Parameters<typeof step>[1]): void => {
      const next = step(mine, event);
      expect(next).toMatchObject({ ok: true });
      if (next.ok) mine = next.session;
    };
    const hear = (): void => {
      const sent = actions.splice(0).find((action) => action.type === 'send');
      const lines = Buffer.from(sent?.type === 'send' ? sent.bytes : [])
        .toString()
        .split('\r\n')
        .slice(0, -1);
      const offers = lines.slice(1).map((line) => line.slice(4).split(' ')[0] ?? '');
      turn({ type: 'reply', code: Number(lines.at(-1)?.slice(0, 3)), offers });
    };
    connect();
    hear();
    expect(machine.session).toEqual(mine);
    for (const [verb, line] of TURNS) {
      turn({ type: 'command', verb });
      say(line);
      hear();
      expect(machine.session, verb).toEqual(mine);
      if (mine.phase !== 'handshake') continue;
      turn({ type: 'handshake', ok: true });
      secured();
      expect(machine.session).toEqual(mine);
    }
    expect(mine.phase).toBe('closed');
  });
});
