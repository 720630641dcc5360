import type { Client } from '../types.ts';
import { chosenIn, formClient, PASSWORD } from './form.ts';

/** Since 2.4.6 without an extension. */
export const MAGENTO: Client = formClient({
  id: 'magento',
  name: 'Magento, Adobe Commerce',
  kind: 'application',
  aliases: ['adobe-commerce'],
  fields: { host: ['Host'], port: ['Port (25)', 'Port'], user: ['Username'], password: ['Password'] },
  login: ['Auth: LOGIN'],
  ...chosenIn('SSL', { 'implicit-tls': ['SSL'], starttls: ['TLS'], cleartext: ['None'] }),
  labels: { 'implicit-tls': 'SSL: SSL', starttls: 'SSL: TLS' },
  defaults: { host: 'localhost', port: 25 },
  mistake: 'the field is called "SSL" and "TLS" in it is STARTTLS: SSL goes with 465, TLS with 587',
  where: 'Stores > Configuration > Advanced > System > Mail Sending Settings, Transport: SMTP',
  source: "the shop's settings page",
  confidence: 'medium',
});

/** Advanced Parameters > E-mail. */
export const PRESTASHOP: Client = formClient({
  id: 'prestashop',
  name: 'PrestaShop',
  kind: 'application',
  fields: {
    host: ['SMTP server', 'Mail server address'],
    port: ['Port'],
    user: ['SMTP username'],
    password: ['SMTP password'],
    from: ['Mail domain name'],
  },
  ...chosenIn('Encryption', { 'implicit-tls': ['SSL'], starttls: ['TLS'], cleartext: ['None'] }),
  defaults: { host: 'localhost', port: 25 },
  mistake: '"TLS" is STARTTLS: it goes with 587, and SSL with 465',
  where: 'Advanced Parameters > E-mail > Set my own SMTP parameters',
  source: "the shop's settings page",
  confidence: 'low',
});

const joomla = (secure: string, login: boolean): string => `public $mailer = 'smtp';
public $mailonline = true;
public $mailfrom = '{from}';
public $smtphost = '{host}';
public $smtpport = {port};
public $smtpsecure = '${secure}';
public $smtpauth = ${login};
${login ? `public $smtpuser = '{user}';\npublic $smtppass = '${PASSWORD}';\n` : ''}`;

/** Its configuration file; the same words stand in Global Configuration > Server. */
export const JOOMLA: Client = {
  id: 'joomla',
  name: 'Joomla',
  kind: 'application',
  aliases: [],
  syntax: 'php',
  keys: {
    host: ['smtphost', 'SMTP Host'],
    port: ['smtpport', 'SMTP Port'],
    user: ['smtpuser', 'SMTP Username'],
    password: ['smtppass', 'SMTP Password'],
    from: ['mailfrom', 'From Email'],
  },
  modes: [
    { when: { smtpsecure: ['ssl'] }, mode: 'implicit-tls' },
    { when: { smtpsecure: ['tls'] }, mode: 'starttls' },
    { when: { smtphost: 'any' }, mode: 'starttls', optional: true },
    { when: { 'SMTP Security': ['SSL/TLS', 'SSL'] }, mode: 'implicit-tls' },
    { when: { 'SMTP Security': ['STARTTLS', 'TLS'] }, mode: 'starttls' },
  ],
  signs: [/\$smtpsecure\b/, /\$smtphost\b/],
  switches: [],
  stringsAreTrue: false,
  labels: { 'implicit-tls': "$smtpsecure = 'ssl'", starttls: "$smtpsecure = 'tls'", cleartext: null },
  defaults: { host: 'localhost', port: 25 },
  mistake: '\'tls\' is STARTTLS; older versions showed it as "TLS" and people set it beside 465',
  templates: { 'implicit-tls': joomla('ssl', true), starttls: joomla('tls', true), cleartext: null },
  where: 'configuration.php, or System > Global Configuration > Server',
  source: 'joomla/joomla-cms#31499',
  gathered: '2026-11',
  confidence: 'high',
};

