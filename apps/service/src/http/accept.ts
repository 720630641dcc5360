import type { Response } from 'express';
import type { Caller } from '../caller.ts';
import type { AuditEntry, Deps } from '../deps.ts';
import { type Charge, chargesOf, costOf, giveBackAll } from '../limits/charges.ts';
import { InFlight } from '../limits/in-flight.ts';
import type { Order } from '../order.ts';
import type { DiagnosisRecord, Idempotency } from '../store/types.ts';
import { whileAccepting } from './busy.ts';
import { ownerOf } from './caller-of.ts';
import { noteFull } from './full.ts';
import { IDEMPOTENCY_MS } from './idempotency.ts';
import type { Ordered } from './order-of.ts';
import { Problem } from './problem.ts';
import { spendAll, spendOwn } from './rate.ts';
import type { DiagnosisRequest } from './schemas.ts';

const HOUR_MS = 3_600_000;
/** When to try again where too many are under way, in seconds: about as long as a diagnosis takes. */
const IN_FLIGHT_RETRY_S = 2;

/** What accepting came to: a new diagnosis, one that an earlier request with the same key made, or a fresh enough result. */
export type Acceptance = { readonly id: string; readonly how: 'new' | 'replayed' | 'cached'; readonly ageS: number };

/** The idempotency key of a request and what the request comes to. */
export type Key = { readonly key: string; readonly fingerprint: string };

/**
 * Takes an order: the caller's budget, guard, cool-down, everybody's budgets, then the store, and only after its commit the
 * queue. Throws a {@link Problem} for whatever stands against it; then nothing is remembered and no socket was opened. A
 * refusal of the guard costs as much as a diagnosis, everything else that does not come about costs nothing.
 */
export async function accept(
  deps: Deps,
  response: Response,
  caller: Caller,
  ordered: Ordered,
  body: DiagnosisRequest,
  key: Key | null,
): Promise<Acceptance> {
  const owner = ownerOf(caller);
  if (key !== null) {
    const earlier = await deps.store.findIdempotency(owner, key.key, deps.now() - IDEMPOTENCY_MS);
    if (earlier !== null) return replay(earlier, key);
  }
  const { order } = ordered;
  const paid = [await spendOwn(deps, response, caller, costOf(order))];
  const addresses = await judged(deps, caller, order);
  const entry: Entry = { deps, caller, ordered, body, key, addresses };
  let kept = false;
  try {
    // What the guard waits for, DNS or the end of its bucket of time, is no sign that there is too much to do
    const acceptance = await whileAccepting(deps, async () => {
      const same = await cached(deps, caller, order, body);
      return same === null ? withRoom(entry, paid) : remember(entry, same);
    });
    kept = acceptance.how === 'new';
    return acceptance;
  } finally {
    if (!kept) await giveBackAll(deps.budgets, paid);
  }
}

/** Everything about one request that is being accepted. */
type Entry = {
  readonly deps: Deps;
  readonly caller: Caller;
  readonly ordered: Ordered;
  readonly body: DiagnosisRequest;
  readonly key: Key | null;
  readonly addresses: readonly string[];
};

function replay(earlier: Idempotency, key: Key | null): Acceptance {
  if (earlier.fingerprint !== key?.fingerprint) throw new Problem('idempotency-mismatch');
  return { id: earlier.diagnosisId, how: 'replayed', ageS: 0 };
}

/** Asks the guard; gives the addresses it let through. */
async function judged(deps: Deps, caller: Caller, order: Order): Promise<readonly string[]> {
  let addresses: readonly string[] = [];
  const refusal = await deps.guard(order, caller, (heard) => {
    addresses = heard;
  });
  if (refusal === null) return addresses;
  deps.metrics.targetDenied(refusal.reason);
  deps.audit.write(auditEntry('diagnosis.refused', caller, order, [], null, refusal.reason));
  throw new Problem(refusal.problem);
}

