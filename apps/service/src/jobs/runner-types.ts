import type { Case, Secret, TraceEvent } from '@smtp-triage/core';
import type { TraceHead } from '@smtp-triage/core/live';
import type { Order } from '../order.ts';

/** Runs accepted diagnoses, up to the configured number at a time. */
export type Runner = {
  /** Hands over the secret of a diagnosis that is about to be accepted; it is dropped when the run ends. */
  keep(diagnosisId: string, secret: Secret): void;
  /** Takes it back where accepting failed. */
  drop(diagnosisId: string): void;
  /** Announces a diagnosis that the store has accepted. Never rejects: what is not announced is found by recovery. */
  submit(diagnosisId: string, boundTo: string | null): Promise<void>;
  /** Ends a run within a second, here or in the process that has it. */
  cancel(diagnosisId: string): void;
  /** Resolves when the diagnosis is final, or after `ms`. */
  settled(diagnosisId: string, ms: number): Promise<void>;
  readonly running: number;
  /** How many runs have begun here so far; each took one diagnosis out of the queue. */
  readonly begun: number;
  /** The id of this process, for work bound to it. */
  readonly instance: string;
  /** No new runs; waits up to `graceMs` for those under way, then interrupts them and gives the leases back. */
  stop(graceMs: number): Promise<void>;
};

/** The server of an e-mail address, with the addresses that will be connected to. */
export type FoundServer = { readonly host: string; readonly addresses: readonly string[] };

/** Runs one order against the network and gives the whole case. Never rejects for what the network does. */
export type Diagnoser = (
  order: Order,
  secret: Secret | null,
  edge: {
    /** Hears every trace event as it happens; `head` is what is known of its route. */
    readonly onEvent?: (route: string, event: TraceEvent, head: TraceHead) => void;
    readonly signal?: AbortSignal;
    /** Has the last word on the server found for an e-mail address, before any socket to it: rejects, and so ends the run. */
    readonly admit?: (server: FoundServer) => Promise<void>;
    /** Wall time, in milliseconds; the configured one if left out. */
    readonly budgetMs?: number;
  },
) => Promise<Case>;
