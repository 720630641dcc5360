import { describe, expect, it } from 'vitest';
import { columnsOf, stationsOf } from './columns.ts';
import { advanceLadder, type Ladder, NO_LADDER, progressOf } from './ladder.ts';

type Event = Parameters<typeof advanceLadder>[1];

const after = (...events: Event[]): Ladder => events.reduce(advanceLadder, NO_LADDER);
const SNAPSHOT: Event = {
  type: 'snapshot',
  state: 'queued',
  ladder: [
    { port: 587, mode: 'starttls' },
    { port: 465, mode: 'implicit-tls' },
  ],
};
const started = (port: number, mode: 'starttls' | 'implicit-tls', address: string): Event => ({
  type: 'rung.started',
  atMs: 1,
  route: { id: `${port}-${mode}-${address}`, purpose: 'ladder', host: 'h', port, mode, family: 4, address },
});
const finished = (routeId: string, stage: 'connect' | 'greeting' | 'tls' | 'dns', state: 'ok' | 'fail'): Event => ({
  type: 'stage.finished',
  routeId,
  stage,
  state,
  atMs: 9,
  tookMs: 4,
});

describe('the ladder', () => {
  it('shows what will be tried before anything happens', () => {
    expect(after(SNAPSHOT).rows.map(({ port, mode, address }) => [port, mode, address])).toEqual([
      [587, 'starttls', null],
      [465, 'implicit-tls', null],
    ]);
  });

  it('puts a route where it was waited for, and a further address of the same port below it', () => {
    const ladder = after(SNAPSHOT, started(587, 'starttls', '192.0.2.1'), started(587, 'starttls', '192.0.2.2'));
    expect(ladder.rows.map(({ address }) => address)).toEqual(['192.0.2.1', '192.0.2.2', null]);
  });

  it('takes an event twice without showing a row twice', () => {
    const route = started(465, 'implicit-tls', '192.0.2.1');
    expect(after(SNAPSHOT, route, route).rows).toHaveLength(2);
  });

  it('fills a cell with where it began and how long it took', () => {
    const ladder = after(SNAPSHOT, started(587, 'starttls', 'a'), finished('587-starttls-a', 'connect', 'ok'));
    expect(ladder.rows[0]?.cells.connect).toEqual({ state: 'ok', atMs: 5, tookMs: 4 });
  });

  it('shares one look-up among all rows, and the worst of several counts', () => {
    expect(after(SNAPSHOT, finished('dns', 'dns', 'fail'), finished('dns-x', 'dns', 'ok')).lookup?.state).toBe('fail');
  });

  it('is over only at an end that is final', () => {
    expect(after(SNAPSHOT, { type: 'end', reason: 'shutdown' }).ended).toBe(false);
    expect(after(SNAPSHOT, { type: 'end', reason: 'done' }).ended).toBe(true);
  });

  it('counts the routes that came to an end', () => {
    const end: Event = {
      type: 'rung.finished',
      routeId: '587-starttls-a',
      outcome: 'ok',
      reached: 'tls',
      failedAt: null,
      atMs: 9,
    };
    expect(progressOf(after(SNAPSHOT, started(587, 'starttls', 'a'), end))).toEqual({ done: 1, all: 2 });
  });
});

describe('the line of a row', () => {
  const ladder = after(
    SNAPSHOT,
    started(587, 'starttls', 'a'),
    started(465, 'implicit-tls', 'a'),
    finished('465-implicit-tls-a', 'connect', 'ok'),
    finished('465-implicit-tls-a', 'tls', 'ok'),
    finished('465-implicit-tls-a', 'greeting', 'ok'),
    finished('587-starttls-a', 'connect', 'ok'),
    finished('587-starttls-a', 'greeting', 'fail'),
  );
  const columns = columnsOf(ladder);
  const lineOf = (index: number) =>
    stationsOf(ladder.rows[index] as Ladder['rows'][number], ladder, columns).map(
      ({ column, line, cell }) => `${column.key} ${line}${cell === null ? '' : ` ${cell.state}`}`,
    );

  it('is clear up to the handshake and encrypted behind it', () => {
    expect(lineOf(1)).toEqual([
      'connect clear ok',
      'tls-first clear ok',
      'greeting secure ok',
      'ehlo none waiting',
      'starttls none',
      'tls none',
    ]);
  });

  it('passes through what its mode does not have, and ends where the route ended', () => {
    expect(lineOf(0)).toEqual([
      'connect clear ok',
      'tls-first clear',
      'greeting clear fail',
      'ehlo none waiting',
      'starttls none waiting',
      'tls none waiting',
    ]);
  });
});
