import type { Client } from '../types.ts';
import { PASSWORD } from './form.ts';

const common = { kind: 'relay', stringsAreTrue: false, gathered: '2026-11' } as const;

/** msmtp: `tls on` alone is STARTTLS, and it is required. Certificates are checked against the system's CAs. */
const MSMTP: Client = {
  ...common,
  id: 'msmtp',
  name: 'msmtp',
  aliases: ['msmtp-mta', 'msmtprc'],
  syntax: 'words',
  keys: {
    host: ['host'],
    port: ['port'],
    user: ['user'],
    password: ['passwordeval', 'password'],
    from: ['from'],
    ehlo: ['domain'],
  },
  modes: [
    { when: { tls: ['true'], tls_starttls: ['false'] }, mode: 'implicit-tls' },
    { when: { tls: ['true'] }, mode: 'starttls' },
    { when: {}, mode: 'cleartext' },
  ],
  signs: [/^\s*tls_(starttls|trust_file|certcheck)\b/m, /^\s*passwordeval\b/m],
  switches: [
    {
      key: 'tls_certcheck',
      values: ['false'],
      code: 'settings-verification-off',
      instead: 'on',
      why: 'msmtp then accepts every certificate',
    },
  ],
  labels: { 'implicit-tls': 'tls on, tls_starttls off', starttls: 'tls on, tls_starttls on', cleartext: 'tls off' },
  defaults: { host: null, port: 25 },
  mistake: 'port 465 without tls_starttls off waits for a greeting that never comes',
  templates: {
    'implicit-tls': msmtp('on', 'off', true),
    starttls: msmtp('on', 'on', true),
    cleartext: msmtp('off', 'off', false),
  },
  where: '~/.msmtprc (chmod 600) or /etc/msmtprc',
  source: 'marlam.de/msmtp manual, msmtp(1) 1.8.23',
  confidence: 'high',
};

function msmtp(tls: string, starttls: string, login: boolean): string {
  return `account default
host {host}
port {port}
from {from}
tls ${tls}
tls_starttls ${starttls}
${login ? 'auth on\nuser {user}\npasswordeval "printenv SMTP_PASSWORD"\n' : 'auth off\n'}`;
}

/** sSMTP (ssmtp.conf(5)): UseTLS alone is implicit TLS, UseSTARTTLS upgrades with or without it. It never checks certificates. */
const SSMTP: Client = {
  ...common,
  id: 'ssmtp',
  name: 'sSMTP',
  aliases: ['ssmtp-conf'],
  syntax: 'properties',
  keys: { place: ['mailhub'], user: ['AuthUser'], password: ['AuthPass'], ehlo: ['hostname'] },
  modes: [
    { when: { UseSTARTTLS: ['true'] }, mode: 'starttls' },
    { when: { UseTLS: ['true'] }, mode: 'implicit-tls' },
    { when: {}, mode: 'cleartext' },
  ],
  signs: [/^\s*mailhub\s*=/im, /^\s*UseSTARTTLS\s*=/im],
  switches: [],
  labels: { 'implicit-tls': 'UseTLS=YES', starttls: 'UseTLS=YES, UseSTARTTLS=YES', cleartext: 'UseTLS=NO' },
  defaults: { host: null, port: 25 },
  mistake:
    'UseTLS=YES alone beside port 587: STARTTLS wants UseSTARTTLS=YES as well; a password is cut at a blank; certificates are not checked',
  templates: {
    'implicit-tls': ssmtp('UseTLS=YES\nUseSTARTTLS=NO', true),
    starttls: ssmtp('UseTLS=YES\nUseSTARTTLS=YES', true),
    cleartext: ssmtp('UseTLS=NO\nUseSTARTTLS=NO', false),
  },
  where: '/etc/ssmtp/ssmtp.conf (sSMTP is no longer maintained: msmtp does the same, and checks certificates)',
  source: 'ssmtp.conf(5), Debian ssmtp 2.64',
  confidence: 'high',
};

function ssmtp(tls: string, login: boolean): string {
  return `mailhub={host}:{port}
hostname={domain}
FromLineOverride=YES
${tls}
${login ? `AuthUser={user}\nAuthPass=${PASSWORD}\n` : ''}`;
}

