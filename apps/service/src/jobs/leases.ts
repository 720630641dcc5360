import type { Kysely } from 'kysely';
import type { Base } from '../store/base.ts';
import type { Log } from '../store/events.ts';
import type { Schema } from '../store/schema.ts';
import { CANCELLATION, failure, LET_GO } from './endings.ts';
import type { JobQueue, Lease } from './types.ts';

/** How long a lease holds without being extended, in milliseconds. */
export const LEASE_MS = 30_000;

/** What a queue stands on. */
export type QueueBase = {
  readonly base: Base;
  readonly log: Log;
  /** The id of this process. */
  readonly instance: string;
  readonly now: () => number;
  /** How long a lease holds, in milliseconds; {@link LEASE_MS} unless a test is in a hurry. */
  readonly leaseMs: number;
  /** A token no other lease has. */
  readonly newToken: () => string;
};

/** A lease just taken, with what its order depends on. */
export type Taken = Lease & { readonly createdAt: number };

/** Waiting diagnoses this process may run: those bound to it, and with `unbound` those that any may run. The longest waiting first. */
export async function takeWaiting(
  { base, instance, now, leaseMs, newToken }: QueueBase,
  count: number,
  { unbound }: { readonly unbound: boolean },
): Promise<readonly Taken[]> {
  if (count <= 0) return [];
  return base.write(async (trx) => {
    const waiting = trx
      .selectFrom('diagnosis')
      .select('id')
      .where('state', '=', 'queued')
      .where((e) => e.or([e('bound_to', '=', instance), ...(unbound ? [e('bound_to', 'is', null)] : [])]))
      .orderBy('created_at')
      .orderBy('id')
      .limit(count);
    const ids = (await base.dialect.locked(waiting, 'skip').execute()).map(({ id }) => id);
    return mark(trx, ids, newToken(), instance, now(), leaseMs);
  });
}

/** Those of these diagnoses that still wait; the others are somebody else's, cancelled or gone. */
export function takeNamed(
  { base, instance, now, leaseMs, newToken }: QueueBase,
  ids: readonly string[],
): Promise<readonly Taken[]> {
  return base.write((trx) => mark(trx, ids, newToken(), instance, now(), leaseMs));
}

/** Compare and set under one token for all of them: only what is still `queued` becomes `running`. */
async function mark(
  trx: Kysely<Schema>,
  ids: readonly string[],
  token: string,
  instance: string,
  now: number,
  leaseMs: number,
): Promise<readonly Taken[]> {
  if (ids.length === 0) return [];
  const rows = await trx
    .updateTable('diagnosis')
    .set((e) => ({
      state: 'running',
      lease: token,
      leased_by: instance,
      lease_until: now + leaseMs,
      tries: e('tries', '+', 1),
      started_at: e.fn.coalesce('started_at', e.val(now)),
    }))
    .where('id', 'in', ids)
    .where('state', '=', 'queued')
    .returning(['id', 'tries', 'created_at'])
    .execute();
  return rows
    .map(({ id, tries, created_at }) => ({ diagnosisId: id, token, tries, createdAt: created_at }))
    .sort((a, b) => a.createdAt - b.createdAt || (a.diagnosisId < b.diagnosisId ? -1 : 1));
}

/** What both queues do alike with a lease once it is taken. */
export const keeping = ({
  base,
  log,
  now,
  leaseMs,
}: QueueBase): Pick<JobQueue, 'extend' | 'finish' | 'stats'> & {
  /** Gives a lease back; `queued` if somebody may take it again. */
  giveBack(lease: Lease): Promise<'queued' | 'ended' | 'lost'>;
} => ({
  extend: (lease) =>
    base.write(async (trx) => {
      const row = await held(trx, lease)
        .set({ lease_until: now() + leaseMs })
        .executeTakeFirst();
      return row !== undefined;
    }),
  async finish(lease) {
    // A worker that finishes without a conclusion has a fault; nothing may stay `running` over it
    const left = await base.write(async (trx) => {
      const row = await held(trx, lease)
        .set({ ...LET_GO, state: 'failed', failed: 'internal', finished_at: now() })
        .executeTakeFirst();
      if (row === undefined) return false;
      await log.write(trx, [{ id: row.id, events: failure('internal') }]);
      return true;
    });
    if (left) log.grew([lease.diagnosisId]);
  },
  async giveBack(lease) {
    await log.flush();
    const came = await base.write(async (trx) => {
      const row = await held(trx, lease)
        .set((e) => ({ ...LET_GO, state: 'queued', tries: e('tries', '-', 1) }))
        .executeTakeFirst();
      if (row === undefined) return 'lost';
      if (row.past_login === 0 && row.cancel_asked === 0) return 'queued';
      const cancelled = row.cancel_asked === 1;
      await trx
        .updateTable('diagnosis')
        .set({
          state: cancelled ? 'cancelled' : 'failed',
          failed: cancelled ? null : 'interrupted-after-auth',
          finished_at: now(),
        })
        .where('id', '=', row.id)
        .execute();
      await log.write(trx, [{ id: row.id, events: cancelled ? CANCELLATION : failure('interrupted-after-auth') }]);
      return 'ended';
    });
    if (came === 'ended') log.grew([lease.diagnosisId]);
    return came;
  },
  stats: () =>
    base.read(async (db) => {
      const rows = await db
        .selectFrom('diagnosis')
        .select((e) => ['state', e.fn.countAll<number>().as('count'), e.fn.min('created_at').as('oldest')])
        .where('state', 'in', ['queued', 'running'])
        .groupBy('state')
        .execute();
      const of = (state: string) => rows.find((row) => row.state === state);
      const oldest = of('queued')?.oldest ?? null;
      return {
        queued: of('queued')?.count ?? 0,
        running: of('running')?.count ?? 0,
        oldestAgeS: oldest === null ? 0 : Math.max(0, (now() - oldest) / 1_000),
      };
    }),
});

/** An update of the diagnosis a lease is for, while the lease holds. */
const held = (trx: Kysely<Schema>, { diagnosisId, token }: Lease) =>
  trx
    .updateTable('diagnosis')
    .where('id', '=', diagnosisId)
    .where('lease', '=', token)
    .where('state', '=', 'running')
    .returning(['id', 'past_login', 'cancel_asked']);
