import type { Client } from '../types.ts';
import { chosenIn, formClient } from './form.ts';

/** Thunderbird for Android, which was K-9 Mail. */
export const K9: Client = formClient({
  id: 'k9',
  name: 'Thunderbird for Android, K-9 Mail',
  kind: 'mail-program',
  aliases: ['k-9', 'k9-mail', 'thunderbird-android'],
  fields: { host: ['SMTP server', 'Server'], port: ['Port'], user: ['Username'], password: ['Password'] },
  login: ['Require sign-in: on', 'Authentication: Normal password'],
  ...chosenIn('Security', { 'implicit-tls': ['SSL/TLS'], starttls: ['STARTTLS'], cleartext: ['None'] }),
  mistake: 'a port that was typed by hand stays when the security is changed',
  where: 'Settings > the account > Sending mail > Outgoing server',
  source: 'thunderbird/thunderbird-android',
  confidence: 'medium',
});

/** Its list also offers each mode without checking the certificate. */
export const SAMSUNG_EMAIL: Client = formClient({
  id: 'samsung-email',
  name: 'Samsung Email, mail app of older Android',
  kind: 'mail-program',
  aliases: ['samsung', 'android-mail'],
  fields: { host: ['SMTP server'], port: ['Port'], user: ['User name'], password: ['Password'] },
  login: ['Require authentication before sending emails: on'],
  ...chosenIn('Security type', {
    'implicit-tls': ['SSL', 'SSL (Accept all certificates)', 'SSL/TLS'],
    starttls: ['TLS', 'TLS (Accept all certificates)', 'STARTTLS'],
    cleartext: ['None'],
  }),
  switches: [
    {
      key: 'Security type',
      values: ['SSL (Accept all certificates)'],
      code: 'settings-verification-off',
      instead: 'SSL',
      why: 'the app then accepts every certificate',
    },
    {
      key: 'Security type',
      values: ['TLS (Accept all certificates)'],
      code: 'settings-verification-off',
      instead: 'TLS',
      why: 'the app then accepts every certificate',
    },
  ],
  signs: [/^\s*Security type\s*:/im],
  mistake: '"TLS" means STARTTLS here and goes with 587; "SSL" goes with 465',
  where: 'Settings > the account > Server settings > Outgoing server settings',
  source: 'common knowledge of the app',
  confidence: 'low',
});

/** FairEmail on Android. */
export const FAIREMAIL: Client = formClient({
  id: 'fairemail',
  name: 'FairEmail',
  kind: 'mail-program',
  fields: {
    host: ['Host name', 'Host'],
    port: ['Port number', 'Port'],
    user: ['User name'],
    password: ['Password'],
    from: ['Email address'],
  },
  ...chosenIn('Encryption', { 'implicit-tls': ['SSL/TLS'], starttls: ['STARTTLS'], cleartext: ['None'] }),
  mistake: 'changing the encryption by hand and keeping the port that was found automatically',
  where: 'Settings > Manual setup > Identities > the identity > Advanced',
  source: 'common knowledge of the app',
  confidence: 'low',
});

/** eM Client's words for the modes are its own. */
export const EM_CLIENT: Client = formClient({
  id: 'em-client',
  name: 'eM Client',
  kind: 'mail-program',
  aliases: ['emclient'],
  fields: { host: ['Host'], port: ['Port'], user: ['User name'], password: ['Password'] },
  ...chosenIn('Security policy', {
    'implicit-tls': ['Use SSL/TLS on special port (legacy)'],
    starttls: ['Force usage of SSL/TLS', 'Use SSL/TLS if available'],
    cleartext: ["Don't use secure connection", 'Do not use'],
  }),
  signs: [/^\s*Security policy\s*:/im],
  mistake:
    '"legacy" stands beside implicit TLS on 465 and scares people off, though RFC 8314 recommends it; "Force usage" is STARTTLS',
  where: 'Menu > Accounts > the account > SMTP',
  source: 'common knowledge of the program',
  confidence: 'low',
});
