import { MODE_NAMES, type Mode, type Parsed, parsePort } from '../ports.ts';
import { addressFamily, parseHost } from '../target.ts';
import { escapedFor } from './escape.ts';
import { readSettings } from './read.ts';
import type { Client } from './types.ts';

/** The way into a server that settings are wanted for, and whose they are. */
export type ConfigRoute = {
  readonly host: string;
  readonly port: number;
  readonly mode: Mode;
  /** Who logs in; a placeholder where nobody is named. */
  readonly user?: string | undefined;
  /** The sender; the user where that is an address. */
  readonly from?: string | undefined;
};

/** The port that a mode usually has: what is filled in where none was named. */
export const PORT_OF_MODE: Readonly<Record<Mode, number>> = { starttls: 587, 'implicit-tls': 465, cleartext: 25 };

/** Who stands in the settings where nobody was named. */
export const SOMEBODY = 'you@example.com';
const BLANKS = /\{(host|port|user|from|domain)\}/g;
/** Line breaks and whatever else could end a line or a string unseen. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
const CONTROLS = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/;

/**
 * Settings of a client, ready to paste. A password is never among them: in its place stands a placeholder. The problem is
 * one sentence: what the client cannot do, and what it can.
 *
 * @example
 * ```ts
 * configFor(NODEMAILER, { host: 'smtp.example.com', port: 587, mode: 'starttls', user: 'ann@example.com' });
 * ```
 */
export function configFor(client: Client, route: ConfigRoute): Parsed<string> {
  const host = parseHost(route.host);
  if (!host.ok) return host;
  const port = parsePort(`${route.port}`);
  if (!port.ok) return port;
  for (const [what, text] of [
    ['user', route.user],
    ['sender', route.from],
  ] as const)
    if (text !== undefined && CONTROLS.test(text))
      return problem(`the ${what} holds a control character, such as a line break`);
  const template = client.templates[route.mode];
  if (template === null) return problem(cannot(client, route.mode));
  const text = fill(client, template, valuesOf(route, host.value));
  return text.ok ? readBack(client, text.value, route) : text;
}

/** The modes that settings of a client can be printed for, the surest first. */
export const modesOf = (client: Client): readonly Mode[] =>
  (['starttls', 'implicit-tls', 'cleartext'] as const).filter((mode) => client.templates[mode] !== null);

type Values = Readonly<Record<string, string>>;

function valuesOf({ port, user, from }: ConfigRoute, host: string): Values {
  const login = user ?? (from?.includes('@') ? from : SOMEBODY);
  const sender = from ?? (login.includes('@') ? login : SOMEBODY);
  const domain = parseHost(sender.slice(sender.lastIndexOf('@') + 1));
  return {
    host,
    port: `${port}`,
    user: login,
    from: sender,
    domain: domain.ok && addressFamily(domain.value) === null ? domain.value : 'example.com',
  };
}

function fill(client: Client, template: string, values: Values): Parsed<string> {
  const wrong: string[] = [];
  const text = template.replace(BLANKS, (blank, name: string, at: number) => {
    const value = values[name] ?? blank;
    if (name === 'host') return hostIn(template, at, blank.length, value);
    const escaped = name === 'port' || name === 'domain' ? value : escapedFor(client.syntax, template, at, value);
    if (escaped === null)
      wrong.push(
        `the ${name === 'from' ? 'sender' : name} ${value} holds a character that has no spelling in settings of ${client.name}`,
      );
    return escaped ?? value;
  });
  return wrong[0] === undefined ? { ok: true, value: text } : problem(wrong[0]);
}

/** Before a port and in a URL an IPv6 address stands in brackets (RFC 3986 §3.2.2). A host holds nothing that needs escaping. */
function hostIn(template: string, at: number, length: number, host: string): string {
  const isPlace = template[at + length] === ':' || template.slice(0, at).endsWith('://');
  return isPlace && addressFamily(host) === 6 ? `[${host}]` : host;
}

function cannot(client: Client, mode: Mode): string {
  const can = modesOf(client)
    .filter((each) => each !== 'cleartext' || mode === 'cleartext')
    .map((each) => `${MODE_NAMES[each]} (usually port ${PORT_OF_MODE[each]})`);
  const instead = can.length === 0 ? 'it needs a relay that can' : `it can do ${can.join(' and ')}`;
  return mode === 'cleartext'
    ? `${client.name} has no setting for ${MODE_NAMES[mode]}; ${instead}`
    : `${client.name} cannot do ${MODE_NAMES[mode]}; ${instead}`;
}

/**
 * Clients that go by the port do one mode on 465 and another elsewhere, whatever is asked of them. What was filled in is
 * read as such a client reads it: settings that do not do what they are for are not handed out.
 */
function readBack(client: Client, text: string, { port, mode }: ConfigRoute): Parsed<string> {
  const goesByPort = client.modes.some((row) => row.port !== undefined);
  if (!goesByPort || port === PORT_OF_MODE[mode]) return { ok: true, value: text };
  const read = readSettings(text, client);
  const got = read.ok ? (read.value.mode?.value ?? mode) : mode;
  if (got === mode) return { ok: true, value: text };
  return problem(
    `${client.name} goes by the port: on ${port} it does ${MODE_NAMES[got]}; for ${MODE_NAMES[mode]} take another port, usually ${PORT_OF_MODE[mode]}`,
  );
}

const problem = (text: string): { readonly ok: false; readonly problem: string } => ({ ok: false, problem: text });
