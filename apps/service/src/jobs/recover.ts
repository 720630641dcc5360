import type { LiveEvent } from '@smtp-triage/core/live';
import type { Order } from '../order.ts';
import type { FailReason } from '../store/types.ts';
import { CANCELLATION, failure, LET_GO } from './endings.ts';
import type { QueueBase } from './leases.ts';

/** Leases a diagnosis gets in all: the first, and two more after lost workers. */
const MOST_TRIES = 3;
/** Diagnoses dealt with in one commit; the next call finds the rest. */
const AT_ONCE = 200;

/** A diagnosis whose worker or process is gone. */
export type Lost = {
  readonly running: boolean;
  readonly upTo: Order['upTo'];
  readonly bound: boolean;
  /** The process it is bound to gives signs of life. */
  readonly processAlive: boolean;
  readonly pastLogin: boolean;
  readonly cancelAsked: boolean;
  readonly tries: number;
};

/** What becomes of it. */
export type Fate = 'again' | 'cancelled' | FailReason;

/**
 * What becomes of a diagnosis whose worker or process is gone. A login or a message that may have been sent is never sent
 * again by us: not after the log says so, and not where the step asked for is `data` and the log may lack its last lines.
 */
export function fateOf({ running, upTo, bound, processAlive, pastLogin, cancelAsked, tries }: Lost): Fate {
  if (pastLogin) return 'interrupted-after-auth';
  if (cancelAsked) return 'cancelled';
  if (bound && !processAlive) return 'secret-lost';
  if (running && (upTo === 'data' || tries >= MOST_TRIES)) return 'worker-lost';
  return 'again';
}

/** What recovery did: `again` waits once more, the others have ended. */
export type Recovered = { readonly again: readonly string[]; readonly ended: readonly string[] };

/** Finds what has lost its worker or the process it is bound to, and settles it in one commit. Processes that do so at the same time share the work. */
export async function recoverLost({ base, log }: QueueBase, now: number): Promise<Recovered> {
  // A worker that was only slow may have written meanwhile
  await log.flush();
  const recovered = await base.write(async (trx) => {
    const alive = trx.selectFrom('instance').select('id').where('alive_until', '>=', now);
    const gone = trx.selectFrom('instance').select('id').where('alive_until', '<', now);
    const rows = await base.dialect
      .locked(
        trx
          .selectFrom('diagnosis')
          .select((e) => [
            'id',
            'state',
            'order_json',
            'bound_to',
            'tries',
            'past_login',
            'cancel_asked',
            e.case().when('bound_to', 'in', alive).then(1).else(0).end().as('alive'),
          ])
          .where((e) =>
            e.or([
              e.and([e('state', '=', 'running'), e.or([e('lease_until', '<', now), e('leased_by', 'in', gone)])]),
              e.and([e('state', '=', 'queued'), e('bound_to', 'is not', null), e('bound_to', 'not in', alive)]),
            ]),
          )
          .orderBy('created_at')
          .limit(AT_ONCE),
        'skip',
      )
      .execute();
    const fates = rows.map((row) => ({
      id: row.id,
      fate: fateOf({
        running: row.state === 'running',
        upTo: (JSON.parse(row.order_json) as Order).upTo,
        bound: row.bound_to !== null,
        processAlive: row.alive === 1,
        pastLogin: row.past_login === 1,
        cancelAsked: row.cancel_asked === 1,
        tries: row.tries,
      }),
    }));
    for (const { id, fate } of fates) {
      await trx
        .updateTable('diagnosis')
        .set({ ...LET_GO, ...after(fate, now) })
        .where('id', '=', id)
        .execute();
    }
    const ended = fates.filter(({ fate }) => fate !== 'again');
    await log.write(
      trx,
      ended.map(({ id, fate }) => ({ id, events: lastEvents(fate) })),
    );
    return {
      again: fates.filter(({ fate }) => fate === 'again').map(({ id }) => id),
      ended: ended.map(({ id }) => id),
    };
  });
  log.grew(recovered.ended);
  return recovered;
}

const after = (fate: Fate, now: number) => {
  if (fate === 'again') return { state: 'queued' };
  if (fate === 'cancelled') return { state: 'cancelled', finished_at: now };
  return { state: 'failed', failed: fate, finished_at: now };
};

const lastEvents = (fate: Fate): readonly LiveEvent[] =>
  fate === 'cancelled' ? CANCELLATION : fate === 'again' ? [] : failure(fate);
