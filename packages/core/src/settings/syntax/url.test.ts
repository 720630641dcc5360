import { describe, expect, it } from 'vitest';
import { readUrl, splitPlace, urlParts } from './url.ts';

const said = (text: string): readonly string[] => readUrl(text).map(({ key, value }) => `${key} = ${value}`);
const all = (scheme: string, user: string, password: string, host: string, port: string): readonly string[] => [
  `scheme = ${scheme}`,
  `user = ${user}`,
  `password = ${password}`,
  `host = ${host}`,
  `port = ${port}`,
];

describe('a URL', () => {
  it.each([
    ['as it should be', 'smtp://a%40b:p%23w@h:587', all('smtp', 'a@b', 'p#w', 'h', '587')],
    ['with @ in the user and the password', 'smtps://a@b:p@w@h:465', all('smtps', 'a@b', 'p@w', 'h', '465')],
    ['with a raw slash, question mark and hash', 'smtp://a:p/w?x#y@h:587', all('smtp', 'a', 'p/w?x#y', 'h', '587')],
    ['with blanks and colons', 'smtp://a:p w:x@h:587', all('smtp', 'a', 'p w:x', 'h', '587')],
    ['with a % that begins no code', 'smtp://a:50%@h:587', all('smtp', 'a', '50%', 'h', '587')],
    [
      'with parameters',
      'smtp://h:587?require_tls=true&from=a@b',
      ['scheme = smtp', 'host = h', 'port = 587', 'require_tls = true', 'from = a@b'],
    ],
    ['with an address', 'smtp://a:p@[2001:db8::1]:587', all('smtp', 'a', 'p', '2001:db8::1', '587')],
    ['behind a key, in quotes', 'X="submission://h:587" # c', ['scheme = submission', 'host = h', 'port = 587']],
    ['without a host', 'smtp://', ['scheme = smtp']],
  ])('is read %s', (_, text, want) => {
    expect(said(text)).toEqual(want);
  });

  it('has its parts where the offsets say', () => {
    const text = '\nDSN=smtp://ann:p%40w@h.example:587/?x=y';
    expect(readUrl(text).map(({ from, to, line }) => `${line} ${text.slice(from, to)}`)).toEqual(
      ['smtp', 'ann', 'p%40w', 'h.example', '587', 'y'].map((part) => `2 ${part}`),
    );
  });

  it('is not any text with a colon', () => {
    expect(urlParts('mailto:ann@example.com')).toBeNull();
    expect(said('host: smtp.example.com')).toEqual([]);
  });
});

describe('host and port in one', () => {
  it.each([
    ['h:587', 'h', '587'],
    ['[smtp.example.com]:587', 'smtp.example.com', '587'],
    ['[::1]:465', '::1', '465'],
    ['::1', '::1', ''],
    ['h', 'h', ''],
    ['[h]', 'h', ''],
  ])('%s', (text, host, port) => {
    expect(splitPlace(text)).toEqual({ host, port });
  });
});
