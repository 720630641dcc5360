import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Kysely, PostgresDialect, type SqliteDatabase, SqliteDialect, type SqliteStatement } from 'kysely';
import Libsql from 'libsql';
import type { Pool } from 'pg';
import { type Base, baseOn } from './base.ts';
import { EMBEDDED, POSTGRES, POSTGRES_SCHEMA } from './dialect.ts';
import { guarded } from './failure.ts';
import type { Schema } from './schema.ts';
import { SYNC_ALWAYS, SYNC_RARELY } from './sync.ts';

/** A data folder of this name: nothing outlives the process. For tests. */
export const IN_MEMORY = ':memory:';
/** The embedded store's file in the data folder. */
export const STORE_FILE = 'store.db';
/** How long a write waits for another program (the command line) that is writing, in milliseconds. It blocks the process. */
const BUSY_MS = 1_000;
const WAL_LIMIT = 64 * 1_048_576;
/**
 * Statements kept for the next use, and how long their text may be. libsql frees a statement when it is collected as
 * garbage, which is late: 300,000 statements prepared anew took three times as long and 190 MB more than one that is kept.
 */
const KEPT = 200;
const KEPT_LENGTH = 2_000;

/**
 * Opens the embedded store: one file with a write-ahead log.
 *
 * What survives: every commit survives `kill -9`, since the operating system has it. `synchronous=FULL` also forces the
 * log to the disk at each commit, so that commits survive power loss too. Measured (November 2026, SSD): a commit of five
 * rows takes 0.27 ms with FULL (p99 1.4 ms) and 0.04 ms with NORMAL, which would lose the last commits with the power.
 * Commits are few, because accepts and events are gathered (see `batch.ts`), so FULL is affordable for what was promised:
 * accepts, leases, ends. Events of a run are most of the commits and can be made again; on a busy machine the disk takes 20 ms
 * and more at times, in which nothing else happens, so they are `lasting: false` (see `base.ts`) until a login is sent.
 */
export function openEmbedded(dataDir: string): Promise<Base> {
  return guarded(async () => {
    const memory = dataDir === IN_MEMORY;
    if (!memory) mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    const file = memory ? IN_MEMORY : join(dataDir, STORE_FILE);
    const database = new Libsql(file);
    database.pragma(`busy_timeout = ${BUSY_MS}`);
    if (!memory) {
      chmodSync(file, 0o600);
      database.pragma('journal_mode = WAL');
      database.exec(SYNC_ALWAYS);
      database.pragma(`journal_size_limit = ${WAL_LIMIT}`);
    }
    return baseOn(new Kysely<Schema>({ dialect: new SqliteDialect({ database: careful(database) }) }), EMBEDDED);
  });
}

/** Kysely's words around a transaction, and ours. SQLite obeys this pragma when it is prepared, so a kept statement does nothing. */
const AROUND: Readonly<Record<string, string>> = {
  ...{ begin: 'begin immediate', commit: 'commit', rollback: 'rollback' },
  ...{ [SYNC_ALWAYS]: SYNC_ALWAYS, [SYNC_RARELY]: SYNC_RARELY },
};

/**
 * A database whose transactions fail well. They take the write lock at once: one that reads first and writes later would
 * fail where another program wrote in between. They are begun and ended by `exec`, which leaves no statement behind: a
 * prepared `begin` that finds the lock taken stays active, and no later commit succeeds until it is collected. And SQLite
 * rolls back by itself on a full disk; a second `rollback` is an error that would hide the first.
 */
function careful(database: Libsql.Database): SqliteDatabase {
  const kept = new Map<string, SqliteStatement>();
  return {
    close: () => {
      kept.clear();
      database.close();
    },
    prepare: (text) => {
      const around = AROUND[text];
      if (around !== undefined) return executed(database, around);
      const statement = kept.get(text) ?? database.prepare(text);
      // The latest stand last; the first is the one not used for longest
      kept.delete(text);
      if (text.length <= KEPT_LENGTH) kept.set(text, statement);
      if (kept.size > KEPT) kept.delete(kept.keys().next().value ?? '');
      return statement;
    },
  };
}

function executed(database: Libsql.Database, text: string): SqliteStatement {
  return {
    reader: false,
    all: () => [],
    iterate: () => [].values(),
    run: () => {
      if (text !== 'rollback' || database.inTransaction) database.exec(text);
      return { changes: 0, lastInsertRowid: 0 };
    },
  };
}

/**
 * Puts kysely over a pool of connections to PostgreSQL. A commit survives what the server's own settings let it survive:
 * with its defaults (`fsync`, `synchronous_commit` on) both `kill -9` and power loss.
 */
export const openPostgres = (pool: Pool): Base =>
  baseOn(new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) }).withSchema(POSTGRES_SCHEMA), POSTGRES);
