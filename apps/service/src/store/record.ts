import { createHash } from 'node:crypto';
import type { Case, Verdict } from '@smtp-triage/core';
import type { Selectable } from 'kysely';
import type { Order } from '../order.ts';
import type { DiagnosisTable } from './schema.ts';
import type { DiagnosisRecord, DiagnosisState, FailReason } from './types.ts';

/** A row of the table of diagnoses as the rest of the service knows it. */
export const recordOf = (row: Selectable<DiagnosisTable>): DiagnosisRecord => ({
  id: row.id,
  state: row.state as DiagnosisState,
  owner: row.owner,
  order: JSON.parse(row.order_json) as Order,
  boundTo: row.bound_to,
  createdAt: row.created_at,
  startedAt: row.started_at,
  finishedAt: row.finished_at,
  expiresAt: row.expires_at,
  tries: row.tries,
  failed: row.failed as FailReason | null,
  triaged: row.case_json === null ? null : (JSON.parse(row.case_json) as Case),
  verdict: row.verdict as Verdict | null,
  events: row.events,
});

/**
 * The same text for orders that ask the same question, however the target was written; null for an order with a login,
 * whose result belongs to its caller alone (API-37).
 */
export function orderKey(order: Order): string | null {
  if (order.login !== null) return null;
  const { input, ...target } = order.target;
  return createHash('sha256')
    .update(canonical({ ...order, target }))
    .digest('hex');
}

/** JSON with sorted keys. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
