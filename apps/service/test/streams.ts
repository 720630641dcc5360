import type { LiveEvent } from '@smtp-triage/core/live';
import express, { type Express } from 'express';
import { pino } from 'pino';
import type { Caller } from '../src/caller.ts';
import type { Deps } from '../src/deps.ts';
import { failures } from '../src/http/failures.ts';
import { eventsRouter } from '../src/http/routes/events.ts';
import { makeHub } from '../src/live/hub.ts';
import { STREAM_PACE, type StreamPace } from '../src/live/reader.ts';
import { SEAT_LIMITS, type SeatLimits } from '../src/live/seats.ts';
import type { Hub } from '../src/live/types.ts';
import { MemoryStore } from './memory-store.ts';
import { order } from './orders.ts';

/** What the streams of a test stand on. */
export type Streams = {
  readonly app: Express;
  readonly store: MemoryStore;
  readonly hub: Hub;
  /** Open streams, as the metric has it, and those that we closed, by reason. */
  readonly counted: { open: number; readonly dropped: string[] };
  /** Who asks from now on. */
  caller: Caller;
  /** Remembers a diagnosis; its log begins with a snapshot. */
  add(id: string): Promise<void>;
  /** Adds to a log, as a run does. */
  log(id: string, events: readonly LiveEvent[]): Promise<void>;
  /** Ends a diagnosis with the last event of its log. */
  finish(id: string): Promise<void>;
};

/** A caller without a token. */
export const stranger = (network = '192.0.2.1'): Caller => ({
  kind: 'anonymous',
  id: `anonymous-${network}`,
  scopes: new Set(['diagnose']),
  network,
});

/** The events router over a store in memory, with nothing else around it. */
export function streams(pace: Partial<StreamPace> = {}, limits: Partial<SeatLimits> = {}): Streams {
  const store = new MemoryStore();
  const hub = makeHub();
  const counted = { open: 0, dropped: [] as string[] };
  let made = 0;
  const deps = {
    store,
    hub,
    now: Date.now,
    randomId: () => String(++made),
    macKey: new Uint8Array(32),
    config: { publicUrl: null },
    log: pino({ level: 'silent' }),
    metrics: {
      sse: (delta: 1 | -1) => {
        counted.open += delta;
      },
      sseDropped: (reason: string) => counted.dropped.push(reason),
    },
  } as unknown as Deps;
  const app = express();
  const self: Streams = {
    app,
    store,
    hub,
    counted,
    caller: stranger(),
    async add(id) {
      const times = { createdAt: Date.now(), expiresAt: Date.now() + 3_600_000 };
      await store.accept(
        { id, owner: 'anonymous:x', order: order(), boundTo: null, result: null, ...times },
        null,
        1e9,
      );
    },
    async log(id, events) {
      await store.append(id, events);
      hub.poke(id);
    },
    async finish(id) {
      const end: LiveEvent = { type: 'end', reason: 'done' };
      await store.conclude(
        id,
        { state: 'done', at: Date.now(), failed: null, triaged: null, verdict: null, events: [end] },
        null,
      );
      hub.poke(id);
    },
  };
  app.use((_request, response, next) => {
    response.locals['caller'] = self.caller;
    next();
  });
  app.use(eventsRouter(deps, { ...STREAM_PACE, ...pace }, { ...SEAT_LIMITS, ...limits }));
  app.use(...failures(deps));
  return self;
}

/** A line of the wire, for logs of any length. */
export const line = (n: number, characters = 20): LiveEvent => ({
  type: 'line',
  routeId: '587-starttls-192.0.2.1',
  who: 'server',
  text: `250-${n} ${'x'.repeat(characters)}`,
  atMs: n,
});
