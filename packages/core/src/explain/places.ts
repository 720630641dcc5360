import { MODE_SIGNS } from '../catalogue/errors/index.ts';
import { type Mode, parsePort } from '../ports.ts';
import { addressFamily, parseHost } from '../target.ts';
import { field, look } from './flatten.ts';

/** Where the client went, as far as it is known. */
export type Places = {
  readonly host: string | null;
  readonly port: number | null;
  readonly mode: Mode | null;
  /** The address, where the text names one. */
  readonly address: string | null;
};

const NAME = '([a-z0-9][a-z0-9._-]{0,252})';
const ADDRESS = '((?:\\d{1,3}\\.){3}\\d{1,3}|\\[?[0-9a-f:.]{2,45}\\]?)';

/** Where programs write the host; each begins with fixed words, so that a long text is read once. Lower case. */
const HOSTS: readonly RegExp[] = [
  `(?:enotfound|eai_again|econnrefused|etimedout|edns|hostname|unknownhostexception:|unknown smtp host:|lookup) ${NAME}`,
  `(?:smtps?|submissions?|ssl|tls|tcp)://(?:[^\\s/@]{1,300}@)?${NAME}`,
  `(?:smtp host|to host|with host|host|server|hostname|resolve host)(?:, port)?[:=]? ["'\`]?${NAME}`,
  `(?:connecting to|connect to|connection to|trying|to server|resolve|locate host|outgoing server \\(smtp\\)|by host|identity of server:) ["'\`]?${NAME}`,
  `(?:could not be resolved: |hostname |valid for |matches host |dns name matching |is not valid for |not )['"\`]${NAME}`,
  `(?:dns name matching|identity of server:|, not) ${NAME}`,
  `host: ${NAME}\\.? is not in`,
].map((source) => new RegExp(source, 'g'));

const ADDRESSES: readonly RegExp[] = [
  `(?:econnrefused|etimedout|ehostunreach|enetunreach|econnreset|eacces|eperm|dial tcp|refused it|address) ${ADDRESS}(?::(\\d{1,5}))?(?![\\w.])`,
  `\\[${ADDRESS}\\]:(\\d{1,5})`,
].map((source) => new RegExp(source, 'g'));

const PORTS: readonly RegExp[] = [
  /\bport["']?[:=]? {0,2}["']?(\d{2,5})(?![\w.])/g,
  /\bhost, port: [^\s,]{1,253}, (\d{2,5})\b/g,
  /[a-z][a-z0-9-]{0,62}(?:\[[0-9a-f:.]{2,45}\])?"?:(\d{2,5})(?![\w:]|\.\d)/g,
];

/** Reads host, port and mode from the fields of the error, then from its text (lower case). What the caller says comes first. */
export function placesOf(
  error: unknown,
  text: string,
  given: { readonly host?: string | undefined; readonly port?: number | undefined; readonly mode?: Mode | undefined },
): Places {
  const pairs = ADDRESSES.flatMap((pattern) => [...text.matchAll(pattern)]).flatMap(addressIn);
  const [first] = pairs;
  const host = hostOf(given.host) ?? hostOf(field(error, 'hostname')) ?? hostOf(field(error, 'host')) ?? nameIn(text);
  const port =
    portOf(given.port) ?? portOf(look(error, 'port')) ?? pairs.find((pair) => pair.port !== null)?.port ?? portIn(text);
  const mode = given.mode ?? MODE_SIGNS.find(([words]) => text.includes(words))?.[1] ?? null;
  const address = hostOf(field(error, 'address')) ?? first?.address ?? null;
  return { host: host ?? address, port, mode, address };
}

function addressIn(match: RegExpMatchArray): readonly { readonly address: string; readonly port: number | null }[] {
  const raw = (match[1] ?? '').replace(/^\[|\]$/g, '');
  const port = portOf(match[2]);
  // Node writes "connect ECONNREFUSED ::1:587" without brackets, and what it writes may be an address as a whole
  const cut = raw.lastIndexOf(':');
  const [address, tail] = [raw.slice(0, cut), portOf(raw.slice(cut + 1))];
  const glued = cut > 0 && port === null && tail !== null && addressFamily(address) === 6 && match[0].startsWith('e');
  if (glued) return [{ address, port: tail }];
  return addressFamily(raw) !== null && port !== 53 ? [{ address: raw, port }] : [];
}

function nameIn(text: string): string | null {
  for (const pattern of HOSTS) {
    for (const match of text.matchAll(pattern)) {
      const name = (match[1] ?? '').replace(/[.:-]+$/, '');
      const isName =
        /\.[a-z][a-z0-9-]{1,62}$/.test(name) && !/\.(?:js|ts|py|rb|go|php|java|cs|c|pm|so|html?|json|log)$/.test(name);
      if ((isName || name === 'localhost') && !isCode(name)) return hostOf(name);
    }
  }
  return null;
}

/** A package or namespace, not a host: `javax.mail.…`, `com.sun.…`. */
const isCode = (name: string): boolean =>
  /^(?:java|javax|jakarta|com|org|net|io|system|mailkit|smtplib|ssl|socket|node)\.[a-z]+\.[a-z]/.test(name) &&
  !/^(?:smtp|mail)\./.test(name);

function portIn(text: string): number | null {
  for (const pattern of PORTS) {
    for (const match of text.matchAll(pattern)) {
      const port = portOf(match[1]);
      if (port !== null && port !== 53) return port;
    }
  }
  return null;
}

function portOf(value: unknown): number | null {
  if (typeof value !== 'number' && typeof value !== 'string') return null;
  const port = parsePort(String(value));
  return port.ok ? port.value : null;
}

function hostOf(value: string | null | undefined): string | null {
  if (typeof value !== 'string') return null;
  const host = parseHost(value.trim());
  return host.ok ? host.value : null;
}
