import { parseAddress } from './guard/address.ts';
import { type Mode, type Parsed, type Port, parsePort } from './ports.ts';
import { Secret } from './secret.ts';

/** How the submission host was found. */
export type TargetSource = 'given' | 'srv' | 'autoconfig' | 'mx-provider' | 'guess';

/** What a user typed, understood. For an e-mail address `domain` is set and the submission host is still to be found. */
export type Target = {
  readonly input: string;
  readonly kind: 'host' | 'email' | 'url';
  /** Host name in lower case, or an address without brackets; for an e-mail address its domain. */
  readonly host: string;
  readonly port: Port | null;
  readonly mode: Mode | null;
  readonly user: string | null;
  readonly password: Secret | null;
};

const SCHEMES: Readonly<Record<string, { readonly mode: Mode | null; readonly port: number }>> = {
  smtp: { mode: null, port: 587 },
  smtps: { mode: 'implicit-tls', port: 465 },
  submission: { mode: 'starttls', port: 587 },
  submissions: { mode: 'implicit-tls', port: 465 },
  'smtp+starttls': { mode: 'starttls', port: 587 },
  // As PHP, Roundcube and Symfony write them; "tls" is either mode there, so that the port decides
  ssl: { mode: 'implicit-tls', port: 465 },
  tls: { mode: null, port: 587 },
  starttls: { mode: 'starttls', port: 587 },
};

/**
 * Reads a target: `host`, `host:port`, `[IPv6]:port`, an e-mail address, or an `smtp://`, `smtps://` or
 * `smtp+starttls://` URL. The only reader of such text; everything behind it trusts the type.
 */
export function parseTarget(input: string): Parsed<Target> {
  const text = input.trim();
  if (text === '') return bad('no target given: name a mail server, for example smtp.example.com');
  if (hasControls(text)) return bad('the target holds a control character');
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(text);
  if (scheme !== null) return parseUrl(input, (scheme[1] ?? '').toLowerCase(), text.slice(scheme[0].length));
  if (text.includes('@')) return parseEmail(input, text);
  const place = parsePlace(text);
  if (!place.ok) return place;
  return good({ input, kind: 'host', ...place.value, mode: null, user: null, password: null });
}

/** What nearly every label is; the other pattern takes a millisecond to get ready. */
const ASCII_LABEL = /^\w(?:[\w-]{0,61}\w)?$/;

/** A host name or IP address as the rest of core writes it, or what is wrong with it. */
export function parseHost(text: string): Parsed<string> {
  const bare = text.startsWith('[') && text.endsWith(']') ? text.slice(1, -1) : text;
  if (isIpv4(bare)) return good(bare);
  if (bare.includes(':'))
    return isIpv6(bare)
      ? good(bare.toLowerCase())
      : bad(`not a host or an IPv6 address: ${text}; the encryption is no part of it (--mode)`);
  if (/[\s,;]/.test(bare)) return bad(`a blank or comma in the host name: ${JSON.stringify(text)}`);
  // RFC 1123 §2.1; underscore is not allowed there but seen in private zones
  const labels = bare.replace(/\.$/, '').split('.');
  if (
    bare.length > 253 ||
    labels.some(
      (label) =>
        !ASCII_LABEL.test(label) && !/^[\p{L}\p{N}_]([\p{L}\p{N}\p{M}_-]{0,61}[\p{L}\p{N}\p{M}_])?$/u.test(label),
    )
  ) {
    return bad(`not a host name: ${text}`);
  }
  // Resolvers read 127.1, 0x7f.1 or 2130706433 as addresses: a last label of digits is never a name (RFC 3696 §2)
  if (/^(\d+|0x[\da-f]*)$/i.test(labels.at(-1) ?? '')) return bad(`not an IPv4 address or a host name: ${text}`);
  return good(bare.replace(/\.$/, '').toLowerCase());
}

/** A host name with a dot in it and no IP address: all that a mail domain or a stranger's record may name. */
export function parseDomain(text: string): Parsed<string> {
  const host = parseHost(text);
  if (!host.ok) return host;
  return addressFamily(host.value) === null && host.value.includes('.') ? host : bad(`not a full host name: ${text}`);
}

