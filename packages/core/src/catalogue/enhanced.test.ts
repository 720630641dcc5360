import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { describeCode, describeEnhanced } from './enhanced.ts';

describe('an enhanced code', () => {
  it.each([
    ['5.7.8', 'User name or password was not accepted.'],
    ['4.2.2', 'The mailbox is full; trying again later may work.'],
    ['5.07.008', 'User name or password was not accepted.'],
    ['2.0.0', 'It worked.'],
    ['2.1.0', 'It worked.'],
    ['2.6.4', 'It worked: The content was converted, and something was lost.'],
  ])('%s says its detail', (code, says) => {
    expect(describeEnhanced(code)).toBe(says);
  });

  it('with an unknown detail says its subject', () => {
    expect(describeEnhanced('5.7.750')).toBe('A rule about security or policy is in the way.');
    expect(describeEnhanced('4.4.99')).toContain('the network or the route');
  });

  it('with an unknown subject says its class', () => {
    expect(describeEnhanced('5.9.1')).toBe('It was refused for good.');
    expect(describeEnhanced('4.77.1')).toBe('It did not work for now.');
  });

  it.each(['6.6.0', '7.7.1', '3.0.0', '5.7', '5.7.8.1', '', 'constructor', '5.7.8 '])('"%s" is none', (code) => {
    expect(describeEnhanced(code)).toBeNull();
  });

  it('never throws and is one sentence', () => {
    fc.assert(
      fc.property(fc.constantFrom(2, 4, 5), fc.nat(999), fc.nat(999), (kind, subject, detail) => {
        expect(describeEnhanced(`${kind}.${subject}.${detail}`)).toMatch(/^[A-Z][^.]*\.$/);
      }),
    );
  });
});

describe('a reply code', () => {
  it('says more where the command is known', () => {
    expect(describeCode(454, 'STARTTLS')).toContain('TLS');
    expect(describeCode(454, 'AUTH')).toContain('logins');
    expect(describeCode(454, 'CONTINUE')).toBe(describeCode(454, 'AUTH'));
    expect(describeCode(454, null)).toContain('not available');
  });

  it('that is not known says its class', () => {
    expect(describeCode(599, 'RCPT')).toBe('Refused.');
    expect(describeCode(499, null)).toBe('Not for now.');
  });

  it.each([0, 99, 199, 600, 535.5, Number.NaN])('%s is none', (code) => {
    expect(describeCode(code, null)).toBeNull();
  });
});
