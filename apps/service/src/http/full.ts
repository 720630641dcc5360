import type { Deps } from '../deps.ts';
import { Problem } from './problem.ts';

/** How long it counts that the store said that the queue is full, in milliseconds; then whoever comes may find out. */
const FULL_MS = 1_000;

/** That the queue was full, what to say until there is room, and how many have tried since; one per service. */
type Full = { readonly at: number; readonly begun: number; readonly problem: Problem; tried: number };
const FULL = new WeakMap<Deps, Full>();

/** The store says that the queue is full. */
export function noteFull(deps: Deps, retryAfterS: number): void {
  const problem = new Problem('overloaded', { retryAfterS });
  FULL.set(deps, { at: deps.now(), begun: deps.runner.begun, problem, tried: 0 });
}

/**
 * Throws `overloaded` where the queue was full a moment ago, but for one request for each run that has begun here since: so
 * much room there is. Under overload most requests end here, so it must cost next to nothing: what is turned away would
 * otherwise take the time that those accepted before need (REL-05).
 */
export function shedWhileFull(deps: Deps): void {
  const full = FULL.get(deps);
  if (full === undefined || Math.abs(deps.now() - full.at) >= FULL_MS) return;
  if (full.tried >= deps.runner.begun - full.begun) throw full.problem;
  full.tried += 1;
}
