import { utimes } from 'node:fs/promises';
import { type RunningPostfix, startPostfix } from '../postfix.ts';
import { ACCOUNT, type World } from './world.ts';

const OLD_S = 1_000_000_000;

/** The line that the settings tell to put into sasl_passwd, with the account's password in its place. */
function passwordFile(settings: string): string {
  const line = /^# (\[\S+\]:\d+ \S+:)\S+$/m.exec(settings);
  return line === null ? '' : `${line[1]}${ACCOUNT.password}\n`;
}

/**
 * Starts a Postfix that hands on what comes in on its port 25, by settings pasted into main.cf just as they were printed. Where
 * its password file and the CA to trust are, its one client service says; the settings keep naming the usual places.
 */
export async function startRelay(settings: string, { put, caFile }: World): Promise<RunningPostfix> {
  const passwords = await put('sasl_passwd', passwordFile(settings));
  // As with main.cf: Postfix waits until a fresh table looks finished, by its age
  await utimes(passwords, OLD_S, OLD_S);
  const client = [
    'smtp unix - - n - - smtp',
    `-o smtp_sasl_password_maps=texthash:${passwords}`,
    ...(caFile === null ? [] : [`-o smtp_tls_CAfile=${caFile}`]),
    // The server is on this machine, which no DNS knows
    '-o smtp_host_lookup=native',
  ];
  return startPostfix({
    mynetworks: ['127.0.0.0/8'],
    settings: { default_transport: 'smtp' },
    pasted: settings,
    services: [client.join('\n  ')],
  });
}
