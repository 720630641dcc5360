import { type Kysely, sql, type Transaction } from 'kysely';
import type { Dialect } from './dialect.ts';
import { guarded, isCollision } from './failure.ts';
import type { Schema } from './schema.ts';
import { SYNC_ALWAYS, SYNC_RARELY } from './sync.ts';

/** How often a transaction is tried that stood in another's way. */
const TRIES = 4;

/** An open database. Every access goes through `read` and `write`, so that failures of the engine look the same everywhere. */
export type Base = {
  readonly dialect: Dialect;
  read<T>(work: (db: Kysely<Schema>) => Promise<T>): Promise<T>;
  /** One transaction; committed when it resolves. Inside, only `trx` may be used: the embedded store has one connection. */
  write<T>(work: (trx: Transaction<Schema>) => Promise<T>, how?: How): Promise<T>;
  close(): Promise<void>;
};

/**
 * `lasting` false: a loss of power may cost the commit, a crash of the process may not, and the next lasting commit makes it
 * last, too. The embedded store then does not wait for the disk, which keeps the whole process waiting.
 */
export type How = { readonly lasting: boolean };

/** Puts the two ways of access over a kysely instance. */
export function baseOn(db: Kysely<Schema>, dialect: Dialect): Base {
  return {
    dialect,
    read: (work) => guarded(() => work(db)),
    write: (work, { lasting } = { lasting: true }) =>
      guarded(async () => {
        const waits = lasting || dialect.engine !== 'embedded';
        for (let left = TRIES; ; left--) {
          try {
            return await (waits ? db.transaction().execute(work) : withoutWaiting(db, work));
          } catch (error) {
            if (left <= 1 || !isCollision(error)) throw error;
          }
        }
      }),
    close: () => guarded(() => db.destroy()),
  };
}

/** Within one hold of the one connection, so that no other transaction commits this way. */
const withoutWaiting = <T>(db: Kysely<Schema>, work: (trx: Transaction<Schema>) => Promise<T>): Promise<T> =>
  db.connection().execute(async (connection) => {
    await sql.raw(SYNC_RARELY).execute(connection);
    try {
      return await connection.transaction().execute(work);
    } finally {
      await sql.raw(SYNC_ALWAYS).execute(connection);
    }
  });
