import { existsSync } from 'node:fs';
import { SERVER_NAME } from '../pki.ts';
import { startPostfix } from '../postfix.ts';
import { available as postfixAvailable } from '../postfix-folder.ts';
import type { PostfixOptions } from '../postfix-options.ts';
import { findProgram } from '../process.ts';
import { versionOf } from './debian.ts';
import { GREYLISTED } from './postfix.ts';
import type { Maker, Setup, Site } from './types.ts';

/** Dovecot's submission service in front of a Postfix, which has the last word on every recipient. */
export const DOVECOT: Maker = {
  available: () => {
    const missing = (what: string) => ({ ok: false, missing: what }) as const;
    if (process.getuid?.() !== 0) return missing('root rights (Dovecot starts only as root)');
    if (findProgram('dovecot') === null || !existsSync('/usr/lib/dovecot/submission-login')) {
      return missing('dovecot (Debian package dovecot-submissiond)');
    }
    return postfixAvailable();
  },
  version: () => versionOf(findProgram('dovecot') ?? '', ['--version'], /^(\S+)/),
  serves: [587, 465],
  // Dovecot takes a client with the server's own address for secure; from 127.0.0.1 to here it is a stranger.
  address: '127.0.0.2',
  plan: async (site) => {
    const behind = await startPostfix(BEHIND[site.setup] ?? {});
    return {
      files: [
        { path: 'dovecot.conf', text: configuration(site, behind.connectTo[25]) },
        { path: 'users', text: `${site.user}:{PLAIN}${site.password}\n` },
      ],
      folders: [{ path: 'home', owner: MAIL_UID }],
      program: findProgram('dovecot') ?? '',
      args: ['-F', '-c', `${site.folder}/dovecot.conf`],
      stop: behind.stop,
    };
  },
};

// The usual one trusts nobody, as a relay does that was not told of its new neighbour
const BEHIND: Readonly<Partial<Record<Setup, PostfixOptions>>> = {
  greylisting: { mynetworks: ['127.0.0.0/8'], settings: GREYLISTED },
};
const MAIL_UID = 60_910;

const configuration = ({ folder, address, ports }: Site, relay: number): string => `
protocols = submission
base_dir = ${folder}/run
state_dir = ${folder}/run
log_path = ${folder}/dovecot.log
listen = ${address}
hostname = ${SERVER_NAME}
ssl = required
ssl_cert = <${folder}/cert.pem
ssl_key = <${folder}/key.pem
auth_mechanisms = plain login
passdb {
  driver = passwd-file
  args = ${folder}/users
}
userdb {
  driver = static
  args = uid=${MAIL_UID} gid=${MAIL_UID} home=${folder}/home
}
first_valid_uid = ${MAIL_UID}
mail_location = maildir:${folder}/home/mail
submission_relay_host = 127.0.0.1
submission_relay_port = ${relay}
submission_max_mail_size = 10M
service submission-login {
  inet_listener submission {
    port = ${ports[587]}
  }
  inet_listener submissions {
    port = ${ports[465]}
    ssl = yes
  }
}
`;
