import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CLEAR, shownActions, talk } from '../test/machine.ts';
import { plainMatch } from './matching.ts';
import { at, type Rule, type RuleDraft } from './rules.ts';
import { utf8 } from './text.ts';

const ENVELOPE = 'MAIL FROM:<a@b.test>\nRCPT TO:<c@d.test>\n';

/** A cleartext server with rules, after EHLO. */
function ready(...rules: readonly Rule[]) {
  const it = talk(CLEAR, ...rules);
  it.connect('192.0.2.7');
  it.say('EHLO c.test\n');
  return it;
}

describe('a client that says RCPT', () => {
  const EFFECTS: readonly (readonly [string, Rule, string])[] = [
    ['gets the reply of a rule', at('rcpt').reply(450, '4.2.0', 'later'), '450 4.2.0'],
    ['gets a reply of several lines', at('rcpt').replyLines(550, ['one', 'two']), '550 two'],
    ['gets exact octets', at('rcpt').replyRaw('250-odd\r\n250 ok\n\r\n'), '250 ok'],
    ['gets a reply in HTTP', at('rcpt').httpReply(), ''],
    ['waits', at('rcpt').delay(70), 'arm 70'],
    ['hears nothing, ever', at('rcpt').never(), ''],
    ['hears nothing and is not read', at('rcpt').stall(), 'read not'],
    ['finds the connection closed', at('rcpt').drop(), 'close'],
    ['finds it closed on one side', at('rcpt').halfClose(), 'half-close'],
    ['finds it reset', at('rcpt').reset(), 'reset'],
    ['gets a reply, and then finds it closed', at('rcpt').reply(250).drop(), '250 scrip, close'],
    ['is meant by its forward-path', at('rcpt', { to: 'C@D.test' }).reply(451), '451 scrip'],
    ['is not meant by another one', at('rcpt', { to: /other/ }).reply(451), '250 2.1.5'],
    ['is not meant by its forward-path on another listener', at('rcpt').reply(451).on('relay'), '250 2.1.5'],
    ['is meant by its address', at('rcpt').reply(451).forClient({ address: '192.0.2.7' }), '451 scrip'],
    ['is meant by its EHLO name', at('rcpt').reply(451).forClient({ hello: /^c\./ }), '451 scrip'],
    ['is not meant by another address', at('rcpt').reply(451).forClient({ address: '192.0.2.8' }), '250 2.1.5'],
    ['is meant by the line', at('any', { line: /^RCPT/ }).reply(451), '451 scrip'],
  ];
  it.each(EFFECTS)('%s', (_, rule, want) => {
    const { say } = ready(rule);
    say('MAIL FROM:<a@b.test>\n');
    expect(say('RCPT TO:<c@d.test>\n')).toBe(want);
  });
});

