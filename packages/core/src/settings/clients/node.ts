import type { Client } from '../types.ts';
import { PASSWORD } from './form.ts';
import { NODEMAILER, nodemailerModes } from './nodemailer.ts';

/** NestJS: its mailer module hands `transport` to nodemailer as it is. */
const NESTJS: Client = {
  ...NODEMAILER,
  id: 'nestjs',
  name: 'NestJS mailer',
  kind: 'framework',
  aliases: ['nest', 'nestjs-mailer'],
  keys: { ...NODEMAILER.keys, url: ['transport'] },
  modes: nodemailerModes('transport'),
  signs: [/\bMailerModule\b/, /@nestjs-modules\/mailer/, /\bforRoot(Async)?\(/],
  mistake: 'secure: process.env.SMTP_SECURE is the text "false", and every text that is not empty is true',
  templates: {
    'implicit-tls': `MailerModule.forRoot({
  transport: {
    host: '{host}',
    port: {port},
    secure: true,
    auth: { user: '{user}', pass: process.env.SMTP_PASSWORD },
  },
  defaults: { from: '{from}' },
}),
`,
    starttls: `MailerModule.forRoot({
  transport: {
    host: '{host}',
    port: {port},
    secure: false,
    requireTLS: true,
    auth: { user: '{user}', pass: process.env.SMTP_PASSWORD },
  },
  defaults: { from: '{from}' },
}),
`,
    cleartext: `MailerModule.forRoot({
  transport: {
    host: '{host}',
    port: {port},
    secure: false,
    ignoreTLS: true,
  },
  defaults: { from: '{from}' },
}),
`,
  },
  where: 'the imports of app.module.ts',
  source: 'nest-modules/mailer lib/mailer.module.ts; nodemailer/nodemailer',
  confidence: 'medium',
};

/** Strapi: its nodemailer provider hands `providerOptions` to nodemailer as they are. */
const STRAPI: Client = {
  ...NODEMAILER,
  id: 'strapi',
  name: 'Strapi',
  kind: 'framework',
  aliases: [],
  keys: {
    ...NODEMAILER.keys,
    host: ['providerOptions.host', 'host'],
    port: ['providerOptions.port', 'port'],
    from: ['settings.defaultFrom', 'defaultFrom'],
  },
  signs: [/\bproviderOptions\b/, /\bprovider-email-nodemailer\b/, /\bprovider: *['"]nodemailer\b/, /\bdefaultFrom\b/],
  mistake: "secure: env('SMTP_SECURE') is the text \"false\", which is true: write env.bool('SMTP_SECURE')",
  templates: {
    'implicit-tls': `module.exports = ({ env }) => ({
  email: {
    config: {
      provider: 'nodemailer',
      providerOptions: {
        host: '{host}',
        port: {port},
        secure: true,
        auth: { user: '{user}', pass: env('SMTP_PASSWORD') },
      },
      settings: { defaultFrom: '{from}' },
    },
  },
});
`,
    starttls: `module.exports = ({ env }) => ({
  email: {
    config: {
      provider: 'nodemailer',
      providerOptions: {
        host: '{host}',
        port: {port},
        secure: false,
        requireTLS: true,
        auth: { user: '{user}', pass: env('SMTP_PASSWORD') },
      },
      settings: { defaultFrom: '{from}' },
    },
  },
});
`,
    cleartext: `module.exports = ({ env }) => ({
  email: {
    config: {
      provider: 'nodemailer',
      providerOptions: {
        host: '{host}',
        port: {port},
        secure: false,
        ignoreTLS: true,
      },
      settings: { defaultFrom: '{from}' },
    },
  },
});
`,
  },
  where: 'config/plugins.js, with the package @strapi/provider-email-nodemailer',
  source: '@strapi/provider-email-nodemailer README; docs.strapi.io features/email',
  confidence: 'high',
};

/** Directus (api/src/mailer.ts) reads true and false as such, and hands no requireTLS on. */
const DIRECTUS: Client = {
  ...NODEMAILER,
  id: 'directus',
  name: 'Directus',
  kind: 'application',
  aliases: [],
  syntax: 'env',
  keys: {
    host: ['EMAIL_SMTP_HOST'],
    port: ['EMAIL_SMTP_PORT'],
    user: ['EMAIL_SMTP_USER'],
    password: ['EMAIL_SMTP_PASSWORD'],
    from: ['EMAIL_FROM'],
    ehlo: ['EMAIL_SMTP_NAME'],
  },
  modes: [
    { when: { EMAIL_SMTP_SECURE: ['true'] }, mode: 'implicit-tls' },
    { when: { EMAIL_SMTP_IGNORE_TLS: ['true'] }, mode: 'cleartext' },
    { when: { EMAIL_SMTP_SECURE: 'absent' }, port: [465], mode: 'implicit-tls' },
    { when: {}, mode: 'starttls', optional: true },
  ],
  signs: [/\bEMAIL_TRANSPORT\b/, /\bEMAIL_SMTP_POOL\b/, /\bEMAIL_SMTP_IGNORE_TLS\b/],
  switches: [
    {
      key: 'EMAIL_SMTP_TLS_REJECT_UNAUTHORIZED',
      values: ['false'],
      code: 'settings-verification-off',
      instead: null,
      why: 'Directus then accepts every certificate',
    },
  ],
  stringsAreTrue: false,
  labels: {
    'implicit-tls': 'EMAIL_SMTP_SECURE=true',
    starttls: 'EMAIL_SMTP_SECURE=false',
    cleartext: 'EMAIL_SMTP_IGNORE_TLS=true',
  },
  mistake: 'EMAIL_TRANSPORT stays sendmail where nobody sets it to smtp; EMAIL_SMTP_SECURE=true with port 587',
  templates: {
    'implicit-tls': `EMAIL_TRANSPORT="smtp"
EMAIL_SMTP_HOST="{host}"
EMAIL_SMTP_PORT={port}
EMAIL_SMTP_SECURE=true
EMAIL_SMTP_USER="{user}"
EMAIL_SMTP_PASSWORD=${PASSWORD}
EMAIL_FROM="{from}"
`,
    starttls: `EMAIL_TRANSPORT="smtp"
EMAIL_SMTP_HOST="{host}"
EMAIL_SMTP_PORT={port}
EMAIL_SMTP_SECURE=false
EMAIL_SMTP_USER="{user}"
EMAIL_SMTP_PASSWORD=${PASSWORD}
EMAIL_FROM="{from}"
`,
    cleartext: `EMAIL_TRANSPORT="smtp"
EMAIL_SMTP_HOST="{host}"
EMAIL_SMTP_PORT={port}
EMAIL_SMTP_SECURE=false
EMAIL_SMTP_IGNORE_TLS=true
EMAIL_FROM="{from}"
`,
  },
  where: 'the environment of the container, .env',
  source: 'directus/directus api/src/mailer.ts; directus.io docs configuration/email',
  confidence: 'high',
};

/** What hands its settings to nodemailer. */
export const NODE_CLIENTS: readonly Client[] = [NESTJS, STRAPI, DIRECTUS];
