import { describe, expect, it } from 'vitest';
import { explainError } from './index.ts';

const first = (lines: readonly string[]) => explainError(lines.join('\n'))[0];

describe('a transcript', () => {
  it('of swaks is followed to its first refusal', () => {
    const found = first([
      '=== Trying smtp.example.com:587...',
      '=== Connected to smtp.example.com.',
      '<-  220 smtp.example.com ESMTP',
      ' -> EHLO client.example.net',
      '<-  250-smtp.example.com',
      '<-  250 STARTTLS',
      ' -> STARTTLS',
      '<-  220 2.0.0 Ready',
      '=== TLS started',
      ' ~> EHLO client.example.net',
      '<~  250-smtp.example.com',
      '<~  250 AUTH LOGIN PLAIN',
      ' ~> AUTH LOGIN',
      '<~  334 VXNlcm5hbWU6',
      ' ~> YW5uQGV4YW1wbGUuY29t',
      '<~  334 UGFzc3dvcmQ6',
      ' ~> Y29ycmVjdGhvcnNl',
      '<~* 535 5.7.8 Error: authentication failed',
      ' ~> QUIT',
    ]);
    expect(found).toMatchObject({
      code: 'auth-credentials-rejected',
      confidence: 'certain',
      because: '535 5.7.8 Error: authentication failed',
    });
    expect(found?.confirm.command).toBe('smtp-triage smtp.example.com -p 587 --user NAME');
  });

  it('with S: and C: knows the stage, and a refusal that was made good is none', () => {
    const found = first([
      'S: 220 mx.example.com ESMTP',
      'C: EHLO pc',
      'S: 502 5.5.2 unknown',
      'C: HELO pc',
      'S: 250 mx.example.com',
      'C: MAIL FROM:<ann@example.com>',
      'S: 250 2.1.0 Ok',
      'C: RCPT TO:<bob@example.org>',
      'S: 550-5.7.1 no',
      'S: 550 5.7.1 relay not permitted',
      'C: QUIT',
      'S: 221 2.0.0 Bye',
    ]);
    expect(found).toMatchObject({
      code: 'recipient-relay-denied',
      title: expect.stringContaining('does not pass mail on to bob@example.org'),
      because: '550 5.7.1 no relay not permitted',
    });
  });

  it.each([
    [
      'PHPMailer',
      [
        '2026-11-23 10:00:00 SERVER -> CLIENT: 220 x ESMTP',
        '2026-11-23 10:00:00 CLIENT -> SERVER: EHLO localhost',
        '2026-11-23 10:00:00 SERVER -> CLIENT: 501 5.5.4 Invalid domain name',
      ],
      'ehlo-rejected',
    ],
    [
      'curl',
      [
        '* Connected to smtp.example.com (192.0.2.1) port 587',
        '< 220 x ESMTP',
        '> EHLO pc',
        '< 250 x',
        '> MAIL FROM:<a@b.example>',
        '< 530 5.7.0 Authentication required.',
      ],
      'submission-requires-auth',
    ],
    [
      'nodemailer',
      [
        '[2026-11-23 10:00:00] DEBUG [abc] S: 220 x ESMTP',
        '[2026-11-23 10:00:00] DEBUG [abc] C: EHLO pc',
        '[2026-11-23 10:00:00] DEBUG [abc] S: 250 STARTTLS',
        '[2026-11-23 10:00:00] DEBUG [abc] C: STARTTLS',
        '[2026-11-23 10:00:00] DEBUG [abc] S: 454 4.7.0 not now',
      ],
      'starttls-refused',
    ],
    [
      'Python',
      [
        "send: 'ehlo pc\\r\\n'",
        "reply: b'250-x\\r\\n'",
        "reply: b'250 AUTH PLAIN\\r\\n'",
        "send: 'AUTH PLAIN AGFubgBob3JzZQ==\\r\\n'",
        "reply: b'535 5.7.8 Bad credentials\\r\\n'",
        "reply: retcode (535); Msg: b'5.7.8 Bad credentials'",
      ],
      'auth-credentials-rejected',
    ],
    [
      'msmtp',
      ['<-- 554 mail.example.com ESMTP not accepting connections', '--> QUIT', '<-- 221 bye'],
      'greeting-rejected',
    ],
    [
      'smtp-triage -v',
      [
        '24 <  220 x ESMTP',
        '26 >  EHLO pc',
        '36 <  250 AUTH PLAIN',
        '40 ~> AUTH PLAIN ‹redacted›',
        '44 <~ 504 5.5.4 Unrecognized authentication type',
      ],
      'auth-mechanism-unsupported',
    ],
    ['a quotation in a mail', ['> 552 5.3.4 Message too big for system'], 'message-too-large'],
  ])('as %s prints it', (_, lines, code) => {
    expect(first(lines)?.code).toBe(code);
  });

  it('that ends well has nothing to explain', () => {
    expect(first(['S: 220 x', 'C: EHLO y', 'S: 250 x', 'C: QUIT', 'S: 221 bye'])).toBeUndefined();
  });
});
