import type { Stage } from '@smtp-triage/core';
import type { Settings } from './cases.ts';

/** A tool, and how someone who knows it calls it for given settings. */
export type Tool = {
  readonly id: string;
  /** A shell command that prints the version, and where it stands in what is printed. */
  readonly version: readonly [command: string, pattern: RegExp];
  /** The deepest stage it can look at; what lies beyond is held neither for nor against it. */
  readonly reach: Stage;
  /** The command line; null where the tool has nothing to do with such settings. */
  readonly command: (settings: Settings) => string | null;
  /** Whether it says that all is well. */
  readonly claims: (status: number, output: string) => boolean;
  /** What it takes for that, in words. */
  readonly claim: string;
};

const HOST = 'mail.example.test';
const PASSWORDS = { right: 'correct horse battery staple', wrong: 'a wrong password' } as const;
const FROM = 'ann@example.test';
const TO = 'bob@elsewhere.test';

const passwordOf = ({ password }: Settings): string | null => (password === null ? null : `'${PASSWORDS[password]}'`);
const line = (...words: readonly (string | null | false)[]): string =>
  words.filter((word) => word !== null && word !== false).join(' ');
const byStatus = { claims: (status: number) => status === 0, claim: 'exit status 0' };

const SWAKS: Tool = {
  id: 'swaks',
  version: ['swaks --version', /version (\S+)/],
  reach: 'data',
  ...byStatus,
  command: (settings) =>
    line(
      `swaks --server ${HOST} --port ${settings.port}`,
      { starttls: '--tls', 'implicit-tls': '--tls-on-connect', cleartext: null }[settings.mode],
      settings.mode !== 'cleartext' && '--tls-verify',
      passwordOf(settings) && `--auth --auth-user ann --auth-password ${passwordOf(settings)}`,
      settings.envelope ? `--from ${FROM} --to ${TO} --quit-after RCPT` : '--quit-after AUTH',
    ),
};

const NODEMAILER: Tool = {
  id: 'nodemailer verify()',
  version: [`node -p "require('nodemailer/package.json').version"`, /(\S+)/],
  reach: 'auth',
  ...byStatus,
  command: (settings) => line(`node verify.mjs ${settings.port} ${settings.mode}`, passwordOf(settings)),
};

const CURL: Tool = {
  id: 'curl',
  version: ['curl --version', /^curl (\S+)/],
  reach: 'data',
  ...byStatus,
  command: (settings) =>
    line(
      'curl --verbose --no-progress-meter --max-time 50',
      settings.mode === 'starttls' && '--ssl-reqd',
      passwordOf(settings) && `--user ann:${passwordOf(settings)}`,
      settings.envelope ? `--mail-from ${FROM} --mail-rcpt ${TO} --upload-file message.eml` : '--request NOOP',
      `${settings.mode === 'implicit-tls' ? 'smtps' : 'smtp'}://${HOST}:${settings.port}`,
    ),
};

const S_CLIENT: Tool = {
  id: 'openssl s_client',
  version: ['openssl version', /^OpenSSL (\S+)/],
  reach: 'tls',
  ...byStatus,
  command: ({ port, mode }) =>
    mode === 'cleartext'
      ? null
      : line(
          String.raw`printf 'QUIT\r\n' | openssl s_client -connect ${HOST}:${port}`,
          mode === 'starttls' && '-starttls smtp',
          `-verify_hostname ${HOST} -verify_return_error`,
        ),
};

const POSTTLS_FINGER: Tool = {
  id: 'posttls-finger',
  version: ['postconf -d -h mail_version', /(\S+)/],
  reach: 'tls',
  // Its exit status is 0 whatever happened
  claims: (_, output) => /Verified TLS connection established/.test(output),
  claim: '"Verified TLS connection established"',
  command: ({ port, mode }) =>
    mode === 'cleartext'
      ? null
      : line(
          'posttls-finger -l verify -F /etc/ssl/certs/ca-certificates.crt',
          mode === 'implicit-tls' && '-w',
          `'[${HOST}]:${port}' ${HOST}`,
        ),
};

const NMAP: Tool = {
  id: 'nmap',
  version: ['nmap --version', /version (\S+)/],
  reach: 'tls',
  claims: () => false,
  claim: 'nothing: it lists what it sees, and its exit status is 0 whatever that is',
  command: ({ port }) => `nmap -Pn -sV --reason -p ${port} --script smtp-commands,smtp-open-relay,ssl-cert ${HOST}`,
};

const SMTPLIB: Tool = {
  id: 'Python smtplib',
  version: ['python3 --version', /(\d\S+)/],
  reach: 'data',
  ...byStatus,
  command: (settings) =>
    line(
      `python3 probe.py ${settings.port} ${settings.mode} ${passwordOf(settings) ?? '-'}`,
      settings.envelope && `${FROM} ${TO}`,
    ),
};

/** The one whose answers must be right. */
export const OURS = 'smtp-triage';

const SMTP_TRIAGE: Tool = {
  id: OURS,
  version: ['smtp-triage --version', /(\d\S+)/],
  reach: 'data',
  claims: (status) => status === 0,
  claim: 'exit status 0 (ready or degraded)',
  command: (settings) =>
    line(
      passwordOf(settings) && `SMTP_TRIAGE_PASSWORD=${passwordOf(settings)}`,
      `smtp-triage ${HOST} --port ${settings.port} --mode ${settings.mode}`,
      settings.password !== null && '--user ann',
      settings.envelope && `--from ${FROM} --to ${TO}`,
      '--control control.example.test',
    ),
};

/** Every tool, ours last. */
export const TOOLS: readonly Tool[] = [SWAKS, NODEMAILER, CURL, S_CLIENT, POSTTLS_FINGER, NMAP, SMTPLIB, SMTP_TRIAGE];