describe('a client that says NOOP', () => {
  const SPOILT: readonly (readonly [string, Rule, string])[] = [
    ['gets so many octets and no more', at('any').truncate(9), '250 2.0.0'],
    ['never gets the final line', at('any').noFinalLine(), '250-2.0.0 Ok\r\n'],
    ['never gets the final one of two', at('any').replyLines(250, ['a', 'b']).noFinalLine(), '250-a\r\n250-b\r\n'],
    ['gets lines that end in LF alone', at('any').bareLf(), '250 2.0.0 Ok\n'],
    ['gets a line that is too long', at('any').overlong(30), '250 2.0.0 Okxxxxxxxxxxxxxxxx\r\n'],
    ['gets all of that in one', at('any').bareLf().overlong(20).truncate(19), '250 2.0.0 Okxxxxxxx'],
    ['gets an octet at a time', at('any').trickle({ bytesPerSecond: 10 }), '250 2.0.0 Ok\r\n'],
    ['gets a reply cut inside its CRLF', at('any').slice({ size: 13, gap: 5 }), '250 2.0.0 Ok\r\n'],
    ['gets the usual reply after what a rule wants first', at('any').delay(5).replyRaw('250 x\r\n'), '250 x\r\n'],
  ];
  it.each(SPOILT)('%s', (_, rule, want) => {
    const { say, run, sent } = ready(rule.stage === 'any' ? { ...rule, match: { line: 'NOOP' } } : rule);
    const before = sent().length;
    say('NOOP\n');
    run();
    expect(sent().slice(before)).toBe(want);
    // Whatever came, the next command is heard
    expect(say('MAIL FROM:<a@b.test>\n')).toBe('250 2.1.0');
  });

  it('gets noise without a line end, the same for the same seed', () => {
    const noise = (seed: number): string => {
      const { connect, say, sent } = talk({ ...CLEAR, seed }, at('greeting').garbage(40));
      connect();
      say('NOOP\n');
      return sent().slice(0, 40);
    };
    expect(noise(7)).toBe(noise(7));
    expect(noise(7)).not.toBe(noise(8));
    expect(noise(7)).not.toMatch(/[\r\n]/);
  });

  it('waits between the pieces as long as the rule says', () => {
    const gaps = (rule: Rule): readonly number[] => {
      const { say, run, actions } = ready({ ...rule, match: { line: 'NOOP' } });
      say('NOOP\n');
      run();
      return actions.flatMap((action) => (action.type === 'arm' ? [action.ms] : []));
    };
    expect(gaps(at('any').slice({ size: 6, gap: 25 }))).toEqual([25, 25]);
    expect(gaps(at('any').trickle({ bytesPerSecond: 2 }))).toEqual(Array(13).fill(500));
    expect(gaps(at('any').trickle({ bytesPerSecond: 200 }))).toEqual([20, 20, 20]);
    const [drawn = 0] = gaps(at('any').jitter(100, 200));
    expect(drawn).toBeGreaterThan(100);
    expect(drawn).toBeLessThan(200);
    expect(gaps(at('any').jitter(100, 200))).toEqual([drawn]);
  });

  it('finds the connection gone in the middle of the reply', () => {
    const { say, sent } = ready(at('any', { line: 'NOOP' }).reset().afterBytes(5));
    const before = sent().length;
    expect(say('NOOP\n')).toBe('250 2, reset');
    expect(sent().slice(before)).toBe('250 2');
  });
});

describe('a client in the middle of its message', () => {
  const sending = (rule: Rule) => {
    const it = ready(rule);
    it.say(`${ENVELOPE}DATA\n`);
    return it;
  };

  it('finds the connection gone after so many octets', () => {
    const { raw, book } = sending(at('body').reset().afterBytes(2_500).once());
    expect([raw(new Uint8Array(1_000)), raw(new Uint8Array(1_000)), raw(new Uint8Array(1_000))]).toEqual([
      '',
      '',
      'reset',
    ]);
    expect(book.pending()).toEqual([]);
  });

  it('is no longer read, so that its window fills', () => {
    const { raw } = sending(at('body').stall().afterBytes(10));
    expect(raw(new Uint8Array(11))).toBe('read not');
    expect(raw(new Uint8Array(11))).toBe('');
  });

  it('is left alone when the message is shorter', () => {
    const { say, book } = sending(at('body').reset().afterBytes(10_000));
    expect(say('hello\n.\n')).toBe('250 2.0.0, capture');
    expect(book.pending()).toHaveLength(1);
  });

  it('finds it gone among chunks too', () => {
    const { say, raw } = ready(at('body').drop().afterBytes(15));
    say(`${ENVELOPE}BDAT 10\n0123456789`);
    expect(say('BDAT 100\n')).toBe('');
    expect(raw(new Uint8Array(10))).toBe('close');
  });
});

