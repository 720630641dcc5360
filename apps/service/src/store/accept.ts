import type { LiveEvent } from '@smtp-triage/core/live';
import type { Insertable, Kysely } from 'kysely';
import type { Base } from './base.ts';
import { batched } from './batch.ts';
import type { Log } from './events.ts';
import { logOfKnown, snapshot, takenOver } from './first-events.ts';
import { isSameKey, onRecord, remember } from './idempotency.ts';
import { orderKey } from './record.ts';
import type { DiagnosisTable, Schema } from './schema.ts';
import type { Accepted, Idempotency, NewDiagnosis, Store } from './types.ts';

/** Diagnoses accepted in one commit. */
const AT_ONCE = 100;
/** What a full queue is measured by: how many diagnoses ended in the last minute. */
const DRAIN_MS = 60_000;
/** Seconds to wait where nothing ended in that time, and the most anybody is asked to wait. */
const UNKNOWN_S = 5;
const LONGEST_S = 60;

type Request = {
  readonly diagnosis: NewDiagnosis;
  readonly idempotency: Idempotency | null;
  readonly queueLimit: number;
};

/**
 * Takes diagnoses in. Requests that arrive together share a commit; one process at a time counts the queue and settles
 * idempotency keys, so neither the limit nor a key is ever passed twice. Nobody hears `accepted` before the commit.
 */
export function acceptOn({ dialect, write }: Base, log: Log, now: () => number): Pick<Store, 'accept'> {
  const batch = batched<Request, Accepted>(
    async (requests) => {
      const answers = await write(async (trx) => {
        await dialect.alone(trx, 'accept');
        return settle(trx, log, requests, now());
      });
      log.grew(requests.filter((_, index) => answers[index]?.kind === 'accepted').map(({ diagnosis }) => diagnosis.id));
      return answers;
    },
    { waitMs: 0, atMost: AT_ONCE },
  );
  return {
    accept: (diagnosis, idempotency, queueLimit) => batch.add({ diagnosis, idempotency, queueLimit }),
  };
}

async function settle(
  trx: Kysely<Schema>,
  log: Log,
  requests: readonly Request[],
  now: number,
): Promise<readonly Accepted[]> {
  const keys = [
    ...(await onRecord(
      trx,
      requests.flatMap(({ idempotency }) => idempotency ?? []),
    )),
  ];
  let queued = await queueLength(trx);
  let retryAfterS: number | null = null;
  const answers: Accepted[] = [];
  const taken: Request[] = [];
  for (const request of requests) {
    const { diagnosis, idempotency, queueLimit } = request;
    const earlier = idempotency === null ? undefined : keys.find((known) => isSameKey(known, idempotency));
    if (earlier !== undefined) answers.push({ kind: 'known', earlier });
    else if (diagnosis.result === null && queued >= queueLimit) {
      retryAfterS ??= await drainTime(trx, queueLimit, now);
      answers.push({ kind: 'full', retryAfterS });
    } else {
      answers.push({ kind: 'accepted' });
      taken.push(request);
      if (diagnosis.result === null) queued++;
      if (idempotency !== null) keys.push(idempotency);
    }
  }
  if (taken.length === 0) return answers;
  const made = taken.map(({ diagnosis }) => rowOf(diagnosis));
  await trx
    .insertInto('diagnosis')
    .values(made.map(({ row }) => row))
    .execute();
  await log.write(
    trx,
    made.map(({ row, events }) => ({ id: row.id, events })),
  );
  await remember(
    trx,
    taken.flatMap(({ idempotency }) => idempotency ?? []),
  );
  return answers;
}

function rowOf({ id, owner, order, boundTo, createdAt, expiresAt, result }: NewDiagnosis): {
  readonly row: Insertable<DiagnosisTable>;
  readonly events: readonly LiveEvent[];
} {
  const known = result === null ? null : takenOver(result, order);
  const { events, verdict } =
    known === null ? { events: [snapshot(order, 'queued')], verdict: null } : logOfKnown(order, known);
  return {
    events,
    row: {
      id,
      state: known === null ? 'queued' : 'done',
      owner,
      host: order.target.host,
      order_json: JSON.stringify(order),
      order_key: orderKey(order),
      bound_to: boundTo,
      created_at: createdAt,
      started_at: known === null ? null : createdAt,
      finished_at: known === null ? null : createdAt,
      expires_at: expiresAt,
      tries: 0,
      failed: null,
      verdict,
      events: 0,
      copied: Number(known !== null),
      cancel_asked: 0,
      past_login: 0,
      lease: null,
      leased_by: null,
      lease_until: null,
      case_json: known === null ? null : JSON.stringify(known),
    },
  };
}

async function queueLength(trx: Kysely<Schema>): Promise<number> {
  const row = await trx
    .selectFrom('diagnosis')
    .select((e) => e.fn.countAll<number>().as('count'))
    .where('state', '=', 'queued')
    .executeTakeFirst();
  return row?.count ?? 0;
}

/** Seconds until a tenth of the queue has drained, as fast as it drained in the last minute. */
async function drainTime(trx: Kysely<Schema>, queueLimit: number, now: number): Promise<number> {
  const row = await trx
    .selectFrom('diagnosis')
    .select((e) => e.fn.countAll<number>().as('count'))
    .where('finished_at', '>', now - DRAIN_MS)
    .where('copied', '=', 0)
    .executeTakeFirst();
  const perSecond = (row?.count ?? 0) / (DRAIN_MS / 1_000);
  return perSecond === 0 ? UNKNOWN_S : Math.min(LONGEST_S, Math.max(1, Math.ceil(queueLimit / 10 / perSecond)));
}
