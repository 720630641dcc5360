import type { Client } from '../types.ts';
import { chosenIn, formClient, PASSWORD } from './form.ts';

/** PHPMailer upgrades by itself where the server offers it, unless AUTOTLS is off. */
const wpConfig = (ssl: string, rest: string): string => `define( 'WPMS_ON', true );
define( 'WPMS_MAILER', 'smtp' );
define( 'WPMS_SMTP_HOST', '{host}' );
define( 'WPMS_SMTP_PORT', {port} );
define( 'WPMS_SSL', '${ssl}' );
${rest}define( 'WPMS_MAIL_FROM', '{from}' );
`;
const LOGIN = `define( 'WPMS_SMTP_AUTH', true );
define( 'WPMS_SMTP_USER', '{user}' );
define( 'WPMS_SMTP_PASS', '${PASSWORD}' );
`;

/** The plugin WP Mail SMTP, by its constants; they win over what is set in its pages. */
export const WORDPRESS: Client = {
  id: 'wordpress',
  name: 'WordPress (WP Mail SMTP)',
  kind: 'application',
  aliases: ['wp', 'wp-mail-smtp'],
  syntax: 'php',
  keys: {
    host: ['WPMS_SMTP_HOST', 'SMTP Host'],
    port: ['WPMS_SMTP_PORT', 'SMTP Port'],
    user: ['WPMS_SMTP_USER', 'SMTP Username'],
    password: ['WPMS_SMTP_PASS', 'SMTP Password'],
    from: ['WPMS_MAIL_FROM', 'From Email'],
  },
  modes: [
    { when: { WPMS_SSL: ['ssl'] }, mode: 'implicit-tls' },
    { when: { WPMS_SSL: ['tls'] }, mode: 'starttls' },
    { when: { WPMS_SMTP_AUTOTLS: ['false'] }, mode: 'cleartext' },
    { when: { Encryption: ['ssl'] }, mode: 'implicit-tls' },
    { when: { Encryption: ['tls'] }, mode: 'starttls' },
    { when: { WPMS_SMTP_HOST: 'any' }, mode: 'starttls', optional: true },
  ],
  signs: [/\bWPMS_(?:SMTP_HOST|SSL|MAILER|SMTP_PORT)\b/],
  switches: [],
  stringsAreTrue: false,
  labels: {
    'implicit-tls': "WPMS_SSL 'ssl' (Encryption: SSL)",
    starttls: "WPMS_SSL 'tls' (Encryption: TLS)",
    cleartext: "WPMS_SSL '', WPMS_SMTP_AUTOTLS false",
  },
  defaults: { host: 'localhost', port: 25 },
  mistake:
    '"TLS" beside port 465: here "TLS" is STARTTLS, whatever the comment says that many copies of wp-config.php carry; with "None" Auto TLS still upgrades',
  templates: {
    'implicit-tls': wpConfig('ssl', LOGIN),
    starttls: wpConfig('tls', LOGIN),
    cleartext: wpConfig('', "define( 'WPMS_SMTP_AUTOTLS', false );\ndefine( 'WPMS_SMTP_AUTH', false );\n"),
  },
  where: 'wp-config.php, above "That\'s all, stop editing!"',
  source: 'WP Mail SMTP: its wp_mail_smtp.php and documentation',
  gathered: '2026-11',
  confidence: 'high',
};

/** Keeps its connection in the database; constants exist for user and password only. */
export const FLUENT_SMTP: Client = formClient({
  id: 'fluent-smtp',
  name: 'FluentSMTP (WordPress)',
  kind: 'application',
  fields: {
    host: ['SMTP Host'],
    port: ['SMTP Port'],
    user: ['SMTP Username'],
    password: ['SMTP Password'],
    from: ['From Email'],
  },
  login: ['Authentication: on'],
  ...chosenIn('Encryption', { 'implicit-tls': ['SSL'], starttls: ['TLS'], cleartext: ['None'] }),
  mistake: '"TLS" is STARTTLS and goes with 587; "None" with Auto TLS on still upgrades where the server offers it',
  where: 'Settings > FluentSMTP > Add Connection > Other SMTP',
  source: 'WPManageNinja/fluent-smtp',
  confidence: 'medium',
});

/** Says the modes by their real names. */
export const POST_SMTP: Client = formClient({
  id: 'post-smtp',
  name: 'Post SMTP (WordPress)',
  kind: 'application',
  aliases: ['postman-smtp'],
  fields: {
    host: ['Outgoing Mail Server Hostname', 'Outgoing Mail Server'],
    port: ['Outgoing Mail Server Port'],
    user: ['Username'],
    password: ['Password'],
    from: ['Envelope-From Email Address'],
  },
  login: ['Authentication: Plain'],
  ...chosenIn('Security', { 'implicit-tls': ['SMTPS', 'SSL'], starttls: ['STARTTLS', 'TLS'], cleartext: ['None'] }),
  signs: [/^\s*Outgoing Mail Server Hostname\s*:/im],
  defaults: { host: null, port: 25 },
  mistake: 'the wizard takes the first port that answers, which may be 25',
  where: 'Post SMTP > Settings > Account',
  source: "the plugin's settings page",
  confidence: 'medium',
});

/** Easy WP SMTP. */
export const EASY_WP_SMTP: Client = formClient({
  id: 'easy-wp-smtp',
  name: 'Easy WP SMTP (WordPress)',
  kind: 'application',
  fields: {
    host: ['SMTP Host'],
    port: ['SMTP Port'],
    user: ['SMTP Username'],
    password: ['SMTP Password'],
    from: ['From Email Address', 'From Email'],
  },
  login: ['SMTP Authentication: Yes'],
  ...chosenIn('Type of Encryption', {
    'implicit-tls': ['SSL/TLS', 'SSL'],
    starttls: ['STARTTLS', 'TLS'],
    cleartext: ['None'],
  }),
  signs: [/^\s*Type of Encryption\s*:/im],
  mistake: '"SSL/TLS" left on with port 587',
  where: 'Easy WP SMTP > Settings > Other SMTP',
  source: "the plugin's settings page",
  confidence: 'medium',
});
