import { type Kysely, type SelectQueryBuilder, sql } from 'kysely';
import { type Schema, TABLES } from './schema.ts';

/** The two engines. */
export type Engine = 'embedded' | 'postgres';

/** Everything that is not the same on both engines, and nothing else. */
export type Dialect = {
  readonly engine: Engine;
  /** What follows the columns of a table whose primary key is how it is read. */
  readonly clustered: string;
  /** Makes what comes next in this transaction happen in one process at a time. */
  alone(trx: Kysely<Schema>, what: Lock): Promise<void>;
  /** Locks the rows a query picks; those that others have locked are left out, or waited for. */
  locked<O>(
    query: SelectQueryBuilder<Schema, 'diagnosis', O>,
    others: 'skip' | 'wait',
  ): SelectQueryBuilder<Schema, 'diagnosis', O>;
  /** Octets the store takes. */
  size(db: Kysely<Schema>): Promise<number>;
};

/** What happens in one process at a time, as second key of PostgreSQL's advisory locks. */
type Lock = 'migrate' | 'accept' | 'queue';
const LOCKS: Readonly<Record<Lock, number>> = { migrate: 1, accept: 2, queue: 3 };
/** First key: "smtp". */
const LOCK_SPACE = 0x73_6d_74_70;

/** The schema of our tables on PostgreSQL, so that a shared database stays tidy. */
export const POSTGRES_SCHEMA = 'smtp_triage';

/** libsql: one connection, and every transaction begins with the write lock, so there is nothing more to lock. */
export const EMBEDDED: Dialect = {
  engine: 'embedded',
  clustered: 'without rowid',
  alone: async () => {},
  locked: (query) => query,
  size: async (db) => {
    const { rows } = await sql<{ octets: number }>`
      select page_count * page_size as octets from pragma_page_count(), pragma_page_size()`.execute(db);
    return rows[0]?.octets ?? 0;
  },
};

/** PostgreSQL: many connections, row locks and advisory locks. */
export const POSTGRES: Dialect = {
  engine: 'postgres',
  clustered: '',
  alone: async (trx, what) => {
    await sql`select pg_advisory_xact_lock(${LOCK_SPACE}::int, ${LOCKS[what]}::int)`.execute(trx);
  },
  locked: (query, others) => (others === 'skip' ? query.forUpdate().skipLocked() : query.forUpdate()),
  size: async (db) => {
    const names = sql.join(TABLES.map((table) => `${POSTGRES_SCHEMA}.${table}`));
    const { rows } = await sql<{ octets: number }>`
      select sum(pg_total_relation_size(name::regclass))::bigint as octets from unnest(array[${names}]) as name`.execute(
      db,
    );
    return rows[0]?.octets ?? 0;
  },
};
