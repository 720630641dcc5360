import { describe, expect, it } from 'vitest';
import { message, said, session } from '../test/session.ts';
import type { After } from './handout.ts';
import { Inbox } from './mailbox.ts';
import { SessionList } from './session-list.ts';

/** A clock that the test turns on. */
function clock(): { readonly after: After; readonly pass: (ms: number) => void } {
  let now = 0;
  let armed: readonly { readonly at: number; readonly work: () => void }[] = [];
  return {
    after: (ms, work) => {
      const entry = { at: now + ms, work };
      armed = [...armed, entry];
      return () => {
        armed = armed.filter((each) => each !== entry);
      };
    },
    pass: (ms) => {
      now += ms;
      for (const { at, work } of armed) if (at <= now) work();
    },
  };
}
const to = (...names: readonly string[]) => ({ to: names.map((name) => `${name}@example.test`) });

describe('the mailbox', () => {
  it('is an array of the messages in the order in which they came', () => {
    const box = new Inbox([]);
    box.deliver(message({ from: 'one@example.test' }));
    box.deliver(message({ from: 'two@example.test' }));
    expect(box.map(({ from }) => from)).toEqual(['one@example.test', 'two@example.test']);
    expect(box.filter(({ from }) => from.startsWith('two'))).toHaveLength(1);
    expect(box.at(-1)?.envelope).toEqual({ from: 'two@example.test', to: ['bob@example.test'] });
  });

  it('hands each message out once, whichever comes first: the message or the question', async () => {
    const box = new Inbox([]);
    box.deliver(message(to('ann')));
    const waiting = [box.next(), box.next({ to: 'dan@example.test' }), box.next()];
    box.deliver(message(to('bob')));
    box.deliver(message(to('dan')));
    const got = await Promise.all(waiting);
    expect(got.map((mail) => mail.to[0])).toEqual(['ann@example.test', 'dan@example.test', 'bob@example.test']);
    expect(box).toHaveLength(3);
  });

  it('finds a message whatever came before it', async () => {
    const box = new Inbox([]);
    box.deliver(message(to('ann')));
    box.deliver(message(to('bob', 'carl')));
    expect((await box.next({ to: 'CARL@example.test' })).to).toHaveLength(2);
    expect((await box.next()).to).toEqual(['ann@example.test']);
    expect(box.all({ to: /bob/ })).toHaveLength(1);
  });

  it('matches sender, subject, header fields, user, TLS, raw text and whatever a function can say', async () => {
    const box = new Inbox([]);
    box.deliver(message({ text: 'Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\r\nX-Id: 7\r\n\r\nbody text\r\n' }));
    const fits = (match: Parameters<typeof box.all>[0]): number => box.all(match).length;
    expect(fits({ subject: 'grüße', headers: { 'x-id': '7' }, raw: 'body', user: 'ann', tls: true })).toBe(1);
    expect(fits({ tls: 'TLSv1.3', listener: 'submission', from: /^ann@/ })).toBe(1);
    expect(fits((mail) => mail.raw.length > 10)).toBe(1);
    for (const match of [
      { subject: 'grü' },
      { user: null },
      { tls: false },
      { raw: 'Body text' },
      { headers: { 'x-no': /./ } },
    ])
      expect(fits(match), JSON.stringify(match)).toBe(0);
  });

  it('says what came nearest and how the last session ended, when nothing fits in time', async () => {
    const time = clock();
    const sessions = [session(1, said('EHLO c.test', 'MAIL FROM:<ann@example.test>', 'QUIT'))];
    const box = new Inbox(sessions, time.after);
    box.deliver(message({ text: 'Subject: other\r\n\r\n' }));
    box.deliver(message({ ...to('carl'), text: 'Subject: welcome\r\n\r\n' }));
    const waiting = box.next({ to: 'bob@example.test', subject: /welcome/ }, { within: 300 });
    time.pass(300);
    await expect(waiting).rejects.toThrow(
      [
        'No message with to "bob@example.test", subject /welcome/ came within 300 ms.',
        '2 messages so far; the nearest: from ann@example.test to carl@example.test, subject "welcome" (session 1)',
        '  to: wanted "bob@example.test", got "carl@example.test"',
        '',
        'The last session ended so:',
        '  # session 1: submission, starttls',
        '  C: EHLO ‹client›',
        '  C: MAIL FROM:<ann@example.test>',
        '  C: QUIT',
      ].join('\n'),
    );
  });

  it('says so when the one that fits has been handed out before, when nothing came, and when the server is gone', async () => {
    const time = clock();
    const box = new Inbox([], time.after);
    const [none, closed] = [box.next(undefined, { within: 5 }), box.next({ to: 'x' }, { within: 50 })];
    time.pass(5);
    await expect(none).rejects.toThrow(
      'No message came within 5 ms.\nNo message has come at all.\n\nNobody has connected.',
    );
    box.deliver(message());
    await box.next();
    const again = box.next({ to: 'bob@example.test' }, { within: 5 });
    time.pass(5);
    await expect(again).rejects.toThrow('it fits, but an earlier next() has returned it');
    box.close();
    await expect(closed).rejects.toThrow('No message with to "x" came before the server was closed.');
    await expect(box.next(undefined)).rejects.toThrow('before the server was closed');
  });

  it('can show that none comes', async () => {
    const time = clock();
    const box = new Inbox([session(1, said('QUIT'))], time.after);
    box.deliver(message());
    await box.next();
    const quiet = box.none({ for: 100 });
    const quietForCarl = box.none({ for: 100, match: { to: /carl/ } });
    time.pass(99);
    box.deliver(message(to('dan')));
    await expect(quiet).rejects.toThrow(
      'A message came where none was to come: from ann@example.test to dan@example.test',
    );
    time.pass(1);
    await expect(quietForCarl).resolves.toBeUndefined();
    await expect(box.none({ for: 100 })).rejects.toThrow('C: QUIT'); // still not taken
    expect((await box.next()).to).toEqual(['dan@example.test']);
  });

  it('forgets what there was, but not who waits', async () => {
    const box = new Inbox([]);
    box.deliver(message());
    box.clear();
    expect(box).toEqual([]);
    const waiting = box.next();
    box.clear();
    box.deliver(message(to('new')));
    expect((await waiting).to).toEqual(['new@example.test']);
  });
});