const drupal = (protocol: string, rest: string): string => `$config['smtp.settings']['smtp_on'] = TRUE;
$config['smtp.settings']['smtp_host'] = '{host}';
$config['smtp.settings']['smtp_port'] = '{port}';
$config['smtp.settings']['smtp_protocol'] = '${protocol}';
${rest}$config['smtp.settings']['smtp_from'] = '{from}';
`;
const DRUPAL_LOGIN = `$config['smtp.settings']['smtp_username'] = '{user}';
$config['smtp.settings']['smtp_password'] = '${PASSWORD}';
`;

/** The module SMTP Authentication Support, which uses PHPMailer. */
export const DRUPAL: Client = {
  id: 'drupal',
  name: 'Drupal (SMTP Authentication Support)',
  kind: 'application',
  aliases: ['drupal-smtp'],
  syntax: 'php',
  keys: {
    host: ['smtp_host'],
    port: ['smtp_port'],
    user: ['smtp_username'],
    password: ['smtp_password'],
    from: ['smtp_from'],
    ehlo: ['smtp_client_hostname'],
  },
  modes: [
    { when: { smtp_protocol: ['ssl'] }, mode: 'implicit-tls' },
    { when: { smtp_protocol: ['tls'] }, mode: 'starttls' },
    { when: { smtp_autotls: ['false'] }, mode: 'cleartext' },
    { when: { smtp_host: 'any' }, mode: 'starttls', optional: true },
  ],
  signs: [/\bsmtp\.settings\b/, /\bsmtp_protocol\b/],
  switches: [],
  stringsAreTrue: false,
  labels: {
    'implicit-tls': "smtp_protocol 'ssl'",
    starttls: "smtp_protocol 'tls'",
    cleartext: "smtp_protocol 'standard', smtp_autotls FALSE",
  },
  defaults: { host: null, port: 25 },
  mistake: "'tls' is STARTTLS and goes with 587; 'standard' still upgrades unless smtp_autotls is off",
  templates: {
    'implicit-tls': drupal('ssl', DRUPAL_LOGIN),
    starttls: drupal('tls', DRUPAL_LOGIN),
    cleartext: drupal('standard', "$config['smtp.settings']['smtp_autotls'] = FALSE;\n"),
  },
  where: 'settings.php, or Configuration > System > SMTP Authentication Support',
  source: "the module's settings (smtp.settings)",
  gathered: '2026-11',
  confidence: 'medium',
};

const typo3 = (encrypt: boolean): string => `$GLOBALS['TYPO3_CONF_VARS']['MAIL']['transport'] = 'smtp';
$GLOBALS['TYPO3_CONF_VARS']['MAIL']['transport_smtp_server'] = '{host}:{port}';
$GLOBALS['TYPO3_CONF_VARS']['MAIL']['transport_smtp_encrypt'] = ${encrypt};
$GLOBALS['TYPO3_CONF_VARS']['MAIL']['transport_smtp_username'] = '{user}';
$GLOBALS['TYPO3_CONF_VARS']['MAIL']['transport_smtp_password'] = '${PASSWORD}';
$GLOBALS['TYPO3_CONF_VARS']['MAIL']['defaultMailFromAddress'] = '{from}';
`;

