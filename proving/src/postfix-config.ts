import { SERVER_NAME } from './pki.ts';
import type { PostfixOptions, TlsVersion } from './postfix-options.ts';

/** Facts of one run that the configuration is written from. */
export type Site = {
  readonly folder: string;
  readonly hosts: readonly string[];
  readonly ports: Readonly<Record<587 | 465 | 25, number>>;
  readonly login: string;
};

/** The text of main.cf: accepts mail for {@link SERVER_NAME}, and throws away all mail that it accepts. */
export function mainCf(site: Site, options: PostfixOptions): string {
  const protocols = `>=${options.tlsMin ?? 'TLSv1.2'}${options.tlsMax === undefined ? '' : `, <=${options.tlsMax}`}`;
  const settings = {
    compatibility_level: '3.6',
    queue_directory: `${site.folder}/queue`,
    data_directory: `${site.folder}/data`,
    maillog_file: `${site.folder}/mail.log`,
    maillog_file_prefixes: site.folder,
    myhostname: SERVER_NAME,
    mydestination: SERVER_NAME,
    mynetworks: (options.mynetworks ?? []).join(' '),
    inet_protocols: site.hosts.includes('::1') ? 'all' : 'ipv4',
    inet_interfaces: site.hosts.map(bracketed).join(' '),
    // No mail ever leaves: every transport throws it away, and nothing asks the DNS.
    default_transport: 'discard:',
    relay_transport: 'error:this server delivers nothing',
    local_transport: 'discard:',
    virtual_transport: 'discard:',
    smtpd_peername_lookup: 'no',
    notify_classes: '',
    alias_maps: '',
    alias_database: '',
    local_recipient_maps: `inline:{ ${site.login}=x }`,
    smtpd_tls_security_level: 'may',
    smtpd_tls_chain_files: `${site.folder}/server.pem`,
    smtpd_tls_protocols: protocols,
    smtpd_tls_mandatory_protocols: protocols,
    smtpd_tls_loglevel: '1',
    ...(isOld(options.tlsMin) || isOld(options.tlsMax) ? OLD_TLS : {}),
    smtpd_sasl_type: 'cyrus',
    smtpd_sasl_path: 'smtpd',
    cyrus_sasl_config_path: `${site.folder}/sasl`,
    smtpd_sasl_local_domain: SERVER_NAME,
    smtpd_relay_restrictions: 'permit_mynetworks, permit_sasl_authenticated, reject_unauth_destination',
    smtpd_sender_restrictions: senderRestrictions(options.rejectSender ?? []),
    smtpd_sender_login_maps: `inline:{ ${site.login}=${site.login} }`,
    smtpd_discard_ehlo_keywords: (options.hideOffers ?? []).join(' '),
    smtpd_client_connection_count_limit: String(options.maxConnections ?? 0),
    smtpd_client_event_limit_exceptions: '',
    ...options.settings,
  };
  const lines = Object.entries(settings).map(([name, value]) => `${name} = ${value}\n`);
  return [...lines, options.pasted ?? ''].join('');
}

/** The text of master.cf: three listening services on each host, and what they need behind them. */
export function masterCf(site: Site, options: PostfixOptions): string {
  const listen = (port: number, ...settings: readonly string[]): readonly string[] =>
    site.hosts.map((host) =>
      [`${bracketed(host)}:${port} inet n - n - - smtpd`, ...settings.map((setting) => `  -o ${setting}`)].join('\n'),
    );
  const login = [
    'smtpd_sasl_auth_enable=yes',
    ...(options.requireAuth === false ? [] : ['smtpd_relay_restrictions=permit_sasl_authenticated,reject']),
  ];
  const startTls =
    options.cleartextAuth === true
      ? ['smtpd_tls_security_level=may', 'smtpd_tls_auth_only=no']
      : ['smtpd_tls_security_level=encrypt', 'smtpd_tls_auth_only=yes'];
  return [
    ...listen(site.ports[587], 'syslog_name=postfix/submission', ...startTls, ...login),
    ...listen(site.ports[465], 'syslog_name=postfix/submissions', 'smtpd_tls_wrappermode=yes', ...login),
    ...listen(site.ports[25], 'syslog_name=postfix/relay'),
    ...BEHIND,
    ...(options.services ?? []),
    '',
  ].join('\n');
}

/** The text of sasl/smtpd.conf: logins come from the sasldb of this run only. */
export function smtpdConf(site: Site, options: PostfixOptions): string {
  return [
    'pwcheck_method: auxprop',
    'auxprop_plugin: sasldb',
    `sasldb_path: ${site.folder}/sasl/sasldb2`,
    `mech_list: ${(options.mechanisms ?? MECHANISMS).join(' ')}`,
    '',
  ].join('\n');
}

// Every mechanism of libsasl2-modules that works with a password in sasldb and is not obsolete, as DIGEST-MD5 is.
const MECHANISMS: readonly string[] = ['PLAIN', 'LOGIN', 'CRAM-MD5', 'SCRAM-SHA-1', 'SCRAM-SHA-256'];

// OpenSSL 3 speaks TLS 1.0 and 1.1 only at security level 0.
const OLD_TLS = { tls_medium_cipherlist: 'ALL:@SECLEVEL=0', smtpd_tls_ciphers: 'medium' };

// service, type, private, unprivileged, chroot (never), wake-up, limit, program
const BEHIND: readonly string[] = [
  'cleanup unix n - n - 0 cleanup',
  'qmgr unix n - n 300 1 qmgr',
  'tlsmgr unix - - n 1000? 1 tlsmgr',
  'rewrite unix - - n - - trivial-rewrite',
  'bounce unix - - n - 0 bounce',
  'defer unix - - n - 0 bounce',
  'trace unix - - n - 0 bounce',
  'proxymap unix - - n - - proxymap',
  'anvil unix - - n - 1 anvil',
  'error unix - - n - - error',
  'retry unix - - n - - error',
  'discard unix - - n - - discard',
  'postlog unix-dgram n - n - 1 postlogd',
];

function senderRestrictions(reject: 'not-owned' | readonly string[]): string {
  if (reject === 'not-owned') return 'reject_sender_login_mismatch';
  if (reject.length === 0) return '';
  return `check_sender_access inline:{ ${reject.map((sender) => `{ ${sender} = REJECT }`).join(' ')} }`;
}

function isOld(version: TlsVersion | undefined): boolean {
  return version === 'TLSv1' || version === 'TLSv1.1';
}

function bracketed(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}
