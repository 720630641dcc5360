import { createHash } from 'node:crypto';
import { reportOf } from '@smtp-triage/core';
import { rungsOf } from '../store/first-events.ts';
import type { DiagnosisRecord, Store } from '../store/types.ts';
import { versionsOf } from './versions.ts';

/** States that never change again. */
const FINAL: ReadonlySet<DiagnosisRecord['state']> = new Set(['done', 'cancelled', 'failed', 'expired']);
/** Traces that are no attempt at the target's ports. */
const BESIDE: ReadonlySet<string> = new Set(['lookup', 'control']);
/** Events read at a time. */
const PAGE = 500;

/** Whether a diagnosis has ended, one way or another. */
export const isFinal = ({ state }: DiagnosisRecord): boolean => FINAL.has(state);

/** Where the parts of a diagnosis are. */
export const linksOf = (id: string): Readonly<Record<'self' | 'events' | 'report', string>> => ({
  self: `/api/v1/diagnoses/${id}`,
  events: `/api/v1/diagnoses/${id}/events`,
  report: `/api/v1/diagnoses/${id}/report`,
});

/** How many ports have been tried, of how many that will be. */
type Progress = { readonly rungsDone: number; readonly rungsTotal: number };

/** Counts what is there, or reads it off the log; the end of a diagnosis is the end of its progress. */
export async function progressOf(store: Store, record: DiagnosisRecord): Promise<Progress> {
  if (record.triaged !== null) {
    const rungs = record.triaged.traces.filter(({ route }) => !BESIDE.has(route.purpose)).length;
    return { rungsDone: rungs, rungsTotal: rungs };
  }
  const planned = rungsOf(record.order).length;
  let [started, done] = [0, 0];
  for (let after = 0; after < record.events; after += PAGE) {
    for (const { event } of await store.events(record.id, after, PAGE)) {
      if (event.type === 'rung.started') started += 1;
      if (event.type === 'rung.finished') done += 1;
    }
  }
  return { rungsDone: done, rungsTotal: isFinal(record) ? done : Math.max(planned, started) };
}

/**
 * A diagnosis as the API gives it: where it stands, and once there is one, every field of the report of the diagnosis
 * contract beside it; with traces where asked for.
 */
export function diagnosisBody(
  record: DiagnosisRecord,
  how: { readonly progress: Progress; readonly version: string; readonly traces: boolean },
): Readonly<Record<string, unknown>> {
  const { id, state, createdAt, startedAt, finishedAt, failed, triaged } = record;
  const ageS = knownForS(record);
  return {
    id,
    status: state,
    ...(failed === null ? {} : { failed }),
    ...(ageS === null ? {} : { cached: true, ageS }),
    progress: how.progress,
    createdAt: isoTime(createdAt),
    startedAt: isoTime(startedAt),
    finishedAt: isoTime(finishedAt),
    ...versionsOf(how.version),
    links: linksOf(id),
    ...(triaged === null ? {} : reportOf(triaged, { traces: how.traces })),
  };
}

/** One row of a list. Without the report, which would be made anew for every row. */
export const summaryOf = (record: DiagnosisRecord): Readonly<Record<string, unknown>> => ({
  id: record.id,
  status: record.state,
  host: record.order.target.host,
  createdAt: isoTime(record.createdAt),
  finishedAt: isoTime(record.finishedAt),
  verdict: record.verdict,
  links: linksOf(record.id),
});

/**
 * How old the result was when it was asked for, in seconds, where an earlier run of the same question answered this one: then
 * it was done as soon as it was there. Null where this diagnosis had a run of its own.
 */
export function knownForS({ state, createdAt, finishedAt, triaged }: DiagnosisRecord): number | null {
  if (state !== 'done' || triaged === null || finishedAt !== createdAt) return null;
  const ranAt = Date.parse(triaged.vantage.startedAt) + triaged.vantage.durationMs;
  return Math.max(0, Math.floor((createdAt - ranAt) / 1_000));
}

/** Changes whenever the body does. */
export const etagOf = (record: DiagnosisRecord, version: string, traces: boolean): string =>
  `"${createHash('sha256')
    .update(`${record.id} ${record.state} ${record.events} ${record.finishedAt} ${version} ${traces}`)
    .digest('base64url')
    .slice(0, 22)}"`;

const isoTime = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString());
