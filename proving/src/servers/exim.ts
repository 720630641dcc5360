import { SERVER_NAME } from '../pki.ts';
import { ACCOUNT, availableUnpacked, inOwnRoot, unpacked, versionOf } from './debian.ts';
import type { Maker, Setup, Site } from './types.ts';

/** Exim with the rules and words of Debian's own configuration; greylisting in greylistd's words. */
export const EXIM: Maker = {
  available: () => availableUnpacked('exim4', 'exim4-daemon-light'),
  version: () => versionOf(...inOwnRoot(unpacked('exim4') ?? '', ['-bV']), /Exim version (\S+)/),
  serves: [587, 465, 25],
  address: '127.0.0.1',
  plan: (site) => ({
    files: [{ path: 'exim.conf', text: configuration(site) }],
    folders: ['spool', 'log'].map((path) => ({ path, owner: ACCOUNT.exim })),
    program: unpacked('exim4') ?? '',
    args: ['-bdf', '-C', `${site.folder}/exim.conf`],
    ownRoot: true,
    keyOwner: ACCOUNT.exim,
  }),
};

const configuration = ({ folder, address, ports, user, password, setup }: Site): string => `
primary_hostname = ${SERVER_NAME}
spool_directory = ${folder}/spool
log_file_path = ${folder}/log/%s
local_interfaces = ${Object.values(ports)
  .map((port) => `${address}.${port}`)
  .join(' : ')}
daemon_smtp_ports = ${ports[25]}
tls_on_connect_ports = ${ports[465]}
tls_advertise_hosts = *
tls_certificate = ${folder}/cert.pem
tls_privatekey = ${folder}/key.pem
auth_advertise_hosts = \${if and{{!eq{$tls_in_cipher}{}}{!eq{$received_port}{${ports[25]}}}}{*}}
message_size_limit = 10M
host_lookup =
rfc1413_query_timeout = 0s
queue_only
domainlist local_domains = ${SERVER_NAME}
acl_smtp_helo = check_helo
acl_smtp_rcpt = check_rcpt
${SETTINGS[setup]}
begin acl
check_helo:
${setup === 'helo-only' ? HELO_ONLY : ''}
  accept
check_rcpt:
${setup === 'greylisting' ? GREYLISTING : ''}
  accept authenticated = *
  require message = relay not permitted
          domains = +local_domains
  accept

begin authenticators
${['PLAIN', 'LOGIN'].map((name) => authenticator(name, user, password)).join('')}
`;

const SETTINGS: Readonly<Record<Setup, string>> = {
  usual: '',
  'helo-only': '',
  greylisting: '',
  'one-connection': 'smtp_accept_max = 1',
};

const HELO_ONLY = `  deny message = 502 5.5.1 EHLO not implemented
       condition = \${if match{$smtp_command}{\\N^(?i)EHLO\\N}}`;

const GREYLISTING = `  defer message = $sender_host_address is not yet authorized to deliver mail from <$sender_address> to <$local_part@$domain>. Please try later.`;

const authenticator = (name: string, user: string, password: string): string => `
${name.toLowerCase()}:
  driver = plaintext
  public_name = ${name}
  server_prompts = ${name === 'LOGIN' ? 'Username:: : Password::' : ':'}
  server_condition = \${if and{{eq{$auth${name === 'LOGIN' ? 1 : 2}}{${user}}}{eq{$auth${name === 'LOGIN' ? 2 : 3}}{${password}}}}}
  server_set_id = $auth1
`;
