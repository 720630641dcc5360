import { isUtf8 } from 'node:buffer';
import { join } from 'node:path';
import Libsql from 'libsql';
import { openEmbedded, STORE_FILE } from './database.ts';
import { mendLogs } from './mend-logs.ts';
import { migrate } from './migrations.ts';
import { TABLES } from './schema.ts';

/** Rows that were read, by table. */
export type Salvaged = Readonly<Record<string, number>>;

/**
 * Copies every row of a damaged store that can still be read into a new store in another folder, and mends its logs.
 */
export async function salvage(damaged: Libsql.Database, folder: string, now: number): Promise<Salvaged> {
  const base = await openEmbedded(folder);
  await migrate(base, now);
  await base.close();
  const rescued = new Libsql(join(folder, STORE_FILE));
  try {
    rescued.exec('pragma busy_timeout = 1000; begin immediate');
    const counts = Object.fromEntries(TABLES.map((table) => [table, copy(damaged, rescued, table)]));
    rescued.exec('commit');
    mendLogs(rescued, () => undefined);
    rescued.exec('pragma wal_checkpoint(truncate)');
    return counts;
  } finally {
    rescued.close();
  }
}

/** Whether there is text in a store that is no text any more. The engine ends the whole process when it reads such text as text. */
export const hasBrokenText = (database: Libsql.Database): boolean =>
  TABLES.some((table) => {
    const rows = database
      .prepare(`select ${asOctets(textsOf(database, table))} from ${table}`)
      .raw()
      .iterate();
    for (const row of rows as Iterable<readonly unknown[]>) if (row.some(isBroken)) return true;
    return false;
  });

/** Row by row, since whoever asks for several gets none of them if one is damaged. */
function copy(from: Libsql.Database, to: Libsql.Database, table: Table): number {
  const columns = columnsOf(to, table);
  const names = columns.map(({ name }) => name);
  const insert = to.prepare(`insert or ignore into ${table} (${names}) values (${names.map(() => '?')})`);
  const key = table === 'event' ? 'diagnosis_id' : 'rowid';
  const select = from.prepare(`select ${asOctets(columns)} from ${table} where ${key} = ?`).raw();
  let rows = 0;
  for (const each of table === 'event' ? diagnosesIn(to) : rowNumbersOf(from, table)) {
    try {
      for (const row of select.all(each) as (readonly unknown[])[]) {
        if (!row.some(isBroken)) rows += insert.run(...row.map(textOf)).changes;
      }
    } catch {
      // This one cannot be read
    }
  }
  return rows;
}

/** Events have no row numbers; those that belong to no diagnosis are not wanted. */
const diagnosesIn = (database: Libsql.Database): readonly unknown[] =>
  (database.prepare('select id from diagnosis').raw().all() as (readonly unknown[])[]).flat();

function* rowNumbersOf(database: Libsql.Database, table: Table): Generator<number> {
  const first = endOf(database, table, 'min') ?? 1;
  const last = endOf(database, table, 'max') ?? first + MOST_NUMBERS;
  for (let number = first; number <= last; number++) yield number;
}

/** Row numbers that are tried where the last one is in a damaged page. */
const MOST_NUMBERS = 500_000;

function endOf(database: Libsql.Database, table: Table, end: 'min' | 'max'): number | null {
  try {
    const rows = database.prepare(`select ${end}(rowid) as n from ${table}`).all() as { readonly n: number | null }[];
    return rows[0]?.n ?? 0;
  } catch {
    return null;
  }
}

type Table = (typeof TABLES)[number];
type Column = { readonly name: string; readonly type: string };

const columnsOf = (database: Libsql.Database, table: Table): readonly Column[] =>
  database.prepare(`pragma table_info(${table})`).all() as Column[];
const isText = ({ type }: Column): boolean => type.toLowerCase() === 'text';
const textsOf = (database: Libsql.Database, table: Table): readonly Column[] =>
  columnsOf(database, table).filter(isText);

/** Columns for a query, text as octets. */
const asOctets = (columns: readonly Column[]): string =>
  columns.map((column) => (isText(column) ? `cast(${column.name} as blob)` : column.name)).join(', ');
const isBroken = (value: unknown): boolean => value instanceof Uint8Array && !isUtf8(value);
const textOf = (value: unknown): unknown => (value instanceof Uint8Array ? Buffer.from(value).toString('utf8') : value);
