import { describe, expect, it } from 'vitest';
import type { Syntax } from '../types.ts';
import { READERS } from './index.ts';

const said = (syntax: Syntax, text: string): readonly string[] =>
  READERS[syntax](text).map(({ key, value, quoted }) => `${key} = ${quoted ? JSON.stringify(value) : value}`);

const CASES: readonly (readonly [Syntax, string, string, readonly string[]])[] = [
  ['javascript', 'nested objects', 'x = { host: \'h\', auth: { user: "u" } }', ['x.host = "h"', 'x.auth.user = "u"']],
  [
    'javascript',
    'an object in a call',
    'const t = m.createTransport({ port: 465, secure: true }); // port: 1',
    [
      't = m.createTransport({ port: 465, secure: true })',
      'createTransport() = true',
      'createTransport().port = 465',
      'createTransport().secure = true',
    ],
  ],
  [
    'javascript',
    'look-ups',
    'a = { secure: process.env.X || false, port: 1 }',
    ['a.secure = process.env.X || false', 'a.port = 1'],
  ],
  [
    'javascript',
    'values over lines',
    "a = {\n  secure:\n    process.env.X ===\n    'true',\n  port: 1\n}",
    ["a.secure = process.env.X ===\n    'true'", 'a.port = 1'],
  ],
  ['javascript', 'short forms', 'f({ host, port })', ['f() = true', 'f().host = host', 'f().port = port']],
  ['javascript', 'lists', "a = [{ host: 'h' }, { host: 'i' }]", ['a.0.host = "h"', 'a.1.host = "i"']],
  ['javascript', 'types', 'const port: number = 465', ['port = 465']],
  [
    'javascript',
    'functions around settings',
    "module.exports = () => {\n  const host = 'h'\n  return host\n}",
    ['module.exports.host = "h"'],
  ],
  ['json', 'objects', '{ "mail": { "port": 587, "secure": "false" } }', ['mail.port = 587', 'mail.secure = "false"']],
  [
    'python',
    'assignments',
    "EMAIL_HOST = 'h'  # EMAIL_PORT = 1\nEMAIL_PORT: int = 587",
    ['EMAIL_HOST = "h"', 'EMAIL_PORT = 587'],
  ],
  [
    'python',
    'calls in a with',
    'with smtplib.SMTP_SSL("h", port=465) as server:\n    server.login("u", pw)',
    [
      'SMTP_SSL() = true',
      'SMTP_SSL().0 = "h"',
      'SMTP_SSL().port = 465',
      'login() = true',
      'login().0 = "u"',
      'login().1 = pw',
    ],
  ],
  ['python', 'dictionaries', "X = {'host': 'h', 'port': 25}", ['X.host = "h"', 'X.port = 25']],
  [
    'python',
    'look-ups',
    "P = int(os.environ.get('P', 587))",
    [
      "P = int(os.environ.get('P', 587))",
      'int() = true',
      'get() = true',
      "int().0 = os.environ.get('P', 587)",
      'get().0 = "P"',
      'get().1 = 587',
    ],
  ],
  ['python', 'indices', "app.config['MAIL_PORT'] = 25", ['app.config.MAIL_PORT = 25']],
  ['python', 'long strings', 'X = """a\n\'b"""\nY = 1', ['X = "a\\n\'b"', 'Y = 1']],
  [
    'php',
    'properties',
    "$mail->Host = 'h'; # c\n$mail->isSMTP();\n$mail->Port       = 587;",
    ['mail.Host = "h"', 'isSMTP() = true', 'mail.Port = 587'],
  ],
  [
    'php',
    'arrays',
    "return ['mail' => array('host' => 'h', 'port' => env('P', 25))];",
    ['mail.host = "h"', "mail.port = env('P', 25)", 'env() = true', 'env().0 = "P"', 'env().1 = 25'],
  ],
  [
    'php',
    'constants',
    "define('WPMS_SSL', 'tls'); $m->X = PHPMailer::ENCRYPTION_SMTPS;",
    ['define() = true', 'WPMS_SSL = "tls"', 'm.X = PHPMailer::ENCRYPTION_SMTPS'],
  ],
  ['php', 'backslashes in single quotes', "$a = 'C:\\new\\'s';", ['a = "C:\\\\new\'s"']],
  [
    'ruby',
    'hashes of both kinds',
    "c.smtp_settings = { address: 'h', :port => 587, auth: :plain }",
    ['c.smtp_settings.address = "h"', 'c.smtp_settings.port = 587', 'c.smtp_settings.auth = :plain'],
  ],
  ['ruby', 'indices', "gitlab_rails['smtp_port'] = 465 # x", ['gitlab_rails.smtp_port = 465']],
  [
    'ruby',
    'calls without brackets',
    'smtp = Net::SMTP.new("h", 587)\nsmtp.enable_starttls\n',
    ['smtp = Net::SMTP.new("h", 587)', 'new() = true', 'new().0 = "h"', 'new().1 = 587', 'enable_starttls() = true'],
  ],
  [
    'go',
    'literals',
    'd := &gomail.Dialer{Host: "h", SSL: true}\nd.Port = 465',
    ['d = &gomail.Dialer', 'd.Host = "h"', 'd.SSL = true', 'd.Port = 465'],
  ],
  [
    'go',
    'nested calls',
    'c, err := mail.NewClient("h", mail.WithPort(587))',
    [
      'err = mail.NewClient("h", mail.WithPort(587))',
      'NewClient() = true',
      'NewClient().0 = "h"',
      'WithPort() = true',
      'NewClient().1 = mail.WithPort(587)',
      'WithPort().0 = 587',
    ],
  ],
  [
    'csharp',
    'initialisers',
    'var c = new SmtpClient("h", 25) { EnableSsl = true };',
    [
      'c = new SmtpClient("h", 25)',
      'SmtpClient() = true',
      'SmtpClient().0 = "h"',
      'SmtpClient().1 = 25',
      'SmtpClient().EnableSsl = true',
    ],
  ],
  ['csharp', 'verbatim strings', 'c.Host = @"a\\b"; c.X = $"{y}";', ['c.Host = "a\\\\b"', 'c.X = $"{y}"']],
  [
    'java',
    'properties that are put',
    'props.put("mail.smtp.host", "h"); p.setProperty("mail.smtp.port", "465");',
    ['put() = true', 'mail.smtp.host = "h"', 'setProperty() = true', 'mail.smtp.port = "465"'],
  ],
  ['java', 'typed fields', 'private static final String HOST = "h"; /* int PORT = 1; */', ['HOST = "h"']],
  ['json', 'names and values of containers', '[{ "name": "SMTP_HOST", "value": "h" }]', ['0.SMTP_HOST = "h"']],
];

