import { expect as jestExpect } from 'expect';
import { describe, expect, it } from 'vitest';
import { message, said, session } from '../../test/session.ts';
import { Inbox } from '../mailbox.ts';
import { SessionList } from '../session-list.ts';
import type { SessionRecord } from '../session-log.ts';
import { matchers } from './index.ts';
import './vitest.ts';

jestExpect.extend(matchers);

const DIALOGUE = said('EHLO c.test', 'STARTTLS', 'EHLO c.test', 'MAIL FROM:<a@b.test>', 'QUIT');

function world(...records: readonly SessionRecord[]): { readonly sessions: SessionList; readonly messages: Inbox } {
  const sessions = new SessionList();
  sessions.push(...records);
  return { sessions, messages: new Inbox(sessions) };
}
/** The message of an expectation that fails. */
const failure = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return 'it passed';
};

describe('matchers for messages', () => {
  it('pass when they should', () => {
    const smtp = world(session(1, DIALOGUE));
    expect(smtp).not.toHaveReceivedMail();
    smtp.messages.deliver(message());
    expect(smtp).toHaveReceivedMail();
    expect(smtp).toHaveReceivedMail({ to: /^bob@/ });
    expect(smtp.messages).not.toHaveReceivedMail({ to: 'carl@example.test' });
    expect(smtp.messages).toHaveReceivedMailTimes(1);
    expect(smtp).toHaveReceivedMailTimes(0, { subject: 'other' });
    expect(smtp.messages[0]).toHaveSubject('Hello');
    expect(smtp.messages[0]).not.toHaveSubject(/welcome/);
  });

  it('show the nearest message and the end of the last session when they fail', () => {
    const smtp = world(session(1, DIALOGUE));
    smtp.messages.deliver(message());
    expect(failure(() => expect(smtp).toHaveReceivedMail({ to: 'carl@example.test', user: 'ann' }))).toBe(
      [
        'Expected a message with to "carl@example.test", user "ann".',
        'One message so far; the nearest: from ann@example.test to bob@example.test, subject "hello" (session 1)',
        '  to: wanted "carl@example.test", got "bob@example.test"',
        '',
        'The last session ended so:',
        '  # session 1: submission, starttls',
        '  C: EHLO ‹client›',
        '  C: STARTTLS',
        '  C: EHLO ‹client›',
        '  C: MAIL FROM:<a@b.test>',
        '  C: QUIT',
      ].join('\n'),
    );
    expect(failure(() => expect(smtp).toHaveReceivedMailTimes(2, { to: 'carl@example.test' }))).toContain(
      'got 0 of 1:\n  other from ann',
    );
    expect(failure(() => expect(smtp.messages[0]).toHaveSubject('bye'))).toContain(
      'Expected the subject "bye", got "hello".',
    );
    expect(failure(() => expect(smtp).not.toHaveReceivedMail())).toContain(
      'Expected no message with any, but there is one:',
    );
    expect(failure(() => expect(7).toHaveReceivedMail())).toBe(
      'toHaveReceivedMail wants a mock server or its messages',
    );
    expect(failure(() => expect(7).toHaveSubject('x'))).toBe('toHaveSubject wants a message of a mock server');
  });
});

