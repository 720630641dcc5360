import type { Verdict } from '@smtp-triage/core';

/** Every way this program ends (diagnosis contract, section 2). */
export type ExitStatus = 0 | 1 | 2 | 3 | 70 | 130;

/** The command line is wrong. */
export const USAGE: ExitStatus = 2;
/** Stopped by the user. */
export const INTERRUPTED: ExitStatus = 130;
/** A fault of ours. */
export const FAULT: ExitStatus = 70;

/** The exit status of a diagnosis. */
export function statusOf(
  verdict: Verdict,
  how: { readonly strict: boolean; readonly interrupted: boolean },
): ExitStatus {
  if (how.interrupted) return 130;
  switch (verdict) {
    case 'ready':
      return 0;
    case 'degraded':
      return how.strict ? 1 : 0;
    case 'fixable':
    case 'unusable':
      return 1;
    case 'inconclusive':
      return 3;
  }
}
