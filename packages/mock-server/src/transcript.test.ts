import { describe, expect, it } from 'vitest';
import { said, session } from '../test/session.ts';
import type { SessionEntry } from './session-log.ts';
import { tail, transcript } from './transcript.ts';

const DIALOGUE: readonly SessionEntry[] = [
  { at: 0, type: 'connected' },
  { at: 0.25, type: 'sent', code: 220, lines: ['mail.example.test ESMTP mock'] },
  { at: 1, type: 'received', line: 'EHLO laptop-7.local' },
  { at: 1, type: 'sent', code: 250, lines: ['mail.example.test', 'STARTTLS'] },
  { at: 2, type: 'secured', protocol: 'TLSv1.3', cipher: 'TLS_AES_256_GCM_SHA384' },
  { at: 3, type: 'received', line: 'AUTH CRAM-MD5' },
  { at: 3, type: 'sent', code: 334, lines: ['PDEyMy40NTZAbWFpbD4='] },
  { at: 3, type: 'sent', code: 334, lines: ['VXNlcm5hbWU6'] },
  { at: 4, type: 'rules', stage: 'rcpt', ids: [1, 2] },
  { at: 4, type: 'note', note: 'early-talker', detail: '5 octets before the greeting' },
  { at: 4, type: 'note', note: 'deviates', detail: '999 to RCPT' },
  { at: 5, type: 'received', line: 'MAIL FROM:<a@b.test> SIZE=512' },
  { at: 5, type: 'received', line: 'VRFY at 127.0.0.1:43121 on 2026-11-23T22:00:00.000Z' },
  { at: 6, type: 'message', octets: 512, recipients: 1 },
  { at: 7, type: 'closed', by: 'client', how: 'reset' },
];

describe('the transcript', () => {
  it('replaces what differs from run to run', () => {
    expect(transcript(session(1, DIALOGUE))).toBe(
      [
        '# session 1: submission, starttls',
        'S: 220 mail.example.test ESMTP mock',
        'C: EHLO ‹client›',
        'S: 250-mail.example.test',
        'S: 250 STARTTLS',
        '= TLSv1.3',
        'C: AUTH CRAM-MD5',
        'S: 334 ‹challenge›',
        'S: 334 VXNlcm5hbWU6',
        '* rule 1, 2 at rcpt',
        '! early-talker: ‹n› octets before the greeting',
        '* deviates: 999 to RCPT',
        'C: MAIL FROM:<a@b.test> SIZE=‹n›',
        'C: VRFY at 127.0.0.1:‹port› on ‹date›',
        '* message taken: ‹n› octets, 1 recipient',
        '* closed by the client (reset)',
      ].join('\n'),
    );
  });

  it('keeps everything and the time when asked', () => {
    const lines = transcript([session(1, DIALOGUE, { closed: false })], { exact: true }).split('\n');
    expect(lines.slice(0, 4)).toEqual([
      '# session 1: submission, starttls, still open',
      '     0.0 * connected',
      '     0.3 S: 220 mail.example.test ESMTP mock',
      '     1.0 C: EHLO laptop-7.local',
    ]);
    expect(lines.join('\n')).toContain('SIZE=512');
  });

  it('shows the end of a long session, and several sessions apart', () => {
    const long = session(2, said(...Array.from({ length: 30 }, (_, i) => `NOOP ${i}`)));
    expect(tail(long, 2).split('\n')).toEqual([
      '  # session 2: submission, starttls',
      '  …',
      '  C: NOOP 28',
      '  C: NOOP 29',
    ]);
    expect(transcript([session(1), session(2)]).split('\n\n')).toHaveLength(2);
  });
});
