import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CLIENTS } from '../clients/index.ts';
import { lint } from '../lint.ts';
import { readSettings } from '../read.ts';
import type { Client, Settings } from '../types.ts';

const CORE = 'Zq9xKw7';
const client = (id: string): Client | null => CLIENTS.find((each) => each.id === id) ?? null;
const read = (text: string, id: string | null = null): Settings => {
  const parsed = readSettings(text, id === null ? null : client(id));
  if (!parsed.ok) throw new Error(`${text}: ${parsed.problem}`);
  return parsed.value;
};
const shown = (text: string, id: string | null): string =>
  JSON.stringify([readSettings(text, id === null ? null : client(id)), lint(text, id === null ? null : client(id))]);

/** Settings with a place for a password as somebody types it: no quote or sign in it was thought of. */
const RAW: readonly (readonly [id: string | null, text: (secret: string) => string])[] = [
  [null, (it) => `SMTP_HOST=smtp.example.com\nSMTP_PASSWORD=${it}\nSMTP_PORT=587`],
  [null, (it) => `SMTP_HOST=smtp.example.com\nexport SMTP_PASS='${it}'\n`],
  [null, (it) => `SMTP_HOST=smtp.example.com\nSMTP_PASSWORD="${it}" # main account`],
  [null, (it) => `MAIL_URL=smtp://ann:${it}@smtp.example.com:587`],
  [null, (it) => `smtp://ann:${it}@smtp.example.com:587`],
  [null, (it) => `smtps://${it.replaceAll(':', '')}:${it.replaceAll(':', '')}@smtp.example.com`],
  [null, (it) => `Server: smtp.example.com\nPort: 587\nPassword: ${it}`],
  [null, (it) => `Server: smtp.example.com\nPort: 587\nthe password ${it}`],
  [null, (it) => `Server: smtp.example.com\nPort: 587\n# old password ${it}`],
  [null, (it) => `Server: smtp.example.com\nPort: 587\nPassword\n${it}`],
  [null, (it) => `smtp:\n  host: smtp.example.com\n  password: ${it}\n`],
  [null, (it) => `SMTP_HOST=smtp.example.com\n# curl -u ann:x https://ann:${it}@example.com/`],
  ['thunderbird', (it) => `Server Name: smtp.example.com\nPort: 465\nPasswort: ${it}`],
  ['msmtp', (it) => `account a\nhost smtp.example.com\npassword ${it}\naccount b\nhost x.example.com\npassword ${it}`],
  ['grafana', (it) => `[smtp]\nhost = smtp.example.com:587\npassword = ${it}\n`],
  ['spring-boot', (it) => `spring.mail.host=smtp.example.com\nspring.mail.password=${it}`],
  ['symfony', (it) => `MAILER_DSN="smtp://ann:${it}@smtp.example.com:587"`],
  ['postfix', (it) => `relayhost = [smtp.example.com]:587\n[smtp.example.com]:587 ann:x${it.replace(/\s/g, '')}`],
];

/** The same in code, where the password is written as the language wants it. */
const QUOTED: readonly (readonly [id: string | null, text: (secret: string) => string])[] = [
  [
    'nodemailer',
    (it) => `nodemailer.createTransport({ host: 'h.example', auth: { user: 'a', pass: ${it} }, port: 465 })`,
  ],
  [
    'nodemailer',
    (it) => `const pw = ${it};\nnodemailer.createTransport({ host: 'h.example', auth: { user: 'a', pass: pw } })`,
  ],
  ['nodemailer', (it) => `x.createTransport({ host: 'h.example', auth: { pass: process.env.P || ${it} } }) // ${it}`],
  [null, (it) => `import smtplib\ns = smtplib.SMTP("h.example", 587)\ns.login("a", ${it})`],
  [null, (it) => `{ "smtp": { "host": "h.example", "port": 587, "auth": { "pass": ${it} }, "api_key": ${it} } }`],
  [null, (it) => `{ "smtp": { "host": "h.example" }, "env": [{ "name": "SMTP_PASSWORD", "value": ${it} }] }`],
  [null, (it) => `{ "smtp": { "host": "h.example", "password": { "plain": ${it} } } }`],
  ['dotnet', (it) => `var c = new SmtpClient("h.example", 587) { Credentials = new NetworkCredential("a", ${it}) };`],
  ['gomail', (it) => `d := gomail.NewDialer("h.example", 587, "a", ${it})`],
  ['phpmailer', (it) => `$mail->Host = "h.example";\n$mail->setPassword(${it});\n$x->set("smtp", "password", ${it});`],
];

