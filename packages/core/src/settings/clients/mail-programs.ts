import type { Client } from '../types.ts';
import { boxed, chosenIn, formClient } from './form.ts';

/** The Windows program with its account dialog; "Auto" leaves the choice to it. */
export const OUTLOOK: Client = formClient({
  id: 'outlook',
  name: 'Outlook (Windows, classic)',
  kind: 'mail-program',
  aliases: ['outlook-classic', 'ms-outlook'],
  fields: {
    host: ['Server', 'Outgoing mail server (SMTP)', 'Outgoing mail server', 'Outgoing server', 'SMTP server'],
    port: ['Port', 'Outgoing server (SMTP)'],
    user: ['User Name'],
    password: ['Password'],
    from: ['Email Address', 'E-mail Address'],
  },
  login: ['My outgoing server (SMTP) requires authentication: on'],
  ...chosenIn('Encryption method', {
    'implicit-tls': ['SSL/TLS', 'SSL'],
    starttls: ['STARTTLS', 'TLS'],
    cleartext: ['None'],
  }),
  signs: [/^\s*(?:Encryption method|Use the following type of encrypted connection)\s*:/im],
  defaults: { host: null, port: 25 },
  mistake:
    '"SSL/TLS" beside port 587; older versions call STARTTLS "TLS". The box that the outgoing server wants a login is easily missed',
  where:
    'File > Account Settings > Manage Profiles > Email Accounts > Change > More Settings, tabs "Outgoing Server" and "Advanced"',
  source: "Microsoft's support pages",
  confidence: 'medium',
});

/** The program that replaces it, and the one on phones. */
export const NEW_OUTLOOK: Client = formClient({
  id: 'new-outlook',
  name: 'New Outlook, Outlook for phones',
  kind: 'mail-program',
  aliases: ['outlook-new', 'outlook-mobile'],
  fields: {
    host: ['SMTP Outgoing Server', 'SMTP Host Name'],
    port: ['Port', 'SMTP Port'],
    user: ['SMTP Username'],
    password: ['SMTP Password'],
    from: ['Email'],
  },
  ...chosenIn('Secure connection type', {
    'implicit-tls': ['SSL/TLS', 'SSL'],
    starttls: ['StartTLS'],
    cleartext: ['None'],
  }),
  signs: [/^\s*Secure connection type\s*:/im],
  defaults: { host: null, port: 587 },
  mistake: 'the server typed together with its port; port and type are fields of their own under "Show more"',
  where: 'Settings > Accounts > Add account > "Sync directly with IMAP", then "Show more"',
  source: "Microsoft's support pages",
  confidence: 'medium',
});

/** Its form; in prefs.js the same choice is `try_ssl`: 0 none, 2 STARTTLS, 3 SSL/TLS. */
export const THUNDERBIRD: Client = formClient({
  id: 'thunderbird',
  name: 'Thunderbird',
  kind: 'mail-program',
  aliases: ['mozilla-thunderbird', 'betterbird', 'seamonkey'],
  fields: {
    host: ['Server Name', 'Hostname'],
    port: ['Port'],
    user: ['User Name', 'Username'],
    password: ['Password'],
  },
  login: ['Authentication method: Normal password'],
  ...chosenIn('Connection security', { 'implicit-tls': ['SSL/TLS'], starttls: ['STARTTLS'], cleartext: ['None'] }),
  signs: [/^\s*Connection security\s*:\s*(?:SSL\/TLS|STARTTLS|None)\s*$/im],
  defaults: { host: null, port: 587 },
  mistake:
    '"SSL/TLS" chosen and the port left at 587; "Encrypted password" as method where the server offers PLAIN only',
  where: 'Account Settings > Outgoing Server (SMTP) > Edit',
  source: 'thunderbird/autoconfig (schema of the ISPDB), Thunderbird: mail.smtpserver.*.try_ssl',
  confidence: 'high',
});

/** One box for both modes: it goes by the port. */
export const APPLE_MAIL: Client = formClient({
  id: 'apple-mail',
  name: 'Apple Mail (macOS)',
  kind: 'mail-program',
  aliases: ['mac-mail', 'macos-mail'],
  fields: {
    host: ['Host Name', 'Outgoing Mail Server'],
    port: ['Port'],
    user: ['User Name'],
    password: ['Password'],
  },
  login: ['Automatically manage connection settings: off', 'Authentication: Password'],
  ...boxed('Use TLS/SSL'),
  labels: { 'implicit-tls': 'Use TLS/SSL: on, with port 465', starttls: 'Use TLS/SSL: on, with port 587' },
  signs: [/^\s*Use TLS\/SSL\s*:/im],
  mistake:
    'one box stands for both modes and the port decides; left to "Automatically manage" it tries 587, 465 and 25 in turn',
  where: 'Mail > Settings > Accounts > Server Settings, "Outgoing Mail Server (SMTP)"',
  source: "Apple's support pages",
  confidence: 'medium',
});

/** The same on iPhone and iPad. */
export const IOS_MAIL: Client = formClient({
  id: 'ios-mail',
  name: 'Mail on iPhone and iPad',
  kind: 'mail-program',
  aliases: ['ios', 'iphone', 'ipad'],
  fields: { host: ['Host Name'], port: ['Server Port'], user: ['User Name'], password: ['Password'] },
  login: ['Authentication: Password'],
  ...boxed('Use SSL'),
  labels: { 'implicit-tls': 'Use SSL: on, with port 465', starttls: 'Use SSL: on, with port 587' },
  signs: [/^\s*Server Port\s*:/im],
  defaults: { host: null, port: 587 },
  mistake:
    'user name and password of the outgoing server are marked "Optional" and are left empty though the server wants them',
  where: 'Settings > Apps > Mail > Mail Accounts > the account > SMTP > Primary Server',
  source: "Apple's support pages",
  confidence: 'medium',
});

/** Gmail as a client of another provider; a login in the clear is nothing to paste, so that form has no template. */
export const GMAIL_SEND_AS: Client = formClient({
  id: 'gmail-send-as',
  name: 'Gmail, "Send mail as"',
  kind: 'mail-program',
  aliases: ['send-as', 'send-mail-as'],
  fields: { host: ['SMTP Server'], port: ['Port'], user: ['Username'], password: ['Password'] },
  says: {
    'implicit-tls': ['Secured connection using SSL: on'],
    starttls: ['Secured connection using TLS (recommended): on'],
    cleartext: null,
  },
  modes: [
    { when: { 'Secured connection using SSL': ['true'] }, mode: 'implicit-tls' },
    { when: { 'Secured connection using TLS (recommended)': ['true'] }, mode: 'starttls' },
    { when: { 'Secured connection using TLS': ['true'] }, mode: 'starttls' },
    { when: { 'Unsecured connection': ['true'] }, mode: 'cleartext' },
  ],
  signs: [/^\s*Secured connection using (?:SSL|TLS)/im],
  defaults: { host: null, port: 587 },
  mistake: '"TLS" means STARTTLS here and "SSL" TLS from the first byte; certificates that are self-signed are refused',
  where: 'Gmail in a browser: Settings > Accounts and Import > Send mail as > Add another email address',
  source: 'support.google.com/mail/answer/1074635',
  confidence: 'high',
});
