import { addressFamily, type Parsed, type Port, parseHost, parsePort } from '@smtp-triage/core';

/** What is wrong with an input, as a parse result. */
export const problem = (text: string): { readonly ok: false; readonly problem: string } => ({
  ok: false,
  problem: text,
});
const good = <T>(value: T): Parsed<T> => ({ ok: true, value });

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, min: 60_000 };

/** Reads a time with its unit, in milliseconds: `500ms`, `10s`, `5m`. */
export function parseDuration(text: string): Parsed<number> {
  const match = /^(\d{1,7}(?:\.\d{1,3})?)([a-z]*)$/.exec(text);
  const unit = UNITS[match?.[2] ?? ''];
  if (match === null || unit === undefined) {
    const bare = match !== null && match[2] === '';
    return problem(
      bare ? `say the unit: ${text}s or ${text}ms` : `not a time: ${text}; write it like 10s, 500ms or 5m`,
    );
  }
  const ms = Math.round(Number(match[1]) * unit);
  return ms < 1 ? problem(`not a time: ${text}; it must be longer than nothing`) : good(ms);
}

/** Reads a list of ports, `587,465`. */
export function parsePorts(text: string): Parsed<readonly Port[]> {
  const ports: Port[] = [];
  for (const part of text.split(',')) {
    const port = parsePort(part.trim());
    if (!port.ok) return port;
    if (!ports.includes(port.value)) ports.push(port.value);
  }
  return good(ports);
}

/** A host, and a port where one was named. */
export type Place = { readonly host: string; readonly port: Port | null };

/** Reads `host` or `host:port`; an IPv6 address needs brackets before a port. */
export function parsePlace(text: string): Parsed<Place> {
  const match = addressFamily(text) === 6 ? null : /^(.+):([^:\]]*)$/.exec(text);
  const host = parseHost(match?.[1] ?? text);
  if (!host.ok) return host;
  if (match === null) return good({ host: host.value, port: null });
  const port = parsePort(match[2] ?? '');
  return port.ok ? good({ host: host.value, port: port.value }) : port;
}

/** A fixed address for a name. */
export type Resolve = { readonly host: string; readonly address: string };

/** Reads `host:address`. */
export function parseResolve(text: string): Parsed<Resolve> {
  const colon = text.indexOf(':');
  const host = parseHost(text.slice(0, Math.max(0, colon)));
  const address = text.slice(colon + 1).replace(/^\[(.*)\]$/, '$1');
  if (colon < 1 || !host.ok || addressFamily(address) === null) {
    return problem(`write host:address, for example smtp.example.com:192.0.2.1 (got ${text})`);
  }
  return good({ host: host.value, address: address.toLowerCase() });
}

/** Where a port really is. */
export type ConnectTo = { readonly port: number; readonly host: string; readonly toPort: number };

/** Reads `port=host:port`. */
export function parseConnectTo(text: string): Parsed<ConnectTo> {
  const equals = text.indexOf('=');
  const port = parsePort(text.slice(0, Math.max(0, equals)));
  const place = parsePlace(text.slice(equals + 1));
  if (!port.ok || !place.ok || place.value.port === null) {
    return problem(`write port=host:port, for example 587=127.0.0.1:2587 (got ${text})`);
  }
  return good({ port: port.value, host: place.value.host, toPort: place.value.port });
}

/** Reads an IP address. */
export const parseIp = (text: string): Parsed<string> =>
  addressFamily(text) === null ? problem(`not an IP address: ${text}`) : good(text.toLowerCase());

/** Reads a count of octets. */
export const parseSize = (text: string): Parsed<number> =>
  /^\d{1,12}$/.test(text) && Number(text) > 0 ? good(Number(text)) : problem(`not a number of bytes: ${text}`);

/** Reads a text that will stand in a command line: a CR or LF in it would be a command of its own. */
export const parsePlain = (text: string): Parsed<string> =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
  /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/.test(text)
    ? problem('it holds a control character, such as a line break')
    : text === ''
      ? problem('it is empty')
      : good(text);

/** Reads an address for MAIL or RCPT: one mailbox, without display name. */
export function parseMailbox(text: string): Parsed<string> {
  const plain = parsePlain(text);
  if (!plain.ok) return plain;
  const bare = text.replace(/^<(.*)>$/, '$1');
  return /^[^\s<>@"]+@[^\s<>@]+$/.test(bare) || /^"[^"<>]+"@[^\s<>@]+$/.test(bare)
    ? good(bare)
    : problem(`not an e-mail address: ${text}`);
}

/** Reads the name for EHLO: a domain or an address literal (RFC 5321 §4.1.3). */
export function parseEhloName(text: string): Parsed<string> {
  const plain = parsePlain(text);
  if (!plain.ok) return plain;
  const literal = /^\[(?:IPv6:)?([^\]]+)\]$/i.exec(text);
  if (literal !== null)
    return addressFamily(literal[1] ?? '') === null ? problem(`not an address literal: ${text}`) : good(text);
  const host = parseHost(text);
  return host.ok && addressFamily(text) === null
    ? good(text)
    : problem(`not a host name: ${text}; an address needs brackets, [192.0.2.1]`);
}
