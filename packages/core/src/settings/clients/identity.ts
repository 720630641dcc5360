import type { Client } from '../types.ts';
import { PASSWORD } from './form.ts';

const keycloak = (ssl: boolean, starttls: boolean, login: boolean): string => `{
  "smtpServer": {
    "host": "{host}",
    "port": "{port}",
    "from": "{from}",
    "ssl": "${ssl}",
    "starttls": "${starttls}",
    "auth": "${login}"${login ? `,\n    "user": "{user}",\n    "password": "${PASSWORD}"` : ''}
  }
}
`;

/** A realm, as it is exported and imported; the form calls the switches "Enable SSL" and "Enable StartTLS". */
export const KEYCLOAK: Client = {
  id: 'keycloak',
  name: 'Keycloak',
  kind: 'application',
  aliases: ['red-hat-sso'],
  syntax: 'json',
  keys: {
    host: ['smtpServer.host', 'Host'],
    port: ['smtpServer.port', 'Port'],
    user: ['smtpServer.user', 'Username'],
    password: ['smtpServer.password', 'Password'],
    from: ['smtpServer.from', 'From'],
  },
  modes: [
    {
      when: { 'smtpServer.ssl': ['true'], 'smtpServer.starttls': ['true'] },
      conflict: 'with both, Keycloak starts TLS at once and never gets to STARTTLS',
    },
    {
      when: { 'Enable SSL': ['true'], 'Enable StartTLS': ['true'] },
      conflict: 'with both, Keycloak starts TLS at once and never gets to STARTTLS',
    },
    { when: { 'smtpServer.ssl': ['true'] }, mode: 'implicit-tls' },
    { when: { 'Enable SSL': ['true'] }, mode: 'implicit-tls' },
    { when: { 'smtpServer.starttls': ['true'] }, mode: 'starttls', optional: true },
    { when: { 'Enable StartTLS': ['true'] }, mode: 'starttls', optional: true },
    { when: {}, mode: 'cleartext' },
  ],
  signs: [/"smtpServer"\s*:/, /^\s*Enable StartTLS\s*:/im],
  switches: [],
  stringsAreTrue: false,
  labels: {
    'implicit-tls': '"ssl": "true" (Enable SSL)',
    starttls: '"starttls": "true" (Enable StartTLS)',
    cleartext: 'both off',
  },
  defaults: { host: null, port: 25 },
  mistake: 'both switches on; a company CA that is missing in the truststore of the Java that runs it',
  templates: {
    'implicit-tls': keycloak(true, false, true),
    starttls: keycloak(false, true, true),
    cleartext: keycloak(false, false, false),
  },
  where: 'the realm (partial import or kcadm), or Realm settings > Email',
  source: "Keycloak's server administration guide; keycloak/keycloak, DefaultEmailSenderProvider",
  gathered: '2026-11',
  confidence: 'medium',
};

const authelia = (scheme: string, rest: string): string => `notifier:
  smtp:
    address: '${scheme}://{host}:{port}'
    sender: '{from}'
    identifier: '{domain}'
${rest}`;
const AUTHELIA_LOGIN = `    username: '{user}'
    password: '${PASSWORD}'
`;

