import type { Client } from '../types.ts';
import { chosenIn, formClient } from './form.ts';

/** Printers and scanners; labels differ by maker, these are the commonest. */
export const PRINTER: Client = formClient({
  id: 'printer',
  name: 'Printers and scanners (HP, Brother, Canon, Epson, Ricoh, Kyocera, Xerox)',
  kind: 'device',
  aliases: ['scanner', 'scan-to-mail', 'hp', 'brother', 'canon', 'epson', 'ricoh', 'kyocera', 'xerox'],
  fields: {
    host: ['SMTP Server Address', 'SMTP Server', 'SMTP Server Name', 'SMTP Host Name'],
    port: ['SMTP Port', 'SMTP Port Number', 'Port Number', 'Port'],
    user: ['SMTP-AUTH Account Name', 'Login User Name', 'User Name', 'Username'],
    password: ['SMTP-AUTH Account Password', 'Login Password', 'Password'],
    from: ['Device E-mail Address', 'Sender Address', 'E-mail Address'],
  },
  login: ['Server Authentication Method: SMTP-AUTH'],
  ...chosenIn('SMTP over SSL/TLS', {
    'implicit-tls': ['SSL', 'SSL/TLS', 'SMTPS', 'SMTP over SSL'],
    starttls: ['TLS', 'STARTTLS'],
    cleartext: ['None', 'Off'],
  }),
  signs: [/^\s*SMTP over SSL\/TLS\s*:/im],
  defaults: { host: null, port: 25 },
  mistake:
    'no TLS 1.2, no newer root certificates, a wrong clock, no OAuth, or a sender that is not the login: such devices need a relay in the house',
  where: "the device's web page, often Network > Protocol > SMTP or Scan to E-mail",
  source: 'msgwing/ZeroSMTP discussion 6; manuals of the makers',
  confidence: 'medium',
});

/** Cameras and recorders. */
export const CAMERA: Client = formClient({
  id: 'camera',
  name: 'Cameras and recorders (Hikvision, Dahua, Reolink)',
  kind: 'device',
  aliases: ['nvr', 'hikvision', 'dahua', 'reolink'],
  fields: {
    host: ['SMTP Server'],
    port: ['SMTP Port', 'Port'],
    user: ['User Name', 'Username'],
    password: ['Password'],
    from: ["Sender's Address", 'Sender'],
  },
  login: ['Server Authentication: on'],
  ...chosenIn('E-mail Encryption', {
    'implicit-tls': ['SSL', 'SSL/TLS'],
    starttls: ['TLS', 'STARTTLS'],
    cleartext: ['None'],
  }),
  signs: [/^\s*E-mail Encryption\s*:/im],
  mistake: '"SSL" beside 587; an app password typed with its blanks, or cut at the length the field allows',
  where: "the device's web page, Network > Advanced Settings > Email",
  source: 'manuals of the makers',
  confidence: 'low',
});

/** Power supplies, management controllers, switches: many know no TLS at all. */
export const ALERT_DEVICE: Client = formClient({
  id: 'alert-device',
  name: 'Alerts of UPS, BMC, IPMI, switches',
  kind: 'device',
  aliases: ['ups', 'ipmi', 'bmc', 'idrac', 'ilo', 'switch'],
  fields: {
    host: ['SMTP Server'],
    port: ['SMTP Port', 'SMTP Port Number', 'Port'],
    user: ['User Name', 'Username'],
    password: ['Password'],
    from: ['From Address', 'Sender'],
  },
  ...chosenIn('Connection Encryption', {
    'implicit-tls': null,
    starttls: ['STARTTLS', 'TLS'],
    cleartext: ['None'],
  }),
  defaults: { host: null, port: 25 },
  mistake: 'no TLS at all, or an outdated one: point the device at a relay in the house that logs in for it',
  where: "the device's web page, Alerts or Notifications",
  source: 'manuals of the makers',
  confidence: 'low',
});
