import type { LiveEvent } from '@smtp-triage/core/live';
import { type Kysely, sql } from 'kysely';
import type { Base } from './base.ts';
import { batched } from './batch.ts';
import type { Schema } from './schema.ts';
import type { NumberedEvent, Store } from './types.ts';

/** How long events are gathered before a commit, in milliseconds. */
const GATHER_MS = 15;
/** Appends in one commit. */
const APPENDS = 1_000;
/** Rows in one insert; few, so that the statements are few and can be kept. */
const ROWS = 64;
/** What only a client that is past the point of no repeat says. */
const PAST_LOGIN = /^(?:AUTH|DATA|BDAT)\b/i;

/** Events for the log of one diagnosis. */
export type Append = { readonly id: string; readonly events: readonly LiveEvent[] };

/** The logs of all diagnoses: appends of all of them share commits. */
export type Log = Pick<Store, 'append' | 'events'> & {
  /** Writes within a transaction of somebody else's; call {@link Log.grew} after its commit. */
  write(trx: Kysely<Schema>, appends: readonly Append[]): Promise<void>;
  /** Commits everything appended so far; resolves when that is settled. */
  flush(): Promise<void>;
  /** Tells whoever watches that these logs have grown. */
  grew(ids: Iterable<string>): void;
  /** Calls back with the id of each log that has grown, after the commit, until the returned function is called. */
  watch(heard: (id: string) => void): () => void;
};

/** Opens the logs. */
export function logOn({ read, write }: Base): Log {
  const watchers = new Set<(id: string) => void>();
  const grew = (ids: Iterable<string>): void => {
    for (const id of ids) for (const heard of watchers) heard(id);
  };
  const batch = batched<Append, void>(
    async (appends) => {
      // What only shows how far a run is can be made again; that a login was sent cannot (REL-02)
      const lasting = appends.some(({ events }) => events.some(isPastLogin));
      await write((trx) => writeEvents(trx, appends), { lasting });
      grew(new Set(appends.map(({ id }) => id)));
      return [];
    },
    { waitMs: GATHER_MS, atMost: APPENDS },
  );
  return {
    append: (id, events) => (events.length === 0 ? Promise.resolve() : batch.add({ id, events })),
    write: writeEvents,
    flush: () => batch.flush(),
    grew,
    watch(heard) {
      watchers.add(heard);
      return () => void watchers.delete(heard);
    },
    events: (id, after, limit) =>
      read(async (db) => {
        const rows = await db
          .selectFrom('event')
          .select(['n', 'event'])
          .where('diagnosis_id', '=', id)
          .where('n', '>', after)
          .orderBy('n')
          .limit(limit)
          .execute();
        return rows.map(({ n, event }): NumberedEvent => ({ n, event: JSON.parse(event) as LiveEvent }));
      }),
  };
}

/**
 * Numbers come from the counter on the diagnosis: raising it locks the row until the commit, so two writers never get the
 * same number and readers never see a gap. Events of a diagnosis that is gone are dropped.
 */
async function writeEvents(trx: Kysely<Schema>, appends: readonly Append[]): Promise<void> {
  const logs = new Map<string, LiveEvent[]>();
  for (const { id, events } of appends) logs.set(id, [...(logs.get(id) ?? []), ...events]);
  if (logs.size === 0) return;
  const raised = [...logs].map(
    ([id, events]) =>
      sql`(cast(${id} as text), cast(${events.length} as integer), cast(${Number(events.some(isPastLogin))} as integer))`,
  );
  // `column1` is what both engines call the first column of VALUES
  const rows = await trx
    .updateTable('diagnosis')
    .from(sql<Raised>`(values ${sql.join(raised)})`.as('v'))
    .set((e) => ({
      events: e('events', '+', e.ref('v.column2')),
      past_login: e.case().when('v.column3', '=', 1).then(1).else(e.ref('past_login')).end(),
    }))
    .whereRef('diagnosis.id', '=', 'v.column1')
    .returning(['diagnosis.id', 'diagnosis.events'])
    .execute();
  const numbered = rows.flatMap(({ id, events: total }) => {
    const events = logs.get(id) ?? [];
    const first = total - events.length + 1;
    return events.map((event, index) => ({ diagnosis_id: id, n: first + index, event: JSON.stringify(event) }));
  });
  for (let from = 0; from < numbered.length; from += ROWS) {
    await trx
      .insertInto('event')
      .values(numbered.slice(from, from + ROWS))
      .execute();
  }
}

/** A log that grows: its diagnosis, by how many events, and whether one of them is past the login. */
type Raised = { column1: string; column2: number; column3: number };

const isPastLogin = (event: LiveEvent): boolean =>
  event.type === 'line' && event.who === 'client' && PAST_LOGIN.test(event.text);
