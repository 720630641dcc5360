import { type Response, Router } from 'express';
import type { Caller } from '../../caller.ts';
import type { AuditEntry, Deps } from '../../deps.ts';
import { readCursor } from '../../store/cursor.ts';
import type { DiagnosisRecord } from '../../store/types.ts';
import { type Acceptance, accept, type Key } from '../accept.ts';
import { isKnown } from '../cacheable.ts';
import { callerOf, ownerOf, withScope } from '../caller-of.ts';
import { checked } from '../check.ts';
import { diagnosisBody, etagOf, isFinal, knownForS, linksOf, progressOf, summaryOf } from '../diagnosis-body.ts';
import { fingerprint, idempotencyKey } from '../idempotency.ts';
import { sendJson } from '../json.ts';
import { orderOf } from '../order-of.ts';
import { Problem } from '../problem.ts';
import { readableFrom } from '../readable.ts';
import { sendReport } from '../report-formats.ts';
import { DIAGNOSIS_REQUEST, LIST_QUERY, NO_QUERY, READ_QUERY } from '../schemas.ts';
import { waitOf } from '../wait.ts';

/** Rows of a list where nothing is said. */
const PAGE = 50;
/** What can be asked for with `?include=`. */
const PARTS: ReadonlySet<string> = new Set(['trace', 'evidence']);

/** Create, read, list, cancel and delete diagnoses (API-01, 02, 04 to 07). */
export function diagnosesRouter(deps: Deps): Router {
  const { store, runner, hub, audit, config, version, now } = deps;
  const router = Router();
  const readable = readableFrom(deps);
  /** Requests with a key that are being accepted right now, in this process; the store settles it between processes. */
  const accepting = new Set<string>();

  router.post('/api/v1/diagnoses', async (request, response) => {
    checked(NO_QUERY, request.query);
    const caller = withScope(response, 'diagnose');
    const body = checked(DIAGNOSIS_REQUEST, request.body ?? {});
    const ordered = orderOf(body);
    const wait = waitOf(request);
    const name = idempotencyKey(request);
    const key: Key | null = name === null ? null : { key: name, fingerprint: fingerprint(request, body, deps.macKey) };
    const busy = key === null ? null : `${ownerOf(caller)} ${key.key}`;
    if (busy !== null && accepting.has(busy)) throw new Problem('idempotency-in-progress', { retryAfterS: 1 });
    if (busy !== null) accepting.add(busy);
    let accepted: Acceptance;
    try {
      accepted = await accept(deps, response, caller, ordered, body, key);
    } finally {
      if (busy !== null) accepting.delete(busy);
    }
    if (accepted.how === 'replayed') response.setHeader('Idempotency-Replayed', 'true');
    await answer(response, accepted, wait);
  });

  /** A replay gets what the first request got; with a wait of its own it may get more. */
  async function answer(response: Response, { id, how }: Acceptance, wait: number | null): Promise<void> {
    response.setHeader('Location', linksOf(id).self);
    if (wait !== null) {
      response.setHeader('Preference-Applied', `wait=${wait}`);
      if (how !== 'cached') await runner.settled(id, wait * 1_000);
    }
    const record = wait !== null || how !== 'new' ? await store.find(id) : null;
    if (record === null && how === 'replayed') throw new Problem('expired');
    const known = record !== null && knownForS(record) !== null;
    if (record !== null && (known || (wait !== null && isFinal(record))))
      sendJson(response, await whole(record, false));
    else
      sendJson(
        response,
        { id, status: wait === null ? 'queued' : (record?.state ?? 'queued'), links: linksOf(id) },
        202,
      );
  }

  const whole = async (record: DiagnosisRecord, traces: boolean) =>
    diagnosisBody(record, { progress: await progressOf(store, record), version, traces });

  router.get('/api/v1/diagnoses', async (request, response) => {
    const caller = callerOf(response);
    if (caller.kind === 'anonymous' && config.profile === 'public') throw new Problem('unauthorized');
    const { host, verdict, since, cursor, limit } = checked(LIST_QUERY, request.query);
    if (cursor !== undefined && readCursor(cursor) === null) throw wrong('/cursor', 'not-a-cursor', 'Not one of ours.');
    const { items, next } = await store.list({
      owner: caller.scopes.has('admin') ? null : ownerOf(caller),
      host: host?.toLowerCase() ?? null,
      verdict: verdict ?? null,
      since: since === undefined ? null : Date.parse(since),
      before: cursor ?? null,
      limit: limit ?? PAGE,
    });
    sendJson(response, { items: items.map(summaryOf), nextCursor: next });
  });

  router.get('/api/v1/diagnoses/:id', async (request, response) => {
    const record = await readable(request.params.id, response, true);
    const traces = wantsTraces(checked(READ_QUERY, request.query).include);
    const etag = etagOf(record, version, traces);
    response.setHeader('ETag', etag);
    if (!isFinal(record)) response.setHeader('Retry-After', '1');
    if (isKnown(request, etag)) response.status(304).end();
    else sendJson(response, await whole(record, traces));
  });

  router.get('/api/v1/diagnoses/:id/report', async (request, response) => {
    const record = await readable(request.params.id, response, true);
    if (record.triaged === null) throw new Problem(isFinal(record) ? 'not-found' : 'not-finished');
    sendReport(request, response, record.triaged);
  });

  router.post('/api/v1/diagnoses/:id/cancel', async (request, response) => {
    const record = await readable(request.params.id, response);
    const before = await store.cancel(record.id, now());
    if (before === null) throw new Problem('not-found');
    if (before === 'done' || before === 'failed' || before === 'expired') throw new Problem('already-final');
    runner.cancel(record.id);
    hub.poke(record.id);
    // What runs is ended by whoever runs it, within a second
    const status = before === 'running' ? 'running' : 'cancelled';
    sendJson(response, { id: record.id, status, links: linksOf(record.id) }, 202);
  });

  router.delete('/api/v1/diagnoses/:id', async (request, response) => {
    const record = await readable(request.params.id, response);
    if (!isFinal(record)) {
      await store.cancel(record.id, now());
      runner.cancel(record.id);
    }
    if (!(await store.remove(record.id))) throw new Problem('not-found');
    audit.write(deletion(record, callerOf(response)));
    response.status(204).end();
  });

  return router;
}

function wantsTraces(include: string | undefined): boolean {
  const parts = include === undefined || include === '' ? [] : include.split(',');
  if (parts.some((part) => !PARTS.has(part))) throw wrong('/include', 'not-a-choice', 'One of trace, evidence.');
  return parts.length > 0;
}

const wrong = (pointer: string, code: string, detail: string): Problem =>
  new Problem('invalid-field', { errors: [{ pointer, code, detail }] });

/** What is left of a deletion. */
const deletion = ({ id, order }: DiagnosisRecord, caller: Caller): AuditEntry => ({
  actor: caller.id,
  action: 'diagnosis.deleted',
  diagnosisId: id,
  source: caller.network,
  host: order.target.host,
  ports: [],
  upTo: null,
  outcome: null,
});
