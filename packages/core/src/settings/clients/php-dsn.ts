import type { Client } from '../types.ts';
import { PASSWORD } from './form.ts';

const common = { kind: 'framework', syntax: 'env', stringsAreTrue: false, gathered: '2026-11' } as const;

/** Laravel: the mode follows MAIL_SCHEME and the port (Illuminate/Mail/MailManager.php, createSmtpTransport), over Symfony's transport. */
const LARAVEL: Client = {
  ...common,
  id: 'laravel',
  name: 'Laravel',
  aliases: ['lumen'],
  keys: {
    host: ['MAIL_HOST'],
    port: ['MAIL_PORT'],
    url: ['MAIL_URL'],
    user: ['MAIL_USERNAME'],
    password: ['MAIL_PASSWORD'],
    from: ['MAIL_FROM_ADDRESS'],
    ehlo: ['MAIL_EHLO_DOMAIN'],
  },
  modes: [
    {
      when: { MAIL_SCHEME: ['tls', 'ssl', 'starttls'] },
      conflict: 'Laravel stops with an UnsupportedSchemeException: MAIL_SCHEME is smtp (STARTTLS) or smtps.',
    },
    { when: { MAIL_SCHEME: ['smtps'] }, mode: 'implicit-tls' },
    { when: {}, port: [465], mode: 'implicit-tls' },
    { when: {}, mode: 'starttls', optional: true },
  ],
  signs: [/\bMAIL_MAILER\b/, /\bMAIL_SCHEME\b/, /\bMAIL_FROM_ADDRESS\b/],
  switches: [
    {
      key: 'MAIL_ENCRYPTION',
      values: ['tls', 'ssl', 'starttls'],
      code: 'settings-without-effect',
      instead: null,
      why: 'since 11.36 Laravel reads MAIL_SCHEME instead (smtps for port 465, smtp for STARTTLS); up to Laravel 10 this line is right',
    },
    {
      key: 'MAIL_DRIVER',
      values: 'any',
      code: 'settings-without-effect',
      instead: null,
      why: 'it is called MAIL_MAILER since Laravel 7',
    },
  ],
  labels: { 'implicit-tls': 'MAIL_SCHEME=smtps', starttls: 'MAIL_SCHEME=smtp', cleartext: null },
  defaults: { host: 'localhost', port: 2525 },
  mistake:
    'MAIL_ENCRYPTION has no effect any more, MAIL_SCHEME=tls is refused, and after a change php artisan config:clear is needed',
  templates: {
    'implicit-tls': `MAIL_MAILER=smtp
MAIL_SCHEME=smtps
MAIL_HOST={host}
MAIL_PORT={port}
MAIL_USERNAME={user}
MAIL_PASSWORD=${PASSWORD}
MAIL_FROM_ADDRESS={from}
`,
    starttls: `MAIL_MAILER=smtp
MAIL_SCHEME=smtp
MAIL_HOST={host}
MAIL_PORT={port}
MAIL_USERNAME={user}
MAIL_PASSWORD=${PASSWORD}
MAIL_FROM_ADDRESS={from}
`,
    cleartext: null,
  },
  where: '.env, then php artisan config:clear',
  source: 'laravel/framework src/Illuminate/Mail/MailManager.php, config/mail.php; #53704, #53585, #53863',
  confidence: 'high',
};

/** Symfony Mailer (Transport/Smtp/EsmtpTransport.php): smtp:// upgrades where it can; without a port it takes 465 and TLS at once. */
const SYMFONY: Client = {
  ...common,
  id: 'symfony',
  name: 'Symfony Mailer',
  aliases: ['symfony-mailer', 'mailer-dsn'],
  keys: { url: ['MAILER_DSN', 'dsn'], ehlo: ['local_domain'] },
  modes: [
    { when: { scheme: ['smtps'] }, mode: 'implicit-tls' },
    { when: { scheme: ['smtp'] }, port: [465], mode: 'implicit-tls' },
    { when: { require_tls: ['true'] }, mode: 'starttls' },
    { when: { auto_tls: ['false'] }, mode: 'cleartext' },
    { when: {}, mode: 'starttls', optional: true },
  ],
  signs: [/\bMAILER_DSN\b/],
  switches: [
    {
      key: 'encryption',
      values: 'any',
      code: 'settings-without-effect',
      instead: null,
      why: 'it is from SwiftMailer; Symfony Mailer takes smtps:// for port 465 and smtp:// for STARTTLS',
    },
    {
      key: 'MAILER_URL',
      values: 'any',
      code: 'settings-without-effect',
      instead: null,
      why: 'it is from SwiftMailer; Symfony Mailer reads MAILER_DSN',
    },
  ],
  labels: {
    'implicit-tls': 'smtps://',
    starttls: 'smtp:// and require_tls=true',
    cleartext: 'smtp:// and auto_tls=false',
  },
  defaults: { host: null, port: 465 },
  mistake: '?encryption=tls is ignored; characters such as @ : / # in user and password must be percent-encoded',
  templates: {
    'implicit-tls': `MAILER_DSN="smtps://{user}:${PASSWORD}@{host}:{port}"
`,
    starttls: `MAILER_DSN="smtp://{user}:${PASSWORD}@{host}:{port}?require_tls=true"
`,
    cleartext: `MAILER_DSN="smtp://{host}:{port}?auto_tls=false"
`,
  },
  where: '.env.local (require_tls needs Symfony 7.3, auto_tls 7.1)',
  source: 'symfony/mailer Transport/Smtp/EsmtpTransport.php; symfony/symfony#53621, #59479, #48284',
  confidence: 'high',
};

/** Frameworks of PHP that are set up by environment: Symfony Mailer and what stands on it. */
export const PHP_DSN_CLIENTS: readonly Client[] = [LARAVEL, SYMFONY];