describe('EHLO', () => {
  const helloWith = (rule: Rule): string => {
    const { connect, say, sent } = talk({}, rule);
    connect();
    say('EHLO c.test\n');
    return sent();
  };

  it('lacks what is hidden, and what it stands for is refused', () => {
    expect(helloWith(at('ehlo').hide('starttls'))).not.toContain('STARTTLS');
    const { connect, say } = talk({}, at('ehlo').hide('STARTTLS'));
    connect();
    say('EHLO c.test\n');
    expect(say('STARTTLS\n')).toBe('502 5.5.1');
  });

  it('is mangled as a firewall does it: the word is X-ed out and the command unknown', () => {
    const { connect, actions, say } = talk({}, at('ehlo').mangle('STARTTLS'));
    connect();
    say('EHLO c.test\n');
    expect(shownActions(actions)).toContain('250 XXXXX');
    expect(say('STARTTLS\n')).toBe('500 5.5.1');
  });

  it('announces what a rule wants, in place of a line with the same keyword', () => {
    const text = helloWith(at('ehlo').advertise('AUTH NTLM', 'SIZE 7', 'X-ODD a=b'));
    expect(text).toContain('250-AUTH NTLM\r\n250-SIZE 7\r\n250 X-ODD a=b\r\n');
    expect(text.match(/SIZE/g)).toHaveLength(1);
  });

  it('notes several replies to one command as its own deviation', () => {
    const { connect, say, notes } = talk(CLEAR, at('mail').replyRaw('250 ok\r\n500 what?\r\n'));
    connect();
    say('EHLO c.test\n');
    say('MAIL FROM:<a@b.test>\n');
    expect(notes()).toEqual(['deviates']);
  });

  it('understands a word that one rule mangles and another announces', () => {
    const { connect, say } = talk({}, at('ehlo').mangle('STARTTLS').advertise('STARTTLS'));
    connect();
    say('EHLO c.test\n');
    expect(say('STARTTLS\n')).toBe('220 2.0.0, start-tls');
  });

  it('offers the login in the old way too', () => {
    const policy = { tlsBeforeAuth: false };
    const { connect, say } = talk({ policy }, at('ehlo').hide('AUTH').advertise('AUTH=LOGIN'));
    connect();
    say('EHLO c.test\n');
    expect(say('AUTH LOGIN\n')).toBe('334 VXNlc');
  });
});

describe('how often', () => {
  const mails = (n: number, rule: Rule, options = CLEAR): string => {
    const { connect, say } = talk(options, rule);
    connect();
    say('EHLO c.test\n');
    const mail = (): string => {
      const answer = say('MAIL FROM:<a@b.test>\n');
      say('RSET\n');
      return answer.startsWith('4') ? 'x' : '.';
    };
    return Array.from({ length: n }, mail).join('');
  };
  const COUNTS: readonly (readonly [string, Rule, string])[] = [
    ['always', at('mail').reply(451), 'xxxxxxxx'],
    ['once', at('mail').reply(451).once(), 'x.......'],
    ['times', at('mail').reply(451).times(3), 'xxx.....'],
    ['nth', at('mail').reply(451).nth(3), '..x.....'],
    ['after', at('mail').reply(451).after(5), '.....xxx'],
    ['every', at('mail').reply(451).every(3), '..x..x..'],
    ['after and every', at('mail').reply(451).after(2).every(2), '...x.x.x'],
    ['every and times', at('mail').reply(451).every(2).times(2), '.x.x....'],
    ['never with a chance of 0', at('mail').reply(451).chance(0), '........'],
    ['always with a chance of 1', at('mail').reply(451).chance(1), 'xxxxxxxx'],
    ['at a rate', at('mail').rate({ per: 'server', limit: 2, window: 1_000_000 }), '..xxxxxx'],
    ['at a rate, once the window has passed', at('mail').rate({ per: 'session', limit: 2, window: 9 }), '..xxx..x'],
  ];
  it.each(COUNTS)('%s', (_, rule, want) => {
    expect(mails(8, rule)).toBe(want);
  });

  it('with a chance, as the seed decides', () => {
    const rule = at('mail').reply(451).chance(0.5);
    const drawn = mails(64, rule, { ...CLEAR, seed: 7 });
    expect(mails(64, rule, { ...CLEAR, seed: 7 })).toBe(drawn);
    expect(mails(64, rule, { ...CLEAR, seed: 8 })).not.toBe(drawn);
    expect(drawn.match(/x/g)?.length).toBeGreaterThan(20);
    expect(drawn.match(/x/g)?.length).toBeLessThan(44);
  });

  it('by rates for each client, sender or user apart', () => {
    const limited = ready(
      at('mail').rate({ per: 'sender', limit: 1, window: 1_000, reply: [421, '4.7.0', 'slow down'] }),
    );
    expect(limited.say('MAIL FROM:<a@b.test>\nRSET\nMAIL FROM:<c@d.test>\nRSET\nMAIL FROM:<A@b.test>\n')).toBe(
      '250 2.1.0, 250 2.0.0, 250 2.1.0, 250 2.0.0, 421 4.7.0, close',
    );
  });

  it('in states of a scenario that goes on over connections', () => {
    const rules = [
      at('mail').reply(450, '4.2.0', 'greylisted').goto('seen').when('start'),
      at('mail').goto('done').when('seen'),
    ];
    const first = ready(...rules);
    expect(first.book.state).toBe('start');
    expect(first.say('MAIL FROM:<a@b.test>\n')).toBe('450 4.2.0');
    expect(first.book.state).toBe('seen');
    expect(first.say('MAIL FROM:<a@b.test>\n')).toBe('250 2.1.0');
    expect(first.book.state).toBe('done');
    expect(first.book.pending()).toEqual([]);
  });
});

