import type { Mode } from '../../ports.ts';
import type { Client, Saying } from '../types.ts';
import { PASSWORD } from './form.ts';

/** The first words of names in the environment of programs that nobody named. */
const PREFIXES = ['SMTP', 'MAIL', 'EMAIL', 'MAILER', 'EMAIL_SMTP', 'MAIL_SMTP'];
const named = (...ends: readonly string[]): readonly string[] =>
  ends.flatMap((end) => PREFIXES.map((prefix) => `${prefix}_${end}`));

/** Rows for every name that ends so: a name says a mode with one of these values. */
const rows = (ends: readonly string[], values: readonly string[], mode: Mode, port?: readonly number[]): Saying[] =>
  named(...ends).map((key) => ({ when: { [key]: values }, mode, ...(port === undefined ? {} : { port }) }));

/**
 * A plain .env whose program is not known: by what such names mean in most programs. What no row says stays unsaid, since
 * the program's default is not known.
 */
const ENV: Client = {
  id: 'env',
  name: '.env file',
  kind: 'application',
  aliases: ['dotenv', 'environment'],
  syntax: 'env',
  keys: {
    // The address of "mail" is somebody's, that of "SMTP" a server's
    host: [...named('HOST', 'SERVER', 'HOSTNAME', 'RELAY'), 'SMTP_ADDRESS', 'EMAIL_SMTP_ADDRESS', 'MAIL_SMTP_ADDRESS'],
    port: named('PORT'),
    url: [...named('URL', 'DSN', 'CONNECTION_URL', 'URI'), 'EMAIL_SERVER'],
    user: named('USER', 'USERNAME', 'AUTH_USER', 'LOGIN', 'HOST_USER'),
    password: named('PASSWORD', 'PASS', 'AUTH_PASS', 'AUTH_PASSWORD', 'HOST_PASSWORD', 'PWD'),
    from: [...named('FROM', 'FROM_ADDRESS', 'SENDER', 'FROM_EMAIL'), 'DEFAULT_FROM_EMAIL', 'EMAIL_ADDRESS'],
    ehlo: named('EHLO', 'HELO', 'EHLO_HOST', 'HELO_DOMAIN'),
  },
  modes: [
    // Django's readers of EMAIL_URL (django-environ, dj-email-url) upgrade where others speak TLS at once
    { when: { 'EMAIL_URL.scheme': ['smtp+tls', 'smtps'] }, port: [587, 25, 2525], mode: 'starttls' },
    { when: { scheme: ['smtps', 'submissions', 'smtp+ssl'] }, mode: 'implicit-tls' },
    { when: { scheme: ['smtp+starttls', 'smtp+tls', 'submission'] }, mode: 'starttls' },
    ...['secure', 'ssl'].map((key) => ({ when: { scheme: 'any', [key]: ['true'] }, mode: 'implicit-tls' }) as const),
    { when: { scheme: 'any', tls: ['true'] }, port: [465], mode: 'implicit-tls' },
    { when: { scheme: 'any', tls: ['true'] }, mode: 'starttls' },
    { when: { scheme: ['smtp'] }, mode: 'starttls', optional: true },
    ...rows(['SECURE'], ['true', 'ssl', 'implicit', 'smtps'], 'implicit-tls'),
    ...rows(['SSL', 'USE_SSL', 'SSL_TLS', 'FORCE_TLS'], ['true'], 'implicit-tls'),
    ...rows(
      ['ENCRYPTION', 'SECURITY', 'PROTOCOL'],
      ['ssl', 'smtps', 'ssl/tls', 'implicit', 'force_tls'],
      'implicit-tls',
    ),
    ...rows(['SCHEME'], ['smtps'], 'implicit-tls'),
    ...rows(
      ['REQUIRE_TLS', 'REQUIRE_STARTTLS', 'STARTTLS', 'USE_STARTTLS', 'START_TLS'],
      ['true', 'required'],
      'starttls',
    ),
    ...rows(['SECURE', 'ENCRYPTION', 'SECURITY', 'PROTOCOL'], ['tls', 'starttls', 'smtp+starttls'], 'starttls'),
    // "TLS" is the upgrade in most programs, and implicit where the port says so
    ...rows(['TLS', 'USE_TLS'], ['true'], 'implicit-tls', [465]),
    ...rows(['TLS', 'USE_TLS'], ['true'], 'starttls'),
    ...rows(['IGNORE_TLS'], ['true'], 'cleartext'),
    ...rows(['ENCRYPTION', 'SECURITY', 'SECURE'], ['none', 'off'], 'cleartext'),
    ...named('SECURE').map((key) => ({
      when: { [key]: ['false'] },
      mode: 'starttls' as const,
      optional: true as const,
    })),
  ],
  signs: [/^\s*(export\s+)?(SMTP|MAIL|EMAIL)_(HOST|SERVER|PORT|SECURE|USER|USERNAME|PASS|PASSWORD|URL)\s*=/m],
  switches: [
    {
      key: 'NODE_TLS_REJECT_UNAUTHORIZED',
      values: ['0'],
      code: 'settings-verification-off',
      instead: null,
      why: 'Node then accepts every certificate, of every server',
    },
  ],
  stringsAreTrue: false,
  labels: {
    'implicit-tls': 'SMTP_SECURE=true',
    starttls: 'SMTP_SECURE=false, SMTP_REQUIRE_TLS=true',
    cleartext: 'SMTP_SECURE=false, SMTP_IGNORE_TLS=true',
  },
  defaults: { host: 'localhost', port: null },
  mistake: 'SMTP_SECURE=true beside port 587; a # or $ in a password without quotes; the program reads "false" as text',
  templates: {
    'implicit-tls': env('SMTP_SECURE=true', true),
    starttls: env('SMTP_SECURE=false\nSMTP_REQUIRE_TLS=true', true),
    cleartext: env('SMTP_SECURE=false\nSMTP_IGNORE_TLS=true', false),
  },
  where: '.env; the names are those that most programs use, yours may differ',
  source: 'names as gathered from public .env.example files; nodemailer/nodemailer for the meaning of secure',
  gathered: '2026-11',
  confidence: 'medium',
};

function env(tls: string, login: boolean): string {
  return `SMTP_HOST={host}
SMTP_PORT={port}
${tls}
${login ? `SMTP_USER={user}\nSMTP_PASSWORD='${PASSWORD}'\n` : ''}SMTP_FROM={from}
`;
}

/** Settings of no program in particular. */
export const ENV_CLIENTS: readonly Client[] = [ENV];
