import type PgBoss from 'pg-boss';
import { bossQueue, startBoss } from '../jobs/boss.ts';
import { openChannels } from './channel.ts';
import { openPostgres } from './database.ts';
import { guarded } from './failure.ts';
import { type Opened, opened } from './open.ts';
import { poolOf } from './pool.ts';

/** Opens the store on PostgreSQL: a pool for store and queue, and one connection that listens. */
export async function openOnPostgres(databaseUrl: string, now: () => number): Promise<Opened> {
  const pool = poolOf(databaseUrl);
  const base = openPostgres(pool);
  const channels = openChannels(pool, databaseUrl, ['smtp_triage_log', 'smtp_triage_work']);
  let boss: Promise<PgBoss> | null = null;
  /** Started by the first who needs it: the command line never does. A start that failed is tried again. */
  const started = (): Promise<PgBoss> => {
    boss ??= startBoss(pool, base).catch((error: unknown) => {
      boss = null;
      throw error;
    });
    return boss;
  };
  const { smtp_triage_log: channel, smtp_triage_work: work } = channels.of;
  const closing = async (): Promise<void> => {
    const running = await boss?.catch(() => null);
    await running?.stop({ graceful: false });
    await channels.close();
    await base.close();
  };
  try {
    await guarded(() => channels.ready);
  } catch (error) {
    await closing();
    throw error;
  }
  return opened(base, now, { channel, queueOn: (on) => bossQueue(on, started, work), closing });
}