/** The scheme of the address says the mode; STARTTLS is required on every other one. */
export const AUTHELIA: Client = {
  id: 'authelia',
  name: 'Authelia',
  kind: 'application',
  aliases: [],
  syntax: 'yaml',
  keys: {
    url: ['notifier.smtp.address', 'smtp.address'],
    user: ['smtp.username'],
    password: ['smtp.password'],
    from: ['smtp.sender'],
    ehlo: ['smtp.identifier'],
  },
  modes: [
    { when: { scheme: ['submissions', 'smtps'] }, mode: 'implicit-tls' },
    { when: { 'smtp.disable_starttls': ['true'] }, mode: 'cleartext' },
    { when: { 'smtp.disable_require_tls': ['true'] }, mode: 'starttls', optional: true },
    { when: {}, mode: 'starttls' },
  ],
  signs: [/^\s*address\s*:\s*['"]?(?:smtp|submissions?):\/\//im],
  switches: [
    {
      key: 'smtp.tls.skip_verify',
      values: ['true'],
      code: 'settings-verification-off',
      instead: 'false',
      why: 'Authelia then accepts every certificate',
    },
  ],
  stringsAreTrue: false,
  labels: {
    'implicit-tls': "address: 'submissions://…'",
    starttls: "address: 'submission://…'",
    cleartext: 'disable_starttls: true, disable_require_tls: true',
  },
  defaults: { host: null, port: 25 },
  mistake: 'the identifier left at "localhost": it is the name in EHLO, and servers refuse it',
  templates: {
    'implicit-tls': authelia('submissions', AUTHELIA_LOGIN),
    starttls: authelia('submission', AUTHELIA_LOGIN),
    cleartext: authelia('smtp', '    disable_require_tls: true\n    disable_starttls: true\n'),
  },
  where: 'configuration.yml',
  source: 'authelia.com/configuration/notifications/smtp',
  gathered: '2026-11',
  confidence: 'high',
};

const authentik = (tls: boolean, ssl: boolean, login: boolean): string => `AUTHENTIK_EMAIL__HOST={host}
AUTHENTIK_EMAIL__PORT={port}
${login ? `AUTHENTIK_EMAIL__USERNAME={user}\nAUTHENTIK_EMAIL__PASSWORD=${PASSWORD}\n` : ''}AUTHENTIK_EMAIL__USE_TLS=${tls}
AUTHENTIK_EMAIL__USE_SSL=${ssl}
AUTHENTIK_EMAIL__FROM={from}
`;

/** Django's two switches under other names; their values are parsed, so "false" is false. */
export const AUTHENTIK: Client = {
  id: 'authentik',
  name: 'authentik',
  kind: 'application',
  aliases: ['goauthentik'],
  syntax: 'env',
  keys: {
    host: ['AUTHENTIK_EMAIL__HOST'],
    port: ['AUTHENTIK_EMAIL__PORT'],
    user: ['AUTHENTIK_EMAIL__USERNAME'],
    password: ['AUTHENTIK_EMAIL__PASSWORD'],
    from: ['AUTHENTIK_EMAIL__FROM'],
  },
  modes: [
    {
      when: { AUTHENTIK_EMAIL__USE_TLS: ['true'], AUTHENTIK_EMAIL__USE_SSL: ['true'] },
      conflict: 'Django takes only one of the two and refuses to send',
    },
    { when: { AUTHENTIK_EMAIL__USE_SSL: ['true'] }, mode: 'implicit-tls' },
    { when: { AUTHENTIK_EMAIL__USE_TLS: ['true'] }, mode: 'starttls' },
    { when: {}, mode: 'cleartext' },
  ],
  signs: [/\bAUTHENTIK_EMAIL__\w+/],
  switches: [],
  stringsAreTrue: false,
  labels: {
    'implicit-tls': 'AUTHENTIK_EMAIL__USE_SSL=true',
    starttls: 'AUTHENTIK_EMAIL__USE_TLS=true',
    cleartext: 'both false',
  },
  defaults: { host: 'localhost', port: 25 },
  mistake:
    'USE_TLS is STARTTLS and goes with 587, USE_SSL with 465; set on the server but not on the worker, which sends',
  templates: {
    'implicit-tls': authentik(false, true, true),
    starttls: authentik(true, false, true),
    cleartext: authentik(false, false, false),
  },
  where: '.env, for the server and the worker',
  source: "authentik's installation guide, email",
  gathered: '2026-11',
  confidence: 'high',
};

const vaultwarden = (security: string, login: boolean): string => `SMTP_HOST={host}
SMTP_PORT={port}
SMTP_SECURITY=${security}
SMTP_FROM={from}
${login ? `SMTP_USERNAME={user}\nSMTP_PASSWORD=${PASSWORD}\n` : ''}`;

/** One word for the mode; the two older switches still count where it is not set. */
export const VAULTWARDEN: Client = {
  id: 'vaultwarden',
  name: 'Vaultwarden',
  kind: 'application',
  aliases: ['bitwarden-rs'],
  syntax: 'env',
  keys: {
    host: ['SMTP_HOST'],
    port: ['SMTP_PORT'],
    user: ['SMTP_USERNAME'],
    password: ['SMTP_PASSWORD'],
    from: ['SMTP_FROM'],
    ehlo: ['HELO_NAME'],
  },
  modes: [
    { when: { SMTP_SECURITY: ['force_tls'] }, mode: 'implicit-tls' },
    { when: { SMTP_SECURITY: ['starttls'] }, mode: 'starttls' },
    { when: { SMTP_SECURITY: ['off'] }, mode: 'cleartext' },
    { when: { SMTP_EXPLICIT_TLS: ['true'] }, mode: 'implicit-tls' },
    { when: { SMTP_SSL: ['false'] }, mode: 'cleartext' },
    { when: {}, mode: 'starttls' },
  ],
  signs: [
    /^\s*(?:export\s+)?SMTP_SECURITY\s*=/m,
    /\bSMTP_EXPLICIT_TLS\b/,
    /\bSMTP_ACCEPT_INVALID_(?:CERTS|HOSTNAMES)\b/,
  ],
  switches: [
    {
      key: 'SMTP_EXPLICIT_TLS',
      values: 'any',
      code: 'settings-label-ambiguous',
      instead: null,
      why: 'its name was the wrong way round: true is implicit TLS; SMTP_SECURITY replaced it (force_tls, starttls, off)',
    },
    {
      key: 'SMTP_ACCEPT_INVALID_CERTS',
      values: ['true'],
      code: 'settings-verification-off',
      instead: 'false',
      why: 'Vaultwarden then accepts every certificate',
    },
    {
      key: 'SMTP_ACCEPT_INVALID_HOSTNAMES',
      values: ['true'],
      code: 'settings-verification-off',
      instead: 'false',
      why: 'Vaultwarden then accepts a certificate of any name',
    },
  ],
  stringsAreTrue: false,
  labels: {
    'implicit-tls': 'SMTP_SECURITY=force_tls',
    starttls: 'SMTP_SECURITY=starttls',
    cleartext: 'SMTP_SECURITY=off',
  },
  defaults: { host: null, port: 587 },
  mistake: 'SMTP_EXPLICIT_TLS=true from old guides: it means implicit TLS and goes with 465, not with 587',
  templates: {
    'implicit-tls': vaultwarden('force_tls', true),
    starttls: vaultwarden('starttls', true),
    cleartext: vaultwarden('off', false),
  },
  where: '.env; what was saved in the admin page wins over it',
  source: 'dani-garcia/vaultwarden, src/config.rs and wiki',
  gathered: '2026-11',
  confidence: 'high',
};