describe('the list of sessions', () => {
  it('hands a session out when it has ended', async () => {
    const list = new SessionList();
    const first = session(1, [], { user: 'ann' });
    list.push(first);
    const waiting = list.next({ user: 'ann' });
    list.ended(session(2, [], { user: 'bob' }));
    list.ended(first);
    expect((await waiting).id).toBe(1);
    expect((await list.next()).id).toBe(2);
    expect(list.all({ user: 'ann' })).toHaveLength(1);
    list.clear();
    expect(list).toEqual([]);
  });

  it('says what came nearest when none ends in time', async () => {
    const time = clock();
    const list = new SessionList(time.after);
    list.push(session(3, said('EHLO c', 'QUIT'), { tls: 'TLSv1.2' }));
    const waiting = list.next({ tls: 'TLSv1.3', auth: 'PLAIN' }, { within: 9 });
    time.pass(9);
    await expect(waiting).rejects.toThrow(
      /nearest: session 3 on submission.*tls: wanted "TLSv1.3", got "TLSv1.2".*QUIT/s,
    );
    list.close();
    await expect(list.next()).rejects.toThrow('before the server was closed');
  });

  it('lists what clients did wrong', () => {
    const list = new SessionList();
    const violation = { kind: 'out-of-order', by: 'client', got: 'DATA', expected: ['RCPT'], ref: null } as const;
    list.push(
      session(1, [
        { at: 1, type: 'note', note: 'early-talker', detail: '5 octets before the greeting' },
        { at: 2, type: 'note', note: 'deviates', detail: 'the server, on purpose' },
        { at: 3, type: 'violation', violation },
        { at: 4, type: 'violation', violation: { ...violation, by: 'server' } },
      ]),
    );
    expect(list.faults()).toEqual([
      { session: 1, what: 'early-talker', detail: '5 octets before the greeting' },
      { session: 1, what: 'out-of-order', detail: 'DATA' },
    ]);
  });
});
