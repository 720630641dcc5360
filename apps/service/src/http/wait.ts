import type { Request } from 'express';

/** The longest wait that is granted, in seconds (API-36). */
export const LONGEST_WAIT_S = 25;

/**
 * Seconds to wait as `Prefer: wait=N` asks (RFC 7240 §4.3), at most {@link LONGEST_WAIT_S}; null where it does not. A
 * preference is no demand: what cannot be read is ignored, and Preference-Applied says what was granted (RFC 7240 §2).
 */
export function waitOf(request: Request): number | null {
  const asked = /(?:^|[,;\s])wait\s*=\s*"?(\d{1,9})"?\s*(?:[,;]|$)/i.exec(request.get('prefer') ?? '');
  return asked === null ? null : Math.min(LONGEST_WAIT_S, Number(asked[1]));
}