const junk = fc.string({ unit: fc.constantFrom(...'ab\'"`#$@:/?%& \\{}()[],;=<>|!~-.é'), maxLength: 6 });
const secrets = fc.tuple(junk, junk).map(([before, after]) => `${before}${CORE}${after}`);

describe('a password', () => {
  it('is never shown, whatever signs it holds and wherever it stands', () => {
    fc.assert(
      fc.property(fc.constantFrom(...RAW), secrets, ([id, text], secret) => {
        expect(shown(text(secret), id)).not.toContain(CORE);
      }),
      { numRuns: 1_000 },
    );
  });

  it('is never shown in code, where it is quoted as it should be', () => {
    fc.assert(
      fc.property(fc.constantFrom(...QUOTED), secrets, ([id, text], secret) => {
        expect(shown(text(JSON.stringify(secret)), id)).not.toContain(CORE);
      }),
      { numRuns: 600 },
    );
  });

  it('is given or empty, and its pair is not among the pairs', () => {
    const given = read('SMTP_HOST=smtp.example.com\nSMTP_PASSWORD=s3cret-one');
    expect(given.password).toEqual({ value: 'given', line: 2, key: 'SMTP_PASSWORD' });
    expect(given.pairs.map(({ key }) => key)).toEqual(['SMTP_HOST']);
    expect(given.lines).toEqual(['SMTP_HOST=smtp.example.com', 'SMTP_PASSWORD=‹redacted›']);
    expect(read('SMTP_HOST=smtp.example.com\nSMTP_PASSWORD=').password?.value).toBe('empty');
  });

  it('is masked where it stands again, as user name or in a comment', () => {
    const { user, lines } = read('SMTP_HOST=h.example\nSMTP_USER=s3cret-token\nSMTP_PASS=s3cret-token # s3cret-token');
    expect(user?.value).toBe('‹redacted›');
    expect(lines).toEqual(['SMTP_HOST=h.example', 'SMTP_USER=‹redacted›', 'SMTP_PASS=‹redacted›']);
  });

  it.each([
    'Authorization: Bearer abcdefgh.s3cret',
    'AUTH PLAIN s3cretAGFubgBzM2NyZXQ=',
    'x-key SG.abcdefgh.s3cret',
    '[smtp.example.com]:587 ann:s3cret',
    'smtp.example.com ann@example.com:s3cret',
    'ann|smtp.example.com:s3cret',
    'machine smtp.example.com login ann password s3cret',
    'https://ann:s3cret@example.com/',
    'client_secret = s3cret',
    'Kennwort: s3cret',
    "define(`confAUTH_PASSWORD', `s3cret')",
  ])("is masked in a line that is nobody's setting: %s", (line) => {
    const { lines } = read(`SMTP_HOST=smtp.example.com\n${line}\nSMTP_PORT=587`);
    expect(lines[1]).toContain('‹redacted›');
    expect(lines[1]).not.toContain('s3cret');
    expect([lines[0], lines[2]]).toEqual(['SMTP_HOST=smtp.example.com', 'SMTP_PORT=587']);
  });
});

describe('what is no secret', () => {
  it.each([
    "const t = nodemailer.createTransport({ host: 'h.example', auth: { user: 'a', pass: process.env.SMTP_PASSWORD } });",
    `SMTP_HOST=h.example\nSMTP_PASSWORD=\${SMTP_PASSWORD}`,
    'SMTP_HOST=h.example\nSMTP_URL=smtp://h.example:587 # ask ann@example.com',
    'Server: smtp.example.com\nPassword authentication: on\nPort: 587',
    'SMTP_HOST=h.example\nbypass_proxy=h.example\npassive=1',
  ])('stays as it is: %s', (text) => {
    expect(read(text).lines.join('\n')).toBe(text);
  });

  it('keeps its line number, however long the secret is', () => {
    const { lines } = read('smtp:\n  host: h.example\n  password: |\n    s3cret\n    s3cret\n  port: 587');
    expect(lines).toEqual(['smtp:', '  host: h.example', '  password: |', '‹redacted›', '‹redacted›', '  port: 587']);
  });
});
