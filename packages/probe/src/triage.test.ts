import type { Case, EventOf, Request, TraceEvent } from '@smtp-triage/core';
import { caCertPem } from '@smtp-triage/mock-server';
import { describe, expect, it } from 'vitest';
import { blackHole, closedPort, listen, listenTls, settle, speakSmtp } from '../test/servers.ts';
import type { Edge } from './edge.ts';
import { prepare, type TriageOptions } from './prepare.ts';
import { triage } from './triage.ts';

const trust = { ca: [caCertPem()] };

function requestFor(options: Partial<TriageOptions>): Request {
  const request = prepare({ target: '127.0.0.1', controls: [], ...options });
  if (!request.ok) throw new Error(request.problem);
  return request.value;
}

const eventsOf = (found: Case): readonly TraceEvent[] => found.traces.flatMap(({ events }) => events);
const typesOf = (found: Case, id: string): readonly string[] =>
  found.traces.find(({ route }) => route.id.startsWith(id))?.events.map(({ type }) => type) ?? [];

/** Sockets, handshakes and DNS questions that the process holds open; listening servers are the test's own. */
const held = (): readonly string[] =>
  process
    .getActiveResourcesInfo()
    .filter((name) => /^TCPSocket|^TCPConnect|TLS|GetAddr|Query|^Pipe.*Connect/.test(name));
const timers = (): number => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;

