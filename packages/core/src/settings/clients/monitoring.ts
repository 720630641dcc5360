import type { Client } from '../types.ts';
import { chosenIn, formClient, PASSWORD } from './form.ts';

const grafana = (policy: string, login: boolean): string => `[smtp]
enabled = true
host = {host}:{port}
${login ? `user = {user}\npassword = ${PASSWORD}\n` : ''}from_address = {from}
startTLS_policy = ${policy}
skip_verify = false
`;

/** A gomail inside: TLS at once on 465 alone, STARTTLS by policy on every other port. */
export const GRAFANA: Client = {
  id: 'grafana',
  name: 'Grafana',
  kind: 'application',
  aliases: [],
  syntax: 'ini',
  keys: {
    place: ['smtp.host', 'GF_SMTP_HOST'],
    user: ['smtp.user', 'GF_SMTP_USER'],
    password: ['smtp.password', 'GF_SMTP_PASSWORD'],
    from: ['smtp.from_address', 'GF_SMTP_FROM_ADDRESS'],
    ehlo: ['smtp.ehlo_identity', 'GF_SMTP_EHLO_IDENTITY'],
  },
  modes: [
    { when: {}, port: [465], mode: 'implicit-tls' },
    { when: { 'smtp.startTLS_policy': ['MandatoryStartTLS'] }, mode: 'starttls' },
    { when: { GF_SMTP_STARTTLS_POLICY: ['MandatoryStartTLS'] }, mode: 'starttls' },
    { when: { 'smtp.startTLS_policy': ['NoStartTLS'] }, mode: 'cleartext' },
    { when: { GF_SMTP_STARTTLS_POLICY: ['NoStartTLS'] }, mode: 'cleartext' },
    { when: {}, mode: 'starttls', optional: true },
  ],
  signs: [/\bGF_SMTP_\w+/, /^\s*startTLS_policy\s*=/im, /^\s*\[smtp\]\s*$[\s\S]*?^\s*from_address\s*=/im],
  switches: [
    {
      key: 'smtp.skip_verify',
      values: ['true'],
      code: 'settings-verification-off',
      instead: 'false',
      why: 'Grafana then accepts every certificate',
    },
    {
      key: 'GF_SMTP_SKIP_VERIFY',
      values: ['true'],
      code: 'settings-verification-off',
      instead: 'false',
      why: 'Grafana then accepts every certificate',
    },
  ],
  stringsAreTrue: false,
  labels: {
    'implicit-tls': 'host with port 465',
    starttls: 'startTLS_policy = MandatoryStartTLS',
    cleartext: 'startTLS_policy = NoStartTLS',
  },
  defaults: { host: 'localhost', port: 25 },
  needsPort: true,
  mistake: 'the port left out of host: Grafana then says "missing port in address"',
  templates: {
    'implicit-tls': grafana('MandatoryStartTLS', true),
    starttls: grafana('MandatoryStartTLS', true),
    cleartext: grafana('NoStartTLS', false),
  },
  where: 'grafana.ini; in containers as GF_SMTP_HOST and so on',
  source: 'grafana/grafana, pkg/services/notifications/smtp.go; issue #8071',
  gathered: '2026-11',
  confidence: 'high',
};

const alertmanager = (lines: string): string => `global:
  smtp_smarthost: '{host}:{port}'
  smtp_from: '{from}'
${lines}`;
const ALERTMANAGER_LOGIN = `  smtp_auth_username: '{user}'
  smtp_auth_password: '${PASSWORD}'
  smtp_require_tls: true
`;

