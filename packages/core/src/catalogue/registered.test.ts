import { describe, expect, it } from 'vitest';
import { CODES } from './causes.ts';
import { registeredFinding } from './registered.ts';

const found = (code: number, enhanced: string | null, to: Parameters<typeof registeredFinding>[0]['to'] = 'RCPT') =>
  registeredFinding({ code, enhanced, to })?.finding ?? null;

describe('the registered codes of a refusal', () => {
  it('count the reply code first, the enhanced code next', () => {
    expect(found(530, '5.7.8', 'MAIL')).toBe('submission-requires-auth');
    expect(found(535, '5.7.13', 'AUTH')).toBe('auth-credentials-rejected');
    expect(found(551, '5.1.1')).toBe('recipient-unknown');
  });

  it('mean one thing to the login and another to the envelope', () => {
    expect([found(554, '5.2.1', 'AUTH'), found(554, '5.2.1')]).toEqual(['auth-account-locked', 'recipient-unknown']);
    expect([found(554, '5.1.1', 'MAIL'), found(554, '5.1.1')]).toEqual(['sender-not-permitted', 'recipient-unknown']);
    expect([found(530, null, 'AUTH'), found(530, null, 'MAIL')]).toEqual([
      'auth-requires-tls',
      'submission-requires-auth',
    ]);
  });

  it('are read with zeros in front', () => {
    expect(found(554, '5.03.004', 'MAIL')).toBe('message-too-large');
  });

  it('count for nothing where the classes differ (RFC 2034)', () => {
    expect(found(550, '4.1.1')).toBeNull();
    expect(found(450, '5.1.1')).toBe('greylisted');
  });

  it.each([
    [550, '5.7.1', 'RCPT'],
    [554, null, 'TEXT'],
    [550, '5.0.0', null],
    [250, '2.1.5', 'RCPT'],
    [421, '4.3.2', 'CONNECT'],
  ] as const)('leave %d %s to %s open', (code, enhanced, to) => {
    expect(found(code, enhanced, to)).toBeNull();
  });

  it('lead to findings that have their words, whatever the codes are', () => {
    const verbs = ['CONNECT', 'EHLO', 'AUTH', 'MAIL', 'RCPT', 'TEXT', null] as const;
    for (let code = 400; code < 600; code++) {
      for (const to of verbs) {
        for (const enhanced of [
          null,
          '',
          'x',
          '5.7',
          ...[0, 1, 2, 3, 4, 5, 6, 7].map((n) => `${(code / 100) | 0}.${n}.1`),
        ]) {
          const finding = found(code, enhanced, to);
          if (finding !== null) expect(CODES).toContain(finding);
        }
      }
    }
  });
});
