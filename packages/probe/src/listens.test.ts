import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { Case } from '@smtp-triage/core';
import { caCertPem } from '@smtp-triage/mock-server';
import { describe, expect, it } from 'vitest';
import { certificate, listen, listenTls, speakSmtp } from '../test/servers.ts';
import type { Edge } from './edge.ts';
import { prepare, type TriageOptions } from './prepare.ts';
import { triage } from './triage.ts';

const HOST = 'mail.example.test';

function run(options: Partial<TriageOptions>, edge: Edge = {}): Promise<Case> {
  const request = prepare({ target: HOST, servername: 'localhost', only: true, controls: [], ...options });
  if (!request.ok) throw new Error(request.problem);
  const resolve = [{ host: HOST, addresses: ['127.0.0.1'] }];
  return triage(request.value, { trust: { ca: [caCertPem()] }, resolve, ...edge });
}

/** Everything that a case holds of the network, without its times; the families answer in either order. */
const seen = ({ traces }: Case): unknown =>
  JSON.parse(JSON.stringify(traces), (key, value) => (key === 'at' || key === 'startedAt' ? null : value));

/** A server that says yes to STARTTLS, and what it does then; TLS is its own business. */
const saysYes = (then: (socket: Socket) => void) => (socket: Socket) => {
  socket.write('220 small.example.test ESMTP\r\n');
  socket.once('data', () => {
    socket.write('250-small.example.test\r\n250 STARTTLS\r\n');
    socket.once('data', () => {
      socket.write('220 go ahead\r\n');
      then(socket);
    });
  });
};

/** What it does with the ClientHello. */
const answers = (then: (socket: Socket) => void) => saysYes((socket) => socket.once('data', () => then(socket)));

/** What it does with the first command inside TLS. */
const secured = (then: (tls: TLSSocket, socket: Socket) => void, profile: 'valid' | 'expired' = 'valid') =>
  saysYes((socket) => {
    const tls = new TLSSocket(socket, { isServer: true, ...certificate(profile) });
    tls.on('error', () => undefined);
    tls.once('data', () => then(tls, socket));
  });

const ALERT_40 = Buffer.from([0x15, 3, 3, 0, 2, 2, 40]);

/** What a server is like, and how many connections it sees from a run that listens to failures only. */
const SERVERS: readonly (readonly [name: string, does: (socket: Socket) => void, connections: number])[] = [
  ['is healthy', (socket) => speakSmtp(socket), 1],
  ['has no STARTTLS', (socket) => speakSmtp(socket, { starttls: false }), 1],
  ['has an expired certificate', secured((tls) => tls.end('250 small.example.test\r\n'), 'expired'), 1],
  ['ends after the handshake', secured((tls) => tls.end()), 1],
  ['resets after the handshake', secured((_, socket) => socket.resetAndDestroy()), 1],
  ['answers a handshake in cleartext', answers((socket) => socket.end('454 4.7.0 TLS not available\r\n')), 2],
  ['answers a handshake with an alert', answers((socket) => socket.end(ALERT_40)), 2],
  ['ends in the handshake', answers((socket) => socket.end()), 2],
  ['resets in the handshake', answers((socket) => socket.resetAndDestroy()), 2],
];

describe('a run that listens to failures only', () => {
  it.each(SERVERS)('sees the same as any other where the server %s', async (_, does, connections) => {
    let count = 0;
    const port = await listen((socket) => {
      count += 1;
      does(socket);
    });
    const heard = await run({ port, mode: 'starttls' });
    const first = count;
    const found = await run({ port, mode: 'starttls' }, { listens: 'failures' });
    expect(seen(found)).toEqual(seen(heard));
    expect({ first, second: count - first }).toEqual({ first: 1, second: connections });
  });

  it('sees the same in implicit TLS', async () => {
    const port = await listenTls((socket) => speakSmtp(socket));
    const heard = await run({ port, mode: 'implicit-tls' });
    expect(seen(await run({ port, mode: 'implicit-tls' }, { listens: 'failures' }))).toEqual(seen(heard));
  });

  it.each<[string, Partial<TriageOptions>, Edge]>([
    ['logs in', { user: 'ann', password: 'open sesame' }, {}],
    ['names an envelope', { from: 'ann@example.test' }, {}],
    ['reports its events as they happen', {}, { onEvent: () => undefined }],
  ])('is made once, and hears everything, where it %s', async (_, options, edge) => {
    let count = 0;
    const refuses = answers((socket) => socket.end('454 4.7.0 TLS not available\r\n'));
    const port = await listen((socket) => {
      count += 1;
      refuses(socket);
    });
    const found = await run({ port, mode: 'starttls', ...options }, { listens: 'failures', ...edge });
    expect(JSON.stringify(found)).toContain('454 4.7.0 TLS not available');
    expect(count).toBe(1);
  });

  it('is not made again once it was interrupted', async () => {
    let count = 0;
    const abort = new AbortController();
    const port = await listen((socket) => {
      count += 1;
      answers((hello) => {
        abort.abort();
        hello.end(ALERT_40);
      })(socket);
    });
    const found = await run({ port, mode: 'starttls' }, { listens: 'failures', signal: abort.signal });
    expect({ interrupted: found.interrupted, count }).toEqual({ interrupted: true, count: 1 });
  });
});
