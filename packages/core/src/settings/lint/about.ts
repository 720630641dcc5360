import { type Provider, providerOfDomain, providerOfHost } from '../../catalogue/providers/index.ts';
import { type Port, parsePort } from '../../ports.ts';
import { addressFamily } from '../../target.ts';
import { isCode, isLookup } from '../expression.ts';
import { MARK } from '../mask.ts';
import type { Pair, Said, Settings } from '../types.ts';

/** Names that only one machine, house or cluster knows (RFC 6761, RFC 6762, RFC 8375, and common habit). */
const PRIVATE_NAME =
  /^[^.]+$|(?:^|\.)(?:localhost|localdomain|local|lan|internal|intranet|home|home\.arpa|corp|private|test|svc)$/;

/** Whether nobody knows whose settings these are: no client, or any program that reads its environment. */
export const isAnybodys = ({ client }: Settings): boolean => client === null || client.id === 'env';

/** What the client is called in a sentence. */
export const clientName = (settings: Settings): string =>
  isAnybodys(settings) ? 'the program' : (settings.client?.name ?? 'the program');

/** Loopback, private, shared and link-local addresses (RFC 1122, 1918, 6598, 3927; RFC 4291, 4193), written as people do. */
const PRIVATE_ADDRESS =
  /^(?:127|10|192\.168|172\.(?:1[6-9]|2\d|3[01])|169\.254|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7]))\.|^0\.0\.0\.0$|^::1?$|^f[cd][\da-f]{2}:|^fe[89ab][\da-f]:|^::ffff:(?:127|10|192\.168)\./;

/** The pair that a value was read from; null for a part of a URL or of `host:port` that no pair holds by itself. */
export const pairOf = ({ pairs }: Settings, said: Said<unknown>): Pair | null =>
  pairs.find(({ key, line }) => key === said.key && line === said.line) ?? null;

/** Whether a value is written out, so that it can be judged; what a program looks up when it runs cannot. */
export function isWritten(settings: Settings, said: Said<string>): boolean {
  if (isLookup(said.value) || said.value.includes(MARK)) return false;
  const pair = pairOf(settings, said);
  const { client, pairs } = settings;
  if (pair === null || client === null || !isCode(client.syntax) || /^\d+$/.test(said.value)) return true;
  // The parts of a URL are as quoted as the whole
  const whole = pairs.some(({ key, line, quoted }) => quoted && line === pair.line && pair.key.startsWith(`${key}.`));
  return pair.quoted || pair.value !== said.value || whole;
}

/** Whether a value is looked up when the program runs, whatever it falls back to. */
export const isLookedUp = (settings: Settings, said: Said<unknown>): boolean =>
  isLookup(pairOf(settings, said)?.value ?? '');

/** The host, where one is written out and not empty: without the brackets that relays put around it. */
export function hostOf(settings: Settings): Said<string> | null {
  const { host } = settings;
  if (host === null || !isWritten(settings, host)) return null;
  const value = host.value.trim().replace(/^\[([^\]]*)\]$/, '$1');
  return value === '' ? null : { ...host, value };
}

/** The port, where a valid one is written out. */
export function portOf({ port }: Settings): Said<Port> | null {
  if (port === null) return null;
  const parsed = parsePort(port.value.trim());
  return parsed.ok ? { ...port, value: parsed.value } : null;
}

/** Whose server this is: by the name of the host. */
export function providerOf(settings: Settings): Provider | null {
  const host = hostOf(settings);
  return host === null ? null : providerOfHost(host.value);
}

/** Whose mailbox this is: by the domain of the user or of the sender. */
export function mailboxProviderOf({ user, from }: Settings): Provider | null {
  for (const said of [user, from]) {
    const domain = /@([\w.-]+)>?\s*$/.exec(said?.value ?? '')?.[1];
    const provider = domain === undefined ? null : providerOfDomain(domain);
    if (provider !== null) return provider;
  }
  return null;
}

/** Whether a host is this machine, a private address or a name that only a private network knows. */
export function isPrivateHost(host: string): boolean {
  const name = host.replace(/\.$/, '').toLowerCase();
  return addressFamily(name) === null ? PRIVATE_NAME.test(name) : PRIVATE_ADDRESS.test(name);
}

/** Whether these settings log in. */
export const hasLogin = ({ user, password }: Settings): boolean =>
  (user !== null && user.value.trim() !== '') || password?.value === 'given';
