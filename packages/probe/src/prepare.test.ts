import { PORTS, type Port, reveal, Secret } from '@smtp-triage/core';
import { describe, expect, it } from 'vitest';
import { ownName, prepare, type TriageOptions } from './prepare.ts';

function made(options: Partial<TriageOptions> = {}) {
  const request = prepare({ target: 'smtp.example.com', ...options });
  if (!request.ok) throw new Error(request.problem);
  return request.value;
}
const problem = (options: TriageOptions): string => {
  const request = prepare(options);
  return request.ok ? '' : request.problem;
};

describe('prepare', () => {
  it('needs only a host', () => {
    expect(made()).toMatchObject({
      host: 'smtp.example.com',
      source: 'given',
      settings: null,
      ladder: PORTS.map(({ port, mode }) => ({ port, mode })),
      families: [4, 6],
      addressesPerFamily: 3,
      credentials: null,
      envelope: null,
      budgetMs: 12_000,
      minTls: 'TLSv1.2',
    });
  });

  it('makes a new nonce each time', () => {
    expect(made().nonce).toMatch(/^[\w+/]{24}$/);
    expect(made().nonce).not.toBe(made().nonce);
  });

  it.each([
    [{ target: 'smtp.example.com:465' }, { port: 465, mode: 'implicit-tls' }],
    [
      { target: 'smtp.example.com:465', mode: 'starttls' },
      { port: 465, mode: 'starttls' },
    ],
    [{ target: 'smtps://smtp.example.com' }, { port: 465, mode: 'implicit-tls' }],
    [{ target: 'smtp://smtp.example.com' }, { port: 587, mode: 'starttls' }],
    [
      { target: 'smtp.example.com', port: 2525 },
      { port: 2525, mode: 'starttls' },
    ],
    [
      { target: 'smtp.example.com', mode: 'implicit-tls' },
      { port: 465, mode: 'implicit-tls' },
    ],
    [
      { target: 'smtp.example.com:25', port: 587 },
      { port: 587, mode: 'starttls' },
    ],
  ] as const)('reads the settings of the client from %j', (options, settings) => {
    expect(made(options).settings).toEqual(settings);
  });

  it('wraps the secret, and takes user and password from a URL too', () => {
    const { credentials } = made({ target: 'smtp://ann:open%20sesame@smtp.example.com' });
    expect(credentials?.user).toBe('ann');
    expect(credentials !== null && 'password' in credentials && reveal(credentials.password)).toBe('open sesame');
    expect(JSON.stringify(made({ user: 'ann', password: 'open sesame' }))).not.toContain('sesame');
    expect(made({ user: 'ann', token: new Secret('t') }).credentials).toHaveProperty('token');
  });

  it('takes the user from an e-mail address, and the server from what was found for it', () => {
    const request = made({ target: 'ann@example.com', password: 'x', found: FOUND_465 });
    expect(request).toMatchObject({ host: 'smtp.example.net', source: 'srv', settings: null });
    expect(request.foundBy).toBe('SRV record says so');
    expect(request.credentials?.user).toBe('ann@example.com');
  });

  it('puts what the domain published first on the ladder', () => {
    const { value } = { value: made({ target: 'ann@example.com', found: FOUND_465 }) };
    expect(value.ladder.map(({ port }) => port)).toEqual([465, 587, 2525, 25]);
  });

  it('writes names as DNS and TLS want them', () => {
    expect(made({ target: 'smtp.bücher.example' }).host).toBe('smtp.xn--bcher-kva.example');
    expect(made({ servername: 'Bücher.example' }).servername).toBe('xn--bcher-kva.example');
  });

  it.each([
    [{ target: '' }, /no target/],
    [{ target: 'ann@example.com' }, /does not name a server/],
    // Full-width digits fold to 127.0.0.1
    [{ target: '１２７.０.０.１' }, /not/],
    [{ target: '①②⑦.⓪.⓪.①' }, /not/],
    [{ target: 'x', port: 70_000 }, /port/],
    [{ target: 'x', password: 'p' }, /without a user/],
    [{ target: 'x', user: 'u', password: 'p', token: 't' }, /both/],
    [{ target: 'x', only: true }, /name a port/],
    [{ target: 'x', ehloName: 'a\r\nRCPT' }, /EHLO/],
    [{ target: 'x', from: 'a@b>\r\n' }, /send from/],
    [{ target: 'x', from: 'a@b', to: '' }, /send to/],
    [{ target: 'x', from: 'a@b', size: -1 }, /size/],
    [{ target: 'x', message: 'hi' }, /without an address/],
    [{ target: 'x', servername: 'a b' }, /blank/],
  ] as const)('says what is wrong with %j', (options, words) => {
    expect(problem(options)).toMatch(words);
  });

  it('makes an envelope of one address or two', () => {
    expect(made({ from: 'a@example.com' }).envelope).toEqual({
      from: 'a@example.com',
      to: 'a@example.com',
      size: null,
      message: null,
    });
  });
});

const FOUND_465: NonNullable<TriageOptions['found']> = {
  host: 'smtp.example.net',
  source: 'srv',
  port: 465 as Port,
  mode: 'implicit-tls',
  username: null,
  why: 'SRV record says so',
  others: [],
};

describe('ownName', () => {
  const lo = { address: '127.0.0.1', family: 'IPv4', internal: true } as never;
  const eth = { address: '192.0.2.7', family: 'IPv4', internal: false } as never;
  const six = { address: '2001:db8::7', family: 'IPv6', internal: false } as never;
  const local = { address: 'fe80::7', family: 'IPv6', internal: false } as never;

  it.each([
    ['host.example.com', { lo: [lo] }, 'host.example.com'],
    ['host', { lo: [lo], eth0: [local, eth] }, '[192.0.2.7]'],
    ['localhost', { lo: [lo] }, '[127.0.0.1]'],
    ['localhost.localdomain', { lo: [lo], eth0: [eth] }, '[192.0.2.7]'],
    ['under_score.example', { eth0: [local, six] }, '[IPv6:2001:db8::7]'],
    ['10.0.0.5', { lo: [lo] }, '[127.0.0.1]'],
  ])('of %s is never localhost', (name, interfaces, wanted) => {
    expect(ownName(name, interfaces)).toBe(wanted);
  });
});