describe('triage', () => {
  it('logs in over STARTTLS and says QUIT', async () => {
    const commands: string[] = [];
    const port = await listen((socket) => speakSmtp(socket, { commands }));
    const request = requestFor({ port, mode: 'starttls', only: true, user: 'ann', password: 'open sesame' });
    const found = await triage(request, { trust });
    expect(eventsOf(found).at(-1)).toMatchObject({ type: 'ended', outcome: 'ok', reached: 'auth' });
    expect(commands.map((line) => line.split(' ')[0])).toEqual(['EHLO', 'STARTTLS', 'EHLO', 'AUTH', 'QUIT']);
    expect(JSON.stringify(found)).not.toMatch(/open sesame|AGFubgBvcGVuIHNlc2FtZQ/);
  });

  it('climbs a ladder and hears of every event', async () => {
    const [submission, submissions, refused] = [
      await listen((socket) => speakSmtp(socket)),
      await listenTls((socket) => speakSmtp(socket)),
      await closedPort(),
    ];
    const heard: string[] = [];
    const request = requestFor({
      target: 'mail.example.test',
      connectTo: [
        { port: 587, host: '127.0.0.1', toPort: submission },
        { port: 465, host: '127.0.0.1', toPort: submissions },
        { port: 2525, host: '127.0.0.1', toPort: refused },
        { port: 25, host: '127.0.0.1', toPort: refused },
      ],
      servername: 'localhost',
      waitForAll: true,
    });
    const found = await triage(request, { trust, onEvent: (route, { type }) => heard.push(`${route} ${type}`) });
    expect(typesOf(found, '465')).toContain('secured');
    expect(typesOf(found, '587')).toContain('secured');
    expect(typesOf(found, '2525')).toEqual(['connecting', 'not-connected', 'ended']);
    expect(heard.length).toBe(eventsOf(found).length);
  });

  it('looks names up, each family for itself', async () => {
    const port = await listen((socket) => speakSmtp(socket));
    const request = requestFor({ target: 'mail.example.test', port, only: true });
    const found = await triage(request, { resolve: [{ host: 'mail.example.test', addresses: ['127.0.0.1'] }] });
    const lookup = found.traces.find(({ route }) => route.purpose === 'lookup');
    expect(lookup?.events.map(({ type }) => type).toSorted()).toEqual(['ended', 'lookup', 'not-resolved', 'resolved']);
    expect(eventsOf(found).some((event) => event.type === 'reply' && event.code === 220)).toBe(true);
  });

  it('sees the greeting of a cleartext server in a TLS handshake, and asks again in cleartext', async () => {
    const port = await listen((socket) => speakSmtp(socket));
    const found = await triage(requestFor({ port, mode: 'implicit-tls', only: true }), { trust });
    const failed = eventsOf(found).find((event): event is EventOf<'not-secured'> => event.type === 'not-secured');
    expect(failed?.failure).toMatchObject({ why: 'not-tls', speaker: 'smtp' });
    expect(found.traces.map(({ route }) => route.mode)).toContain('starttls');
  });

  it('gives a case with time, place and maker', async () => {
    const edge: Edge = {
      now: () => new Date('2026-11-23T12:00:00Z'),
      tool: { name: 'a test', version: '1' },
      vantage: 'here',
    };
    const found = await triage(requestFor({ port: await closedPort(), only: true }), edge);
    expect(found).toMatchObject({
      schema: 'smtp-triage/case@1',
      tool: { name: 'a test', version: '1' },
      target: { host: '127.0.0.1', provider: null, source: 'given' },
      vantage: { label: 'here', startedAt: '2026-11-23T12:00:00.000Z' },
    });
    expect(found.interrupted).toBeUndefined();
    expect(found.traces[0]?.startedAt).toBe('2026-11-23T12:00:00.000Z');
  });

  it.each([0, 100])('ends soon after an interrupt that comes after %d ms', async (afterMs) => {
    const port = await listen(() => undefined);
    const abort = new AbortController();
    const run = triage(requestFor({ port, only: true }), { signal: abort.signal });
    await settle(afterMs);
    const start = performance.now();
    abort.abort();
    expect((await run).interrupted).toBe(true);
    expect(performance.now() - start).toBeLessThan(300);
  });

  it('ends soon although nobody answers the QUIT of an interrupt', async () => {
    const port = await listen((socket) => void socket.write('220 hi\r\n'));
    const abort = new AbortController();
    const run = triage(requestFor({ port, only: true }), {
      signal: abort.signal,
      onEvent: (_, { type }) => type === 'reply' && setTimeout(() => abort.abort(), 20),
    });
    const start = performance.now();
    expect((await run).interrupted).toBe(true);
    expect(performance.now() - start).toBeLessThan(400);
  });

  it('says QUIT when it is interrupted, and does not wait long for the answer', async () => {
    const commands: string[] = [];
    const port = await listen((socket) => {
      socket.write('220 hi\r\n');
      // Answers EHLO and nothing after it; the only offer is no use, so that QUIT follows at once
      socket.on('data', (chunk: Buffer) => {
        commands.push(chunk.toString().trim());
        if (commands.length === 1) socket.write('250 HELP\r\n');
      });
    });
    const abort = new AbortController();
    const run = triage(requestFor({ port, only: true, timing: { quitMs: 5_000 } }), { signal: abort.signal });
    await expect.poll(() => commands.at(-1)).toBe('QUIT');
    const start = performance.now();
    abort.abort();
    expect((await run).interrupted).toBe(true);
    expect(performance.now() - start).toBeLessThan(300);
  });

  it('with a signal that is aborted already connects to nobody for long', async () => {
    const found = await triage(requestFor({ port: 9 }), { signal: AbortSignal.abort() });
    expect(found.interrupted).toBe(true);
  });

  it('gives up on a connect that nobody answers when core says so', async () => {
    const port = await blackHole();
    const request = requestFor({ port, only: true, timing: { connectMs: 150 } });
    const found = await triage(request);
    expect(typesOf(found, String(port)).slice(0, 2)).toEqual(['connecting', 'timed-out']);
    expect(found.vantage.durationMs).toBeLessThan(1_000);
  });

  it('never connects to an address that is not permitted', async () => {
    let connections = 0;
    const port = await listen(() => {
      connections += 1;
    });
    const found = await triage(requestFor({ port, only: true }), { permits: () => false });
    expect(connections).toBe(0);
    expect(typesOf(found, String(port))).toEqual(['connecting', 'not-connected', 'ended']);
  });

  it('leaves nothing behind, however it ended', async () => {
    // Both read, so that they notice when they are left
    const silent = await listen((socket) => void socket.resume());
    const smtp = await listen((socket) => speakSmtp(socket));
    const before = timers();
    await triage(requestFor({ port: smtp, only: true }), { trust });
    await triage(requestFor({ port: silent, only: true, budgetMs: 60 }), { trust });
    await triage(requestFor({ port: silent, mode: 'implicit-tls', only: true, budgetMs: 60 }), { trust });
    await triage(requestFor({ port: silent, only: true }), { signal: AbortSignal.timeout(30) });
    expect(timers()).toBeLessThanOrEqual(before);
    await expect.poll(held).toEqual([]);
  });

  it('rejects when a callback throws, and still cleans up', async () => {
    const port = await listen((socket) => speakSmtp(socket));
    const run = triage(requestFor({ port, only: true }), {
      onEvent: () => {
        throw new Error('from the callback');
      },
    });
    await expect(run).rejects.toThrow('from the callback');
  });

  it('rejects options that cannot be used', async () => {
    const request = requestFor({ port: 9 });
    await expect(triage(request, { sourceAddress: 'eth0' })).rejects.toThrow(TypeError);
    await expect(triage(request, { proxy: 'ftp://x' })).rejects.toThrow(TypeError);
    await expect(triage(request, { proxy: 'socks5://127.0.0.1:1' })).rejects.toThrow('proxied');
    await expect(triage(request, { trust: { ca: ['no certificate'] } })).rejects.toThrow(TypeError);
  });
});
