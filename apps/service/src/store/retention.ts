import type { Kysely } from 'kysely';
import type { Order } from '../order.ts';
import type { Base } from './base.ts';
import { KEY_LIFE_MS } from './idempotency.ts';
import type { Schema } from './schema.ts';
import type { Store } from './types.ts';

/** Diagnoses forgotten in one commit: each may have hundreds of events, and others want to write too. */
const AT_ONCE = 50;
/** How long the store still knows that something was there, in milliseconds: the answer is 410 instead of 404. */
const GHOST_MS = 24 * 3_600_000;
/** How long the name of a process is kept after its last sign of life, in milliseconds. */
const INSTANCE_MS = 24 * 3_600_000;
const FINAL = ['done', 'cancelled', 'failed'] as const;

/**
 * Forgets by age and by count. What has expired leaves a ghost for a day (id, owner and times, no content); what is beyond
 * the count of the youngest goes at once. What has not ended is never forgotten.
 */
export const retentionOn = ({ write }: Base): Pick<Store, 'forget'> => ({
  async forget(now, keep) {
    const all = async (step: Step): Promise<number> => {
      let sum = 0;
      for (let count = AT_ONCE; count === AT_ONCE; sum += count) count = await write((trx) => step(trx, now, keep));
      return sum;
    };
    const forgotten = (await all(expire)) + (await all(evict));
    await all(bury);
    await write(async (trx) => {
      await trx
        .deleteFrom('idempotency')
        .where('created_at', '<', now - KEY_LIFE_MS)
        .execute();
      await trx
        .deleteFrom('instance')
        .where('alive_until', '<', now - INSTANCE_MS)
        .execute();
    });
    return forgotten;
  },
});

/** Forgets a few, in one transaction; tells how many. */
type Step = (trx: Kysely<Schema>, now: number, keep: number) => Promise<number>;

const expire: Step = async (trx, now) => {
  const ids = await idsOf(
    trx
      .selectFrom('diagnosis')
      .select('id')
      .where('state', 'in', FINAL)
      .where('expires_at', '<=', now)
      .orderBy('expires_at')
      .limit(AT_ONCE),
  );
  if (ids.length === 0) return 0;
  await trx
    .updateTable('diagnosis')
    .set({ state: 'expired', host: '', order_json: JSON.stringify(NOTHING), order_key: null, verdict: null })
    .set({ case_json: null, bound_to: null, events: 0 })
    .where('id', 'in', ids)
    .execute();
  await trx.deleteFrom('event').where('diagnosis_id', 'in', ids).execute();
  return ids.length;
};

const evict: Step = async (trx, _now, keep) => {
  const last = await trx
    .selectFrom('diagnosis')
    .select('created_at')
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(1)
    .offset(keep)
    .executeTakeFirst();
  if (last === undefined) return 0;
  return remove(
    trx,
    await idsOf(
      trx
        .selectFrom('diagnosis')
        .select('id')
        .where('state', 'in', FINAL)
        .where('created_at', '<=', last.created_at)
        .orderBy('created_at')
        .limit(AT_ONCE),
    ),
  );
};

const bury: Step = async (trx, now) =>
  remove(
    trx,
    await idsOf(
      trx
        .selectFrom('diagnosis')
        .select('id')
        .where('state', '=', 'expired')
        .where('expires_at', '<=', now - GHOST_MS)
        .limit(AT_ONCE),
    ),
  );

async function remove(trx: Kysely<Schema>, ids: readonly string[]): Promise<number> {
  if (ids.length === 0) return 0;
  await trx.deleteFrom('diagnosis').where('id', 'in', ids).execute();
  await trx.deleteFrom('event').where('diagnosis_id', 'in', ids).execute();
  return ids.length;
}

const idsOf = async (query: { execute(): Promise<readonly { readonly id: string }[]> }): Promise<readonly string[]> =>
  (await query.execute()).map(({ id }) => id);

/** An order that asks nothing. */
const NOTHING: Order = {
  target: { input: '', host: '', kind: 'host', ports: [], sni: null, family: null },
  settings: null,
  upTo: 'tls',
  login: null,
  envelope: null,
};
