import type { Socket } from 'node:net';
import { type ConnectFailure, type Parsed, parseHost, parsePort } from '@smtp-triage/core';
import type { NodeError } from './failures.ts';

/** A proxy that connections go through; it resolves the names. */
export type ProxyServer = {
  readonly kind: 'socks5' | 'http';
  readonly host: string;
  readonly port: number;
  readonly login: { readonly user: string; readonly password: string } | null;
};

/** What came of asking a proxy for a tunnel. `head`: bytes of the far end that came along with the proxy's answer. */
export type Tunnel =
  | { readonly ok: true; readonly head: Uint8Array }
  | { readonly ok: false; readonly why: ConnectFailure; readonly code: string | null };

const SCHEMES: Readonly<Record<string, ProxyServer['kind']>> = {
  'socks5:': 'socks5',
  'socks5h:': 'socks5',
  'http:': 'http',
};
const USUAL_PORT = { socks5: '1080', http: '8080' } as const;

/** Reads `socks5://[user:password@]host[:port]` or `http://…`. The password stays out of the problem. */
export function parseProxy(text: string): Parsed<ProxyServer> {
  const url = URL.canParse(text) ? new URL(text) : null;
  const kind = url === null || !Object.hasOwn(SCHEMES, url.protocol) ? undefined : SCHEMES[url.protocol];
  if (url === null || kind === undefined) {
    return { ok: false, problem: 'not a proxy: write socks5://host:port or http://host:port' };
  }
  // URL drops ":80" from http:// as it is that scheme's own port
  const named = url.port === '' && kind === 'http' && /:80\/?$/.test(text) ? '80' : url.port;
  const port = parsePort(named === '' ? USUAL_PORT[kind] : named);
  if (!port.ok) return port;
  try {
    const host = parseHost(decodeURIComponent(url.hostname));
    if (!host.ok) return host;
    const user = decodeURIComponent(url.username);
    const login = user === '' ? null : { user, password: decodeURIComponent(url.password) };
    return { ok: true, value: { kind, host: host.value, port: port.value, login } };
  } catch {
    return { ok: false, problem: 'the address of the proxy holds a "%" that starts no code; write it as %25' };
  }
}

/**
 * Asks the proxy at the other end of a connected socket for a tunnel. Never rejects. Waits as long as the socket lives:
 * patience is core's, and destroying the socket ends it.
 */
export const openTunnel = (proxy: ProxyServer, socket: Socket, host: string, port: number): Promise<Tunnel> =>
  proxy.kind === 'socks5' ? throughSocks(proxy, socket, host, port) : throughHttp(proxy, socket, host, port);

/** RFC 1928 §6 reply field, as the `socks` package spells it. */
const SOCKS_REPLIES: Readonly<Record<string, ConnectFailure>> = {
  NetworkUnreachable: 'network-unreachable',
  HostUnreachable: 'host-unreachable',
  ConnectionRefused: 'refused',
  TTLExpired: 'host-unreachable',
};

async function throughSocks(proxy: ProxyServer, socket: Socket, host: string, port: number): Promise<Tunnel> {
  try {
    const { SocksClient } = await import('socks');
    // What the far end said at once is put back by the package as a `data` event
    await SocksClient.createConnection({
      proxy: {
        host: proxy.host,
        port: proxy.port,
        type: 5,
        ...(proxy.login === null ? {} : { userId: proxy.login.user, password: proxy.login.password }),
      },
      command: 'connect',
      destination: { host, port },
      existing_socket: socket,
      // Its own timer cannot be switched off and is never cleared (but unref'ed): longer than core's patience, not for ever
      timeout: 60_000,
    });
    return { ok: true, head: new Uint8Array(0) };
  } catch (error) {
    const message = error instanceof Error ? error.message : '';
    const reply = /rejected connection - (\w+)/.exec(message)?.[1];
    if (reply !== undefined) return { ok: false, why: SOCKS_REPLIES[reply] ?? 'proxy-failed', code: `SOCKS ${reply}` };
    return { ok: false, why: 'proxy-failed', code: /authentication/i.test(message) ? 'SOCKS authentication' : 'SOCKS' };
  }
}

/** RFC 9110 §9.3.6. */
async function throughHttp(proxy: ProxyServer, socket: Socket, host: string, port: number): Promise<Tunnel> {
  const { request } = await import('node:http');
  const authority = host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
  const login = proxy.login === null ? null : Buffer.from(`${proxy.login.user}:${proxy.login.password}`);
  return new Promise((resolve) => {
    const asked = request({
      method: 'CONNECT',
      path: authority,
      createConnection: () => socket,
      headers: {
        host: authority,
        ...(login === null ? {} : { 'proxy-authorization': `Basic ${login.toString('base64')}` }),
      },
    });
    const refused = (status: number | undefined): void => {
      resolve({ ok: false, why: 'proxy-failed', code: `HTTP ${status ?? 0}` });
    };
    asked.once('connect', (answer, _socket, head) => {
      // RFC 9110 §9.3.6: any 2xx opens the tunnel. The greeting of a fast server may stand in `head`
      if (answer.statusCode !== undefined && answer.statusCode >= 200 && answer.statusCode < 300) {
        resolve({ ok: true, head });
      } else refused(answer.statusCode);
    });
    // Stays on: the request outlives the answer, and an error without a listener would end the process
    asked.on('response', (answer) => {
      answer.on('error', () => undefined).resume();
      refused(answer.statusCode);
    });
    asked.on('error', (error: NodeError) => resolve({ ok: false, why: 'proxy-failed', code: error.code ?? null }));
    asked.end();
  });
}
