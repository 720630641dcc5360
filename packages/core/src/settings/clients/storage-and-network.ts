import type { Client } from '../types.ts';
import { boxed, chosenIn, formClient } from './form.ts';

/** One box; DSM finds out by the port what is meant. */
export const SYNOLOGY: Client = formClient({
  id: 'synology',
  name: 'Synology DSM',
  kind: 'device',
  aliases: ['dsm', 'diskstation'],
  fields: {
    host: ['SMTP server'],
    port: ['SMTP port'],
    user: ['Username'],
    password: ['Password'],
    from: ['Sender email'],
  },
  login: ['Authentication required: on'],
  ...boxed('Secure connection (SSL/TLS) is required'),
  labels: {
    'implicit-tls': 'Secure connection (SSL/TLS) is required: on, with port 465',
    starttls: 'Secure connection (SSL/TLS) is required: on, with port 587',
  },
  signs: [/^\s*Secure connection \(SSL\/TLS\) is required\s*:/im],
  defaults: { host: null, port: 587 },
  mistake: 'one box stands for both modes and the port decides',
  where: 'Control Panel > Notification > Email > Custom SMTP server',
  source: "Synology's knowledge base",
  confidence: 'medium',
});

/** Its list has SSL and TLS. */
export const QNAP: Client = formClient({
  id: 'qnap',
  name: 'QNAP QTS',
  kind: 'device',
  aliases: ['qts'],
  fields: {
    host: ['SMTP Server'],
    port: ['Port Number', 'Port'],
    user: ['Username'],
    password: ['Password'],
    from: ['E-mail', 'Email'],
  },
  ...chosenIn('Secure connection', { 'implicit-tls': ['SSL'], starttls: ['TLS'], cleartext: ['None'] }),
  defaults: { host: null, port: 587 },
  mistake: '"TLS" is STARTTLS and goes with 587, "SSL" goes with 465',
  where: 'Notification Center > Service Account and Device Pairing > E-mail > Custom',
  source: "QNAP's knowledge base",
  confidence: 'low',
});

/** Says both modes with both their names. */
export const TRUENAS: Client = formClient({
  id: 'truenas',
  name: 'TrueNAS',
  kind: 'device',
  aliases: ['freenas'],
  fields: {
    host: ['Outgoing Mail Server'],
    port: ['Mail Server Port'],
    user: ['Username'],
    password: ['Password'],
    from: ['From Email'],
  },
  login: ['SMTP Authentication: on'],
  ...chosenIn('Security', {
    'implicit-tls': ['SSL (Implicit TLS)', 'SSL'],
    starttls: ['TLS (STARTTLS)', 'TLS'],
    cleartext: ['Plain (No Encryption)', 'Plain'],
  }),
  signs: [/^\s*Mail Server Port\s*:/im],
  defaults: { host: null, port: 25 },
  mistake: 'the port stays at 25 when the security is changed',
  where: 'System > General > Email, Send Mail Method: SMTP',
  source: 'truenas/webui, system email form',
  confidence: 'high',
});

const proxmox = (mode: string, login: boolean): string => `smtp: mail
\tserver {host}
\tport {port}
\tmode ${mode}
\tfrom-address {from}
\tmailto {from}
${login ? '\tusername {user}\n' : ''}`;

/** Proxmox VE and Backup Server: the password stands in a file of its own, which only root can read. */
export const PROXMOX: Client = {
  id: 'proxmox',
  name: 'Proxmox VE, Backup Server',
  kind: 'application',
  aliases: ['pve', 'pbs'],
  syntax: 'words',
  keys: { host: ['server'], port: ['port'], user: ['username'], password: ['password'], from: ['from-address'] },
  modes: [
    { when: { mode: ['tls'] }, mode: 'implicit-tls' },
    { when: { mode: ['starttls'] }, mode: 'starttls' },
    { when: { mode: ['insecure'] }, mode: 'cleartext' },
    { when: { mode: 'absent' }, mode: 'implicit-tls' },
  ],
  signs: [/^\s*from-address\s+\S/m, /^smtp:[ \t]+\S/m],
  switches: [],
  stringsAreTrue: false,
  labels: { 'implicit-tls': 'mode tls', starttls: 'mode starttls', cleartext: 'mode insecure' },
  defaults: { host: null, port: 465 },
  mistake: '"tls" is TLS from the first byte, for 465; 587 wants "starttls"',
  templates: {
    'implicit-tls': proxmox('tls', true),
    starttls: proxmox('starttls', true),
    cleartext: proxmox('insecure', false),
  },
  where:
    '/etc/pve/notifications.cfg (the password in /etc/pve/priv/notifications.cfg), or Datacenter > Notifications > Add > SMTP',
  source: "Proxmox VE's administration guide, notifications",
  gathered: '2026-11',
  confidence: 'medium',
};

/** Both firewalls: a box for TLS at once; without it STARTTLS where it is offered. */
export const PFSENSE: Client = formClient({
  id: 'pfsense',
  name: 'pfSense, OPNsense (notifications)',
  kind: 'device',
  aliases: ['opnsense'],
  fields: {
    host: ['E-Mail server'],
    port: ['SMTP Port of E-Mail server', 'SMTP Port'],
    user: ['Notification E-Mail auth username'],
    password: ['Notification E-Mail auth password'],
    from: ['From e-mail address'],
  },
  login: ['Notification E-Mail auth mechanism: PLAIN'],
  says: {
    'implicit-tls': ['Secure SMTP Connection: on'],
    starttls: ['Secure SMTP Connection: off'],
    cleartext: null,
  },
  modes: [
    { when: { 'Secure SMTP Connection': ['true'] }, mode: 'implicit-tls' },
    { when: { 'Secure SMTP Connection': ['false'] }, mode: 'starttls', optional: true },
  ],
  signs: [/^\s*Secure SMTP Connection\s*:/im],
  defaults: { host: null, port: 25 },
  mistake: 'the box "Enable SMTP over SSL/TLS" ticked beside 587: it is for 465 alone',
  where: 'System > Advanced > Notifications > E-Mail',
  source: "pfSense's documentation, e-mail notifications",
  confidence: 'low',
});

/** Their forms write the file of sSMTP: STARTTLS needs both boxes. */
export const UNRAID: Client = formClient({
  id: 'unraid',
  name: 'Unraid',
  kind: 'device',
  fields: {
    host: ['Mail server'],
    port: ['Mail server port'],
    user: ['Username'],
    password: ['Password'],
    from: ['Sending email address'],
  },
  login: ['Authentication method: Login'],
  says: {
    'implicit-tls': ['Use SSL/TLS: YES', 'Use STARTTLS: NO'],
    starttls: ['Use SSL/TLS: YES', 'Use STARTTLS: YES'],
    cleartext: ['Use SSL/TLS: NO', 'Use STARTTLS: NO'],
  },
  modes: [
    { when: { 'Use STARTTLS': ['true'] }, mode: 'starttls' },
    { when: { 'Use SSL/TLS': ['true'] }, mode: 'implicit-tls' },
    { when: { 'Use SSL/TLS': ['false'] }, mode: 'cleartext' },
  ],
  signs: [/^\s*Use SSL\/TLS\s*:[\s\S]*^\s*Use STARTTLS\s*:/im],
  defaults: { host: null, port: 25 },
  mistake: '"Use SSL/TLS" alone is TLS at once and goes with 465; 587 wants "Use STARTTLS" as well',
  where: 'Settings > Notification Settings > SMTP Settings',
  source: "the form's labels; sSMTP's manual",
  confidence: 'low',
});
