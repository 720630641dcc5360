import type { Pool } from 'pg';
import PgBoss from 'pg-boss';
import type { Base } from '../store/base.ts';
import type { Channel } from '../store/channel.ts';
import { guarded } from '../store/failure.ts';
import { keeping, type QueueBase, type Taken, takeNamed, takeWaiting } from './leases.ts';
import { recoverLost } from './recover.ts';
import type { JobQueue } from './types.ts';

/** pg-boss keeps its tables in a schema of its own, beside ours. */
const SCHEMA = 'smtp_triage_queue';
const QUEUE = 'diagnosis';
/** A diagnosis that has waited as long as this is announced again, in case its announcement got lost; twice does no harm. */
const ANNOUNCED_MS = 10_000;
/** Announcements in one statement. */
const AT_ONCE = 1_000;
/** How often a lease looks again because what it was handed was no longer to be run. */
const LOOKS = 10;
/** What waits once more goes before what waits for the first time. */
const AGAIN = { priority: 1 } as const;

/** Starts pg-boss on a pool that others use too; it installs its tables where they are missing, one process at a time. */
export function startBoss(pool: Pool, { dialect, write }: Base): Promise<PgBoss> {
  const boss = new PgBoss({
    db: { executeSql: (text, values) => pool.query(text, values) },
    schema: SCHEMA,
    schedule: false,
    retryLimit: 0,
    archiveCompletedAfterSeconds: 300,
    deleteAfterHours: 1,
  });
  // Its maintenance failed; it tries again by itself, and what we ask of it fails on its own
  boss.on('error', () => {});
  return write(async (trx) => {
    await dialect.alone(trx, 'queue');
    await boss.start();
    // `short`: one announcement per diagnosis (singletonKey) waits, more of the same are dropped
    await boss.createQueue(QUEUE, { name: QUEUE, policy: 'short' });
    return boss;
  });
}

/**
 * The queue on PostgreSQL: pg-boss hands out announcements, each once and in order, to whichever process asks; the claim
 * is then settled on the diagnosis, and from there on the lease stands in its row. An announcement that was handed out is
 * complete: what happens to the run is not its business. Work bound to this process is found in the table, before work
 * that anyone may do, since it holds a secret in memory.
 */
export function bossQueue(on: QueueBase, started: () => Promise<PgBoss>, work: Channel): JobQueue {
  const { base } = on;
  const { giveBack, ...kept } = keeping(on);
  const listeners = new Set<() => void>();
  const wake = (): void => {
    for (const heard of listeners) heard();
  };
  const silence = work.subscribe(wake, wake);

  async function announce(ids: readonly string[], options: { readonly priority?: number } = {}): Promise<void> {
    const boss = await started();
    for (let from = 0; from < ids.length; from += AT_ONCE) {
      const jobs = ids
        .slice(from, from + AT_ONCE)
        .map((id) => ({ name: QUEUE, data: { id }, singletonKey: id, ...options }));
      await guarded(() => boss.insert(jobs));
    }
    if (ids.length > 0) work.publish('');
  }

  async function takeAnnounced(count: number): Promise<readonly Taken[]> {
    const boss = await started();
    const taken: Taken[] = [];
    for (let looks = 0; looks < LOOKS && taken.length < count; looks++) {
      const jobs = await boss.fetch<{ id: string }>(QUEUE, { batchSize: count - taken.length });
      if (jobs.length === 0) break;
      taken.push(...(await takeNamed(on, [...new Set(jobs.map(({ data }) => data.id))])));
      await guarded(() =>
        boss.complete(
          QUEUE,
          jobs.map(({ id }) => id),
        ),
      );
    }
    return taken;
  }

  return {
    ...kept,
    async enqueue(id, boundTo) {
      if (boundTo === null) await announce([id]);
      wake();
    },
    async lease(count) {
      const bound = await takeWaiting(on, count, { unbound: false });
      return bound.length < count ? [...bound, ...(await takeAnnounced(count - bound.length))] : bound;
    },
    async release(lease) {
      if ((await giveBack(lease)) === 'queued') await announce([lease.diagnosisId], AGAIN);
    },
    async recover(now) {
      const { again, ended } = await recoverLost(on, now);
      await announce(again, AGAIN);
      const waiting = await base.read((db) =>
        db
          .selectFrom('diagnosis')
          .select('id')
          .where('state', '=', 'queued')
          .where('bound_to', 'is', null)
          .where('created_at', '<', now - ANNOUNCED_MS)
          .orderBy('created_at')
          .limit(AT_ONCE)
          .execute(),
      );
      await announce(waiting.map(({ id }) => id));
      return { requeued: again.length, failed: ended.length };
    },
    onWork: (heard) => void listeners.add(heard),
    async close() {
      silence();
      listeners.clear();
    },
  };
}
