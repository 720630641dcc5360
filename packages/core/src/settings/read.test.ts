import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CLIENTS } from './clients/index.ts';
import { readSettings } from './read.ts';
import type { Client, Settings } from './types.ts';

const client = (id: string): Client => {
  const found = CLIENTS.find((each) => each.id === id);
  if (found === undefined) throw new Error(`no client ${id}`);
  return found;
};
const read = (text: string, id: string | null = null): Settings => {
  const parsed = readSettings(text, id === null ? null : client(id));
  if (!parsed.ok) throw new Error(parsed.problem);
  return parsed.value;
};
/** What settings come to, in one line. */
const sum = ({ client: whose, host, port, mode, user }: Settings): string =>
  [whose?.id, host?.value, port?.value, mode && `${mode.value}${mode.optional ? '?' : ''}`, user?.value]
    .map((each) => each ?? '-')
    .join(' ');

describe('settings', () => {
  it.each([
    [
      'nodemailer.createTransport({ host: "h.example", port: 465, secure: true, auth: { user: "a" } })',
      'nodemailer h.example 465 implicit-tls a',
    ],
    ["EMAIL_HOST = 'h.example'\nEMAIL_PORT = 587\nEMAIL_USE_TLS = True", 'django h.example 587 starttls -'],
    ['relayhost = [h.example]:587\nsmtp_tls_security_level = encrypt', 'postfix h.example 587 starttls -'],
    ['MAILER_DSN=smtps://a%40b:c@h.example:465', 'symfony h.example 465 implicit-tls a@b'],
    ['swaks --server h.example:587 --tls -au a', 'swaks h.example 587 starttls a'],
    ['smtps://a:b@h.example', '- h.example - implicit-tls a'],
    ['submission://[2001:db8::1]:587', '- 2001:db8::1 587 starttls -'],
  ])('of a client that its words give away: %s', (text, want) => {
    expect(sum(read(text))).toBe(want);
  });

  it.each([
    ['APP_SMTP_HOST=h.example\nAPP_SMTP_PORT=465\nAPP_SMTP_ENCRYPTION=ssl', '- h.example 465 implicit-tls -'],
    ['X_MAIL_SERVER=h.example\nX_MAIL_USE_TLS=true\nX_MAIL_PORT=465', '- h.example 465 implicit-tls -'],
    ['X_MAIL_SERVER=h.example\nX_MAIL_USE_TLS=true\nX_MAIL_PORT=587', '- h.example 587 starttls -'],
    ['X_SMTP_HOST=h.example\nX_SMTP_SECURITY=none\nX_SMTP_USER=a', '- h.example - cleartext a'],
    ['X_SMTP_HOST=h.example\nX_SMTP_STARTTLS=required', '- h.example - starttls -'],
    ['X_SMTP_HOST=h.example\nX_SMTP_SSL=false', '- h.example - starttls? -'],
    ['X_SMTP_URL=smtp://a:b@h.example:25', '- h.example 25 starttls? a'],
    ['Outgoing server: h.example\nPort: 587\nEncryption: STARTTLS', '- h.example 587 starttls -'],
    [
      '{ "db": { "host": "d", "port": 1 }, "mail": { "host": "h.example", "port": 587, "username": "a" } }',
      '- h.example 587 - a',
    ],
    [
      'spec:\n  env:\n    - name: A_SMTP_HOST\n      value: h.example\n    - name: A_SMTP_PORT\n      value: "587"',
      '- h.example 587 - -',
    ],
  ])('of nobody in particular: %s', (text, want) => {
    expect(sum(read(text))).toBe(want);
  });

  it('are those of the client that is named, in whatever file they stand', () => {
    expect(sum(read('EMAIL_HOST=h.example.com\nEMAIL_PORT=465\nEMAIL_USE_SSL=True', 'django'))).toBe(
      'django h.example.com 465 implicit-tls -',
    );
    expect(sum(read('smtps://a:b@h.example', 'django'))).toBe('django h.example - implicit-tls a');
    expect(sum(read('X_SMTP_HOST=h.example\nX_SMTP_PORT=25', 'django'))).toBe('django h.example 25 - -');
  });

  it('are those of the client of which most words stand there', () => {
    const django = "# as in nodemailer\nEMAIL_BACKEND = 'django.core.mail.backends.smtp.EmailBackend'\n";
    expect(sum(read(`${django}EMAIL_HOST = 'h.example'\nEMAIL_USE_SSL = True`))).toBe(
      'django h.example - implicit-tls -',
    );
  });

  it('from a file of the environment are texts to a program', () => {
    const [host] = read('EMAIL_HOST=h.example.com\nEMAIL_USE_TLS=True', 'django').pairs;
    expect(host).toMatchObject({ key: 'EMAIL_HOST', quoted: true });
    expect(read('MAILER_DSN=smtp://h.example', 'symfony').pairs[0]?.quoted).toBe(false);
  });

  it('say in which line what stands', () => {
    const { host, port, mode } = read('# mail\nEMAIL_HOST = "h.example"\nEMAIL_USE_SSL = True\nEMAIL_PORT = 465');
    expect([host?.line, port?.line, mode?.line, mode?.key]).toEqual([2, 4, 3, 'EMAIL_USE_SSL']);
  });

  it('come from variables that are set in the same text', () => {
    const text = 'import smtplib\nserver = "h.example"\nport = 465\nsmtplib.SMTP_SSL(server, port)\n';
    const settings = read(text);
    expect(sum(settings)).toBe('smtplib h.example 465 implicit-tls -');
    expect(settings.host?.line).toBe(2);
  });

  it('come from what a look-up falls back to; what only the program knows leaves the mode open', () => {
    const node = (secure: string): string =>
      `nodemailer.createTransport({ host: process.env.H || 'h.example', port: process.env.P || 465, secure: ${secure} })`;
    expect(sum(read(node('process.env.S || false')))).toBe('nodemailer h.example 465 starttls? -');
    expect(sum(read(node('process.env.S')))).toBe('nodemailer h.example 465 - -');
    expect(sum(read(node('secureFromElsewhere')))).toBe('nodemailer h.example 465 - -');
  });

  it('belong together by their path', () => {
    const text = `const db = { host: 'd.example', port: 5432, user: 'd' };
      const mail = { host: 'h.example', secure: true, auth: { user: 'a', pass: 'b' } };
      nodemailer.createTransport(mail);`;
    expect(sum(read(text))).toBe('nodemailer h.example - implicit-tls a');
  });

  it('that are said twice are those that are said last', () => {
    expect(read('SMTP_HOST=a.example\nSMTP_HOST=b.example').host).toMatchObject({ value: 'b.example', line: 2 });
  });

  it('that contradict each other have no mode, and a slip that says what happens', () => {
    const settings = read("EMAIL_HOST = 'h.example'\nEMAIL_USE_TLS = True\nEMAIL_USE_SSL = True");
    expect(settings.mode).toBeNull();
    expect(settings.slips).toMatchObject([{ code: 'settings-conflict', severity: 'error', line: 3 }]);
  });

  it('of several accounts are those of the first', () => {
    const words =
      'account a\nhost a.example\nport 587\naccount b\nhost b.example\ntls_certcheck off\naccount default : a';
    const msmtp = read(words, 'msmtp');
    expect(msmtp.host?.value).toBe('a.example');
    expect(msmtp.pairs.some(({ key }) => key === 'tls_certcheck')).toBe(false);
    expect(msmtp.slips).toMatchObject([{ code: 'settings-several-accounts', severity: 'info', line: 4 }]);
    const listed = read('{ "smtp": [{ "host": "a.example", "port": 25 }, { "host": "b.example", "port": 25 }] }');
    expect(listed.host?.value).toBe('a.example');
    expect(listed.slips).toMatchObject([{ code: 'settings-several-accounts', key: 'smtp.1.host' }]);
    expect(read('account default\nhost a.example\n', 'msmtp').slips).toEqual([]);
    expect(read('account a\nhost a.example\naccount default : a', 'msmtp').slips).toEqual([]);
  });
});

