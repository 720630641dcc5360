import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { follow, type StreamText } from '../../../test/event-stream.ts';
import { pausedReader } from '../../../test/paused.ts';
import { logOf } from '../../../test/playback.ts';
import { type Served, serve } from '../../../test/serve.ts';
import { line, type Streams, stranger, streams } from '../../../test/streams.ts';
import type { StreamPace } from '../../live/reader.ts';
import type { SeatLimits } from '../../live/seats.ts';

const ID = 'dg_00000000000000000000000001';
const OTHER = 'dg_00000000000000000000000002';
const PATH = `/api/v1/diagnoses/${ID}/events`;
const ELSEWHERE = PATH.replace(ID, OTHER);
const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function world(pace: Partial<StreamPace> = {}, limits: Partial<SeatLimits> = {}): Promise<Streams & Served> {
  const made = streams(pace, limits);
  const served = await serve(made.app);
  closers.push(served.close);
  await made.add(ID);
  // `caller` must stay settable
  return Object.assign(made, served);
}

const after = (n: number): RequestInit => ({ headers: { 'last-event-id': String(n) } });
const numbers = ({ events }: StreamText): readonly (number | null)[] => events.map(({ n }) => n);

describe('the event stream of a diagnosis', () => {
  it('says all there is, goes on as the log grows, and ends with it', async () => {
    const at = await world();
    await at.log(ID, [line(1)]);
    const response = await at.ask(PATH);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(response.headers.get('x-accel-buffering')).toBe('no');
    expect(response.headers.get('content-encoding')).toBeNull();
    const followed = follow(response);
    await sleep(20);
    await at.log(ID, [line(2), line(3)]);
    await at.finish(ID);
    const stream = await followed;
    expect(stream.text.startsWith('retry: 2000\n\n')).toBe(true);
    expect(numbers(stream)).toEqual([1, 2, 3, 4, 5]);
    expect(stream.events.map(({ name }) => name)).toEqual(['snapshot', 'line', 'line', 'line', 'end']);
    expect(stream.events[1]?.event).toEqual(line(1));
  });

  it('resumes after any event, without loss and without repetition', async () => {
    const at = await world();
    await at.log(ID, logOf('auth-535-bad-credentials').slice(0, -1));
    await at.finish(ID);
    const uncut = await follow(await at.ask(PATH));
    expect(uncut.events.length).toBeGreaterThan(80);
    expect(numbers(uncut)).toEqual(uncut.events.map((_, index) => index + 1));
    for (let cut = 1; cut < uncut.events.length; cut++) {
      const first = await follow(await at.ask(PATH), ({ events }) => events.length >= cut);
      const seen = first.events.slice(0, cut);
      const rest = await follow(await at.ask(PATH, after(seen.at(-1)?.n ?? 0)));
      expect([...seen, ...rest.events], `cut after ${cut}`).toEqual(uncut.events);
    }
  });

  it('resumes while the log still grows', async () => {
    const at = await world();
    const [log, size] = [logOf('healthy').slice(0, -1), logOf('healthy').length + 1];
    const grow = (async () => {
      for (const event of log) {
        await at.log(ID, [event]);
        await sleep(1);
      }
      await at.finish(ID);
    })();
    const seen: (number | null)[] = [];
    for (let last = 0; last < size; ) {
      const part = await follow(await at.ask(PATH, after(last)), ({ events }) => events.length >= 7);
      seen.push(...numbers(part));
      last = seen.at(-1) ?? 0;
    }
    await grow;
    expect(seen).toEqual(Array.from({ length: size }, (_, index) => index + 1));
  });

  it('answers 204 to whoever has seen it all, so that EventSource stops', async () => {
    const at = await world();
    await at.finish(ID);
    expect((await at.ask(PATH, after(2))).status).toBe(204);
    expect((await at.ask(PATH, after(99))).status).toBe(204);
    expect(numbers(await follow(await at.ask(PATH, after(1))))).toEqual([2]);
    expect(numbers(await follow(await at.ask(PATH, { headers: { 'last-event-id': 'nonsense' } })))).toEqual([1, 2]);
    expect(at.counted.open).toBe(0);
  });

  it('sends comments that keep it alive', async () => {
    const at = await world({ heartbeatMs: 15 });
    const stream = await follow(await at.ask(PATH), ({ text }) => text.split(': still here\n\n').length > 3);
    expect(numbers(stream)).toEqual([1]);
  });

  it('finds what it was not told of', async () => {
    const at = await world({ heartbeatMs: 15 });
    const followed = follow(await at.ask(PATH));
    await sleep(30);
    // A poke that got lost
    await at.store.append(ID, [line(1), { type: 'end', reason: 'done' }]);
    expect(numbers(await followed)).toEqual([1, 2, 3]);
  });

  it('ends when the diagnosis is deleted', async () => {
    const at = await world({ heartbeatMs: 15 });
    const followed = follow(await at.ask(PATH));
    await sleep(20);
    await at.store.remove(ID);
    expect((await followed).events.at(-1)).toEqual({
      n: null,
      name: 'end',
      event: { type: 'end', reason: 'cancelled' },
    });
  });

  it('ends without a number when the service shuts down, so that the reader comes back for the rest', async () => {
    const at = await world();
    const followed = follow(await at.ask(PATH));
    await sleep(20);
    await at.hub.close();
    const stream = await followed;
    expect(stream.events.at(-1)).toEqual({ n: null, name: 'end', event: { type: 'end', reason: 'shutdown' } });
    expect(numbers(stream)).toEqual([1, null]);
  });

  it('ends where nothing happens for long', async () => {
    const at = await world({ heartbeatMs: 10, idleMs: 40 });
    const stream = await follow(await at.ask(PATH));
    expect(stream.events.at(-1)?.event).toEqual({ type: 'end', reason: 'idle' });
    expect(at.counted.dropped).toEqual(['idle']);
  });

  it('goes on when the store comes back', async () => {
    const at = await world({ heartbeatMs: 15 });
    const followed = follow(await at.ask(PATH), ({ events }) => events.length >= 2);
    await sleep(20);
    at.store.broken = true;
    at.hub.poke(ID);
    await sleep(30);
    at.store.broken = false;
    await at.store.append(ID, [line(1)]);
    expect(numbers(await followed)).toEqual([1, 2]);
  });

  it('lets go of a reader that does not read, and of its seat', async () => {
    const at = await world({ heartbeatMs: 20, slowMs: 60, lingerMs: 20 });
    const socket = await pausedReader(at.url, PATH);
    await at.log(
      ID,
      Array.from({ length: 20_000 }, (_, n) => line(n, 1_000)),
    );
    await until(() => at.counted.open === 1);
    await until(() => at.counted.open === 0);
    expect(at.counted.dropped).toEqual(['slow']);
    socket.destroy();
  });

  it('frees the seat of a reader that went away', async () => {
    const at = await world();
    const response = await at.ask(PATH);
    await until(() => at.counted.open === 1 && at.hub.size === 1);
    await response.body?.cancel();
    await until(() => at.counted.open === 0 && at.hub.size === 0);
  });

  it('has 6 seats for an address and 20 for a token, and says so', async () => {
    const at = await world();
    const opened = async (count: number) => {
      const all = await Promise.all(Array.from({ length: count }, () => at.ask(PATH)));
      return all.map(({ status }) => status);
    };
    expect(await opened(6)).toEqual(Array(6).fill(200));
    const refused = await at.ask(PATH);
    expect(refused.status).toBe(429);
    expect(await refused.json()).toMatchObject({ type: expect.stringMatching(/too-many-streams$/) });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    at.caller = stranger('192.0.2.2');
    expect(await opened(1)).toEqual([200]);
    at.caller = { ...stranger(), kind: 'token', id: 'abc' };
    expect((await opened(21)).sort()).toEqual([...Array(20).fill(200), 429]);
    expect(at.counted.dropped).toEqual(['limit', 'limit']);
  });

  it('has a number of seats in all', async () => {
    const at = await world({}, { inAll: 2 });
    const statuses: number[] = [];
    for (const network of ['192.0.2.1', '192.0.2.2', '192.0.2.3']) {
      at.caller = stranger(network);
      statuses.push((await at.ask(PATH)).status);
    }
    expect(statuses).toEqual([200, 200, 429]);
  });

  it('is not there for what is foreign, absent or expired', async () => {
    const at = await world();
    const row = at.store.rows.get(ID) ?? expect.fail();
    expect((await at.ask(ELSEWHERE)).status).toBe(404);
    row.owner = 'token:abc';
    expect((await at.ask(PATH)).status).toBe(404);
    expect((await at.ask(PATH.replace('events', 'stream-ticket'), { method: 'POST' })).status).toBe(404);
    Object.assign(row, { owner: 'anonymous:x', expiresAt: Date.now() - 1 });
    expect((await at.ask(PATH)).status).toBe(410);
  });

  it('costs nothing to somebody who only asks for its headers', async () => {
    const at = await world();
    const response = await at.ask(PATH, { method: 'HEAD' });
    expect(response.headers.get('content-type')).toMatch(/^text\/event-stream/);
    expect(at.counted.open).toBe(0);
  });
});

