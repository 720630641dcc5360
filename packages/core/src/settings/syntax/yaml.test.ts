import { describe, expect, it } from 'vitest';
import { readYaml } from './yaml.ts';

const said = (text: string): readonly string[] =>
  readYaml(text).map(({ key, value, quoted }) => `${key} = ${quoted ? JSON.stringify(value) : value}`);

describe('YAML', () => {
  it.each([
    [
      'mappings',
      'mail:\n  smtp:\n    host: h # c\n    port: 25\n  from: "a b"\nx: y',
      ['mail.smtp.host = h', 'mail.smtp.port = 25', 'mail.from = "a b"', 'x = y'],
    ],
    [
      'lists of mappings',
      'notify:\n  - platform: smtp\n    server: h\n  - platform: file',
      ['notify.0.platform = smtp', 'notify.0.server = h', 'notify.1.platform = file'],
    ],
    ['lists as far left as their key', 'to:\n- a\n- b\nport: 25', ['to.0 = a', 'to.1 = b', 'port = 25']],
    [
      'flow',
      'auth: { user: u, "pass": "p" }\nto: [a, b]',
      ['auth.user = u', 'auth.pass = "p"', 'to.0 = a', 'to.1 = b'],
    ],
    ['text blocks', 'key: |\n  a\n  b\nport: 25', ['key = "a\\nb"', 'port = 25']],
    ['quotes written twice', "a: 'it''s'", ['a = "it\'s"']],
    ['a value on the next line', 'a:\n  h', ['a = h']],
    ['tags and marks', 'a: !secret x\nb: &d y\n---\nc: z', ['a = x', 'b = y', 'c = z']],
    ['names and values of containers', 'env:\n  - name: SMTP_HOST\n    value: h', ['env.0.SMTP_HOST = h']],
  ])('reads %s', (_, text, want) => {
    expect(said(text)).toEqual(want);
  });

  it('passes over prose', () => {
    expect(said('Only words\n- and words\n{ more }\nport: 25')).toEqual(['0 = and words', 'port = 25']);
  });

  it('knows where values stand', () => {
    const text = "a:\r\n  b: 'x' # c\r\n  f: { g: 1 }\r\n";
    expect(readYaml(text).map(({ from, to, line }) => `${line} ${text.slice(from, to)}`)).toEqual(["2 'x'", '3 1']);
  });
});
