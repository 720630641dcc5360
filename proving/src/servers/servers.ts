import type { Availability } from '../postfix-folder.ts';
import { available as postfixAvailable } from '../postfix-folder.ts';
import { AIOSMTPD } from './aiosmtpd.ts';
import { DOVECOT } from './dovecot.ts';
import { EXIM } from './exim.ts';
import { HARAKA } from './haraka.ts';
import { OPENSMTPD } from './opensmtpd.ts';
import { startAsServer } from './postfix.ts';
import { SMTP_SERVER } from './smtp-server.ts';
import { start } from './start.ts';
import type { Maker, RunningServer, ServerKind, Setup } from './types.ts';

const MAKERS: Readonly<Record<Exclude<ServerKind, 'postfix'>, Maker>> = {
  exim: EXIM,
  opensmtpd: OPENSMTPD,
  dovecot: DOVECOT,
  aiosmtpd: AIOSMTPD,
  'smtp-server': SMTP_SERVER,
  haraka: HARAKA,
};

/** Whether this machine can start a server; `missing` is fit for the reason of a test that is left out. */
export const availableServer = (kind: ServerKind): Availability =>
  kind === 'postfix' ? postfixAvailable() : MAKERS[kind].available();

/**
 * Starts one of the real servers with its own CA, user and free ports on loopback.
 *
 * @example
 * const exim = await startServer('exim', 'greylisting');
 * // … connect to exim.address, port exim.connectTo[587] …
 * await exim.stop();
 */
export const startServer = (kind: ServerKind, setup: Setup = 'usual'): Promise<RunningServer> =>
  kind === 'postfix' ? startAsServer(setup) : start(kind, MAKERS[kind], setup);
