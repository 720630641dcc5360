import { type Kysely, sql } from 'kysely';
import type { Base } from './base.ts';
import { type Dialect, POSTGRES_SCHEMA } from './dialect.ts';
import type { Schema } from './schema.ts';
import { StoreFailure } from './types.ts';

type Migration = (trx: Kysely<Schema>, dialect: Dialect) => Promise<void>;

/** From an empty store to today's, in order; the version of a store is how many of them it has had. Never change one that was released. */
const MIGRATIONS: readonly Migration[] = [firstTables, openByOwner];

/**
 * Brings the store to this program's version: all or nothing, one process at a time. A store that a newer program has
 * written to is refused, since this one would not know what to keep.
 */
export async function migrate(
  { dialect, write }: Base,
  now: number,
  migrations: readonly Migration[] = MIGRATIONS,
): Promise<void> {
  await write(async (trx) => {
    await dialect.alone(trx, 'migrate');
    if (dialect.engine === 'postgres') await trx.schema.createSchema(POSTGRES_SCHEMA).ifNotExists().execute();
    await trx.schema
      .createTable('store_version')
      .ifNotExists()
      .addColumn('version', 'integer', (c) => c.primaryKey())
      .addColumn('applied_at', 'bigint', (c) => c.notNull())
      .execute();
    const row = await trx
      .selectFrom('store_version')
      .select((e) => e.fn.max('version').as('version'))
      .executeTakeFirst();
    const version = row?.version ?? 0;
    if (version > migrations.length) {
      throw new StoreFailure(
        `The store was written by a newer version of this program (store version ${version}, known up to ${migrations.length}). Use that version, or another store.`,
      );
    }
    for (const [index, up] of migrations.entries()) {
      if (index < version) continue;
      await up(trx, dialect);
      await trx
        .insertInto('store_version')
        .values({ version: index + 1, applied_at: now })
        .execute();
    }
  });
}

async function firstTables(trx: Kysely<Schema>, { clustered }: Dialect): Promise<void> {
  await trx.schema
    .createTable('diagnosis')
    .addColumn('id', 'text', (c) => c.primaryKey().notNull())
    .addColumn('state', 'text', (c) => c.notNull())
    .addColumn('owner', 'text', (c) => c.notNull())
    .addColumn('host', 'text', (c) => c.notNull())
    .addColumn('order_json', 'text', (c) => c.notNull())
    .addColumn('order_key', 'text')
    .addColumn('bound_to', 'text')
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .addColumn('started_at', 'bigint')
    .addColumn('finished_at', 'bigint')
    .addColumn('expires_at', 'bigint', (c) => c.notNull())
    .addColumn('tries', 'integer', (c) => c.notNull().defaultTo(0))
    .addColumn('failed', 'text')
    .addColumn('verdict', 'text')
    .addColumn('events', 'integer', (c) => c.notNull().defaultTo(0))
    .addColumn('copied', 'integer', (c) => c.notNull().defaultTo(0))
    .addColumn('cancel_asked', 'integer', (c) => c.notNull().defaultTo(0))
    .addColumn('past_login', 'integer', (c) => c.notNull().defaultTo(0))
    .addColumn('lease', 'text')
    .addColumn('leased_by', 'text')
    .addColumn('lease_until', 'bigint')
    .addColumn('case_json', 'text')
    .execute();
  const index = (name: string, columns: readonly (keyof Schema['diagnosis'])[]) =>
    trx.schema
      .createIndex(`diagnosis_${name}`)
      .on('diagnosis')
      .columns([...columns])
      .execute();
  await index('by_state', ['state', 'created_at', 'id']);
  await index('by_owner', ['owner', 'created_at', 'id']);
  await index('by_time', ['created_at', 'id']);
  await index('by_order', ['order_key', 'finished_at']);
  await index('by_end', ['finished_at']);
  await index('by_expiry', ['expires_at']);
  await trx.schema
    .createTable('event')
    .addColumn('diagnosis_id', 'text', (c) => c.notNull())
    .addColumn('n', 'integer', (c) => c.notNull())
    .addColumn('event', 'text', (c) => c.notNull())
    .addPrimaryKeyConstraint('event_number', ['diagnosis_id', 'n'])
    .modifyEnd(sql.raw(clustered))
    .execute();
  await trx.schema
    .createTable('idempotency')
    .addColumn('owner', 'text', (c) => c.notNull())
    .addColumn('key', 'text', (c) => c.notNull())
    .addColumn('fingerprint', 'text', (c) => c.notNull())
    .addColumn('diagnosis_id', 'text', (c) => c.notNull())
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .addPrimaryKeyConstraint('idempotency_key', ['owner', 'key'])
    .execute();
  await trx.schema.createIndex('idempotency_by_time').on('idempotency').column('created_at').execute();
  await trx.schema.createIndex('idempotency_by_diagnosis').on('idempotency').column('diagnosis_id').execute();
  await trx.schema
    .createTable('token')
    .addColumn('id', 'text', (c) => c.primaryKey().notNull())
    .addColumn('name', 'text', (c) => c.notNull())
    .addColumn('hash', 'text', (c) => c.notNull())
    .addColumn('scopes', 'text', (c) => c.notNull())
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .addColumn('expires_at', 'bigint')
    .addColumn('last_used_at', 'bigint')
    .addColumn('revoked_at', 'bigint')
    .execute();
  await trx.schema
    .createTable('instance')
    .addColumn('id', 'text', (c) => c.primaryKey().notNull())
    .addColumn('alive_until', 'bigint', (c) => c.notNull())
    .execute();
  await trx.schema
    .createTable('setting')
    .addColumn('name', 'text', (c) => c.primaryKey().notNull())
    .addColumn('value', 'text', (c) => c.notNull())
    .execute();
}

/** What an owner has under way is counted at every accept; without this by reading everything they ever had. */
async function openByOwner(trx: Kysely<Schema>): Promise<void> {
  await trx.schema.createIndex('diagnosis_by_owner_state').on('diagnosis').columns(['owner', 'state']).execute();
}