/** A result of the same question that is fresh enough (API-37). Only a token may ask for a new one inside the cool-down. */
async function cached(
  deps: Deps,
  caller: Caller,
  order: Order,
  { freshness }: DiagnosisRequest,
): Promise<DiagnosisRecord | null> {
  if (order.login !== null || order.envelope !== null) return null;
  const { coolDownS } = deps.config.budgets;
  const maxAgeS =
    caller.kind === 'token' ? (freshness?.maxAgeS ?? coolDownS) : Math.max(freshness?.maxAgeS ?? 0, coolDownS);
  return maxAgeS === 0 ? null : deps.store.findSame(order, deps.now() - maxAgeS * 1_000);
}

/** Accepts a new diagnosis if its owner has not too many under way and every budget has room for it (ABU-02 to ABU-05). */
async function withRoom(entry: Entry, paid: Charge[]): Promise<Acceptance> {
  const { deps, caller, ordered, addresses } = entry;
  const { tokenInFlight, anonymousInFlight } = deps.config.budgets;
  const most = caller.kind === 'token' ? tokenInFlight : anonymousInFlight;
  const owner = ownerOf(caller);
  const acceptance = await inFlightOf(deps).admit(
    owner,
    most,
    () => deps.store.inFlight(owner),
    async () => {
      const charges = chargesOf(ordered.order, caller, addresses);
      await spendAll(deps, charges);
      paid.push(...charges);
      return remember(entry, null);
    },
  );
  if (acceptance !== null) return acceptance;
  deps.metrics.rateLimited('client');
  throw new Problem('rate-limited', { detail: `${most} diagnoses at a time.`, retryAfterS: IN_FLIGHT_RETRY_S });
}

/** What is being accepted right now, one per service. */
const IN_FLIGHT = new WeakMap<Deps, InFlight>();

function inFlightOf(deps: Deps): InFlight {
  const known = IN_FLIGHT.get(deps) ?? new InFlight();
  IN_FLIGHT.set(deps, known);
  return known;
}

/** Puts it into the store and, once that is done, into the queue; with a result that is known already only into the store. */
async function remember(entry: Entry, same: DiagnosisRecord | null): Promise<Acceptance> {
  const { deps, caller, body, key, addresses } = entry;
  const { order, secret } = entry.ordered;
  const id = `dg_${deps.randomId()}`;
  const now = deps.now();
  const owner = ownerOf(caller);
  const boundTo = secret === null || same !== null ? null : deps.runner.instance;
  const idempotency: Idempotency | null = key === null ? null : { ...key, owner, diagnosisId: id, createdAt: now };
  if (boundTo !== null && secret !== null) deps.runner.keep(id, secret);
  let accepted = false;
  try {
    const came = await deps.store.accept(
      {
        id,
        owner,
        order,
        boundTo,
        createdAt: now,
        expiresAt: now + lifetime(deps, body),
        result: same?.triaged ?? null,
      },
      idempotency,
      deps.config.queueLimit,
    );
    if (came.kind === 'full') {
      noteFull(deps, came.retryAfterS);
      throw new Problem('overloaded', { retryAfterS: came.retryAfterS });
    }
    if (came.kind === 'known') return replay(came.earlier, key);
    accepted = true;
  } finally {
    if (!accepted) deps.runner.drop(id);
  }
  deps.audit.write(auditEntry('diagnosis.accepted', caller, order, addresses, id, same === null ? null : 'cached'));
  if (same !== null) return { id, how: 'cached', ageS: Math.floor((now - (same.finishedAt ?? now)) / 1_000) };
  await deps.runner.submit(id, boundTo);
  return { id, how: 'new', ageS: 0 };
}

const lifetime = ({ config }: Deps, { store }: DiagnosisRequest): number =>
  Math.min(store === undefined ? Number.POSITIVE_INFINITY : store.ttlS * 1_000, config.retentionHours * HOUR_MS);

const auditEntry = (
  action: AuditEntry['action'],
  caller: Caller,
  order: Order,
  addresses: readonly string[],
  diagnosisId: string | null,
  outcome: string | null,
): AuditEntry => ({
  actor: caller.id,
  action,
  diagnosisId,
  source: caller.network,
  host: order.target.host,
  addresses,
  ports: order.target.ports?.map(({ port }) => port) ?? [],
  upTo: order.upTo,
  outcome,
});
