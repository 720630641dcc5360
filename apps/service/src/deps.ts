import type { Logger } from 'pino';
import type { Caller } from './caller.ts';
import type { Diagnoser, Runner } from './jobs/runner-types.ts';
import type { Budgets, Refusal } from './limits/types.ts';
import type { Hub } from './live/types.ts';
import type { Metrics } from './metrics/types.ts';
import type { Config } from './operation/config.ts';
import type { Order } from './order.ts';
import type { Store } from './store/types.ts';

/** Everything that the HTTP side needs. Tests make it of memory and fakes; `start` makes it from the configuration. */
export type Deps = {
  readonly config: Config;
  /** Of this program and so of its rules: every change of a rule is a new version. */
  readonly version: string;
  readonly store: Store;
  readonly runner: Runner;
  readonly hub: Hub;
  /** Runs an order at once, beside the queue: for scrapes. */
  readonly diagnoser: Diagnoser;
  /**
   * Judges a target before anything is accepted, without a socket to it: null, or why not (SEC-01 to SEC-11). Tells
   * `heard` which addresses the target has, where it passed and they are known.
   */
  readonly guard: (
    order: Order,
    caller: Caller,
    heard?: (addresses: readonly string[]) => void,
  ) => Promise<Refusal | null>;
  readonly budgets: Budgets;
  readonly audit: Audit;
  readonly metrics: Metrics;
  readonly log: Logger;
  /** The wall clock, Unix milliseconds. */
  readonly now: () => number;
  /** 128 random bits or more, as the tail of an id (`[0-9a-z]{26}`). */
  readonly randomId: () => string;
  /** Key of the MAC that stands for a secret in idempotency fingerprints; kept with the store so that it outlives the process. */
  readonly macKey: Uint8Array;
  /** No new work: set at shutdown. */
  readonly draining: () => boolean;
};

/** One line of the audit log (ABU-08): who had what tested, and what came of it. Never a secret, never a transcript. */
export type AuditEntry = {
  readonly actor: string;
  readonly action:
    | 'diagnosis.accepted'
    | 'diagnosis.finished'
    | 'diagnosis.refused'
    | 'diagnosis.deleted'
    | 'token.created'
    | 'token.revoked';
  readonly diagnosisId: string | null;
  /** The network address of the actor. */
  readonly source?: string;
  readonly host: string | null;
  /** The addresses of the target that the guard let through. */
  readonly addresses?: readonly string[];
  readonly ports: readonly number[];
  readonly upTo: string | null;
  readonly outcome: string | null;
};

/** Append-only, hash-chained. */
export type Audit = {
  write(entry: AuditEntry): void;
  close(): Promise<void>;
};
