import { Writable } from 'node:stream';
import type { Case, TraceEvent } from '@smtp-triage/core';
import { pino } from 'pino';
import type { AuditEntry } from '../src/deps.ts';
import { makeRunner, type Pace, type RunnerOptions, type StartableRunner } from '../src/jobs/runner.ts';
import type { Diagnoser } from '../src/jobs/runner-types.ts';
import { makeHub } from '../src/live/hub.ts';
import type { Hub } from '../src/live/types.ts';
import type { Metrics } from '../src/metrics/types.ts';
import type { Order } from '../src/order.ts';
import { MemoryStore } from './memory-store.ts';
import { idOf, order, result } from './orders.ts';
import { caseOf, heardOf } from './playback.ts';

/** A runner over a store in memory, and what it did to the world. */
export type Runners = {
  readonly runner: StartableRunner;
  readonly store: MemoryStore;
  readonly hub: Hub;
  readonly audited: AuditEntry[];
  /** Calls of metrics: name and arguments. */
  readonly counted: string[];
  readonly logged: string[];
  /** Accepts the n-th diagnosis of a test and announces it; gives its id. */
  accept(n: number, given?: Order): Promise<string>;
};

/** Every time short: a test has none to lose. */
export const HASTE: Pace = {
  ...{ cancelsMs: 20, beatMs: 20, aliveMs: 500, extendMs: 30, recoverMs: 50 },
  ...{ againMs: [20, 20], giveUpMs: 2_500 },
};

/** Makes a runner, not yet started. */
export function runners(
  diagnoser: Diagnoser,
  more: Partial<RunnerOptions> = {},
  store: MemoryStore = new MemoryStore(),
): Runners {
  const hub = makeHub();
  const instance = more.instance ?? 'here';
  const [audited, counted, logged]: [AuditEntry[], string[], string[]] = [[], [], []];
  const metrics = new Proxy({} as Metrics, {
    get:
      (_, name) =>
      (...args: readonly unknown[]) =>
        void counted.push([String(name), ...args].join(' ')),
  });
  const runner = makeRunner({
    store,
    queue: store.queue(instance),
    hub,
    diagnoser,
    instance,
    concurrency: 64,
    budgetMs: 12_000,
    now: Date.now,
    log: pino(
      new Writable({
        write: (chunk, _encoding, done) => {
          logged.push(String(chunk));
          done();
        },
      }),
    ),
    metrics,
    audit: { write: (entry) => void audited.push(entry), close: async () => {} },
    budgets: {
      take: async (...args) => {
        counted.push(['take', ...args].join(' '));
        return NO_LIMIT;
      },
      giveBack: async (...args) => void counted.push(['giveBack', ...args].join(' ')),
    },
    ...more,
    pace: { ...HASTE, ...more.pace },
  });
  return {
    runner,
    store,
    hub,
    audited,
    counted,
    logged,
    async accept(n, given = order()) {
      const [id, boundTo] = [idOf(n), given.login === null ? null : instance];
      const times = { createdAt: Date.now(), expiresAt: Date.now() + 3_600_000 };
      await store.accept({ id, owner: 'token:abc', order: given, boundTo, result: null, ...times }, null, 1_000);
      await runner.submit(id, boundTo);
      return id;
    },
  };
}

const NO_LIMIT = { ok: true, remaining: 1, limit: 1, resetS: 1 } as const;

/** A diagnoser that plays a preset's world at once. */
export const playing =
  (...name: Parameters<typeof caseOf>): Diagnoser =>
  async (_order, _secret, { onEvent }) => {
    const triaged = caseOf(...name);
    for (const { head, event } of heardOf(triaged)) onEvent?.(head.route.id, event, head);
    return triaged;
  };

/** A diagnoser that waits to be interrupted, as a real one does against a server that says nothing; it may say something first. */
export const waiting =
  (...said: readonly TraceEvent[]): Diagnoser =>
  (_order, _secret, { onEvent, signal }) =>
    new Promise<Case>((resolve) => {
      const head = heardOf(caseOf('healthy')).find((heard) => heard.head.route.port === 587)?.head;
      for (const event of said) if (head !== undefined) onEvent?.(head.route.id, event, head);
      signal?.addEventListener('abort', () => resolve({ ...result(), interrupted: true }));
    });
