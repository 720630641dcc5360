import type Libsql from 'libsql';

/** Diagnoses whose counter does not say what their log holds, or whose documents are no JSON any more. */
const UNREADABLE = `select id from diagnosis where not json_valid(order_json) or (case_json is not null and not json_valid(case_json))`;
const ODD_LOGS = `
  select d.id, d.state from diagnosis d left join event e on e.diagnosis_id = d.id
  group by d.id, d.state, d.events having count(e.n) <> d.events or coalesce(max(e.n), 0) <> d.events`;
const ORPHANS = 'select count(*) as n from event where diagnosis_id not in (select id from diagnosis)';
const FINAL: ReadonlySet<string> = new Set(['done', 'cancelled', 'failed']);

type Odd = { readonly id: string; readonly state: string };

/**
 * Makes logs that readers can follow to their end again: what comes after a gap is taken out, and a log whose diagnosis is
 * final ends with `end`. A diagnosis that cannot be read is taken out. Says what was done; null if there was nothing to do.
 */
export function mendLogs(database: Libsql.Database, before: () => void): string | null {
  const unreadable = database.prepare(UNREADABLE).all() as Odd[];
  const odd = database.prepare(ODD_LOGS).all() as Odd[];
  const [{ n: orphans }] = database.prepare(ORPHANS).all() as [{ readonly n: number }];
  if (unreadable.length + odd.length + orphans === 0) return null;
  before();
  database.exec('begin immediate');
  try {
    for (const { id } of unreadable) database.prepare('delete from diagnosis where id = ?').run(id);
    for (const one of odd) mendLog(database, one);
    database.exec('delete from event where diagnosis_id not in (select id from diagnosis)');
    database.exec('commit');
  } catch (error) {
    if (database.inTransaction) database.exec('rollback');
    throw error;
  }
  return `${unreadable.length} unreadable diagnoses taken out, ${odd.length} logs of events closed, ${orphans} events of nobody taken out`;
}

function mendLog(database: Libsql.Database, { id, state }: Odd): void {
  const rows = database.prepare('select n, event from event where diagnosis_id = ? order by n').all(id) as {
    readonly n: number;
    readonly event: string;
  }[];
  const gap = rows.findIndex(({ n }, index) => n !== index + 1);
  let length = gap === -1 ? rows.length : gap;
  database.prepare('delete from event where diagnosis_id = ? and n > ?').run(id, length);
  if (FINAL.has(state) && !/"type":"end"/.test(rows[length - 1]?.event ?? '')) {
    length += 1;
    const end = JSON.stringify({ type: 'end', reason: state });
    database.prepare('insert into event (diagnosis_id, n, event) values (?, ?, ?)').run(id, length, end);
  }
  database.prepare('update diagnosis set events = ? where id = ?').run(length, id);
}
