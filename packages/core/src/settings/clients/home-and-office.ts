import type { Client } from '../types.ts';
import { chosenIn, formClient, PASSWORD } from './form.ts';

const nextcloud = (secure: string): string => `'mail_smtpmode' => 'smtp',
'mail_smtphost' => '{host}',
'mail_smtpport' => {port},
'mail_smtpsecure' => '${secure}',
'mail_smtpauth' => true,
'mail_smtpname' => '{user}',
'mail_smtppassword' => '${PASSWORD}',
`;

/** Symfony Mailer since 26: 'ssl' or nothing; STARTTLS happens by itself, and 465 is TLS at once either way. */
export const NEXTCLOUD: Client = {
  id: 'nextcloud',
  name: 'Nextcloud',
  kind: 'application',
  aliases: ['owncloud'],
  syntax: 'php',
  keys: {
    host: ['mail_smtphost'],
    port: ['mail_smtpport'],
    user: ['mail_smtpname'],
    password: ['mail_smtppassword'],
  },
  modes: [
    { when: { mail_smtpsecure: ['ssl'] }, mode: 'implicit-tls' },
    { when: {}, port: [465], mode: 'implicit-tls' },
    { when: {}, mode: 'starttls', optional: true },
  ],
  signs: [/\bmail_smtp(?:host|secure|port|mode)\b/],
  switches: [
    {
      key: 'mail_smtpsecure',
      values: ['tls'],
      code: 'settings-without-effect',
      instead: '',
      why: "since version 26 'tls' counts as empty: STARTTLS is used where the server offers it",
    },
    {
      key: 'mail_smtpstreamoptions.ssl.verify_peer',
      values: ['false'],
      code: 'settings-verification-off',
      instead: 'true',
      why: 'Nextcloud then accepts every certificate',
    },
    {
      key: 'mail_smtpstreamoptions.ssl.verify_peer_name',
      values: ['false'],
      code: 'settings-verification-off',
      instead: 'true',
      why: 'Nextcloud then accepts a certificate of any name',
    },
    {
      key: 'mail_smtpstreamoptions.ssl.allow_self_signed',
      values: ['true'],
      code: 'settings-verification-off',
      instead: 'false',
      why: 'Nextcloud then accepts certificates that anybody made',
    },
  ],
  stringsAreTrue: false,
  labels: {
    'implicit-tls': "'mail_smtpsecure' => 'ssl' (Encryption: SSL)",
    starttls: "'mail_smtpsecure' => '' (Encryption: None/STARTTLS)",
    cleartext: null,
  },
  defaults: { host: 'localhost', port: 25 },
  mistake: '"SSL" in the form beside port 587; what it calls "None/STARTTLS" is the entry for 587',
  templates: { 'implicit-tls': nextcloud('ssl'), starttls: nextcloud(''), cleartext: null },
  where: 'config/config.php, or Administration settings > Basic settings > Email server',
  source: 'nextcloud/server, lib/private/Mail/Mailer.php',
  gathered: '2026-11',
  confidence: 'high',
};

const homeAssistant = (encryption: string, login: boolean): string => `notify:
  - name: mail
    platform: smtp
    server: '{host}'
    port: {port}
    encryption: ${encryption}
${login ? `    username: '{user}'\n    password: !secret smtp_password\n` : ''}    sender: '{from}'
    recipient: '{from}'
`;

/** Says "tls" and means TLS from the first byte. */
export const HOME_ASSISTANT: Client = {
  id: 'home-assistant',
  name: 'Home Assistant',
  kind: 'application',
  aliases: ['hass', 'homeassistant'],
  syntax: 'yaml',
  keys: {
    host: ['server'],
    port: ['port'],
    user: ['username'],
    password: ['password'],
    from: ['sender'],
  },
  modes: [
    { when: { encryption: ['tls'] }, mode: 'implicit-tls' },
    { when: { encryption: ['starttls'] }, mode: 'starttls' },
    { when: { encryption: ['none'] }, mode: 'cleartext' },
    { when: { encryption: 'absent' }, mode: 'starttls' },
  ],
  signs: [/^\s*-?\s*platform\s*:\s*smtp\b/m],
  switches: [
    {
      key: 'verify_ssl',
      values: ['false'],
      code: 'settings-verification-off',
      instead: 'true',
      why: 'Home Assistant then accepts every certificate',
    },
  ],
  stringsAreTrue: false,
  labels: { 'implicit-tls': 'encryption: tls', starttls: 'encryption: starttls', cleartext: 'encryption: none' },
  defaults: { host: 'localhost', port: 587 },
  mistake: '"tls" beside port 587: here it is TLS from the first byte, for 465; 587 wants "starttls"',
  templates: {
    'implicit-tls': homeAssistant('tls', true),
    starttls: homeAssistant('starttls', true),
    cleartext: homeAssistant('none', false),
  },
  where: 'configuration.yaml; the password in secrets.yaml',
  source: 'home-assistant/core, components/smtp/notify.py',
  gathered: '2026-11',
  confidence: 'high',
};

