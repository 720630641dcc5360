import { describe, expect, it } from 'vitest';
import type { Pair, Settings } from '../types.ts';
import { corrected, withoutPair } from './correct.ts';

/** Settings of one line, with the pairs on it. */
const settings = (line: string, ...pairs: readonly (readonly [key: string, value: string])[]): Settings => ({
  client: null,
  host: null,
  port: null,
  mode: null,
  user: null,
  password: null,
  from: null,
  ehlo: null,
  pairs: pairs.map(([key, value]) => ({ key, value, quoted: false, line: 1 })),
  slips: [],
  lines: [line],
});

describe('a corrected line', () => {
  it.each([
    [
      'keeps indentation, comma and comment',
      '  port: 465, // not 465',
      ['port', '465'],
      '587',
      '  port: 587, // not 465',
    ],
    ['keeps the quotes', "'port' => '465',", ['mail.port', '465'], '587', "'port' => '587',"],
    [
      'takes the value behind its key',
      "{ user: 'host', host: 'a' }",
      ['host', 'a'],
      'b',
      "{ user: 'host', host: 'b' }",
    ],
    ['finds an argument without a name', 'SMTP_SSL("h", 587)', ['SMTP_SSL().1', '587'], '465', 'SMTP_SSL("h", 465)'],
    ['leaves longer numbers alone', 'a=5870 port=587', ['port', '587'], '465', 'a=5870 port=465'],
    ['takes the quotes off a word that has some', "verify = 'none'", ['verify', 'none'], "'peer'", "verify = 'peer'"],
    ['leaves them where none stood', 'verify = none', ['verify', 'none'], "'peer'", "verify = 'peer'"],
  ] as const)('%s', (_, line, [key, value], instead, want) => {
    expect(corrected(settings(line), { key, value, line: 1 }, instead)).toBe(want);
  });

  it('is not known where the value is not on the line as it was read', () => {
    expect(corrected(settings('port: 0x1d1'), { key: 'port', value: '465', line: 1 }, '587')).toBeNull();
    expect(corrected(settings('port:'), { key: 'port', value: '', line: 1 }, '587')).toBeNull();
    expect(corrected(settings('port: 1'), { key: 'port', value: '1', line: 2 }, '587')).toBeNull();
  });
});

describe('a line without one of its settings', () => {
  const left = (line: string, ...pairs: readonly (readonly [string, string])[]): string | null => {
    const read = settings(line, ...pairs);
    return withoutPair(read, read.pairs[0] as Pair);
  };

  it('is empty where nothing else stands there', () => {
    expect(left('MAIL_ENCRYPTION=tls', ['MAIL_ENCRYPTION', 'tls'])).toBe('');
    expect(left('  secureConnection: foo(1),', ['secureConnection', 'foo(1)'])).toBe('');
  });

  it('loses the flag alone', () => {
    expect(left('curl -k --url smtp://h', ['-k', 'true'], ['--url', 'smtp://h'])).toBe('curl --url smtp://h');
  });

  it('is not known where another setting or an open bracket stands there', () => {
    expect(left('a: 1, b: 2', ['a', '1'], ['b', '2'])).toBeNull();
    expect(left('tls: { a: 1', ['tls.a', '1'])).toBeNull();
    expect(left('a: 1 })', ['tls.a', '1'])).toBeNull();
  });
});
