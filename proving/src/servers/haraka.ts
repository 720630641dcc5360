import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { SERVER_NAME } from '../pki.ts';
import { npmVersion } from './smtp-server.ts';
import type { Maker, PlannedFile, Site } from './types.ts';

const HOME = dirname(createRequire(import.meta.url).resolve('Haraka'));

/** Haraka with the plug-ins that come with it, and one of a few lines that shows it a client from outside. */
export const HARAKA: Maker = {
  available: () => ({ ok: true }),
  version: async () => npmVersion('Haraka'),
  serves: [587, 465, 25],
  address: '127.0.0.1',
  plan: (site) => ({
    files: files(site),
    folders: [{ path: 'queue', owner: 0 }],
    program: process.execPath,
    args: [join(HOME, 'bin/haraka'), '-c', site.folder],
  }),
};

const files = ({ address, ports, user, password, setup, folder }: Site): readonly PlannedFile[] => [
  {
    path: 'config/smtp.ini',
    text: `listen=${Object.values(ports)
      .map((port) => `${address}:${port}`)
      .join(',')}\nsmtps_port=${ports[465]}\n`,
  },
  { path: 'config/me', text: `${SERVER_NAME}\n` },
  { path: 'config/host_list', text: `${SERVER_NAME}\n` },
  { path: 'config/plugins', text: 'outside\ntls\nauth/flat_file\nrcpt_to.in_host_list\n' },
  { path: 'config/tls.ini', text: `key=${folder}/key.pem\ncert=${folder}/cert.pem\n` },
  { path: 'config/connection.ini', text: CONNECTIONS },
  {
    path: 'config/auth_flat_file.ini',
    text: `[core]\nmethods=PLAIN,LOGIN,CRAM-MD5\n[users]\n${user}=${password}\n`,
  },
  { path: 'config/log.ini', text: '[main]\nlevel=warn\n' },
  { path: 'plugins/outside.js', text: OUTSIDE + (setup === 'helo-only' ? HELO_ONLY : '') },
];

// A file of ours takes the place of the whole file that comes with Haraka.
const CONNECTIONS = readFileSync(join(HOME, 'config/connection.ini'), 'utf8').replace(/^bytes=.*$/m, 'bytes=10485760');

// To a client on a private address it offers AUTH without TLS; the clients of these tests play strangers.
const OUTSIDE = `exports.hook_connect = (next, connection) => {
  connection.remote.is_private = false;
  next();
};
`;
const HELO_ONLY = `exports.hook_ehlo = (next) => next(DENY, 'EHLO not implemented');
`;
