import type { Client } from '../types.ts';
import { chosenIn, formClient, PASSWORD } from './form.ts';

const discourse = (force: boolean, starttls: boolean, login: boolean): string => `env:
  DISCOURSE_SMTP_ADDRESS: '{host}'
  DISCOURSE_SMTP_PORT: {port}
${login ? `  DISCOURSE_SMTP_USER_NAME: '{user}'\n  DISCOURSE_SMTP_PASSWORD: '${PASSWORD}'\n` : ''}  DISCOURSE_SMTP_FORCE_TLS: ${force}
  DISCOURSE_SMTP_ENABLE_START_TLS: ${starttls}
  DISCOURSE_NOTIFICATION_EMAIL: '{from}'
`;

/** Settings of Action Mailer by the environment; FORCE_TLS wins over START_TLS. */
export const DISCOURSE: Client = {
  id: 'discourse',
  name: 'Discourse',
  kind: 'application',
  aliases: [],
  syntax: 'yaml',
  keys: {
    host: ['DISCOURSE_SMTP_ADDRESS'],
    port: ['DISCOURSE_SMTP_PORT'],
    user: ['DISCOURSE_SMTP_USER_NAME'],
    password: ['DISCOURSE_SMTP_PASSWORD'],
    from: ['DISCOURSE_NOTIFICATION_EMAIL'],
    ehlo: ['DISCOURSE_SMTP_DOMAIN'],
  },
  modes: [
    { when: { DISCOURSE_SMTP_FORCE_TLS: ['true'] }, mode: 'implicit-tls' },
    { when: { DISCOURSE_SMTP_ENABLE_START_TLS: ['false'] }, mode: 'cleartext' },
    { when: {}, mode: 'starttls', optional: true },
  ],
  signs: [/\bDISCOURSE_SMTP_\w+/],
  switches: [
    {
      key: 'DISCOURSE_SMTP_OPENSSL_VERIFY_MODE',
      values: ['none'],
      code: 'settings-verification-off',
      instead: 'peer',
      why: 'Discourse then accepts every certificate',
    },
  ],
  stringsAreTrue: false,
  labels: {
    'implicit-tls': 'DISCOURSE_SMTP_FORCE_TLS: true',
    starttls: 'DISCOURSE_SMTP_ENABLE_START_TLS: true',
    cleartext: 'DISCOURSE_SMTP_ENABLE_START_TLS: false',
  },
  defaults: { host: null, port: 25 },
  mistake: 'port 465 without DISCOURSE_SMTP_FORCE_TLS hangs; a # in the password ends the value unless it is quoted',
  templates: {
    'implicit-tls': discourse(true, false, true),
    starttls: discourse(false, true, true),
    cleartext: discourse(false, false, false),
  },
  where: '/var/discourse/containers/app.yml, then "./launcher rebuild app"',
  source: 'discourse/discourse, app/models/global_setting.rb; pull request #11733',
  gathered: '2026-11',
  confidence: 'high',
};

const mastodon = (rest: string): string => `SMTP_SERVER={host}
SMTP_PORT={port}
${rest}SMTP_FROM_ADDRESS={from}
`;
const MASTODON_LOGIN = `SMTP_LOGIN={user}
SMTP_PASSWORD=${PASSWORD}
`;

/** SMTP_ENABLE_STARTTLS (always, auto, never) since 4.0; SMTP_SSL and SMTP_TLS both mean TLS at once. */
export const MASTODON: Client = {
  id: 'mastodon',
  name: 'Mastodon',
  kind: 'application',
  aliases: [],
  syntax: 'env',
  keys: {
    host: ['SMTP_SERVER'],
    port: ['SMTP_PORT'],
    user: ['SMTP_LOGIN'],
    password: ['SMTP_PASSWORD'],
    from: ['SMTP_FROM_ADDRESS'],
    ehlo: ['SMTP_DOMAIN'],
  },
  modes: [
    ...['SMTP_SSL', 'SMTP_TLS'].flatMap((key) => [
      {
        when: { [key]: ['true'], SMTP_ENABLE_STARTTLS: ['always'] },
        conflict: `${key} starts TLS at once; it cannot be combined with STARTTLS`,
      },
      { when: { [key]: ['true'] }, mode: 'implicit-tls' as const },
    ]),
    { when: { SMTP_ENABLE_STARTTLS: ['always'] }, mode: 'starttls' },
    { when: { SMTP_ENABLE_STARTTLS: ['never'] }, mode: 'cleartext' },
    { when: { SMTP_ENABLE_STARTTLS: 'absent', SMTP_ENABLE_STARTTLS_AUTO: ['false'] }, mode: 'cleartext' },
    { when: {}, mode: 'starttls', optional: true },
  ],
  signs: [/^\s*SMTP_SERVER\s*=[\s\S]*^\s*SMTP_LOGIN\s*=/m, /\bSMTP_ENABLE_STARTTLS(?:_AUTO)?\b/],
  switches: [
    {
      key: 'SMTP_OPENSSL_VERIFY_MODE',
      values: ['none'],
      code: 'settings-verification-off',
      instead: 'peer',
      why: 'Mastodon then accepts every certificate',
    },
  ],
  stringsAreTrue: false,
  labels: {
    'implicit-tls': 'SMTP_SSL=true',
    starttls: 'SMTP_ENABLE_STARTTLS=always',
    cleartext: 'SMTP_ENABLE_STARTTLS=never',
  },
  defaults: { host: 'localhost', port: 587 },
  mistake: 'SMTP_TLS=true beside port 587: in spite of its name it is TLS at once, as SMTP_SSL is',
  templates: {
    'implicit-tls': mastodon(`${MASTODON_LOGIN}SMTP_SSL=true\n`),
    starttls: mastodon(`${MASTODON_LOGIN}SMTP_ENABLE_STARTTLS=always\n`),
    cleartext: mastodon('SMTP_AUTH_METHOD=none\nSMTP_ENABLE_STARTTLS=never\n'),
  },
  where: '.env.production',
  source: "mastodon/mastodon, config/environments/production.rb and pull request #17216; Mastodon's documentation",
  gathered: '2026-11',
  confidence: 'medium',
};

/** Its settings page; the file takes the SMTP servers no longer. */
export const LISTMONK: Client = formClient({
  id: 'listmonk',
  name: 'listmonk',
  kind: 'application',
  fields: {
    host: ['Host'],
    port: ['Port'],
    user: ['Username'],
    password: ['Password'],
    from: ['Default `from` email'],
    ehlo: ['HELO hostname'],
  },
  login: ['Auth protocol: PLAIN'],
  ...chosenIn('TLS', { 'implicit-tls': ['SSL/TLS', 'TLS'], starttls: ['STARTTLS'], cleartext: ['Off', 'none'] }),
  signs: [/^\s*(?:HELO hostname|Auth protocol)\s*:/im],
  switches: [
    {
      key: 'Skip TLS verification',
      values: ['true'],
      code: 'settings-verification-off',
      instead: 'off',
      why: 'listmonk then accepts every certificate',
    },
  ],
  defaults: { host: null, port: 587 },
  mistake: 'SSL/TLS beside 587: "first record does not look like a TLS handshake"',
  where: 'Settings > SMTP',
  source: 'knadh/listmonk, frontend/src/views/settings/smtp.vue; issue #779',
  confidence: 'high',
});
