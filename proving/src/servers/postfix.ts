import { startPostfix } from '../postfix.ts';
import type { PostfixOptions } from '../postfix-options.ts';
import type { RunningServer, Setup } from './types.ts';

/** Settings with which Postfix refuses a stranger's recipient for now, in Postgrey's words. */
export const GREYLISTED = {
  smtpd_recipient_restrictions:
    'check_recipient_access inline:{ { elsewhere.test = DEFER_IF_PERMIT Greylisted, see http://postgrey.schweikert.ch/help/elsewhere.test.html } }',
} as const;

const OPTIONS: Readonly<Record<Setup, PostfixOptions>> = {
  usual: {},
  'helo-only': { settings: { smtpd_command_filter: 'regexp:{ { /^EHLO .*/ UNKNOWN } }' } },
  greylisting: { settings: GREYLISTED },
  'one-connection': { maxConnections: 1 },
};

/** The Postfix of this package's own harness, as one of the seven. */
export async function startAsServer(setup: Setup): Promise<RunningServer> {
  const { version, connectTo, user, password, caFile, stop } = await startPostfix(OPTIONS[setup]);
  return { kind: 'postfix', version, address: '127.0.0.1', connectTo, user, password, caFile, stop };
}
