import type { Response } from 'express';
import type { Deps } from '../deps.ts';
import type { DiagnosisRecord } from '../store/types.ts';
import { callerOf, mayUse } from './caller-of.ts';
import { Pace } from './pace.ts';
import { Problem } from './problem.ts';

/** Reads of one diagnosis by one caller: four in a second, over five seconds; two must always pass (API-32). */
const READS = 20;
const READ_WINDOW_MS = 5_000;

/** Finds a diagnosis for a caller; `isRead`: for polling, which has a pace. */
export type Readable = (id: string, response: Response, isRead?: boolean) => Promise<DiagnosisRecord>;

/** The diagnosis of an id, if the caller may see it; the same answer for foreign and absent (SEC-38). */
export function readableFrom({ store, metrics, now }: Deps): Readable {
  const pace = new Pace(READS, READ_WINDOW_MS, now);
  return async (id, response, isRead = false) => {
    const caller = callerOf(response);
    const retryAfterS = isRead ? pace.take(`${caller.id} ${id}`) : null;
    if (retryAfterS !== null) {
      metrics.rateLimited('reads');
      throw new Problem('rate-limited', { detail: 'Poll a diagnosis twice a second at most.', retryAfterS });
    }
    const record = /^dg_[0-9a-z]{26}$/.test(id) ? await store.find(id) : null;
    if (record === null || !mayUse(caller, record)) throw new Problem('not-found');
    if (record.state === 'expired' || record.expiresAt <= now()) throw new Problem('expired');
    return record;
  };
}
