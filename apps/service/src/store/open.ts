import { randomUUID } from 'node:crypto';
import { embeddedQueue } from '../jobs/embedded.ts';
import { LEASE_MS, type QueueBase } from '../jobs/leases.ts';
import type { JobQueue } from '../jobs/types.ts';
import type { Config } from '../operation/config.ts';
import type { Base } from './base.ts';
import type { Channel } from './channel.ts';
import { openEmbedded } from './database.ts';
import type { Engine } from './dialect.ts';
import { type Log, logOn } from './events.ts';
import { migrate } from './migrations.ts';
import { macKeyOn } from './settings.ts';
import { storeOn } from './store.ts';
import type { Store } from './types.ts';

/** An open store with what goes with it. Closing the store closes the rest. */
export type Opened = {
  readonly engine: Engine;
  readonly store: Store;
  /** The queue as the process of this id sees it; close it before the store. */
  queue(instance: string, options?: { readonly leaseMs?: number }): JobQueue;
  /** Calls back after each commit of this process that made the log of a diagnosis longer, or ended it, until the returned function is called. */
  watch(heard: (diagnosisId: string) => void): () => void;
  /** Tells all processes on this store which logs have grown; null where there is only one. */
  readonly channel: Channel | null;
  /** The key of `Deps.macKey`. */
  readonly macKey: Uint8Array;
};

/**
 * Opens the store the configuration names, brings it to this program's version and gives everything that stands on it.
 * Rejects with a `StoreFailure` whose sentence says why: not reachable, not writable, written by a newer version.
 */
export async function openStore(
  config: Pick<Config, 'dataDir' | 'databaseUrl'>,
  { now }: { readonly now: () => number },
): Promise<Opened> {
  if (config.databaseUrl !== null) {
    // Not loaded where it is not used: it takes a fifth of the time in which the service is to be up
    const { openOnPostgres } = await import('./postgres.ts');
    return openOnPostgres(config.databaseUrl, now);
  }
  const base = await openEmbedded(config.dataDir);
  return opened(base, now, {
    channel: null,
    queueOn: embeddedQueue,
    closing: () => base.close(),
  });
}

/** What is different about an engine once its database is open. */
export type Rest = {
  readonly channel: Channel | null;
  readonly queueOn: (on: QueueBase) => JobQueue;
  readonly closing: () => Promise<void>;
};

/** Puts everything over an open database. */
export async function opened(base: Base, now: () => number, { channel, queueOn, closing }: Rest): Promise<Opened> {
  try {
    await migrate(base, now());
    const log: Log = logOn(base);
    return {
      engine: base.dialect.engine,
      store: storeOn(base, log, now, closing),
      queue: (instance, { leaseMs = LEASE_MS } = {}) =>
        queueOn({ base, log, instance, now, leaseMs, newToken: randomUUID }),
      watch: log.watch,
      channel,
      macKey: await macKeyOn(base),
    };
  } catch (error) {
    await closing();
    throw error;
  }
}