describe('a stream ticket', () => {
  const ticketOf = async (at: Served): Promise<string> => {
    const response = await at.ask(PATH.replace('events', 'stream-ticket'), { method: 'POST' });
    expect(response.status).toBe(201);
    const { ticket, expiresInS } = (await response.json()) as { readonly ticket: string; readonly expiresInS: number };
    expect(expiresInS).toBe(60);
    return ticket;
  };

  it('opens one stream of one diagnosis, once, for somebody who cannot send a header', async () => {
    const at = await world();
    const row = at.store.rows.get(ID) ?? expect.fail();
    row.owner = 'token:abc';
    at.caller = { ...stranger(), kind: 'token', id: 'abc' };
    const ticket = await ticketOf(at);
    at.caller = stranger();
    await at.finish(ID);
    expect(numbers(await follow(await at.ask(`${PATH}?ticket=${ticket}`)))).toEqual([1, 2]);
    const again = await at.ask(`${PATH}?ticket=${ticket}`);
    expect(again.status).toBe(401);
  });

  it('is refused for another diagnosis and with another word in it', async () => {
    const at = await world();
    const ticket = await ticketOf(at);
    await at.add(OTHER);
    expect((await at.ask(`${ELSEWHERE}?ticket=${ticket}`)).status).toBe(401);
    const [body = '', mac] = ticket.split('.');
    const forged = Buffer.from(Buffer.from(body, 'base64url').toString().replace('192.0.2.1', '192.0.2.9'));
    expect((await at.ask(`${PATH}?ticket=${forged.toString('base64url')}.${mac}`)).status).toBe(401);
    expect((await at.ask(`${PATH}?ticket=x`)).status).toBe(401);
    expect((await at.ask(`${PATH}?tickets=${ticket}`)).status).toBe(422);
  });

  it('counts for whom it was made', async () => {
    const at = await world({}, { perNetwork: 1 });
    const ticket = await ticketOf(at);
    expect((await at.ask(PATH)).status).toBe(200);
    at.caller = stranger('192.0.2.2');
    expect((await at.ask(`${PATH}?ticket=${ticket}`)).status).toBe(429);
  });
});

async function until(isTrue: () => boolean): Promise<void> {
  for (let n = 0; n < 500 && !isTrue(); n++) await sleep(10);
  expect(isTrue()).toBe(true);
}