describe('rules', () => {
  it('stand with the newest first, and go when they are taken away', () => {
    const { say, book } = ready(at('mail').reply(451));
    const undo = book.use([at('mail').reply(452)]);
    expect(say('MAIL FROM:<a@b.test>\n')).toBe('452 scrip');
    undo();
    expect(say('MAIL FROM:<a@b.test>\n')).toBe('451 scrip');
  });

  it('add delays, shapes and EHLO edits up until one replaces the reply', () => {
    const { connect, say, feed } = talk({}, at('ehlo').hide('STARTTLS'), at('ehlo').delay(5));
    connect();
    expect(say('EHLO c.test\n')).toBe('arm 5');
    expect(feed({ type: 'timer' })).toBe('250 DSN');
    const spoilt = ready(at('mail').reply(451, null, 'busy'), at('mail').truncate(3));
    const before = spoilt.sent().length;
    spoilt.say('MAIL FROM:<a@b.test>\n');
    expect(spoilt.sent().slice(before)).toBe('451');
  });

  it('hold what the client pipelines during a delay, and answer it after', () => {
    const { connect, say, feed, notes } = talk(CLEAR, at('greeting').delay(5));
    expect(connect()).toBe('arm 5');
    expect(say('EHLO c.test\nNO')).toBe('');
    expect(say('OP\n')).toBe('');
    expect(feed({ type: 'timer' })).toBe('220 mail., 250 AUTH, 250 2.0.0');
    expect(notes()).toContain('early-talker');
  });

  it('may break the law, and the record says so', () => {
    const { say, notes } = ready(at('data').reply(250));
    say(ENVELOPE);
    expect(say('DATA\n')).toBe('250 scrip');
    expect(notes()).toContain('deviates');
    expect(say('NOOP\n')).toBe('250 2.0.0');
  });

  it('reach every stage before and after the dialogue', () => {
    expect(talk({}, at('accept').never()).connect()).toBe('');
    expect(talk({}, at('accept').reset()).connect()).toBe('reset');
    expect(talk({}, at('accept').httpReply().drop()).connect()).toBe(', close');
    expect(talk({}, at('greeting').reply(421)).connect()).toBe('421 scrip, close');
    expect(talk({}, at('greeting').reply(554)).connect()).toBe('554 scrip');
    expect(talk({ mode: 'implicit-tls' }, at('tls').drop()).connect()).toBe('close');
    const lost = ready(at('body').drop());
    lost.say(`${ENVELOPE}DATA\n`);
    expect(lost.say('x\n.\n')).toBe('close');
  });

  it('reach AUTH before anybody looks at it, and after', () => {
    const refused = talk({ mode: 'cleartext' }, at('auth-command').reply(454, '4.7.0'), at('auth').reply(235));
    refused.connect();
    refused.say('EHLO c.test\n');
    expect(refused.say('AUTH NTLM\n')).toBe('454 4.7.0');
    const lured = talk({ mode: 'cleartext' }, at('auth-command').reply(334, null, '!').once());
    lured.connect();
    lured.say('EHLO c.test\n');
    expect(lured.say('AUTH PLAIN\n')).toBe('334 !');
    expect(lured.say('AAAA\n')).toBe('501 5.5.2');
    expect(lured.say('AUTH PLAIN\n*\n')).toBe('334, 501 5.7.0');
  });

  it('survive JSON, regular expressions included', () => {
    const rule = at('rcpt', { to: /@slow\.test$/i })
      .delay(5)
      .reply(450, '4.2.0', 'later')
      .times(2)
      .every(3);
    const copy = JSON.parse(JSON.stringify(rule)) as Rule;
    expect(copy).toEqual({
      stage: 'rcpt',
      match: { to: { pattern: '@slow\\.test$', flags: 'i' } },
      effects: [
        { type: 'delay', ms: 5 },
        { type: 'reply', code: 450, enhanced: '4.2.0', lines: ['later'] },
      ],
      limit: 2,
      only: { every: 3 },
    });
    const { say } = ready({ ...copy, effects: copy.effects.slice(1), only: {} });
    say('MAIL FROM:<a@b.test>\n');
    expect(say('RCPT TO:<x@SLOW.test>\n')).toBe('450 4.2.0');
    expect(plainMatch({ from: 'a', to: /b/g })).toEqual({ from: 'a', to: { pattern: 'b', flags: 'g' } });
  });

  it('do not forget where a /g expression stopped', () => {
    const { say, raw } = ready(at('mail', { from: /a@/g }).reply(451));
    expect([say('MAIL FROM:<a@b.test>\n'), say('MAIL FROM:<a@b.test>\n')]).toEqual(['451 scrip', '451 scrip']);
    expect(raw(utf8('QUIT\r\n'))).toBe('221 2.0.0, close');
  });
});

