import { readdirSync, readFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { closedPort, listen } from '../test/servers.ts';
import { GuardTripped, openSocket } from './open.ts';

const at = (host: string, port: number, pinned: boolean) => ({ host, port, sourceAddress: null, pinned });

describe('openSocket', () => {
  it('connects, and says so once the peer is known', async () => {
    const port = await listen(() => undefined);
    const socket = await new Promise<Socket>((resolve) => {
      const opened = openSocket(at('127.0.0.1', port, true), () => resolve(opened));
    });
    expect(socket.remoteAddress).toBe('127.0.0.1');
    socket.destroy();
  });

  it('takes an address in any spelling for the same', async () => {
    const port = await listen(() => undefined);
    const socket = await new Promise<Socket>((resolve, reject) => {
      const opened = openSocket(at('::ffff:7f00:1', port, true), () => resolve(opened));
      opened.once('error', reject);
    });
    expect(socket.remoteAddress).toBe('::ffff:127.0.0.1');
    socket.destroy();
  });

  it('never looks up a name that should have been an address', () => {
    for (const host of ['localhost', 'mail.example.com', '127.1', ''])
      expect(() => openSocket(at(host, 25, true), () => undefined)).toThrow(TypeError);
  });

  it('drops a connection to somebody else, as 0.0.0.0 is this machine', async () => {
    const port = await listen(() => undefined);
    let connected = false;
    const error = await new Promise<Error>((resolve) => {
      openSocket(at('0.0.0.0', port, true), () => {
        connected = true;
      }).once('error', resolve);
    });
    expect([error instanceof GuardTripped, connected]).toEqual([true, false]);
    expect(error.message).not.toMatch(/\d/);
  });

  it('leaves a failure as it is', async () => {
    const port = await closedPort();
    const error = await new Promise<Error>((resolve) => {
      openSocket(at('127.0.0.1', port, true), () => undefined).once('error', resolve);
    });
    expect(error).toMatchObject({ code: 'ECONNREFUSED' });
  });
});

/** Our own sources, without tests. */
const SOURCES = readdirSync(fileURLToPath(new URL('.', import.meta.url)), { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts'))
  .map((path) => ({ path, text: readFileSync(new URL(path, import.meta.url), 'utf8') }));

/** What a file takes from a module at run time. */
function takenFrom(text: string, module: string): readonly string[] {
  const named = [
    ...text.matchAll(/import ([^;]*?) from '([^']+)'/g),
    ...text.matchAll(/const ([^;]*?) = await import\('([^']+)'\)/g),
  ];
  return named
    .filter(([, what = '', from]) => from === module && !what.startsWith('type '))
    .flatMap(([, what = '']) => what.replace(/[{}\s]/g, ' ').split(','))
    .map((name) => name.trim())
    .filter((name) => name !== '' && !name.startsWith('type '))
    .map((name) => name.split(' ')[0] ?? '');
}
const filesWith = (uses: (source: { readonly path: string; readonly text: string }) => boolean): readonly string[] =>
  SOURCES.filter(uses)
    .map(({ path }) => path)
    .toSorted();
const filesTaking = (module: string, harmless: readonly string[] = []): readonly string[] =>
  filesWith(({ text }) => takenFrom(text, module).some((name) => !harmless.includes(name)));

describe('the ways to the network', () => {
  it('are few: one file opens TCP connections, one sends datagrams, one asks the operating system for names', () => {
    expect(SOURCES.length).toBeGreaterThan(15);
    expect({
      tcp: filesTaking('node:net', ['isIP', 'isIPv4', 'isIPv6']),
      udp: filesTaking('node:dgram'),
      names: filesTaking('node:dns', ['getServers']),
      other: [...filesTaking('node:http2'), ...filesTaking('node:child_process'), ...filesTaking('node:dns/promises')],
      global: filesWith(({ text }) => /(?<![.\w])(fetch|WebSocket|EventSource)\(/.test(text)),
    }).toEqual({ tcp: ['open.ts'], udp: ['guard/exchange.ts'], names: ['lookup.ts'], other: [], global: [] });
  });

  it('all else is given a socket that is open already', () => {
    const tls = filesTaking('node:tls', ['checkServerIdentity', 'createSecureContext', '*']);
    const http = [...filesTaking('node:http'), ...filesTaking('node:https')];
    expect({ tls, http, socks: filesTaking('socks') }).toEqual({
      tls: ['connection.ts', 'discovery/https.ts'],
      http: ['proxy.ts', 'discovery/https.ts'],
      socks: ['proxy.ts'],
    });
    const text = (path: string): string => SOURCES.find((source) => source.path === path)?.text ?? '';
    expect(text('connection.ts')).toMatch(/openTls\(\{\s*socket: this\.#tap \?\? socket,/);
    expect(text('discovery/https.ts')).toMatch(/connectTls\(\{ socket,/);
    expect(text('discovery/https.ts')).toMatch(/httpsRequest\(\{\s*createConnection: \(\) => tls,/);
    expect(text('proxy.ts')).toMatch(/request\(\{[^}]*createConnection: \(\) => socket,/);
    expect(text('proxy.ts')).toMatch(/existing_socket: socket,/);
    expect(text('trust.ts')).not.toMatch(/tls\.connect/);
  });
});
