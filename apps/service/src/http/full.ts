import type { Deps } from '../deps.ts';
import { Problem } from './problem.ts';

/** How long it counts that the store said that the queue is full, in milliseconds. */
const FULL_MS = 1_000;
/** While it counts, this many requests may try in each stretch of so many milliseconds: room comes up one run at a time. */
const TRIES = 4;
const STRETCH_MS = 25;

/** When the queue was full last and when to come back, and who may try meanwhile; one per service. */
type Full = { readonly at: number; readonly retryAfterS: number; stretchAt: number; tries: number };
const FULL = new WeakMap<Deps, Full>();

/** The store says that the queue is full. */
export function noteFull(deps: Deps, retryAfterS: number): void {
  const { stretchAt = 0, tries = 0 } = FULL.get(deps) ?? {};
  FULL.set(deps, { at: deps.now(), retryAfterS, stretchAt, tries });
}

/**
 * Throws `overloaded` where the queue was full a moment ago, but for the few that may find out whether there is room again.
 * Under overload most requests end here, so it must cost next to nothing: what is turned away would otherwise take the time
 * that those accepted before need (REL-05).
 */
export function shedWhileFull(deps: Deps): void {
  const full = FULL.get(deps);
  const now = deps.now();
  if (full === undefined || Math.abs(now - full.at) >= FULL_MS) return;
  if (Math.abs(now - full.stretchAt) >= STRETCH_MS) {
    full.stretchAt = now;
    full.tries = 0;
  }
  full.tries += 1;
  if (full.tries > TRIES) throw new Problem('overloaded', { retryAfterS: full.retryAfterS });
}
