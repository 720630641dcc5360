import type { Client, Saying } from '../types.ts';

/** What nodemailer does, with the key under which a URL may stand: its scheme says the mode whatever the port (lib/shared parseConnectionUrl). */
export const nodemailerModes = (url: string): readonly Saying[] => [
  { when: { secure: ['true'] }, mode: 'implicit-tls' },
  { when: { [`${url}.scheme`]: ['smtps'] }, mode: 'implicit-tls' },
  { when: { requireTLS: ['true'] }, mode: 'starttls' },
  { when: { ignoreTLS: ['true'] }, mode: 'cleartext' },
  { when: { [`${url}.scheme`]: ['smtp'] }, mode: 'starttls', optional: true },
  { when: { secure: 'absent' }, port: [465], mode: 'implicit-tls' },
  { when: {}, mode: 'starttls', optional: true },
];

/** Where a URL stands in place of the options. */
const URL_ARGUMENT = 'createTransport().0';

/** The mail library of Node (nodemailer/nodemailer, lib/smtp-connection). */
export const NODEMAILER: Client = {
  id: 'nodemailer',
  name: 'nodemailer',
  kind: 'library',
  aliases: ['node'],
  syntax: 'javascript',
  keys: {
    host: ['host'],
    port: ['port'],
    url: [URL_ARGUMENT],
    user: ['auth.user', 'user'],
    password: ['auth.pass', 'pass'],
    from: ['from'],
    ehlo: ['name'],
    provider: ['service'],
  },
  modes: nodemailerModes(URL_ARGUMENT),
  signs: [/\bcreateTransport\s*\(/, /\brequireTLS\b/, /\bignoreTLS\b/, /\bnodemailer\b/],
  switches: [
    {
      key: 'tls.rejectUnauthorized',
      values: ['false'],
      code: 'settings-verification-off',
      instead: null,
      why: 'nodemailer then accepts every certificate',
    },
    {
      key: 'tls.ciphers',
      values: ['SSLv3'],
      code: 'settings-tls-outdated',
      instead: null,
      why: 'it leaves only the ciphers of SSLv3, which servers refuse; it is no version of TLS either',
    },
  ],
  stringsAreTrue: true,
  labels: { 'implicit-tls': 'secure: true', starttls: 'secure: false, requireTLS: true', cleartext: 'ignoreTLS: true' },
  defaults: { host: 'localhost', port: 587 },
  mistake:
    'secure: true beside port 587 gives "wrong version number"; secure: false beside 465 waits for a greeting that never comes',
  templates: {
    'implicit-tls': `const transport = nodemailer.createTransport({
  host: '{host}',
  port: {port},
  secure: true,
  auth: { user: '{user}', pass: process.env.SMTP_PASSWORD },
});
`,
    starttls: `const transport = nodemailer.createTransport({
  host: '{host}',
  port: {port},
  secure: false,
  requireTLS: true,
  auth: { user: '{user}', pass: process.env.SMTP_PASSWORD },
});
`,
    cleartext: `const transport = nodemailer.createTransport({
  host: '{host}',
  port: {port},
  secure: false,
  ignoreTLS: true,
});
`,
  },
  where: 'where your program makes its transport',
  source: 'nodemailer/nodemailer issues #1154, #441, #535',
  gathered: '2026-11',
  confidence: 'high',
};