/** From version 10 on, with Symfony Mailer: anything but empty in `transport_smtp_encrypt` is TLS at once, even 'tls'. */
export const TYPO3: Client = {
  id: 'typo3',
  name: 'TYPO3',
  kind: 'application',
  aliases: [],
  syntax: 'php',
  keys: {
    place: ['transport_smtp_server'],
    user: ['transport_smtp_username'],
    password: ['transport_smtp_password'],
    from: ['defaultMailFromAddress'],
    ehlo: ['transport_smtp_domain'],
  },
  modes: [
    { when: { transport_smtp_encrypt: ['true', 'ssl', 'tls', 'starttls'] }, mode: 'implicit-tls' },
    { when: { transport_smtp_server: 'any' }, port: [465], mode: 'implicit-tls' },
    { when: { transport_smtp_server: 'any' }, mode: 'starttls', optional: true },
  ],
  signs: [/\btransport_smtp_(?:server|encrypt)\b/],
  switches: [
    {
      key: 'transport_smtp_stream_options.ssl.verify_peer',
      values: ['false'],
      code: 'settings-verification-off',
      instead: null,
      why: 'TYPO3 then accepts every certificate',
    },
  ],
  stringsAreTrue: true,
  labels: {
    'implicit-tls': 'transport_smtp_encrypt true',
    starttls: 'transport_smtp_encrypt false (STARTTLS where it is offered)',
    cleartext: null,
  },
  defaults: { host: null, port: 25 },
  mistake:
    "'tls' beside port 587, as before version 10: every value that is not empty now means TLS from the first byte",
  templates: { 'implicit-tls': typo3(true), starttls: typo3(false), cleartext: null },
  where: 'config/system/additional.php',
  source: 'TYPO3/typo3, Classes/Mail/TransportFactory.php; symfony/mailer, EsmtpTransport',
  gathered: '2026-11',
  confidence: 'high',
};

const ghost = (rest: string): string => `{
  "mail": {
    "transport": "SMTP",
    "from": "{from}",
    "options": {
      "host": "{host}",
      "port": {port},
${rest}
    }
  }
}
`;
const GHOST_LOGIN = `"auth": { "user": "{user}", "pass": "${PASSWORD}" }`;

/** A nodemailer inside: its options are passed on as they are. */
export const GHOST: Client = {
  id: 'ghost',
  name: 'Ghost',
  kind: 'application',
  aliases: [],
  syntax: 'json',
  keys: {
    host: ['mail.options.host', 'mail__options__host'],
    port: ['mail.options.port', 'mail__options__port'],
    user: ['mail.options.auth.user', 'mail__options__auth__user'],
    password: ['mail.options.auth.pass', 'mail__options__auth__pass'],
    from: ['mail.from', 'mail__from'],
    provider: ['mail.options.service', 'mail__options__service'],
  },
  modes: [
    { when: { 'mail.options.secure': ['true'] }, mode: 'implicit-tls' },
    { when: { mail__options__secure: ['true'] }, mode: 'implicit-tls' },
    { when: { 'mail.options.requireTLS': ['true'] }, mode: 'starttls' },
    { when: { 'mail.options.ignoreTLS': ['true'] }, mode: 'cleartext' },
    { when: { 'mail.options.secure': 'absent', mail__options__secure: 'absent' }, port: [465], mode: 'implicit-tls' },
    { when: {}, mode: 'starttls', optional: true },
  ],
  signs: [/"transport"\s*:\s*"SMTP"/i, /\bmail__options__\w+/],
  switches: [
    {
      key: 'mail.options.secureConnection',
      values: 'any',
      code: 'settings-without-effect',
      instead: null,
      why: 'Ghost passes it on to nodemailer, which reads "secure" since version 1',
    },
    {
      key: 'mail.options.tls.rejectUnauthorized',
      values: ['false'],
      code: 'settings-verification-off',
      instead: null,
      why: 'Ghost then accepts every certificate',
    },
  ],
  stringsAreTrue: true,
  labels: {
    'implicit-tls': '"secure": true',
    starttls: '"secure": false, "requireTLS": true',
    cleartext: '"ignoreTLS": true',
  },
  defaults: { host: 'localhost', port: 587 },
  mistake: '"secureConnection" from old guides has no effect: without "secure" port 465 alone switches TLS on',
  templates: {
    'implicit-tls': ghost(`      "secure": true,\n      ${GHOST_LOGIN}`),
    starttls: ghost(`      "secure": false,\n      "requireTLS": true,\n      ${GHOST_LOGIN}`),
    cleartext: ghost('      "secure": false,\n      "ignoreTLS": true'),
  },
  where: 'config.production.json',
  source: 'TryGhost docs-old#99; nodemailer, lib/smtp-connection',
  gathered: '2026-11',
  confidence: 'high',
};
