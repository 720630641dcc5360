import type { Kysely, Selectable } from 'kysely';
import type { Base } from './base.ts';
import type { Schema } from './schema.ts';
import type { Idempotency, Store } from './types.ts';

/** How long a key is remembered, in milliseconds (API-30); an older one may be used anew. */
export const KEY_LIFE_MS = 24 * 3_600_000;

/** The key on record, for reading; `accept` settles it between requests. */
export const idempotencyOn = ({ read }: Base): Pick<Store, 'findIdempotency'> => ({
  findIdempotency: (owner, key, since) =>
    read(async (db) => {
      const row = await db
        .selectFrom('idempotency')
        .selectAll()
        .where('owner', '=', owner)
        .where('key', '=', key)
        .where('created_at', '>=', since)
        .executeTakeFirst();
      return row === undefined ? null : idempotencyOf(row);
    }),
});

/** Those of these keys that are on record and not older than their {@link KEY_LIFE_MS} at the time of the request that brings them again. */
export async function onRecord(trx: Kysely<Schema>, keys: readonly Idempotency[]): Promise<readonly Idempotency[]> {
  if (keys.length === 0) return [];
  const rows = await trx
    .selectFrom('idempotency')
    .selectAll()
    .where((e) => e.or(keys.map(({ owner, key }) => e.and([e('owner', '=', owner), e('key', '=', key)]))))
    .execute();
  return rows
    .map(idempotencyOf)
    .filter((earlier) =>
      keys.some((now) => isSameKey(now, earlier) && earlier.createdAt >= now.createdAt - KEY_LIFE_MS),
    );
}

/** Remembers keys; a key that has outlived itself is overwritten. */
export async function remember(trx: Kysely<Schema>, keys: readonly Idempotency[]): Promise<void> {
  if (keys.length === 0) return;
  await trx
    .insertInto('idempotency')
    .values(
      keys.map(({ owner, key, fingerprint, diagnosisId, createdAt }) => ({
        owner,
        key,
        fingerprint,
        diagnosis_id: diagnosisId,
        created_at: createdAt,
      })),
    )
    .onConflict((conflict) =>
      conflict.columns(['owner', 'key']).doUpdateSet((e) => ({
        fingerprint: e.ref('excluded.fingerprint'),
        diagnosis_id: e.ref('excluded.diagnosis_id'),
        created_at: e.ref('excluded.created_at'),
      })),
    )
    .execute();
}

/** Whether both are the same key of the same owner. */
export const isSameKey = (a: Idempotency, b: Idempotency): boolean => a.owner === b.owner && a.key === b.key;

const idempotencyOf = (row: Selectable<Schema['idempotency']>): Idempotency => ({
  owner: row.owner,
  key: row.key,
  fingerprint: row.fingerprint,
  diagnosisId: row.diagnosis_id,
  createdAt: row.created_at,
});