describe('settings in code', () => {
  it.each(CASES)('of %s: %s', (syntax, _, text, want) => {
    expect(said(syntax, text)).toEqual(want);
  });

  it('go on in the next line behind and before an operator', () => {
    expect(said('javascript', "a = 'x'\n  + 'y'\nb = 'x' +\n  'y'\nc = 1")).toEqual([
      "a = 'x'\n  + 'y'",
      "b = 'x' +\n  'y'",
      'c = 1',
    ]);
  });

  it('keep the backslash at the end of a verbatim string', () => {
    expect(said('csharp', 'c.Path = @"a\\"; c.Port = 25;')).toEqual(['c.Path = "a\\\\"', 'c.Port = 25']);
  });

  it('end with their line where a quote is missing', () => {
    const [host, port] = READERS.python("HOST = 'smtp.example.com\nPORT = 25");
    expect([host?.value, host?.closed, port?.value]).toEqual(['smtp.example.com', false, '25']);
  });

  it('stand where the offsets say', () => {
    const text = 'x = {\r\n  "host": "h\\"h", // c\r\n  port: 465 }';
    const found = READERS.javascript(text);
    expect(found.map(({ from, to }) => text.slice(from, to))).toEqual(['"h\\"h"', '465']);
    expect(found.map(({ line, value }) => `${line} ${value}`)).toEqual(['2 h"h', '3 465']);
  });

  it('survive brackets that do not match, and those that nobody could mean', () => {
    expect(said('javascript', "a = ({ host: 'h' ] }; b = 1")).toContain('a.host = "h"');
    expect(said('javascript', `a = ${'['.repeat(100)}{ host: 'h' }${']'.repeat(100)}; b = 1`)).toEqual(['b = 1']);
    expect(said('javascript', `${'['.repeat(1_000)}${']'.repeat(1_000)}; b = 1`)).toEqual(['b = 1']);
  });
});