describe('matchers for sessions', () => {
  const secured = session(1, DIALOGUE, { tls: 'TLSv1.3', mechanism: 'PLAIN', user: 'ann' });
  const leaking = session(2, [{ at: 1, type: 'note', note: 'credentials-in-clear', detail: 'AUTH PLAIN ‹redacted›' }]);

  it('pass when they should', () => {
    const smtp = world(secured);
    expect(smtp).toHaveSession({ tls: 'TLSv1.3', auth: 'PLAIN', credentialsInClear: false, messages: 0 });
    expect(smtp).toHaveSession({ tls: true, user: 'ann', commands: ['EHLO', 'starttls', /^QUIT$/] });
    expect(smtp.sessions).not.toHaveSession({ auth: null });
    expect(secured).toHaveSeenCommands(['STARTTLS', 'MAIL FROM:<a@b.test>']);
    expect(smtp).not.toHaveSeenCommands(['MAIL', 'STARTTLS']);
    expect(smtp).toHaveNegotiatedTls('TLSv1.3');
    expect(smtp).toHaveLeakedNoCredentials();
    expect(world(secured, leaking)).not.toHaveLeakedNoCredentials();
    expect(world(secured, leaking)).not.toHaveNegotiatedTls();
    expect(world(session(1, [], { tls: 'TLSv1.1' }))).not.toHaveNegotiatedTls();
  });

  it('show the nearest session when they fail', () => {
    const smtp = world(secured, leaking);
    expect(failure(() => expect(smtp).toHaveSession({ tls: true, user: 'bob' }))).toContain(
      '2 sessions so far; the nearest: session 1 on submission: tls "TLSv1.3", auth "PLAIN", user "ann"\n  user: wanted "bob", got "ann"',
    );
    expect(failure(() => expect(smtp).toHaveSeenCommands(['EHLO', 'RCPT', 'QUIT']))).toContain(
      'has 1 of them, then RCPT is missing:',
    );
    expect(failure(() => expect(smtp).toHaveLeakedNoCredentials())).toContain(
      '! credentials-in-clear: AUTH PLAIN ‹redacted›',
    );
    expect(failure(() => expect(smtp).toHaveNegotiatedTls())).toContain('session 2 on submission: tls null');
    expect(failure(() => expect(smtp).not.toHaveSession({ user: 'ann' }))).toContain('C: QUIT');
  });

  it('show nothing, with or without not, when nobody has connected', () => {
    const nobody = 'Nobody has connected, so nothing is shown.';
    expect(failure(() => expect(world()).toHaveLeakedNoCredentials())).toBe(nobody);
    expect(failure(() => expect(world()).not.toHaveLeakedNoCredentials())).toBe(nobody);
    expect(failure(() => expect(world()).toHaveNegotiatedTls())).toBe(nobody);
    expect(failure(() => expect(world()).toHaveSession())).toContain('Nobody has connected.');
    expect(failure(() => expect(world(secured)).toHaveNegotiatedTls('SSLv3'))).toContain('knows TLSv1, TLSv1.1');
  });

  it('know which rules have fired', () => {
    const smtp = world(session(1, [{ at: 1, type: 'rules', stage: 'rcpt', ids: [3] }]));
    expect(smtp).toHaveFiredRule(3);
    expect(smtp).not.toHaveFiredRule(4);
    expect(failure(() => expect(smtp).toHaveFiredRule(4))).toContain('Expected rule 4 to have fired; these have: 3.');
  });
});

describe('toMatchTranscript', () => {
  const smtp = world(session(1, DIALOGUE));
  it.each([
    [
      'whole, whatever the indentation',
      true,
      '# session 1: submission, starttls\n  C: EHLO ‹client›\nC: STARTTLS\n\n C: EHLO ‹client›\nC: MAIL FROM:<a@b.test>\nC: QUIT',
    ],
    ['with gaps', true, '…\nC: STARTTLS\n…\nC: QUIT'],
    ['with a gap at the end', true, '# session 1: submission, starttls\n...'],
    ['with a gap of no lines', true, '…\nC: STARTTLS\n…\nC: EHLO ‹client›\nC: MAIL FROM:<a@b.test>\nC: QUIT\n…'],
    ['with the last of two places that fit', true, '…\nC: EHLO ‹client›\nC: MAIL FROM:<a@b.test>\n…'],
    ['in another order', false, '…\nC: QUIT\n…\nC: STARTTLS\n…'],
    ['with a line too many', false, '…\nC: QUIT\nC: QUIT'],
    ['without its end', false, '…\nC: STARTTLS'],
    ['without its start', false, 'C: STARTTLS\n…'],
    ['of nothing', false, ''],
  ])('compares %s', (_, fits, text) => {
    if (fits) expect(smtp).toMatchTranscript(text);
    else expect(smtp).not.toMatchTranscript(text);
  });

  it('names the line that is not where it should be, when there are gaps', () => {
    const message = failure(() => expect(smtp).toMatchTranscript('…\nC: STARTTLS\nC: NOOP\n…'));
    expect(message).toContain('"C: STARTTLS" is not where it should be.\n\n# session 1');
  });

  it('shows where the difference begins', () => {
    expect(failure(() => expect(smtp).toMatchTranscript('# session 1: submission, starttls\nC: HELO'))).toContain(
      '    # session 1: submission, starttls\n  - C: HELO\n  + C: EHLO ‹client›',
    );
  });
});

describe('with the expect of Jest', () => {
  const jest = (
    value: unknown,
  ): Record<string, (...args: readonly unknown[]) => unknown> & {
    readonly not: Record<string, (...args: readonly unknown[]) => unknown>;
  } => jestExpect(value) as never;

  it('every matcher passes and fails with the same words', () => {
    const smtp = world(session(1, DIALOGUE));
    smtp.messages.deliver(message());
    jest(smtp)['toHaveReceivedMail']?.({ to: /bob/ });
    jest(smtp).not['toHaveReceivedMail']?.({ to: /carl/ });
    jest(smtp)['toHaveSeenCommands']?.(['STARTTLS']);
    expect(failure(() => jest(smtp)['toHaveNegotiatedTls']?.())).toContain(
      'Expected TLSv1.2 or newer in every session.',
    );
    expect(failure(() => jest(world())['toHaveLeakedNoCredentials']?.())).toContain('Nobody has connected');
  });
});
