import { describe, expect, it } from 'vitest';
import type { Syntax } from '../types.ts';
import { READERS } from './index.ts';

const said = (syntax: Syntax, text: string): readonly string[] =>
  READERS[syntax](text).map(({ key, value, quoted }) => `${key} = ${quoted ? JSON.stringify(value) : value}`);

const CASES: readonly (readonly [Syntax, string, string, readonly string[]])[] = [
  [
    'env',
    'quotes and comments',
    'export A="x # y" # c\nB=x#y # c\n# C=1\nD=\'$x\'',
    ['A = "x # y"', 'B = x#y', 'D = "$x"'],
  ],
  ['env', 'what containers add', '  - A=1\n  B: 2\n-e C=3\nenvironment:', ['A = 1', 'B = 2', 'C = 3']],
  ['env', 'escapes in double quotes', 'A="x\\"y"', ['A = "x\\"y"']],
  ['env', 'empty values', 'A=\nB=""', ['A = ', 'B = ""']],
  ['env', 'a quoted line of a list', '- "A=x y"', ['A = x y']],
  [
    'form',
    'labels',
    'Server Name:  smtp.example.com \n- Port:587\n**User:** ann\nAn address',
    ['Server Name = smtp.example.com', 'Port = 587', 'User = ann'],
  ],
  [
    'form',
    'URLs and tables',
    'Server: smtp://h:25\n| Port | 465 |\nPort\t587',
    ['Server = smtp://h:25', 'Port = 465', 'Port = 587'],
  ],
  ['form', 'boxes', '[x] Use SSL\n[ ] Use TLS\n☑ Log in', ['Use SSL = true', 'Use TLS = false', 'Log in = true']],
  ['ini', 'sections', '[smtp]\nhost = h ; c\n\n[other]\nport: 25', ['smtp.host = h', 'other.port = 25']],
  ['ini', 'three quotes', '[smtp]\npassword = """a"#;b"""', ['smtp.password = "a\\"#;b"']],
  [
    'properties',
    'both signs, quotes as they are',
    'mail.smtp.host=h # x\nrelayhost = [h]:587\na.b: "c"\n! no',
    ['mail.smtp.host = h # x', 'relayhost = [h]:587', 'a.b = "c"'],
  ],
  [
    'words',
    'words and lone words',
    'account x\nhost  h\ntls\nset port = 25\npassword "a b" # c',
    ['account = x', 'host = h', 'tls = true', 'port = 25', 'password = "a b"'],
  ],
];

describe('settings a line each', () => {
  it.each(CASES)('of %s: %s', (syntax, _, text, want) => {
    expect(said(syntax, text)).toEqual(want);
  });

  it('stand where the offsets say, whatever ends the lines', () => {
    const text = '# c\r\nA="x"\r\n  B = y z \r\n';
    const found = READERS.env(text);
    expect(found.map(({ from, to }) => text.slice(from, to))).toEqual(['"x"', 'y z']);
    expect(found.map(({ at }) => text[at])).toEqual(['A', 'B']);
    expect(found.map(({ line }) => line)).toEqual([2, 3]);
  });

  it('say where a closing quote is missing', () => {
    expect(READERS.env('A="x\nB="y"').map(({ closed }) => closed)).toEqual([false, true]);
  });
});
