import type { LiveEvent } from '@smtp-triage/core/live';
import type { FailReason } from '../store/types.ts';

/** Columns of a diagnosis that nobody works on. */
export const LET_GO = { lease: null, leased_by: null, lease_until: null } as const;

/** The end of the log of a diagnosis that failed. */
export const failure = (reason: FailReason): readonly LiveEvent[] => [
  { type: 'error', reason },
  { type: 'end', reason: 'failed' },
];

/** The end of the log of a diagnosis that was cancelled. */
export const CANCELLATION: readonly LiveEvent[] = [{ type: 'end', reason: 'cancelled' }];
