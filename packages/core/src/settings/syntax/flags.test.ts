import { describe, expect, it } from 'vitest';
import { readFlags } from './flags.ts';

const said = (text: string): readonly string[] =>
  readFlags(text).map(({ key, value, quoted }) => `${key} = ${quoted ? JSON.stringify(value) : value}`);

describe('a command line', () => {
  it.each([
    [
      'flags with and without values',
      'swaks --server h:587 --tls -p 25',
      ['_0 = swaks', '--server = h:587', '--tls = true', '-p = 25'],
    ],
    [
      'values behind an equals sign',
      'h smtp --port=587 --pass=a=b',
      ['_0 = h', '_1 = smtp', '--port = 587', '--pass = a=b'],
    ],
    [
      'user and password in one',
      'curl --ssl-reqd smtp://h -u ann:a:b',
      ['_0 = curl', '--ssl-reqd = true', '_1 = smtp://h', '-u = ann', '-u.password = a:b'],
    ],
    ['quotes', 'x --from "a b" --to \'c\'', ['_0 = x', '--from = "a b"', '--to = "c"']],
    ['lines that go on', 'x --a \\\n  1 `\n -B 2 # c', ['_0 = x', '--a = 1', '-B = 2']],
    [
      'switches of PowerShell',
      "Send-MailMessage -SmtpServer 'h' -UseSsl -Port 587",
      ['_0 = Send-MailMessage', '-SmtpServer = "h"', '-UseSsl = true', '-Port = 587'],
    ],
  ])('has %s', (_, text, want) => {
    expect(said(text)).toEqual(want);
  });

  it('knows where values stand', () => {
    const text = 'x --a="b c"\n-u "ann:s3cret" -u ann:s3cret';
    expect(readFlags(text).map(({ from, to, line }) => `${line} ${text.slice(from, to)}`)).toEqual([
      '1 x',
      '1 "b c"',
      '2 ann',
      '2 s3cret',
      '2 ann',
      '2 s3cret',
    ]);
  });
});
