import type { Deps } from '../deps.ts';
import { Problem } from './problem.ts';

/** How long the store is not asked again after it said that the queue is full, in milliseconds. */
const FULL_MS = 100;

/** When the queue was full last, and when to come back; one per service. */
const FULL = new WeakMap<Deps, { readonly at: number; readonly retryAfterS: number }>();

/** The store says that the queue is full. */
export const noteFull = (deps: Deps, retryAfterS: number): void => void FULL.set(deps, { at: deps.now(), retryAfterS });

/**
 * Throws `overloaded` where the queue was full a moment ago. Under overload most requests end here, so it must cost next to
 * nothing: what is turned away would otherwise take the time that those accepted before need (REL-05).
 */
export function shedWhileFull(deps: Deps): void {
  const full = FULL.get(deps);
  if (full !== undefined && Math.abs(deps.now() - full.at) < FULL_MS) {
    throw new Problem('overloaded', { retryAfterS: full.retryAfterS });
  }
}
