import type { Client } from '../types.ts';
import { PASSWORD } from './form.ts';

const common = { kind: 'relay', stringsAreTrue: false, gathered: '2026-11' } as const;

/** Levels at which Postfix sends nothing in the clear; from `dane-only` on it checks who the server is. */
const STRONG = ['encrypt', 'dane-only', 'fingerprint', 'verify', 'secure'];

/** Postfix that hands all mail to a provider (postconf(5), TLS_README). */
const POSTFIX: Client = {
  ...common,
  id: 'postfix',
  name: 'Postfix relayhost',
  aliases: ['postfix-relayhost', 'relayhost', 'main.cf'],
  syntax: 'properties',
  keys: { place: ['relayhost'], password: ['smtp_sasl_password_maps'], ehlo: ['smtp_helo_name', 'myhostname'] },
  modes: [
    { when: { smtp_tls_wrappermode: ['true'], smtp_tls_security_level: STRONG }, mode: 'implicit-tls' },
    {
      when: { smtp_tls_wrappermode: ['true'] },
      conflict:
        'Postfix defers all mail: smtp_tls_wrappermode = yes wants smtp_tls_security_level = encrypt or stronger.',
    },
    { when: { smtp_tls_security_level: STRONG }, mode: 'starttls' },
    { when: { smtp_tls_security_level: ['may', 'dane', 'half-dane'] }, mode: 'starttls', optional: true },
    { when: { smtp_tls_security_level: ['none'] }, mode: 'cleartext' },
    { when: { smtp_enforce_tls: ['true'] }, mode: 'starttls' },
    { when: { smtp_use_tls: ['true'] }, mode: 'starttls', optional: true },
    // The default is "may" from that level on, and nothing before (src/global/mail_params.h)
    { when: { compatibility_level: ['3.11'] }, mode: 'starttls', optional: true },
    { when: {}, mode: 'cleartext' },
  ],
  signs: [/^\s*relayhost\s*=/m, /^\s*smtp_(sasl|tls)_\w+\s*=/m],
  switches: [],
  labels: {
    'implicit-tls': 'smtp_tls_wrappermode = yes, smtp_tls_security_level = secure',
    starttls: 'smtp_tls_security_level = secure',
    cleartext: 'smtp_tls_security_level = none',
  },
  defaults: { host: null, port: 25 },
  mistake:
    '465 without smtp_tls_wrappermode = yes waits for a greeting; no brackets means an MX look-up; the key in sasl_passwd differs from relayhost',
  templates: {
    'implicit-tls': `relayhost = [{host}]:{port}
smtp_tls_wrappermode = yes
smtp_tls_security_level = secure
smtp_tls_CAfile = /etc/ssl/certs/ca-certificates.crt
smtp_sasl_auth_enable = yes
smtp_sasl_security_options = noanonymous
smtp_sasl_password_maps = texthash:/etc/postfix/sasl_passwd
# /etc/postfix/sasl_passwd, readable by root alone:
# [{host}]:{port} {user}:${PASSWORD}
`,
    starttls: `relayhost = [{host}]:{port}
smtp_tls_wrappermode = no
smtp_tls_security_level = secure
smtp_tls_CAfile = /etc/ssl/certs/ca-certificates.crt
smtp_sasl_auth_enable = yes
smtp_sasl_security_options = noanonymous
smtp_sasl_password_maps = texthash:/etc/postfix/sasl_passwd
# /etc/postfix/sasl_passwd, readable by root alone:
# [{host}]:{port} {user}:${PASSWORD}
`,
    cleartext: `relayhost = [{host}]:{port}
smtp_tls_wrappermode = no
smtp_tls_security_level = none
smtp_sasl_auth_enable = no
`,
  },
  where: '/etc/postfix/main.cf, then postfix reload',
  source: 'postfix.org postconf.5, TLS_README; vdukhovni/postfix src/smtp/smtp_connect.c, src/global/mail_params.h',
  confidence: 'high',
};

