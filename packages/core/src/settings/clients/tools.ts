import type { Client } from '../types.ts';

const common = { kind: 'tool', syntax: 'flags', stringsAreTrue: false, gathered: '2026-11' } as const;

/** swaks, the SMTP test tool: --tls is STARTTLS, and it is required then. */
const SWAKS: Client = {
  ...common,
  id: 'swaks',
  name: 'swaks',
  aliases: [],
  keys: {
    place: ['--server', '-s'],
    port: ['--port', '-p'],
    user: ['--auth-user', '-au'],
    password: ['--auth-password', '-ap'],
    from: ['--from', '-f'],
    ehlo: ['--ehlo', '--helo', '-h'],
  },
  modes: [
    ...['--tls-on-connect', '-tlsc'].map((key) => ({ when: { [key]: 'any' as const }, mode: 'implicit-tls' as const })),
    ...['--tls', '-tls'].map((key) => ({ when: { [key]: 'any' as const }, mode: 'starttls' as const })),
    ...['--tls-optional', '-tlso', '--tls-optional-strict', '-tlsos'].map((key) => ({
      when: { [key]: 'any' as const },
      mode: 'starttls' as const,
      optional: true as const,
    })),
    { when: {}, mode: 'cleartext' },
  ],
  signs: [/(^|\s|\$ )swaks\s+-/m],
  switches: [],
  labels: { 'implicit-tls': '--tls-on-connect', starttls: '--tls', cleartext: 'no --tls' },
  defaults: { host: null, port: 25 },
  mistake: '--tls with port 465; without --tls-verify it takes any certificate',
  templates: {
    'implicit-tls': `swaks --server {host} --port {port} --tls-on-connect --tls-verify --auth --auth-user "{user}" --auth-password "$SMTP_PASSWORD" --from "{from}" --to "{from}"
`,
    starttls: `swaks --server {host} --port {port} --tls --tls-verify --auth --auth-user "{user}" --auth-password "$SMTP_PASSWORD" --from "{from}" --to "{from}"
`,
    cleartext: `swaks --server {host} --port {port} --from "{from}" --to "{from}"
`,
  },
  where: 'a shell; it sends a test message to yourself',
  source: 'jetmore/swaks doc/base.pod (TLS, AUTH)',
  confidence: 'high',
};

/** curl: the scheme is the mode, and --ssl-reqd makes STARTTLS required. */
const CURL: Client = {
  ...common,
  id: 'curl',
  name: 'curl',
  aliases: [],
  keys: {
    url: ['--url', '_0', '_1'],
    user: ['--user', '-u'],
    password: ['--user.password', '-u.password'],
    from: ['--mail-from'],
  },
  modes: [
    ...['--url.scheme', '_0.scheme', '_1.scheme'].map((key) => ({
      when: { [key]: ['smtps'] },
      mode: 'implicit-tls' as const,
    })),
    { when: { '--ssl-reqd': 'any' }, mode: 'starttls' },
    { when: { '--ssl': 'any' }, mode: 'starttls', optional: true },
    { when: {}, mode: 'cleartext' },
  ],
  signs: [/(^|\s|\$ )curl\s[\s\S]*?smtps?:\/\//m],
  switches: [
    ...['--insecure', '-k'].map((key) => ({
      key,
      values: 'any' as const,
      code: 'settings-verification-off' as const,
      instead: null,
      why: 'curl then accepts every certificate',
    })),
    ...['--sslv2', '--sslv3', '--tlsv1.0', '--tlsv1.1'].map((key) => ({
      key,
      values: 'any' as const,
      code: 'settings-tls-outdated' as const,
      instead: null,
      why: 'it allows versions of TLS that servers refuse',
    })),
  ],
  labels: { 'implicit-tls': 'smtps://', starttls: 'smtp:// and --ssl-reqd', cleartext: 'smtp://' },
  defaults: { host: null, port: 25 },
  mistake: 'smtps:// with 587; smtp:// without --ssl-reqd sends the password in the clear where STARTTLS is missing',
  templates: {
    'implicit-tls': `curl --url "smtps://{host}:{port}" --user "{user}:$SMTP_PASSWORD" --mail-from "{from}" --mail-rcpt "{from}" --upload-file message.eml
`,
    starttls: `curl --url "smtp://{host}:{port}" --ssl-reqd --user "{user}:$SMTP_PASSWORD" --mail-from "{from}" --mail-rcpt "{from}" --upload-file message.eml
`,
    cleartext: `curl --url "smtp://{host}:{port}" --mail-from "{from}" --mail-rcpt "{from}" --upload-file message.eml
`,
  },
  where: 'a shell; message.eml is a message with its headers',
  source: 'curl.se docs manpage (--ssl-reqd, --mail-from)',
  confidence: 'high',
};

/** openssl s_client: for a look at the certificate and at what the server says; it cannot log in by itself. */
const OPENSSL: Client = {
  ...common,
  id: 'openssl',
  name: 'openssl s_client',
  aliases: ['s-client', 'openssl-s-client'],
  keys: { place: ['-connect'], ehlo: ['-name'] },
  modes: [
    { when: { '-starttls': ['smtp'] }, mode: 'starttls' },
    { when: {}, mode: 'implicit-tls' },
  ],
  signs: [/\bs_client\b/],
  switches: ['-ssl3', '-tls1', '-tls1_1'].map((key) => ({
    key,
    values: 'any' as const,
    code: 'settings-tls-outdated' as const,
    instead: null,
    why: 'servers refuse versions before TLS 1.2',
  })),
  labels: { 'implicit-tls': 'no -starttls', starttls: '-starttls smtp', cleartext: null },
  defaults: { host: 'localhost', port: null },
  mistake:
    'a line that begins with R or Q is a command to s_client itself: -quiet takes that away; without -starttls smtp 587 gives "wrong version number"',
  templates: {
    'implicit-tls': `openssl s_client -connect {host}:{port} -verify_hostname {host} -verify_return_error -crlf -quiet
`,
    starttls: `openssl s_client -connect {host}:{port} -starttls smtp -verify_hostname {host} -verify_return_error -crlf -quiet
`,
    cleartext: null,
  },
  where: 'a shell; then type EHLO and QUIT',
  source: 'docs.openssl.org man1/openssl-s_client',
  confidence: 'high',
};

/** Tools that send a test message or take a look. */
export const TOOL_CLIENTS: readonly Client[] = [SWAKS, CURL, OPENSSL];
