import { randomBytes } from 'node:crypto';
import { hostname, networkInterfaces } from 'node:os';
import { domainToASCII } from 'node:url';
import {
  addressFamily,
  CONTROL_HOSTS,
  type ControlHost,
  type Envelope,
  type Family,
  isEhloName,
  isEnvelopeAddress,
  type Mode,
  type Parsed,
  PORTS,
  type PortMode,
  parseHost,
  parsePort,
  parseTarget,
  type Request,
  type SaslCredentials,
  type SaslMechanism,
  Secret,
  type Target,
  TIMING,
  type Timing,
  usualMode,
} from '@smtp-triage/core';
import type { SubmissionHost } from './submission-host.ts';

/** What can be asked for; only the target is needed. */
export type TriageOptions = {
  /** Host, host:port, e-mail address, or smtp:// URL; or one that has been parsed. */
  readonly target: string | Target;
  /** For an e-mail address: what `findSubmissionHost` gave for its domain. */
  readonly found?: SubmissionHost;
  readonly user?: string;
  readonly password?: string | Secret;
  /** An OAuth access token in place of a password. */
  readonly token?: string | Secret;
  readonly mechanism?: SaslMechanism;
  /** The port and mode that the user's client is set to. */
  readonly port?: number;
  readonly mode?: Mode;
  readonly only?: boolean;
  readonly ladder?: readonly PortMode[];
  readonly families?: readonly Family[];
  readonly addressesPerFamily?: number;
  /** A test transaction: MAIL and RCPT, then RSET. A message is sent only if `message` is given. */
  readonly from?: string;
  readonly to?: string;
  readonly size?: number;
  readonly message?: string;
  readonly ehloName?: string;
  readonly servername?: string;
  readonly minTls?: 'TLSv1.2' | 'TLSv1.3';
  readonly timing?: Partial<Timing>;
  readonly lookupMs?: number;
  readonly budgetMs?: number;
  readonly waitForAll?: boolean;
  readonly connectTo?: Request['connectTo'];
  /** A proxy will be used (see `Edge`): it resolves the names. */
  readonly proxied?: boolean;
  readonly controls?: readonly ControlHost[];
};

/** Time for a whole run, and for a name look-up in it, in milliseconds. */
export const BUDGET_MS = 12_000;
export const LOOKUP_MS = 5_000;

/**
 * Fills in everything that was not said, and checks everything that was. Gives a problem, never a throw, for what a user
 * can get wrong. The result holds fresh randomness: make one per run.
 *
 * @example
 * const request = prepare({ target: 'smtp.example.com', user: 'ann@example.com', password: 'secret' });
 * if (request.ok) console.log(await triage(request.value));
 */
export function prepare(options: TriageOptions): Parsed<Request> {
  const target = typeof options.target === 'string' ? parseTarget(options.target) : good(options.target);
  if (!target.ok) return target;
  const host = asciiHost(options.found?.host ?? target.value.host);
  if (!host.ok) return host;
  if (target.value.kind === 'email' && options.found === undefined) {
    return bad('an e-mail address does not name a server; find the server of its domain first');
  }
  const settings = settingsOf(options, target.value);
  if (!settings.ok) return settings;
  const credentials = credentialsOf(options, target.value);
  if (!credentials.ok) return credentials;
  const envelope = envelopeOf(options);
  if (!envelope.ok) return envelope;
  const servername = options.servername === undefined ? good(null) : asciiHost(options.servername);
  if (!servername.ok) return servername;
  const ehloName = options.ehloName ?? ownName();
  if (!isEhloName(ehloName)) return bad(`not a domain or an address literal to say with EHLO: ${ehloName}`);
  const only = options.only ?? false;
  if (only && settings.value === null) return bad('to try the settings alone, name a port or a mode');
  return good({
    input: target.value.input,
    host: host.value,
    source: options.found?.source ?? 'given',
    ...(options.found === undefined ? {} : { foundBy: options.found.why }),
    settings: settings.value,
    only,
    ladder: options.ladder ?? ladderFor(options.found),
    families: options.families ?? [4, 6],
    addressesPerFamily: options.addressesPerFamily ?? 3,
    credentials: credentials.value,
    mechanism: options.mechanism ?? null,
    nonce: freshNonce(),
    envelope: envelope.value,
    ehloName,
    servername: servername.value,
    minTls: options.minTls ?? 'TLSv1.2',
    timing: options.timing === undefined ? TIMING : { ...TIMING, ...options.timing },
    budgetMs: options.budgetMs ?? BUDGET_MS,
    lookupMs: options.lookupMs ?? LOOKUP_MS,
    waitForAll: options.waitForAll ?? false,
    connectTo: options.connectTo ?? [],
    proxied: options.proxied ?? false,
    controls: options.controls ?? CONTROL_HOSTS,
    startedAt: new Date().toISOString(),
  });
}