/** The DragonFly Mail Agent (dma(8)): a line that stands there is on, whatever follows. */
const DMA: Client = {
  ...common,
  id: 'dma',
  name: 'dma (DragonFly Mail Agent)',
  aliases: ['dragonfly-mail-agent'],
  syntax: 'words',
  keys: { host: ['SMARTHOST'], port: ['PORT'], password: ['AUTHPATH'], ehlo: ['MAILNAME'] },
  modes: [
    {
      when: { SECURETRANSFER: 'any', STARTTLS: 'any', OPPORTUNISTIC_TLS: 'any' },
      mode: 'starttls',
      optional: true,
    },
    { when: { SECURETRANSFER: 'any', STARTTLS: 'any' }, mode: 'starttls' },
    { when: { SECURETRANSFER: 'any' }, mode: 'implicit-tls' },
    { when: {}, mode: 'cleartext' },
  ],
  signs: [/^\s*SMARTHOST\s+\S/m, /^\s*(SECURETRANSFER|OPPORTUNISTIC_TLS)\b/m],
  switches: [
    {
      key: 'SECURETRANS',
      values: 'any',
      code: 'settings-without-effect',
      instead: null,
      why: 'the manual has it, but dma reads SECURETRANSFER',
    },
  ],
  labels: {
    'implicit-tls': 'SECURETRANSFER',
    starttls: 'SECURETRANSFER and STARTTLS',
    cleartext: 'neither of them',
  },
  defaults: { host: null, port: 25 },
  mistake: 'SECURETRANSFER alone means implicit TLS; without FINGERPRINT no certificate is checked',
  templates: {
    'implicit-tls': dma('SECURETRANSFER\n', true),
    starttls: dma('SECURETRANSFER\nSTARTTLS\n', true),
    cleartext: dma('', false),
  },
  where: '/etc/dma/dma.conf',
  source: 'dma(8) 0.13; corecode/dma conf.c',
  confidence: 'high',
};

function dma(tls: string, login: boolean): string {
  return `SMARTHOST {host}
PORT {port}
${tls}${login ? `AUTHPATH /etc/dma/auth.conf\n# /etc/dma/auth.conf, readable by root and mail alone:\n# {user}|{host}:${PASSWORD}\n` : ''}`;
}

/** nullmailer (nullmailer-send(8)): one line a server, with the options of its smtp module. */
const NULLMAILER: Client = {
  ...common,
  id: 'nullmailer',
  name: 'nullmailer',
  aliases: [],
  syntax: 'flags',
  keys: { host: ['_0'], port: ['--port'], user: ['--user'], password: ['--pass'] },
  modes: [
    { when: { '--starttls': 'any' }, mode: 'starttls' },
    { when: { '--tls': 'any' }, mode: 'implicit-tls' },
    { when: { '--ssl': 'any' }, mode: 'implicit-tls' },
    { when: {}, mode: 'cleartext' },
  ],
  signs: [/^\S+\s+smtp\s+.*--?(port|starttls|ssl|tls|user)\b/m],
  switches: [
    {
      key: '--insecure',
      values: 'any',
      code: 'settings-verification-off',
      instead: null,
      why: 'nullmailer then goes on with a certificate that does not check',
    },
  ],
  labels: { 'implicit-tls': '--tls', starttls: '--starttls', cleartext: 'neither of them' },
  defaults: { host: null, port: 25 },
  mistake: '--ssl (now --tls) means implicit TLS, and fails on 587',
  templates: {
    'implicit-tls': `{host} smtp --port={port} --tls --user={user} --pass=${PASSWORD}
`,
    starttls: `{host} smtp --port={port} --starttls --user={user} --pass=${PASSWORD}
`,
    cleartext: `{host} smtp --port={port}
`,
  },
  where: '/etc/nullmailer/remotes',
  source: 'nullmailer-send(8) 2.2; bruceg/nullmailer protocols/protocol.cc',
  confidence: 'high',
};

/** The small relays that only hand mail on. */
export const FORWARDER_CLIENTS: readonly Client[] = [MSMTP, SSMTP, DMA, NULLMAILER];
