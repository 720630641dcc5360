import type { Base } from './base.ts';
import { cursorOf, readCursor } from './cursor.ts';
import type { Log } from './events.ts';
import { orderKey, recordOf } from './record.ts';
import type { DiagnosisState, Store } from './types.ts';

/** States of a diagnosis that has not ended. */
const OPEN: readonly DiagnosisState[] = ['queued', 'running'];

/** Finding and listing diagnoses. */
export const reading = ({ read }: Base): Pick<Store, 'find' | 'inFlight' | 'findSame' | 'list' | 'cancelsAsked'> => ({
  find: (id) =>
    read(async (db) => {
      const row = await db.selectFrom('diagnosis').selectAll().where('id', '=', id).executeTakeFirst();
      return row === undefined ? null : recordOf(row);
    }),
  inFlight: (owner) =>
    read(async (db) => {
      const row = await db
        .selectFrom('diagnosis')
        .select((e) => e.fn.countAll<number>().as('count'))
        .where('owner', '=', owner)
        .where('state', 'in', OPEN)
        .executeTakeFirst();
      return row?.count ?? 0;
    }),
  findSame: (order, since) =>
    read(async (db) => {
      const key = orderKey(order);
      if (key === null) return null;
      const row = await db
        .selectFrom('diagnosis')
        .selectAll()
        .where('order_key', '=', key)
        .where('state', '=', 'done')
        .where('finished_at', '>=', since)
        // A copy of a copy would keep an old result young for ever
        .where('copied', '=', 0)
        .orderBy('finished_at', 'desc')
        .limit(1)
        .executeTakeFirst();
      return row === undefined || row.case_json === null ? null : recordOf(row);
    }),
  list: ({ owner, host, verdict, since, before, limit }) =>
    read(async (db) => {
      let query = db.selectFrom('diagnosis').selectAll().where('state', '!=', 'expired');
      if (owner !== null) query = query.where('owner', '=', owner);
      if (host !== null) query = query.where('host', '=', host);
      if (verdict !== null) query = query.where('verdict', '=', verdict);
      if (since !== null) query = query.where('created_at', '>=', since);
      if (before !== null) {
        const after = readCursor(before);
        if (after === null) return { items: [], next: null };
        query = query.where((e) =>
          e.or([
            e('created_at', '<', after.createdAt),
            e.and([e('created_at', '=', after.createdAt), e('id', '<', after.id)]),
          ]),
        );
      }
      const rows = await query
        .orderBy('created_at', 'desc')
        .orderBy('id', 'desc')
        .limit(limit + 1)
        .execute();
      const items = rows.slice(0, limit).map(recordOf);
      const last = items.at(-1);
      return { items, next: rows.length > limit && last !== undefined ? cursorOf(last) : null };
    }),
  cancelsAsked: (ids) =>
    read(async (db) => {
      if (ids.length === 0) return [];
      const rows = await db
        .selectFrom('diagnosis')
        .select('id')
        .where('id', 'in', ids)
        .where('state', '=', 'running')
        .where('cancel_asked', '=', 1)
        .execute();
      return rows.map(({ id }) => id);
    }),
});

/** Ending and deleting diagnoses. */
export const ending = ({ dialect, write }: Base, log: Log): Pick<Store, 'cancel' | 'conclude' | 'remove'> => ({
  async cancel(id, now) {
    const before = await write(async (trx) => {
      const row = await dialect
        .locked(trx.selectFrom('diagnosis').select('state').where('id', '=', id), 'wait')
        .executeTakeFirst();
      if (row?.state === 'queued') {
        await trx.updateTable('diagnosis').set({ state: 'cancelled', finished_at: now }).where('id', '=', id).execute();
        await log.write(trx, [{ id, events: [{ type: 'end', reason: 'cancelled' }] }]);
      }
      if (row?.state === 'running') {
        await trx.updateTable('diagnosis').set({ cancel_asked: 1 }).where('id', '=', id).execute();
      }
      return row === undefined ? null : (row.state as DiagnosisState);
    });
    if (before !== null) log.grew([id]);
    return before;
  },
  async conclude(id, { state, at, failed, triaged, verdict, events }, leaseToken) {
    // What was appended before comes before
    await log.flush();
    const concluded = await write(async (trx) => {
      let update = trx
        .updateTable('diagnosis')
        .set({
          state,
          finished_at: at,
          failed,
          verdict,
          case_json: triaged === null ? null : JSON.stringify(triaged),
          lease: null,
          leased_by: null,
          lease_until: null,
        })
        .where('id', '=', id)
        .where('state', 'in', OPEN);
      if (leaseToken !== null) update = update.where('lease', '=', leaseToken);
      if ((await update.returning('id').executeTakeFirst()) === undefined) return false;
      await log.write(trx, [{ id, events }]);
      return true;
    });
    if (concluded) log.grew([id]);
    return concluded;
  },
  async remove(id) {
    const removed = await write(async (trx) => {
      const row = await trx.deleteFrom('diagnosis').where('id', '=', id).returning('id').executeTakeFirst();
      await trx.deleteFrom('event').where('diagnosis_id', '=', id).execute();
      await trx.deleteFrom('idempotency').where('diagnosis_id', '=', id).execute();
      return row !== undefined;
    });
    if (removed) log.grew([id]);
    return removed;
  },
});
