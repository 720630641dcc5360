import type { Request } from 'express';
import type { Config } from '../operation/config.ts';

/** Names by which a machine calls itself. */
const LOOPBACK_NAMES: readonly string[] = ['localhost', '127.0.0.1', '[::1]'];

/**
 * Whether the Host of a request is one of ours (SEC-34): a loopback name or the very address it came in at, with the
 * listener's port; a name the operator listed; the host of the public address. A web page can make its own name lead here
 * (DNS rebinding), but then its name stands in Host.
 */
export function isOwnHost(request: Request, { allowHosts, publicUrl }: Config): boolean {
  const host = request.headers.host?.toLowerCase();
  if (host === undefined) return false;
  const { localAddress = '', localPort = 0 } = request.socket;
  const itself = [...LOOPBACK_NAMES, bracketed(localAddress)];
  if (itself.some((name) => host === `${name}:${localPort}` || (localPort === 80 && host === name))) return true;
  // An entry without a port stands for every port: a proxy in front may listen on any
  const listed = allowHosts.map((name) => name.toLowerCase());
  if (listed.includes(host) || listed.includes(host.replace(/:\d+$/, ''))) return true;
  return publicUrl !== null && withoutUsualPort(host) === new URL(publicUrl).host;
}

/** As it stands in a Host header. */
function bracketed(address: string): string {
  const bare = address.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '');
  return bare.includes(':') ? `[${bare}]` : bare;
}

const withoutUsualPort = (host: string): string => host.replace(/:(?:80|443)$/, '');

/**
 * Whether a browser says that a web page of somebody else makes this request (SEC-34). Programs send neither Origin nor
 * Sec-Fetch-Site; a page cannot make its browser leave both out or lie in them.
 */
export function isForeign(request: Request, { allowOrigins, publicUrl }: Config): boolean {
  const origin = request.get('origin');
  const site = request.get('sec-fetch-site');
  // A form of a page that sends no referrer, as ours do, has the origin "null"; whose page it was stands beside it
  if (origin === 'null' && site === 'same-origin') return false;
  if (origin !== undefined) return !allowOrigins.includes(origin) && !isOwnOrigin(origin, request, publicUrl);
  return site !== undefined && site !== 'same-origin' && site !== 'none';
}

/** A page of the host that was asked. Where the public address is known, its scheme counts, too. */
function isOwnOrigin(origin: string, request: Request, publicUrl: string | null): boolean {
  const host = request.headers.host?.toLowerCase() ?? '';
  const known = publicUrl === null ? null : new URL(publicUrl);
  if (known !== null && known.host === withoutUsualPort(host)) return origin === known.origin;
  return origin === `http://${host}` || origin === `https://${host}`;
}