/** Exim with a smarthost (Exim specification, chapter 30 "The smtp transport"): it upgrades by itself where it can. */
const EXIM: Client = {
  ...common,
  id: 'exim',
  name: 'Exim smarthost',
  aliases: ['exim4', 'exim-smarthost'],
  syntax: 'properties',
  keys: {
    host: ['route_data', 'hosts'],
    port: ['port'],
    password: ['client_send'],
    ehlo: ['helo_data', 'primary_hostname'],
    // Hosts by pattern: `* smtp.example.com::587`
    provider: ['route_list'],
  },
  modes: [
    { when: { protocol: ['smtps'] }, mode: 'implicit-tls' },
    { when: { REMOTE_SMTP_SMARTHOST_PROTOCOL: ['smtps'] }, mode: 'implicit-tls' },
    { when: { hosts_avoid_tls: ['*'] }, mode: 'cleartext' },
    { when: { hosts_require_tls: ['*'] }, mode: 'starttls' },
    { when: { REMOTE_SMTP_SMARTHOST_HOSTS_REQUIRE_TLS: ['*'] }, mode: 'starttls' },
    { when: {}, mode: 'starttls', optional: true },
  ],
  signs: [/^\s*driver\s*=\s*manualroute\b/m, /\bhosts_require_tls\b/, /^\s*(begin )?routers\s*$/m, /\bdc_smarthost\b/],
  switches: [],
  labels: { 'implicit-tls': 'protocol = smtps', starttls: 'hosts_require_tls = *', cleartext: 'hosts_avoid_tls = *' },
  defaults: { host: null, port: 25 },
  mistake: 'port = 465 without protocol = smtps: Exim waits for a greeting that never comes',
  templates: {
    'implicit-tls': exim('  protocol = smtps\n  tls_verify_hosts = *\n  hosts_require_auth = *\n', true),
    starttls: exim('  hosts_require_tls = *\n  tls_verify_hosts = *\n  hosts_require_auth = *\n', true),
    cleartext: exim('  hosts_avoid_tls = *\n', false),
  },
  where: 'exim.conf, each part in its section; Debian: the macros REMOTE_SMTP_SMARTHOST_* in exim4.conf.localmacros',
  source: 'Exim/exim doc spec.xfpt (smtp transport, manualroute); Debian exim4-config remote_smtp_smarthost',
  confidence: 'high',
};

/** The three parts of a smarthost, for Exim's three sections. */
function exim(tls: string, login: boolean): string {
  const authenticator = `# in "begin authenticators"; the file holds the password alone, readable by Exim's user
smarthost_login:
  driver = plaintext
  public_name = PLAIN
  client_send = ^{user}^\${readfile{/etc/exim4/smarthost-password}{}}
`;
  return `# in "begin routers", before routers that look up MX
smarthost:
  driver = manualroute
  domains = ! +local_domains
  transport = smarthost_smtp
  route_data = {host}
  no_more
# in "begin transports"
smarthost_smtp:
  driver = smtp
  port = {port}
${tls}${login ? authenticator : ''}`;
}

/** Sendmail's m4 files: STARTTLS where it is offered; to require it, a line in the access map. No implicit TLS. */
const SENDMAIL: Client = {
  ...common,
  id: 'sendmail',
  name: 'Sendmail',
  aliases: ['sendmail-mc', 'sendmail.mc'],
  syntax: 'm4',
  keys: {
    place: ['SMART_HOST'],
    port: ['RELAY_MAILER_ARGS.port', 'ESMTP_MAILER_ARGS.port', 'SMTP_MAILER_ARGS.port'],
    password: ['authinfo'],
    ehlo: ['confDOMAIN_NAME'],
  },
  modes: [{ when: {}, mode: 'starttls', optional: true }],
  signs: [/\bSMART_HOST\b/, /\bRELAY_MAILER_ARGS\b/],
  switches: [],
  labels: { 'implicit-tls': null, starttls: 'SMART_HOST (it upgrades by itself)', cleartext: null },
  defaults: { host: null, port: 25 },
  mistake: 'port 465 cannot be used without stunnel; without RELAY_MAILER_ARGS it takes port 25',
  templates: {
    'implicit-tls': null,
    starttls: `define(\`SMART_HOST', \`[{host}]')dnl
define(\`RELAY_MAILER_ARGS', \`TCP $h {port}')dnl
FEATURE(\`authinfo', \`hash -o /etc/mail/authinfo.db')dnl
dnl # /etc/mail/authinfo, then makemap hash /etc/mail/authinfo.db < /etc/mail/authinfo:
dnl # AuthInfo:{host} "U:{user}" "P:${PASSWORD}" "M:PLAIN LOGIN"
dnl # /etc/mail/access, so that nothing goes out unencrypted or to a server that does not check:
dnl # TLS_Srv:{host} VERIFY:112
`,
    cleartext: null,
  },
  where: '/etc/mail/sendmail.mc, then make -C /etc/mail',
  source: 'sendmail cf/README (SMART_HOST, SMTP authentication, STARTTLS)',
  confidence: 'medium',
};

/** The relays that are mail servers themselves. */
export const RELAY_CLIENTS: readonly Client[] = [POSTFIX, EXIM, SENDMAIL];
