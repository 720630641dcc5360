import { domainToASCII } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LOOPBACK_SPELLINGS } from '../../test/loopback-spellings.ts';
import { addressFamily, parseHost } from '../target.ts';
import { parseAddress } from './address.ts';
import { judgeAddress } from './judge-address.ts';
import { judgeAlias, judgeName } from './judge-name.ts';
import { type AddressPolicy, PUBLIC_POLICY } from './policy.ts';

const PRIVATE: AddressPolicy = { ...PUBLIC_POLICY, profile: 'private' };
const isName = (name: string, policy = PUBLIC_POLICY): boolean => judgeName(name, policy).ok;

/** As the edge reads a host: text, then A-labels, then text again. Alone, UTS-46 in Node turns 0127.0.0.1 into 87.0.0.1. */
function asEdge(text: string): string | null {
  const host = parseHost(text);
  if (!host.ok || addressFamily(host.value) !== null) return host.ok ? host.value : null;
  const folded = parseHost(domainToASCII(host.value));
  return folded.ok ? folded.value : null;
}

/** What inet_aton(3) reads: one to four parts, each decimal, octal or hexadecimal, the last filling what is left. */
function inetAton(text: string): boolean {
  const parts = text.split('.');
  return parts.length <= 4 && parts.every((part) => /^(0x[\da-f]*|\d+)$/i.test(part));
}
/** What the URL standard makes of a host: an address, a name, or nothing. */
function urlHost(text: string): string | null {
  return URL.canParse(`http://${text}/`) ? new URL(`http://${text}/`).hostname : null;
}

describe('spellings of this machine (SEC-02, SEC-03, SEC-05)', () => {
  it('number more than 45, each once', () => {
    expect(new Set(LOOPBACK_SPELLINGS).size).toBe(LOOPBACK_SPELLINGS.length);
    expect(LOOPBACK_SPELLINGS.length).toBeGreaterThan(45);
  });

  it.each(LOOPBACK_SPELLINGS)('%j is neither a name nor a public address', (text) => {
    expect(isName(text)).toBe(false);
    expect(judgeAddress(text, PUBLIC_POLICY).ok).toBe(false);
  });

  it.each(LOOPBACK_SPELLINGS)('%j is no better after the edge has read and folded it', (text) => {
    const host = asEdge(text);
    if (host === null) return;
    expect(isName(host)).toBe(false);
    expect(judgeAddress(host, PUBLIC_POLICY).ok).toBe(false);
  });

  it('digits of other scripts that IDNA keeps make a name like any other', () => {
    expect(asEdge('١٢٧.٠.٠.١')).toMatch(/^(xn--[a-z\d]+\.?){4}$/);
  });
});

describe('judgeName', () => {
  it.each([
    ['mail.example.com', null],
    ['MAIL.Example.COM.', null],
    ['xn--bcher-kva.example.net', null],
    ['mail.xn--p1ai', null],
    ['1.2.3.4.example.com', null],
    ['7f000001.nip.io', null],
    [`${'a'.repeat(63)}.com`, null],
    [`${'a'.repeat(64)}.com`, 'bad-name'],
    [`${'a.'.repeat(126)}com`, 'bad-name'],
    ['-a.com', 'bad-name'],
    ['a-.com', 'bad-name'],
    ['_dmarc.example.com', 'bad-name'],
    ['a..com', 'bad-name'],
    ['.', 'bad-name'],
    ['', 'bad-name'],
    ['bücher.example.net', 'bad-name'],
    ['mail.example.com\n', 'bad-name'],
    ['1.2.3.4', 'number-as-name'],
    ['mail.example.0x7f', 'number-as-name'],
    ['mail.example.2026', 'number-as-name'],
    ['mail.4chan', 'number-as-name'],
    ['metadata', 'single-label'],
    ['localhost', 'reserved-name'],
    ['mail.corp', 'reserved-name'],
    ['MAIL.LOCAL.', 'reserved-name'],
    ['ip6.arpa', 'reserved-name'],
  ] as const)('says of %j: %s', (name, want) => {
    const judged = judgeName(name, PUBLIC_POLICY);
    expect(judged.ok ? null : judged.reason).toBe(want);
  });

  const reserved = ['localhost', 'local', 'internal', 'arpa', 'onion', 'test', 'invalid', 'example', 'alt'];
  const alsoReserved = ['intranet', 'private', 'corp', 'home', 'lan', 'localdomain'];
  it.each([...reserved, ...alsoReserved])('refuses .%s and all under it (SEC-09)', (suffix) => {
    expect([isName(suffix), isName(`a.${suffix}`), isName(`a.b.${suffix}.`)]).toEqual([false, false, false]);
    // Only whole labels count
    expect(isName(`a.x${suffix}`)).toBe(true);
  });

  it('lets the private profile use names of its own network, but asks nobody for .onion and .alt', () => {
    for (const name of ['mail', 'mail.corp', 'mail.home.arpa', 'localhost'])
      expect(isName(name, PRIVATE), name).toBe(true);
    expect([isName('abc.onion', PRIVATE), isName('abc.alt', PRIVATE)]).toEqual([false, false]);
    expect(isName('127.1', PRIVATE)).toBe(false);
  });

  it('takes an underscore in what DNS answers only', () => {
    expect([isName('_x.example.com'), judgeAlias('_x.example.com', PUBLIC_POLICY).ok]).toEqual([false, true]);
    expect(judgeAlias('_x.local', PUBLIC_POLICY).ok).toBe(false);
  });
});

/** Text made of what host parsers trip over. */
const TRICKY = fc
  .array(
    fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom(...'0123456789abcdefxX.-_', 'com', 'xn--', '0x', '.0', '127') },
      {
        weight: 1,
        arbitrary: fc.constantFrom('\u200b', '\u3002', '\uff0e', '①', '１', '%00', '\\', '@', '#', ' ', '\u00ad'),
      },
      { weight: 1, arbitrary: fc.integer({ min: 0, max: 0x9f }).map((code) => String.fromCharCode(code)) },
    ),
    { maxLength: 16 },
  )
  .map((parts) => parts.join(''));

describe('whatever the text', () => {
  it('a name that is accepted is read as an address by nobody', () => {
    fc.assert(
      fc.property(TRICKY, fc.constantFrom('', '.com', '.1', '.0x1', '.'), (head, tail) => {
        const text = `${head}${tail}`;
        if (!isName(text, PRIVATE)) return;
        const bare = text.replace(/\.$/, '');
        expect(inetAton(bare), text).toBe(false);
        expect(parseAddress(bare), text).toBeNull();
        expect(/^[\d.]+$|^\[/.test(urlHost(bare) ?? ''), text).toBe(false);
      }),
      { numRuns: 20_000 },
    );
  });

  it('no control character, blank or character outside ASCII passes', () => {
    fc.assert(
      fc.property(TRICKY, (text) => !isName(text, PRIVATE) || /^[a-z\d_.-]+$/i.test(text)),
      { numRuns: 5_000 },
    );
    for (let code = 0; code <= 0x9f; code++) {
      const char = String.fromCharCode(code);
      if (/[a-z\d-]/i.test(char)) continue;
      expect(isName(`mail${char}x.example.com`), String(code)).toBe(char === '.');
    }
  });

  it('folding twice is folding once (SEC-05)', () => {
    fc.assert(
      fc.property(TRICKY, (text) => {
        const once = domainToASCII(text);
        return once === '' || domainToASCII(once) === once;
      }),
      { numRuns: 5_000 },
    );
  });
});
