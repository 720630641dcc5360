import type { Cause } from '../catalogue/cause.ts';
import type { Code } from '../catalogue/causes.ts';
import type { NextStep } from '../diagnose/types.ts';
import { addressFamily } from '../target.ts';
import type { Places } from './places.ts';

/** What would turn a guess into a finding, run on the machine where the error came up. */
export function confirmation(code: Code, { layer }: Cause, places: Places): NextStep {
  const { host, port, mode, address } = places;
  if (code === 'connect-refused' && (isLoopback(host) || isLoopback(address))) {
    return {
      action: 'The program went to this machine itself: check that a server name is set at all, then test that server.',
      command: 'smtp-triage HOST',
    };
  }
  const place = host === null ? 'HOST' : addressFamily(host) === 6 ? `[${host}]` : host;
  const settings = `${port === null ? '' : ` -p ${port}`}${mode === null ? '' : ` --mode ${mode}`}`;
  const command = `smtp-triage ${place}${settings}`;
  if (code.startsWith('dns-'))
    return { action: 'Look the name up from the same machine.', command: `smtp-triage ${place}` };
  if (code.startsWith('tls-certificate'))
    return { action: "Look at the server's certificate.", command: `${command} -v` };
  if (layer === 'authentication' && code !== 'auth-requires-tls' && code !== 'auth-not-offered')
    return { action: 'Try the login by itself, once.', command: `${command} --user NAME` };
  if (layer === 'policy' && code !== 'submission-on-relay-port')
    return {
      action: 'Ask the server whether this sender may write to this recipient; no mail is sent.',
      command: `${command} --user NAME --from SENDER --to RECIPIENT`,
    };
  if (layer === 'encryption' || code === 'not-smtp' || code === 'greeting-missing')
    return { action: 'Test these settings, and the other modes and ports beside them.', command };
  return { action: 'Test this port, and the others beside it, from the same machine.', command };
}

const isLoopback = (host: string | null): boolean =>
  host !== null && (host === 'localhost' || host === '::1' || host.startsWith('127.'));
