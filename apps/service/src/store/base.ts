import type { Kysely, Transaction } from 'kysely';
import type { Dialect } from './dialect.ts';
import { guarded, isCollision } from './failure.ts';
import type { Schema } from './schema.ts';

/** How often a transaction is tried that stood in another's way. */
const TRIES = 4;

/** An open database. Every access goes through `read` and `write`, so that failures of the engine look the same everywhere. */
export type Base = {
  readonly dialect: Dialect;
  read<T>(work: (db: Kysely<Schema>) => Promise<T>): Promise<T>;
  /** One transaction; committed when it resolves. Inside, only `trx` may be used: the embedded store has one connection. */
  write<T>(work: (trx: Transaction<Schema>) => Promise<T>): Promise<T>;
  close(): Promise<void>;
};

/** Puts the two ways of access over a kysely instance. */
export function baseOn(db: Kysely<Schema>, dialect: Dialect): Base {
  return {
    dialect,
    read: (work) => guarded(() => work(db)),
    write: (work) =>
      guarded(async () => {
        for (let left = TRIES; ; left--) {
          try {
            return await db.transaction().execute(work);
          } catch (error) {
            if (left <= 1 || !isCollision(error)) throw error;
          }
        }
      }),
    close: () => guarded(() => db.destroy()),
  };
}