describe('a text without settings', () => {
  it.each([
    ['', 'empty'],
    [' \n\t', 'empty'],
    ['SECRET-TEXT is only prose.\nNothing else.', 'no mail settings'],
    ['DB_HOST=SECRET-TEXT\nDB_PORT=5432', 'no mail settings'],
    [`A=1\n${'x'.repeat(262_144)}`, '256 KiB'],
  ])('is a problem that does not quote it', (text, what) => {
    const parsed = readSettings(text, null);
    if (parsed.ok) throw new Error('was read');
    expect(parsed.problem).toContain(what);
    expect(parsed.problem).not.toContain('SECRET-TEXT');
  });

  it('names the client whose settings are missing', () => {
    expect(readSettings('nothing here', client('django'))).toMatchObject({
      problem: expect.stringContaining('Django'),
    });
  });
});

describe('any text', () => {
  const words = fc.constantFrom(
    ...[
      'host',
      'port',
      'smtp',
      'SMTP_HOST=',
      'createTransport(',
      'EMAIL_HOST = ',
      'pass',
      ': ',
      '=',
      '\n',
      '\n  ',
      '- ',
      '587',
    ],
    ...[
      '{',
      '}',
      '[',
      ']',
      '(',
      ')',
      '"',
      "'",
      '`',
      '\\',
      '#',
      '//',
      '/*',
      '|',
      ',',
      ';',
      '$',
      '@',
      'smtp://',
      '<',
      '\r\n',
      '\0',
      'é',
      '👍',
    ],
  );
  const texts = fc.array(words, { maxLength: 60 }).map((each) => each.join(''));

  it('is read or refused, never a fault, and its lines keep their number', () => {
    fc.assert(
      fc.property(texts, fc.constantFrom(null, ...CLIENTS), (text, whose) => {
        const parsed = readSettings(text, whose);
        if (!parsed.ok) return;
        expect(parsed.value.lines.length).toBe(text.split('\n').length);
        for (const { line } of parsed.value.pairs) expect(parsed.value.lines[line - 1]).toBeDefined();
      }),
      { numRuns: 600 },
    );
  });
});
