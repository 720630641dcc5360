import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judgeAnswers } from './judge-answers.ts';
import { judgePort } from './judge-port.ts';
import { type AddressPolicy, PUBLIC_POLICY, readPolicy } from './policy.ts';

const NAME = 'mail.example.com';
const reason = (chain: readonly string[], addresses: readonly string[], policy = PUBLIC_POLICY): string | null => {
  const judged = judgeAnswers(NAME, chain, addresses, policy);
  return judged.ok ? null : judged.reason;
};
const office: AddressPolicy = (() => {
  const policy = readPolicy({ profile: 'private', allow: ['10.0.0.0/8'], ports: [2587] });
  if (!policy.ok) throw new Error(policy.problem);
  return policy.value;
})();

describe('judgeAnswers (SEC-07)', () => {
  it.each([
    ['public addresses', [], ['8.8.8.8', '2606:4700::1'], null],
    ['no address at all', [], [], null],
    ['an alias to a public name', ['mx.example.net', '_a.example.net'], ['8.8.8.8'], null],
    ['a private address', [], ['10.0.0.1'], 'special-purpose'],
    ['a private address last', [], ['8.8.8.8', '8.8.4.4', '10.0.0.1'], 'special-purpose'],
    ['a private address first', [], ['10.0.0.1', '8.8.8.8'], 'special-purpose'],
    ['an AAAA that is IPv4-mapped', [], ['8.8.8.8', '::ffff:8.8.8.8'], 'wrapped-ipv4'],
    ['an alias to a name inside', ['db.corp.internal'], ['8.8.8.8'], 'reserved-name'],
    [
      'an alias to a name inside, further on',
      ['a.example.net', 'metadata.google.internal'],
      ['8.8.8.8'],
      'reserved-name',
    ],
    ['an alias that is an address', ['127.0.0.1'], ['8.8.8.8'], 'number-as-name'],
    ['an alias that is no name', ['a b.example.net'], ['8.8.8.8'], 'bad-name'],
  ] as const)('%s', (_, chain, addresses, want) => expect(reason(chain, addresses)).toBe(want));

  it('is the same in the private profile, but for the ranges of the operator', () => {
    expect(reason(['db.corp.internal'], ['10.0.0.1', '8.8.8.8'], office)).toBeNull();
    expect(reason([], ['10.0.0.1', '192.168.0.1'], office)).toBe('special-purpose');
  });

  it('one bad address is enough, wherever it stands', () => {
    const good = fc.constantFrom('8.8.8.8', '1.1.1.1', '2606:4700::1');
    const bad = fc.constantFrom('127.0.0.1', '10.0.0.1', '::1', '::ffff:8.8.8.8', 'fe80::1%lo', '168.63.129.16', 'x');
    fc.assert(
      fc.property(
        fc.array(good),
        bad,
        fc.array(good),
        (before, wrong, after) =>
          reason([], [...before, ...after]) === null && reason([], [...before, wrong, ...after]) !== null,
      ),
    );
  });

  it('judges the name itself', () => {
    expect(judgeAnswers('localhost', [], ['8.8.8.8'], PUBLIC_POLICY).ok).toBe(false);
  });
});

describe('judgePort (SEC-11)', () => {
  it('allows four ports of 65 536, and those of the operator', () => {
    const every = Array.from({ length: 65_536 }, (_, port) => port);
    expect(every.filter((port) => judgePort(port, PUBLIC_POLICY).ok)).toEqual([25, 465, 587, 2525]);
    expect(every.filter((port) => judgePort(port, office).ok)).toEqual([25, 465, 587, 2525, 2587]);
  });

  it.each([Number.NaN, -25, 25.5, Number.POSITIVE_INFINITY])('refuses %d', (port) =>
    expect(judgePort(port, PUBLIC_POLICY).ok).toBe(false),
  );
});

describe('readPolicy', () => {
  it.each([
    [{ profile: 'public', allow: ['10.0.0.0/8'] }, /takes no further/],
    [{ profile: 'public', ports: [8025] }, /takes no further/],
    [{ profile: 'private', allow: ['10.0.0.1/8'] }, /bits set behind/],
    [{ profile: 'private', deny: ['mail.example.com'] }, /not an address/],
    [{ profile: 'private', ports: [0] }, /not a port/],
  ] as const)('refuses %j', (text, problem) => {
    expect(readPolicy(text)).toEqual({ ok: false, problem: expect.stringMatching(problem) });
  });

  it('without more is the public policy', () => {
    expect(readPolicy({ profile: 'public' })).toEqual({ ok: true, value: PUBLIC_POLICY });
  });
});
