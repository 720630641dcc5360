import { describe, expect, it } from 'vitest';
import { CLIENTS } from '../clients/index.ts';
import { readSettings } from '../read.ts';
import type { Slip } from '../types.ts';

const slips = (text: string, id: string | null = null): readonly Slip[] => {
  const read = readSettings(text, CLIENTS.find((client) => client.id === id) ?? null);
  if (!read.ok) throw new Error(read.problem);
  return read.value.slips;
};
const only = (text: string, id: string | null = null): Slip => {
  const [first, ...more] = slips(text, id);
  expect(more).toEqual([]);
  if (first === undefined) throw new Error(`nothing is found in ${text}`);
  return first;
};

describe('a URL', () => {
  it.each([
    ['smtp://ann:p@w@h.example:587', '@', 'smtp://ann:‹password, with @ as %40›@h.example:587'],
    ['smtp://a@b.example:pw@h.example', '@', 'smtp://a%40b.example:‹redacted›@h.example'],
    [
      'X=1\nMAIL_URL="smtp://ann:p/w#x@h.example"',
      '/, #',
      'MAIL_URL="smtp://ann:‹password, with / as %2F, # as %23›@h.example"',
    ],
    ['smtp://ann:50% off@h.example', '%, a blank', 'smtp://ann:‹password, with % as %25, a blank as %20›@h.example'],
  ])('with characters that must be encoded: %s', (text, named, corrected) => {
    expect(only(text)).toMatchObject({ code: 'settings-url-unencoded', severity: 'error', corrected });
    expect(only(text).what).toContain(named);
    expect(only(text).line).toBe(text.split('\n').length);
  });

  it('with a colon in the password is only doubtful', () => {
    expect(only('smtp://ann:p:w@h.example')).toMatchObject({ severity: 'warning', code: 'settings-url-unencoded' });
  });

  it.each([
    'smtp://ann%40b.example:p%40w%25@h.example:587',
    'smtp://h.example:587?from=ann@b.example',
    `smtp://ann:\${SMTP_PASSWORD}@h.example`,
    'smtp://%s:%s@h.example',
    'smtp://ann@h.example',
  ])('as it should be: %s', (text) => {
    expect(slips(text)).toEqual([]);
  });
});

describe('a password in a .env file', () => {
  const env = (line: string): string => `SMTP_HOST=h.example\n${line}`;
  it.each([
    ['SMTP_PASSWORD=#abc', 'error', 'comment', "SMTP_PASSWORD='‹password›'"],
    ['SMTP_PASSWORD=ab#cd # c', 'warning', 'holds a #', "SMTP_PASSWORD='‹password›'"],
    ['export SMTP_PASSWORD=ab$cd', 'warning', 'holds a $', "export SMTP_PASSWORD='‹password›'"],
    ['SMTP_PASSWORD="ab$cd"', 'warning', 'holds a $', "SMTP_PASSWORD='‹password›'"],
    ['SMTP_PASSWORD=abcd efgh ijkl mnop', 'warning', 'four blocks', "SMTP_PASSWORD='‹password›'"],
    ['SMTP_PASSWORD=ab cd', 'warning', 'holds a blank', "SMTP_PASSWORD='‹password›'"],
    ["SMTP_PASSWORD=it's me", 'warning', 'holds a blank', 'SMTP_PASSWORD="‹password›"'],
    ['SMTP_PASSWORD= abcd', 'warning', 'blank stands between', "SMTP_PASSWORD= '‹password›'"],
    ['SMTP_PASSWORD="abcd', 'error', 'not closed', "SMTP_PASSWORD='‹password›'"],
  ])('that does not arrive as it stands there: %s', (line, severity, what, corrected) => {
    const slip = only(env(line));
    expect(slip).toMatchObject({ code: 'settings-value-cut', severity, line: 2, key: 'SMTP_PASSWORD', corrected });
    expect(slip.what).toContain(what);
    expect(JSON.stringify(slip)).not.toMatch(/ab.?cd/);
  });

  it.each([
    "SMTP_PASSWORD='ab#c $d'",
    'SMTP_PASSWORD="ab #cd"',
    `SMTP_PASSWORD=\${OTHER}`,
    'SMTP_PASSWORD=',
    'SMTP_PASSWORD = abcd',
    'SMTP_PASSWORD=abcd # c',
    'SMTP_PORT=587 # c',
  ])('that does: %s', (line) => {
    expect(slips(env(line))).toEqual([]);
  });
});

describe('a value elsewhere', () => {
  it('whose quote is not closed is mended where that is plain to see', () => {
    expect(only('SMTP_HOST="h.example\nSMTP_PORT=587').corrected).toBe('SMTP_HOST="h.example"');
    expect(only("nodemailer.createTransport({\n  host: 'h.example,\n  port: 465 })").corrected).toBeNull();
  });

  it('of YAML that begins with a sign, or a comment', () => {
    const yaml = (password: string): string => `smtp:\n  host: h.example\n  password: ${password}\n`;
    expect(only(yaml('@abcd')).what).toContain('begins with @');
    expect(only(yaml('#abcd')).what).toContain('comment');
    expect(slips(yaml('!secret smtp_password'))).toEqual([]);
  });

  it('of PHP in double quotes, or of a command line', () => {
    const php = (quote: string): string => `$mail->Host = 'h.example';\n$mail->Password = ${quote}ab$cd${quote};`;
    expect(only(php('"'), 'phpmailer').corrected).toBe("$mail->Password = '‹password›';");
    expect(slips(php("'"), 'phpmailer')).toEqual([]);
    expect(only('swaks --server h.example -ap ab$cd', 'swaks').code).toBe('settings-value-cut');
    expect(slips('swaks --server h.example -ap "$SMTP_PASSWORD"', 'swaks')).toEqual([]);
  });
});

describe('a text where yes or no is meant', () => {
  const node = (secure: string): string =>
    `nodemailer.createTransport({ host: 'h.example', secure: ${secure}, port: 587 });`;
  it.each([
    ["'false'", 'error', 'false'],
    ['process.env.SECURE', 'warning', "process.env.SECURE === 'true'"],
    ['!!process.env.SECURE', 'warning', "process.env.SECURE === 'true'"],
    ["process.env.SECURE || 'false'", 'error', "(process.env.SECURE || 'false') === 'true'"],
  ])('counts as true: %s', (value, severity, corrected) => {
    expect(only(node(value), 'nodemailer')).toMatchObject({
      ...{ code: 'settings-string-as-boolean', severity, line: 1 },
      corrected: node(corrected),
    });
  });

  it.each(['false', 'true', "'true'", "process.env.SECURE === 'true'", 'port === 465'])('does not: %s', (value) => {
    expect(slips(node(value), 'nodemailer')).toEqual([]);
  });

  it('of Python is compared as Python does', () => {
    const django = "EMAIL_HOST = 'h.example'\nEMAIL_USE_TLS = os.environ.get('T', 'False')";
    expect(only(django, 'django')).toMatchObject({
      severity: 'error',
      corrected: "EMAIL_USE_TLS = os.environ.get('T', 'False') == 'True'",
    });
  });

  it('means nothing in a file of the environment, whose reader is not known', () => {
    expect(slips('EMAIL_HOST=smtp.example.com\nEMAIL_USE_TLS=False', 'django')).toEqual([]);
  });
});
