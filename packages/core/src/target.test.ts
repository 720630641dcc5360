import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isGlobalUnicast } from './address.ts';
import { reveal } from './secret.ts';
import { parseDomain, parseTarget } from './target.ts';

const parsed = (input: string) => {
  const target = parseTarget(input);
  if (!target.ok) throw new Error(target.problem);
  return target.value;
};
const problem = (input: string): string => {
  const target = parseTarget(input);
  return target.ok ? '' : target.problem;
};

describe('a target', () => {
  it.each([
    ['smtp.example.com', { kind: 'host', host: 'smtp.example.com', port: null, mode: null }],
    ['  SMTP.Example.COM. ', { host: 'smtp.example.com' }],
    ['smtp.example.com:465', { host: 'smtp.example.com', port: 465, mode: null }],
    ['localhost', { host: 'localhost' }],
    ['my_host.internal:2525', { host: 'my_host.internal', port: 2525 }],
    ['bücher.example', { host: 'bücher.example' }],
    ['192.0.2.1:587', { host: '192.0.2.1', port: 587 }],
    ['2001:db8::1', { host: '2001:db8::1', port: null }],
    ['[2001:DB8::1]:587', { host: '2001:db8::1', port: 587 }],
    ['[::ffff:192.0.2.1]', { host: '::ffff:192.0.2.1' }],
    ['fe80::1%eth0', { host: 'fe80::1%eth0' }],
    ['Ann.Smith+x@Example.com', { kind: 'email', host: 'example.com', user: 'Ann.Smith+x@Example.com' }],
    ['smtp://mail.example.com', { kind: 'url', port: 587, mode: null }],
    ['smtps://mail.example.com', { port: 465, mode: 'implicit-tls' }],
    ['smtp+starttls://mail.example.com:2587', { port: 2587, mode: 'starttls' }],
    ['ssl://mail.example.com', { port: 465, mode: 'implicit-tls' }],
    ['tls://mail.example.com:465', { port: 465, mode: null }],
    ['starttls://mail.example.com', { port: 587, mode: 'starttls' }],
    [
      'smtps://ann%40example.com:p%40ss%2F@mail.example.com:465/?x=1',
      { user: 'ann@example.com', host: 'mail.example.com' },
    ],
    ['smtp://ann@[2001:db8::1]:25', { user: 'ann', host: '2001:db8::1', port: 25 }],
  ])('reads %s', (input, want) => expect(parsed(input)).toMatchObject(want));

  it('takes a password from a URL and shows it nowhere', () => {
    const target = parsed('smtps://ann:s3cr%2Fet@mail.example.com');
    expect(target.password === null ? null : reveal(target.password)).toBe('s3cr/et');
    expect(JSON.stringify(target)).not.toMatch(/s3cr/);
    expect(target.input).toContain('‹redacted›');
  });

  it.each([
    ['', /no target/],
    ['smtp.example.com:70000', /port/],
    ['smtp.example.com:0', /port/],
    ['smtp.example.com:', /port/],
    ['smtp.example.com:+25', /port/],
    ['smtp example.com', /blank or comma/],
    ['smtp.example.com,', /blank or comma/],
    ['smtp..example.com', /host/],
    ['-x.example.com', /host/],
    [`${'a'.repeat(64)}.example.com`, /host/],
    ['http://example.com', /scheme/],
    ['https://mail.example.com', /a web address is no mail server/],
    ['mail.example.com:587:tls', /the encryption is no part of it/],
    ['constructor://example.com', /scheme/],
    ['smtp://', /host/],
    ['smtp://ann:a/b@host', /%2F/],
    ['smtp://ann:a#b@host', /%2F/],
    ['smtp://ann:a%zz@host', /%25/],
    ['smtp://ann:a%0d%0aRCPT@host', /control/],
    ['a\r\nb', /control/],
    ['host\0.example.com', /control/],
    ['ann@', /e-mail/],
    ['@example.com', /e-mail/],
    ['a b@example.com', /e-mail/],
    ['ann@192.0.2.1', /e-mail/],
    ['127.1', /IPv4/],
    ['0x7f.1', /IPv4/],
    ['2130706433', /IPv4/],
    ['0177.0.0.1', /IPv4/],
    ['1.2.3.4.5', /IPv4/],
    ['999.0.0.1', /IPv4/],
    ['[2001:db8::1', /host/],
    ['2001:db8::1::2', /host/],
    ['1:2:3:4:5:6:7:8:9', /host/],
    ['\u202eann@example.test', /invisible/],
    ['ann\u200b@example.test', /invisible/],
  ])('refuses %j and says why', (input, want) => expect(problem(input)).toMatch(want));

  it('never throws, and never accepts a control character', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^[a-z0-9.:@%/[\]#?\r\n \0-]{0,40}$/)),
        (input) => {
          const target = parseTarget(input);
          // biome-ignore lint/suspicious/noControlCharactersInRegex: that is the point
          if (target.ok) expect(`${target.value.host}${target.value.user ?? ''}`).not.toMatch(/[\u0000-\u001f]/);
        },
      ),
      { numRuns: 3_000 },
    );
  });
});

it.each([
  ['Example.COM.', true],
  ['a.b', true],
  ['localhost', false],
  ['192.0.2.1', false],
  ['[::1]', false],
  ['127.1', false],
  ['', false],
])('takes %j for a full host name: %s', (text, want) => expect(parseDomain(text).ok).toBe(want));

it.each([
  ['8.8.8.8', true],
  ['127.0.0.1', false],
  ['10.1.2.3', false],
  ['172.31.255.255', false],
  ['172.32.0.1', true],
  ['192.168.1.1', false],
  ['100.64.0.1', false],
  ['169.254.169.254', false],
  ['203.0.113.9', false],
  ['224.0.0.1', false],
  ['255.255.255.255', false],
  ['2606:4700::1', true],
  ['2a00:1450:4001::1', true],
  ['2001:4860::8888', true],
  ['2001:db8::1', false],
  ['2001::1', false],
  ['2001:10::1', false],
  ['2002:c000:201::1', false],
  ['3fff::1', false],
  ['fe80::1', false],
  ['::1', false],
  ['fd00::1', false],
  ['mail.example.com', false],
])('judges whether %s is on the public internet: %s', (address, want) => expect(isGlobalUnicast(address)).toBe(want));