/** STARTTLS is required unless switched off; 465 is TLS at once, other ports by `smtp_force_implicit_tls` (0.31 and newer). */
export const ALERTMANAGER: Client = {
  id: 'alertmanager',
  name: 'Prometheus Alertmanager',
  kind: 'application',
  aliases: ['prometheus', 'prometheus-alertmanager'],
  syntax: 'yaml',
  keys: {
    place: ['smtp_smarthost', 'smarthost'],
    user: ['smtp_auth_username', 'auth_username'],
    password: ['smtp_auth_password', 'auth_password'],
    from: ['smtp_from', 'email_configs.0.from'],
    ehlo: ['smtp_hello', 'email_configs.0.hello'],
  },
  modes: [
    { when: { smtp_force_implicit_tls: ['true'] }, mode: 'implicit-tls' },
    { when: { 'email_configs.0.force_implicit_tls': ['true'] }, mode: 'implicit-tls' },
    { when: { smtp_force_implicit_tls: 'absent' }, port: [465], mode: 'implicit-tls' },
    { when: { smtp_require_tls: ['false'] }, mode: 'starttls', optional: true },
    { when: { 'email_configs.0.require_tls': ['false'] }, mode: 'starttls', optional: true },
    { when: {}, mode: 'starttls' },
  ],
  signs: [/\bsmtp_smarthost\s*:/, /\bemail_configs\s*:/],
  switches: [
    {
      key: 'smtp_tls_config.insecure_skip_verify',
      values: ['true'],
      code: 'settings-verification-off',
      instead: 'false',
      why: 'Alertmanager then accepts every certificate',
    },
  ],
  stringsAreTrue: false,
  labels: {
    'implicit-tls': 'smtp_smarthost with port 465',
    starttls: 'smtp_require_tls: true (the default)',
    cleartext: null,
  },
  defaults: { host: null, port: null },
  needsPort: true,
  mistake:
    '"does not advertise the STARTTLS extension": a relay on port 25 without TLS, or smtp_require_tls: false beside 465 as old guides have it',
  templates: {
    'implicit-tls': alertmanager(ALERTMANAGER_LOGIN),
    starttls: alertmanager(ALERTMANAGER_LOGIN),
    cleartext: null,
  },
  where: 'alertmanager.yml',
  source: 'prometheus/alertmanager, notify/email and config.go; issue #980',
  gathered: '2026-11',
  confidence: 'high',
};

/** A media type of Zabbix. */
export const ZABBIX: Client = formClient({
  id: 'zabbix',
  name: 'Zabbix',
  kind: 'application',
  fields: {
    host: ['SMTP server'],
    port: ['SMTP server port'],
    user: ['Username'],
    password: ['Password'],
    from: ['Email', 'SMTP email'],
    ehlo: ['SMTP helo'],
  },
  login: ['SSL verify peer: on', 'SSL verify host: on', 'Authentication: Username and password'],
  ...chosenIn('Connection security', { 'implicit-tls': ['SSL/TLS'], starttls: ['STARTTLS'], cleartext: ['None'] }),
  signs: [/^\s*SMTP server port\s*:/im, /^\s*SMTP helo\s*:/im],
  switches: [
    {
      key: 'SSL verify peer',
      values: ['false'],
      code: 'settings-verification-off',
      instead: 'on',
      why: 'Zabbix checks no certificate unless this box is ticked',
    },
  ],
  defaults: { host: null, port: 25 },
  mistake: 'the boxes that check the certificate are off by default',
  where: 'Alerts > Media types > Email',
  source: "Zabbix's documentation, media types",
  confidence: 'medium',
});

/** Two choices, and the first stands for two modes. */
export const UPTIME_KUMA: Client = formClient({
  id: 'uptime-kuma',
  name: 'Uptime Kuma',
  kind: 'application',
  aliases: ['kuma'],
  fields: { host: ['Hostname'], port: ['Port'], user: ['Username'], password: ['Password'], from: ['From Email'] },
  ...chosenIn(
    'Security',
    { 'implicit-tls': ['TLS (465)'], starttls: ['None / STARTTLS (25, 587)'], cleartext: null },
    true,
  ),
  signs: [/^\s*Security\s*:\s*(?:TLS \(465\)|None \/ STARTTLS)/im],
  switches: [
    {
      key: 'Ignore TLS Error',
      values: ['true'],
      code: 'settings-verification-off',
      instead: 'off',
      why: 'Uptime Kuma then accepts every certificate',
    },
  ],
  mistake: '"TLS (465)" chosen with port 587 gives "wrong version number": STARTTLS hides in the other entry',
  where: 'Settings > Notifications > Setup Notification > Email (SMTP)',
  source: 'louislam/uptime-kuma, src/components/notifications/SMTP.vue; issue #140',
  confidence: 'high',
});