/** Whether a host is an IP address, and of which family. */
export const addressFamily = (host: string): 4 | 6 | null => (isIpv4(host) ? 4 : isIpv6(host) ? 6 : null);

function parseUrl(input: string, scheme: string, rest: string): Parsed<Target> {
  const known = SCHEMES[scheme];
  if (!Object.hasOwn(SCHEMES, scheme) || known === undefined) {
    const web = scheme === 'http' || scheme === 'https' ? 'a web address is no mail server; ' : '';
    return bad(`${web}unknown scheme ${scheme}://; use smtp://, smtps:// or smtp+starttls://`);
  }
  // A raw "/", "?" or "#" in the password cuts the authority short: say so, since hours are lost on it
  const at = rest.lastIndexOf('@');
  const authority = (at < 0 ? rest : rest.slice(at + 1)).replace(/[/?#].*$/s, '');
  const login = at < 0 ? '' : rest.slice(0, at);
  if (/[/?#]/.test(login)) return bad('the password in the URL holds a raw "/", "?" or "#"; write it as %2F, %3F, %23');
  const place = parsePlace(authority);
  if (!place.ok) return place;
  const colon = login.indexOf(':');
  const user = percentDecode(colon < 0 ? login : login.slice(0, colon));
  const password = colon < 0 ? null : percentDecode(login.slice(colon + 1));
  if (user === null || (colon >= 0 && password === null)) {
    return bad('the user or password in the URL holds a "%" that starts no code; write it as %25');
  }
  if (hasControls(user) || hasControls(password ?? ''))
    return bad('the user or password in the URL holds a control character');
  return good({
    input: login === '' ? input : `${scheme}://${user}${colon < 0 ? '' : ':‹redacted›'}@${authority}`,
    kind: 'url',
    host: place.value.host,
    port: place.value.port ?? (known.port as Port),
    mode: known.mode,
    user: user === '' ? null : user,
    password: password === null ? null : new Secret(password),
  });
}

/** Without the text itself: what looks like user:password@host must not be echoed. */
const NO_EMAIL = 'not an e-mail address; a server with a login is written smtp://user@host';

function parseEmail(input: string, text: string): Parsed<Target> {
  const at = text.lastIndexOf('@');
  const local = text.slice(0, at);
  if (local === '' || /[\s@,;:<>()[\]\\"]/.test(local)) return bad(NO_EMAIL);
  // Pasted along from a page: a login with one is refused, and nobody sees why
  if (/\p{C}/u.test(local)) return bad('the e-mail address holds an invisible character; type it by hand');
  const host = parseDomain(text.slice(at + 1));
  if (!host.ok) return bad(NO_EMAIL);
  return good({ input, kind: 'email', host: host.value, port: null, mode: null, user: text, password: null });
}

function parsePlace(text: string): Parsed<{ readonly host: string; readonly port: Port | null }> {
  // An IPv6 address carries colons of its own: a port needs brackets around it
  const match = isIpv6(text) ? null : /^(\[[^\]]*\]|[^:]*):([^:\]]*)$/s.exec(text);
  const host = parseHost(match === null ? text : (match[1] ?? ''));
  if (!host.ok) return host;
  if (match === null) return good({ host: host.value, port: null });
  const port = parsePort(match[2] ?? '');
  return port.ok ? good({ host: host.value, port: port.value }) : port;
}

function percentDecode(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

const isIpv4 = (text: string): boolean => parseAddress(text)?.family === 4;

/** An IPv6 address, with or without the interface it is reached through (RFC 4007 §11). */
function isIpv6(text: string): boolean {
  const percent = text.indexOf('%');
  if (percent >= 0 && !/^[\w.-]+$/.test(text.slice(percent + 1))) return false;
  return parseAddress(percent < 0 ? text : text.slice(0, percent))?.family === 6;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
const hasControls = (text: string): boolean => /[\u0000-\u001f\u007f-\u009f]/.test(text);
const good = <T>(value: T): Parsed<T> => ({ ok: true, value });
const bad = (problem: string): { readonly ok: false; readonly problem: string } => ({ ok: false, problem });
