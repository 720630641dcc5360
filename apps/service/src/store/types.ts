import type { Case, Verdict } from '@smtp-triage/core';
import type { LiveEvent } from '@smtp-triage/core/live';
import type { Scope } from '../caller.ts';
import type { Order } from '../order.ts';

/** Where a diagnosis stands. The last four are final. */
export type DiagnosisState = 'queued' | 'running' | 'done' | 'cancelled' | 'failed' | 'expired';

/** Why a diagnosis failed: its worker was lost too often, its secret was lost with the process that held it, it was cut off after a login had been sent, its target may not be connected to after all (DNS said something else than before), the server found for its e-mail address has been tested too often, or a fault of ours. */
export const FAIL_REASONS = [
  'worker-lost',
  'secret-lost',
  'interrupted-after-auth',
  'not-permitted',
  'tested-too-often',
  'internal',
] as const;
export type FailReason = (typeof FAIL_REASONS)[number];

/** One diagnosis as it is remembered. Times are Unix milliseconds. */
export type DiagnosisRecord = {
  readonly id: string;
  readonly state: DiagnosisState;
  readonly owner: string;
  readonly order: Order;
  /** The process that holds the secret and alone can run it; null: any can. */
  readonly boundTo: string | null;
  readonly createdAt: number;
  readonly startedAt: number | null;
  readonly finishedAt: number | null;
  /** When it is forgotten. */
  readonly expiresAt: number;
  readonly tries: number;
  readonly failed: FailReason | null;
  /** Everything seen; there once it is done. The report is made from it when it is asked for. */
  readonly triaged: Case | null;
  /** What the report says in one word; there with the case. */
  readonly verdict: Verdict | null;
  /** How many events its log holds. */
  readonly events: number;
};

/** What is needed to remember a new diagnosis. */
export type NewDiagnosis = Pick<DiagnosisRecord, 'id' | 'owner' | 'order' | 'boundTo' | 'createdAt' | 'expiresAt'> & {
  /** Already known from a run of the same order: it is remembered as done, and nothing is queued. */
  readonly result: Case | null;
};

/** An earlier request with an Idempotency-Key (API-30). */
export type Idempotency = {
  readonly owner: string;
  readonly key: string;
  /** SHA-256 of method, path and canonical body, the secret replaced by a keyed MAC. */
  readonly fingerprint: string;
  readonly diagnosisId: string;
  readonly createdAt: number;
};

/** What accepting came to. `known`: the key was used before, by this or another request. */
export type Accepted =
  | { readonly kind: 'accepted' }
  | { readonly kind: 'full'; readonly retryAfterS: number }
  | { readonly kind: 'known'; readonly earlier: Idempotency };

/** How a diagnosis ends. */
export type Ending = {
  readonly state: 'done' | 'cancelled' | 'failed';
  readonly at: number;
  readonly failed: FailReason | null;
  readonly triaged: Case | null;
  /** What the report of `triaged` says, for lists. */
  readonly verdict: Verdict | null;
  /** The last events of its log, written in the same commit after all that was appended before. */
  readonly events: readonly LiveEvent[];
};

/** A token as it is remembered: never the secret, only its SHA-256. */
export type TokenRecord = {
  readonly id: string;
  readonly name: string;
  readonly hash: string;
  readonly scopes: readonly Scope[];
  readonly createdAt: number;
  readonly expiresAt: number | null;
  readonly lastUsedAt: number | null;
  readonly revokedAt: number | null;
};

/** What a list is narrowed to. `before`: a cursor of an earlier page. */
export type ListQuery = {
  readonly owner: string | null;
  readonly host: string | null;
  readonly verdict: string | null;
  readonly since: number | null;
  readonly before: string | null;
  readonly limit: number;
};

/** Everything that outlives the process. One implementation on kysely serves both engines. A failing disk or server rejects with {@link StoreFailure}. */
export type Store = {
  /** Remembers a diagnosis, its first event and its idempotency key in one commit, unless `queueLimit` diagnoses wait already. Durable when it resolves (REL-01). */
  accept(diagnosis: NewDiagnosis, idempotency: Idempotency | null, queueLimit: number): Promise<Accepted>;
  find(id: string): Promise<DiagnosisRecord | null>;
  /** An earlier request with this key, not older than `since`. */
  findIdempotency(owner: string, key: string, since: number): Promise<Idempotency | null>;
  /** How many diagnoses of an owner are not final. */
  inFlight(owner: string): Promise<number>;
  /** The youngest finished diagnosis with the same order, without a login, of `since` or later (API-37). */
  findSame(order: Order, since: number): Promise<DiagnosisRecord | null>;
  list(query: ListQuery): Promise<{ readonly items: readonly DiagnosisRecord[]; readonly next: string | null }>;
  /** Deletes it with all its events; false if there is none. */
  remove(id: string): Promise<boolean>;
  /** Asks for its end: `queued` becomes `cancelled` at once, with its `end` event; `running` is marked and left to its worker; gives the state before. */
  cancel(id: string, now: number): Promise<DiagnosisState | null>;
  /** Which of these running diagnoses somebody asked to end, in this or another process. */
  cancelsAsked(ids: readonly string[]): Promise<readonly string[]>;
  /** Makes a diagnosis final, result and last events in one commit. False, and nothing is written, if it is final already, gone, or no longer held by the lease of this token; null: whoever holds it. */
  conclude(id: string, ending: Ending, leaseToken: string | null): Promise<boolean>;
  /**
   * Appends to the log of a diagnosis; numbers are given here, from 1, without gaps. Resolves after the commit. A `line` of
   * the client that begins with AUTH, DATA or BDAT also marks the diagnosis in that commit: from then on it is never
   * run again by itself. So wait for it before such bytes leave.
   */
  append(id: string, events: readonly LiveEvent[]): Promise<void>;
  /** Events after number `after`, oldest first. */
  events(id: string, after: number, limit: number): Promise<readonly NumberedEvent[]>;
  /** Gives the process of this id until `until`, as its sign of life; work bound to processes without one is lost. */
  beat(instance: string, until: number): Promise<void>;
  /** Forgets what has expired and what is beyond `keep` diagnoses; gives how many. */
  forget(now: number, keep: number): Promise<number>;
  tokens: {
    add(token: TokenRecord): Promise<void>;
    find(id: string): Promise<TokenRecord | null>;
    list(): Promise<readonly TokenRecord[]>;
    revoke(id: string, now: number): Promise<boolean>;
    used(id: string, now: number): Promise<void>;
  };
  /** Whether it can be written to now (readiness). */
  writable(): Promise<boolean>;
  /** Size on disk or in the database, in octets. */
  size(): Promise<number>;
  close(): Promise<void>;
};

/** An event with its number in the log of its diagnosis. */
export type NumberedEvent = { readonly n: number; readonly event: LiveEvent };

/** The store cannot be used now: disk full, read-only, server gone. The service answers 503 and goes on reading where it can. */
export class StoreFailure extends Error {
  override readonly name = 'StoreFailure';
}
