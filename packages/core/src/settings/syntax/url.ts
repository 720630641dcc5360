import { type Found, linesOf, type Reader } from './found.ts';

/** A URL taken apart without judging it: a raw "/" or "#" in the password does not end the authority. Offsets from its begin. */
export type UrlParts = {
  readonly scheme: string;
  readonly host: string;
  readonly port: string;
  /** Still encoded. */
  readonly user: string | null;
  readonly password: string | null;
  /** Where the login begins and its "@" stands; equal: no login. */
  readonly loginFrom: number;
  readonly loginTo: number;
  readonly passwordFrom: number;
  readonly query: readonly {
    readonly key: string;
    readonly value: string;
    readonly from: number;
    readonly to: number;
  }[];
  /** What else is there: a path or a fragment. */
  readonly rest: string;
};

const SCHEME = /[a-z][a-z0-9+.-]{0,30}:\/\//gi;
/** Parameters in which an "@" is no rest of a password. */
const ADDRESSES = /^(?:from|sender|to|reply_?to|user|username|e?mail)=/i;

/** Takes a URL apart, or null for what is none. */
export function urlParts(url: string): UrlParts | null {
  SCHEME.lastIndex = 0;
  const head = SCHEME.exec(url);
  if (head === null || head.index !== 0) return null;
  const start = head[0].length;
  const end = url.slice(start).search(/[/?#]/);
  const authorityEnd = end < 0 ? url.length : start + end;
  const strict = url.lastIndexOf('@', authorityEnd - 1);
  const plain = isPlain(url.slice(authorityEnd));
  const at = plain ? (strict < start ? -1 : strict) : Math.max(url.lastIndexOf('@'), start - 1);
  const loginTo = Math.max(at, start);
  const login = url.slice(start, loginTo);
  const colon = login.indexOf(':');
  const placeFrom = loginTo === start ? start : loginTo + 1;
  const afterPlace = url.slice(placeFrom).search(/[/?#]/);
  const placeTo = afterPlace < 0 ? url.length : placeFrom + afterPlace;
  const { host, port } = splitPlace(url.slice(placeFrom, placeTo));
  const tail = url.slice(placeTo);
  const question = tail.indexOf('?');
  return {
    scheme: head[0].slice(0, -3).toLowerCase(),
    host,
    port,
    user: loginTo === start ? null : colon < 0 ? login : login.slice(0, colon),
    password: colon < 0 ? null : login.slice(colon + 1),
    loginFrom: start,
    loginTo,
    passwordFrom: colon < 0 ? loginTo : start + colon + 1,
    query: question < 0 ? [] : parameters(url, placeTo + question + 1),
    rest: question < 0 ? tail : tail.slice(0, question),
  };
}

/** Whether what follows the authority can be a path and a query: with an "@" it is more likely the rest of a password. */
function isPlain(rest: string): boolean {
  const question = rest.indexOf('?');
  const parts = question < 0 ? [rest] : [rest.slice(0, question), ...rest.slice(question + 1).split('&')];
  return parts.every((part, index) => !part.includes('@') || (index > 0 && ADDRESSES.test(part)));
}

/** `host:port`, `[::1]:465`, `[smtp.example.com]:587`; port empty where there is none. */
export function splitPlace(text: string): { readonly host: string; readonly port: string } {
  const bracket = text.startsWith('[') ? text.indexOf(']') : -1;
  if (bracket > 0) return { host: text.slice(1, bracket), port: text.slice(bracket + 1).replace(/^:+/, '') };
  const colon = text.indexOf(':');
  // Two colons without brackets: an IPv6 address, or nothing that could be split
  if (colon < 0 || text.includes(':', colon + 1)) return { host: text, port: '' };
  return { host: text.slice(0, colon), port: text.slice(colon + 1) };
}

/** The pairs of a URL that stands at `from`: `scheme`, `user`, `password`, `host`, `port`, and each parameter. */
export function urlPairs(url: string, from: number, line: number): readonly Found[] {
  const parts = urlParts(url);
  if (parts === null) return [];
  const pair = (key: string, value: string, start: number, to: number): Found => ({
    ...{ key, value, quoted: false, line, quote: '', closed: true },
    ...{ at: from + start, from: from + start, to: from + to },
  });
  const placeFrom = parts.loginTo === parts.loginFrom ? parts.loginFrom : parts.loginTo + 1;
  const portFrom = url.indexOf(parts.port, placeFrom + parts.host.length);
  const found = [pair('scheme', parts.scheme, 0, parts.scheme.length)];
  if (parts.user !== null && parts.user !== '') {
    const end = parts.password === null ? parts.loginTo : parts.passwordFrom - 1;
    found.push(pair('user', decoded(parts.user), parts.loginFrom, end));
  }
  if (parts.password !== null) found.push(pair('password', decoded(parts.password), parts.passwordFrom, parts.loginTo));
  if (parts.host !== '') found.push(pair('host', decoded(parts.host), placeFrom, placeFrom + parts.host.length));
  if (parts.port !== '') found.push(pair('port', parts.port, portFrom, portFrom + parts.port.length));
  for (const { key, value, from: start, to } of parts.query) found.push(pair(key, decoded(value), start, to));
  return found;
}

/** One URL a line, alone or behind `KEY=`; blanks belong to it, since passwords hold them. */
export const readUrl: Reader = (text) => urlsOf(text).flatMap((url) => urlPairs(url.text, url.from, url.line));

/** The first URL of each line. */
export function urlsOf(
  text: string,
): readonly { readonly text: string; readonly from: number; readonly line: number }[] {
  return linesOf(text).flatMap((line) => {
    SCHEME.lastIndex = 0;
    const at = SCHEME.exec(line.text)?.index;
    if (at === undefined || /^\s*#/.test(line.text)) return [];
    const quote = line.text[at - 1] ?? ' ';
    const close = `"'\`<`.includes(quote) ? line.text.indexOf(quote === '<' ? '>' : quote, at) : -1;
    const whole = line.text.slice(at, close < 0 ? line.text.length : close);
    const comment = whole.indexOf(' # ');
    const url = (comment < 0 ? whole : whole.slice(0, comment)).trimEnd();
    return [{ text: url, from: line.start + at, line: line.number }];
  });
}

function parameters(url: string, from: number): UrlParts['query'] {
  let start = from;
  return url
    .slice(from)
    .split('&')
    .map((part) => {
      const equals = part.indexOf('=');
      const key = equals < 0 ? part : part.slice(0, equals);
      const value = equals < 0 ? '' : part.slice(equals + 1);
      const to = start + part.length;
      const entry = { key, value, from: to - value.length, to };
      start = to + 1;
      return entry;
    })
    .filter(({ key }) => key !== '');
}

/** Undoes percent-encoding where it is one. */
export function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
