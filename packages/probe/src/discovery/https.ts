import type { IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Socket } from 'node:net';
import { connect as connectTls, type SecureContext, type TLSSocket } from 'node:tls';
import { addressFamily } from '@smtp-triage/core';
import { type NameService, type Override, overridden } from '../lookup.ts';
import { GuardTripped, openSocket } from '../open.ts';
import { inTime, type Patience } from './patience.ts';

/** How files are fetched, and from where they may be. */
export type Web = {
  readonly names: NameService;
  readonly overrides: readonly Override[];
  /** Asked for every address of a name; one that must not be connected to rules the name out (security rows SEC-04, SEC-07). */
  readonly permits: (address: string, port: number) => boolean;
  /** Made when it is first needed: with CA certificates of the user's it takes some 35 ms. */
  readonly secureContext: () => SecureContext;
  readonly port: number;
  readonly sourceAddress: string | null;
};

/** Why there is no file. `absent`: nobody there, or no such file; the rest says that something is there and was not taken. */
export type FetchFailure =
  | 'absent'
  | 'timed-out'
  | 'address-refused'
  | 'certificate'
  | 'redirect-refused'
  | 'too-large'
  | 'broken';

/** A file, or why there is none. */
export type Fetched = { readonly ok: true; readonly text: string } | { readonly ok: false; readonly why: FetchFailure };

/** Most octets of a file, most redirects followed, most octets of response headers. */
export const FETCH_CAPS = { body: 65_536, redirects: 2, headers: 16_384 } as const;

/** How long one address may take to connect before the other family has its turn, in milliseconds. */
const CONNECT_MS = 600;

const REDIRECTS: readonly number[] = [301, 302, 303, 307, 308];

type Hop = Fetched | { readonly onward: string };

const failed = (why: FetchFailure): { readonly ok: false; readonly why: FetchFailure } => ({ ok: false, why });

/**
 * Fetches a text over HTTPS from a host of a domain. Never rejects for what the network does, ends as soon as the time is
 * up, and leaves no socket behind. Names are looked up here, every address is judged, the connection goes to a literal and is
 * checked before the first octet is sent, and the certificate is verified for the name. A redirect is followed only to https
 * at the same port, on the domain itself or a name under it, and goes through all of this again.
 */
export async function fetchText(url: URL, domain: string, web: Web, patience: Patience): Promise<Fetched> {
  let from = url;
  for (let hop = 0; hop <= FETCH_CAPS.redirects; hop++) {
    const got = await fetchHop(from, web, patience);
    if (!('onward' in got)) return got;
    const onward = allowed(got.onward, from, domain);
    if (onward === null) return failed('redirect-refused');
    from = onward;
  }
  return failed('redirect-refused');
}

/** Where a redirect leads, or null where it must not be followed. */
function allowed(location: string, from: URL, domain: string): URL | null {
  if (!URL.canParse(location, from.href)) return null;
  const to = new URL(location, from.href);
  const within = to.hostname === domain || to.hostname.endsWith(`.${domain}`);
  return to.protocol === 'https:' && to.port === from.port && to.username === '' && to.password === '' && within
    ? to
    : null;
}

async function fetchHop(url: URL, web: Web, patience: Patience): Promise<Hop> {
  const { signal } = patience;
  const addresses = await addressesOf(url.hostname, web, patience);
  if (signal.aborted) return failed('timed-out');
  if (!addresses.every((address) => web.permits(address, web.port))) return failed('address-refused');
  for (const family of [4, 6] as const) {
    const address = addresses.find((each) => addressFamily(each) === family);
    const socket = address === undefined ? null : await connected(address, web, signal);
    if (address === undefined || socket === null) continue;
    try {
      const tls = await secured(socket, url.hostname, web);
      return tls === null ? failed('certificate') : await asked(url, tls);
    } catch {
      return failed(signal.aborted ? 'timed-out' : 'broken');
    } finally {
      socket.destroy();
    }
  }
  return failed(signal.aborted ? 'timed-out' : 'absent');
}

/** Both families, from DNS alone: no hosts file and no search domain stands between the name and its addresses (SEC-09). */
async function addressesOf(name: string, web: Web, patience: Patience): Promise<readonly string[]> {
  const answers = await Promise.all(
    ([4, 6] as const).map((family) => {
      const known = overridden(web.overrides, name, family);
      if (known !== null) return known.ok ? known.addresses : [];
      return inTime(web.names.query(name, family, patience.signal), [], patience);
    }),
  );
  return answers.flat();
}

/** A connection to a literal, or null. Rejects only where somebody else answers than was judged. */
function connected(address: string, web: Web, signal: AbortSignal): Promise<Socket | null> {
  return new Promise((resolve, reject) => {
    const place = { host: address, port: web.port, sourceAddress: web.sourceAddress, pinned: true };
    const socket = openSocket(place, () => {
      clearTimeout(timer);
      resolve(socket);
    });
    const end = (): void => void socket.destroy();
    const timer = setTimeout(end, CONNECT_MS);
    signal.addEventListener('abort', end, { once: true });
    if (signal.aborted) end();
    socket.on('error', (error) => {
      if (error instanceof GuardTripped) reject(error);
    });
    socket.once('close', () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve(null);
    });
  });
}

/** TLS with a certificate that is good for the name; null where it is not. Rejects where the handshake fails. */
function secured(socket: Socket, servername: string, web: Web): Promise<TLSSocket | null> {
  return new Promise((resolve, reject) => {
    const secureContext = web.secureContext();
    // Said aloud, since the environment can turn verification off for the whole process
    const tls = connectTls({ socket, servername, secureContext, rejectUnauthorized: true });
    tls.on('error', () => undefined);
    tls.once('secureConnect', () => resolve(tls));
    tls.once('close', () => {
      if (tls.authorizationError) resolve(null);
      else reject(new Error('closed in the handshake'));
    });
  });
}

/** One GET on one connection. Rejects where it breaks off. */
function asked(url: URL, tls: TLSSocket): Promise<Hop> {
  return new Promise((resolve, reject) => {
    const request = httpsRequest({
      createConnection: () => tls,
      host: url.hostname,
      path: `${url.pathname}${url.search}`,
      headers: {
        host: url.host,
        accept: 'text/xml, application/xml',
        'accept-encoding': 'identity',
        connection: 'close',
      },
      maxHeaderSize: FETCH_CAPS.headers,
    });
    let answered = false;
    request.on('error', reject);
    request.once('response', (response) => {
      answered = true;
      void answer(response).then(resolve, reject);
    });
    // An answer may be read to its end after the connection is closed
    request.once('close', () => {
      if (!answered) reject(new Error('closed'));
    });
    request.end();
  });
}

async function answer(response: IncomingMessage): Promise<Hop> {
  const status = response.statusCode ?? 0;
  if (REDIRECTS.includes(status)) return { onward: response.headers.location ?? '' };
  if (status !== 200) return failed('absent');
  // None was asked for, and a small compressed body may hold a large one (SEC-36)
  if ((response.headers['content-encoding'] ?? 'identity') !== 'identity') return failed('broken');
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > FETCH_CAPS.body) return failed('too-large');
    chunks.push(chunk);
  }
  return { ok: true, text: Buffer.concat(chunks).toString('utf8') };
}