describe('any rules at all', () => {
  const effect: fc.Arbitrary<(draft: RuleDraft) => RuleDraft> = fc.constantFrom<((draft: RuleDraft) => RuleDraft)[]>(
    (draft) => draft.reply(250),
    (draft) => draft.reply(421),
    (draft) => draft.replyLines(334, ['x', 'y']),
    (draft) => draft.replyRaw('354 go\r\n'),
    (draft) => draft.garbage(9),
    (draft) => draft.delay(1),
    (draft) => draft.jitter(1, 9),
    (draft) => draft.trickle({ bytesPerSecond: 5 }),
    (draft) => draft.slice({ size: 2, gap: 1 }),
    (draft) => draft.truncate(3),
    (draft) => draft.noFinalLine().bareLf().overlong(99),
    (draft) => draft.never(),
    (draft) => draft.drop(),
    (draft) => draft.halfClose().afterBytes(2),
    (draft) => draft.reset().afterBytes(2),
    (draft) => draft.stall(),
    (draft) => draft.hide('AUTH').mangle('DSN').advertise('X-A'),
    (draft) => draft.tls.alert(),
    (draft) => draft.tls.stall('start'),
    (draft) => draft.tls.close('server-hello'),
    (draft) => draft.tls.plaintextReply(),
    (draft) => draft.tls.inject('x').tls.profile({ maxVersion: 'TLSv1.2' }),
    (draft) => draft.chance(0.5),
    (draft) => draft.every(2).after(1),
    (draft) => draft.goto('b'),
    (draft) => draft.when('b'),
    (draft) => draft.rate({ per: 'client', limit: 1, window: 5 }),
  );
  const stage = fc.constantFrom(
    ...(['accept', 'greeting', 'ehlo', 'starttls', 'tls', 'auth-command', 'auth'] as const),
    ...(['mail', 'rcpt', 'data', 'body', 'quit', 'any'] as const),
  );
  const rule = fc
    .tuple(stage, fc.array(effect, { minLength: 1, maxLength: 4 }))
    .map(([where, effects]) => effects.reduce((draft, add) => add(draft), at(where)));
  const LINES = [
    'EHLO c.test\n',
    'STARTTLS\n',
    'AUTH PLAIN AAAA\n',
    'AAAA\n',
    ENVELOPE,
    'DATA\n',
    'hi\n.\n',
    'BDAT 2\nhi',
    'QUIT\n',
  ];

  it('never make the machine throw, arm two timers at once, or act after it has hung up', () => {
    fc.assert(
      fc.property(
        fc.array(rule, { maxLength: 5 }),
        fc.constantFrom('starttls', 'cleartext', 'implicit-tls'),
        fc.array(fc.constantFrom(...LINES, 'timer', 'secured'), { maxLength: 25 }),
        (rules, mode, script) => {
          const { connect, say, feed, secured, machine, actions } = talk(
            { mode, policy: { login: 'never' } },
            ...rules,
          );
          let isArmed = false;
          let isOver = false;
          const check = (): void => {
            for (const { type } of actions.splice(0)) {
              expect(isOver, type).toBe(false);
              expect(type === 'arm' && isArmed).toBe(false);
              isArmed ||= type === 'arm';
              isOver = type === 'close' || type === 'reset';
            }
          };
          connect();
          check();
          for (const word of script) {
            if (word === 'timer') {
              if (!isArmed) continue;
              isArmed = false;
              feed({ type: 'timer' });
            } else if (word !== 'secured') say(word);
            else if (['secure', 'handshake'].includes(machine.session.phase) && !isArmed && !isOver) secured();
            check();
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});