const n8n = (ssl: boolean, starttls: boolean, login: boolean): string => `N8N_EMAIL_MODE=smtp
N8N_SMTP_HOST={host}
N8N_SMTP_PORT={port}
N8N_SMTP_SSL=${ssl}
N8N_SMTP_STARTTLS=${starttls}
${login ? `N8N_SMTP_USER={user}\nN8N_SMTP_PASS=${PASSWORD}\n` : ''}N8N_SMTP_SENDER={from}
`;

/** A nodemailer inside, with `secure` on unless switched off. */
export const N8N: Client = {
  id: 'n8n',
  name: 'n8n',
  kind: 'application',
  aliases: [],
  syntax: 'env',
  keys: {
    host: ['N8N_SMTP_HOST'],
    port: ['N8N_SMTP_PORT'],
    user: ['N8N_SMTP_USER'],
    password: ['N8N_SMTP_PASS'],
    from: ['N8N_SMTP_SENDER'],
  },
  modes: [
    { when: { N8N_SMTP_SSL: ['false'], N8N_SMTP_STARTTLS: ['false'] }, mode: 'cleartext' },
    { when: { N8N_SMTP_SSL: ['false'] }, mode: 'starttls', optional: true },
    { when: {}, mode: 'implicit-tls' },
  ],
  signs: [/\bN8N_SMTP_\w+/],
  switches: [],
  stringsAreTrue: false,
  labels: {
    'implicit-tls': 'N8N_SMTP_SSL=true (the default)',
    starttls: 'N8N_SMTP_SSL=false, N8N_SMTP_STARTTLS=true',
    cleartext: 'both false',
  },
  defaults: { host: null, port: 465 },
  mistake: 'N8N_SMTP_SSL is on by default, so port 587 alone gives "wrong version number"',
  templates: {
    'implicit-tls': n8n(true, false, true),
    starttls: n8n(false, true, true),
    cleartext: n8n(false, false, false),
  },
  where: 'the environment of the container',
  source: "n8n's documentation, user management SMTP; n8n, UserManagement/email/NodeMailer; n8n-io/n8n#13269",
  gathered: '2026-11',
  confidence: 'high',
};

/** An outgoing server in the database. */
export const ODOO: Client = formClient({
  id: 'odoo',
  name: 'Odoo',
  kind: 'application',
  aliases: ['openerp'],
  fields: {
    host: ['SMTP Server'],
    port: ['SMTP Port'],
    user: ['Username'],
    password: ['Password'],
    from: ['FROM Filtering'],
  },
  login: ['Authenticate with: Username'],
  ...chosenIn('Connection Encryption', {
    'implicit-tls': ['SSL/TLS', 'SSL/TLS, encryption only', 'SSL/TLS, encryption and validation'],
    starttls: ['TLS (STARTTLS)', 'TLS (STARTTLS), encryption only', 'TLS (STARTTLS), encryption and validation'],
    cleartext: ['None'],
  }),
  signs: [/^\s*Connection (?:Encryption|Security)\s*:\s*(?:TLS \(STARTTLS\)|SSL\/TLS,)/im],
  defaults: { host: null, port: 25 },
  mistake: 'changing the encryption sets the port to 465 or 25, never to 587: type it',
  where: 'Settings > Technical > Outgoing Mail Servers (developer mode)',
  source: 'odoo/odoo, base/models/ir_mail_server.py',
  confidence: 'high',
});

const odooConf = (ssl: boolean, login: boolean): string => `[options]
smtp_server = {host}
smtp_port = {port}
smtp_ssl = ${ssl ? 'True' : 'False'}
${login ? `smtp_user = {user}\nsmtp_password = ${PASSWORD}\n` : ''}email_from = {from}
`;

/** The server's file, used where the database names no outgoing server: `smtp_ssl` is STARTTLS. */
export const ODOO_CONF: Client = {
  id: 'odoo-conf',
  name: 'Odoo (odoo.conf)',
  kind: 'application',
  aliases: [],
  syntax: 'ini',
  keys: {
    host: ['smtp_server'],
    port: ['smtp_port'],
    user: ['smtp_user'],
    password: ['smtp_password'],
    from: ['email_from'],
  },
  modes: [
    { when: { smtp_ssl: ['true'] }, mode: 'starttls' },
    { when: {}, mode: 'cleartext' },
  ],
  signs: [/^\s*\[options\]\s*$[\s\S]*?^\s*smtp_server\s*=/im],
  switches: [],
  stringsAreTrue: false,
  labels: { 'implicit-tls': null, starttls: 'smtp_ssl = True', cleartext: 'smtp_ssl = False' },
  defaults: { host: 'localhost', port: 25 },
  mistake: 'smtp_ssl beside port 465: since version 7 it is STARTTLS; 465 needs an outgoing server in the database',
  templates: { 'implicit-tls': null, starttls: odooConf(true, true), cleartext: odooConf(false, false) },
  where: 'odoo.conf',
  source: 'odoo/odoo, base/models/ir_mail_server.py',
  gathered: '2026-11',
  confidence: 'high',
};
