import type { Selectable } from 'kysely';
import type { Scope } from '../caller.ts';
import type { Base } from './base.ts';
import type { Schema } from './schema.ts';
import type { Store, TokenRecord } from './types.ts';

/** Tokens, by their id. */
export const tokensOn = ({ read, write }: Base): Store['tokens'] => ({
  add: ({ id, name, hash, scopes, createdAt, expiresAt, lastUsedAt, revokedAt }) =>
    write(async (trx) => {
      await trx
        .insertInto('token')
        .values({
          id,
          name,
          hash,
          scopes: JSON.stringify(scopes),
          created_at: createdAt,
          expires_at: expiresAt,
          last_used_at: lastUsedAt,
          revoked_at: revokedAt,
        })
        .execute();
    }),
  find: (id) =>
    read(async (db) => {
      const row = await db.selectFrom('token').selectAll().where('id', '=', id).executeTakeFirst();
      return row === undefined ? null : tokenOf(row);
    }),
  list: () =>
    read(async (db) => {
      const rows = await db.selectFrom('token').selectAll().orderBy('created_at').orderBy('id').execute();
      return rows.map(tokenOf);
    }),
  revoke: (id, now) =>
    write(async (trx) => {
      const row = await trx
        .updateTable('token')
        .set({ revoked_at: now })
        .where('id', '=', id)
        .where('revoked_at', 'is', null)
        .returning('id')
        .executeTakeFirst();
      return row !== undefined;
    }),
  used: (id, now) =>
    write(async (trx) => {
      await trx.updateTable('token').set({ last_used_at: now }).where('id', '=', id).execute();
    }),
});

const tokenOf = (row: Selectable<Schema['token']>): TokenRecord => ({
  id: row.id,
  name: row.name,
  hash: row.hash,
  scopes: JSON.parse(row.scopes) as readonly Scope[],
  createdAt: row.created_at,
  expiresAt: row.expires_at,
  lastUsedAt: row.last_used_at,
  revokedAt: row.revoked_at,
});