const NONCE_OCTETS = 18;
/** Randomness for this many at once: asking the system for a few octets takes as long as for many. */
const NONCES = 64;
let unused = Buffer.alloc(0);

function freshNonce(): string {
  if (unused.length === 0) unused = randomBytes(NONCES * NONCE_OCTETS);
  const octets = unused.subarray(0, NONCE_OCTETS);
  unused = unused.subarray(NONCE_OCTETS);
  return octets.toString('base64');
}

/** A name as DNS and TLS want it. One that turns into an address on the way was meant to deceive (security row SEC-05). */
function asciiHost(text: string): Parsed<string> {
  const host = parseHost(text);
  if (!host.ok || addressFamily(host.value) !== null) return host;
  const written = domainToASCII(host.value);
  if (written === host.value) return host;
  const ascii = parseHost(written);
  if (!ascii.ok || addressFamily(ascii.value) !== null) return bad(`not a host name: ${text}`);
  return ascii;
}

/** What the user's client is set to: what was said beside the target, else what stands in it. */
function settingsOf(options: TriageOptions, target: Target): Parsed<PortMode | null> {
  const mode = options.mode ?? target.mode;
  if (options.port !== undefined) {
    const port = parsePort(String(options.port));
    return port.ok ? good({ port: port.value, mode: mode ?? usualMode(port.value) }) : port;
  }
  if (target.port !== null) return good({ port: target.port, mode: mode ?? usualMode(target.port) });
  return good(mode === null ? null : { port: mode === 'implicit-tls' ? 465 : 587, mode });
}

function credentialsOf({ user, password, token }: TriageOptions, target: Target): Parsed<SaslCredentials | null> {
  const name = user ?? target.user ?? '';
  const secret = password ?? target.password;
  if (secret === null && token === undefined) return good(null);
  if (name === '') return bad('a password or token without a user name');
  if (token !== undefined) {
    // A password in the target gives way; two secrets said side by side do not say which is meant
    return password === undefined ? good({ user: name, token: wrapped(token) }) : bad('both a password and a token');
  }
  return good(secret === null ? null : { user: name, password: wrapped(secret) });
}

function envelopeOf({ from, to, size, message }: TriageOptions): Parsed<Envelope | null> {
  const sender = from ?? to;
  const recipient = to ?? from;
  if (sender === undefined || recipient === undefined) {
    return message === undefined ? good(null) : bad('a message without an address to send it to');
  }
  if (!isEnvelopeAddress(sender)) return bad(`not an address to send from: ${sender}`);
  if (recipient === '' || !isEnvelopeAddress(recipient)) return bad(`not an address to send to: ${recipient}`);
  if (size !== undefined && !(Number.isSafeInteger(size) && size >= 0)) return bad(`not a size in octets: ${size}`);
  return good({ from: sender, to: recipient, size: size ?? null, message: message ?? null });
}

/** The four ports, after what the domain itself has published. */
function ladderFor(found: SubmissionHost | undefined): readonly PortMode[] {
  const ladder = PORTS.map(({ port, mode }) => ({ port, mode }));
  if (found === undefined || found.port === null || found.mode === null) return ladder;
  const { port, mode } = found;
  return [{ port, mode }, ...ladder.filter((rung) => rung.port !== port)];
}

/**
 * The name to say with EHLO (RFC 5321 §4.1.3): this machine's name if it is a full one, else the address it would
 * probably send from as a literal. Never "localhost", which servers take for a bad client.
 */
export function ownName(name: string = hostname(), interfaces?: ReturnType<typeof networkInterfaces>): string {
  if (name.includes('.') && !/(^|\.)localhost(\.|$)|\.localdomain$/i.test(name) && addressFamily(name) === null) {
    if (isEhloName(name)) return name;
  }
  const addresses = Object.values(interfaces ?? networkInterfaces()).flatMap((list) => list ?? []);
  const outward = addresses.filter(({ internal, address }) => !internal && !/^fe[89ab]/i.test(address));
  const best = outward.find(({ family }) => family === 'IPv4') ?? outward[0];
  if (best === undefined) return '[127.0.0.1]';
  return best.family === 'IPv4' ? `[${best.address}]` : `[IPv6:${best.address}]`;
}

const wrapped = (secret: string | Secret): Secret => (typeof secret === 'string' ? new Secret(secret) : secret);
const good = <T>(value: T): Parsed<T> => ({ ok: true, value });
const bad = (problem: string): { readonly ok: false; readonly problem: string } => ({ ok: false, problem });
