import { SERVER_NAME } from '../pki.ts';
import { findProgram, run } from '../process.ts';
import { ACCOUNT, availableUnpacked, unpacked, versionOf } from './debian.ts';
import type { Maker, Site } from './types.ts';

/**
 * OpenSMTPD as its manual shows a submission server. Debian 12's cannot do TLS: its key lives in a process of its own, which
 * OpenSSL 3 does not ask ("missing private key", OpenSMTPD issues 1171 and 1239). So it stands for servers with broken TLS.
 */
export const OPENSMTPD: Maker = {
  available: () => {
    const able = availableUnpacked('smtpd', 'opensmtpd');
    return able.ok && findProgram('openssl') === null ? { ok: false, missing: 'openssl' } : able;
  },
  version: () => versionOf(unpacked('smtpd') ?? '', ['-h'], /OpenSMTPD (\S+)/),
  serves: [587, 465, 25],
  address: '127.0.0.1',
  plan: async (site) => ({
    files: [
      { path: 'smtpd.conf', text: configuration(site) },
      { path: 'creds', text: `${site.user} ${await hashed(site.password)}\n`, mode: 0o640 },
    ],
    folders: [{ path: 'spool', owner: ACCOUNT.smtpd }],
    program: unpacked('smtpd') ?? '',
    args: ['-d', '-f', `${site.folder}/smtpd.conf`],
    ownRoot: true,
  }),
};

/** crypt(3) with SHA-512, as `smtpctl encrypt` would print. */
async function hashed(password: string): Promise<string> {
  const { stdout } = await run(findProgram('openssl') ?? '', ['passwd', '-6', '-stdin'], password);
  return stdout.trim();
}

const HELO_ONLY = `table here { 127.0.0.1 }
filter old phase ehlo match src <here> reject "502 5.5.1 EHLO not implemented"`;

const configuration = ({ folder, address, ports, setup }: Site): string => `
pki mail cert "${folder}/cert.pem"
pki mail key "${folder}/key.pem"
table creds file:${folder}/creds
smtp max-message-size 10M
${setup === 'helo-only' ? HELO_ONLY : ''}
${[
  `port ${ports[587]} tls-require pki mail auth <creds>`,
  `port ${ports[465]} smtps pki mail auth <creds>`,
  `port ${ports[25]} tls pki mail`,
]
  .map((how) => `listen on ${address} ${how} hostname ${SERVER_NAME}${setup === 'helo-only' ? ' filter old' : ''}`)
  .join('\n')}
action drop mda "cat >/dev/null" user nobody
match from auth for any action drop
match from any for domain ${SERVER_NAME} action drop
`;
