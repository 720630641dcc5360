import type { Deps } from '../deps.ts';
import { Problem } from './problem.ts';

/** Requests that are being accepted at once, beyond which it matters how long that takes. */
const MANY = 50;
/** How long the oldest of many may have been under way, in milliseconds: with more of them all would only get later. */
const LATE_MS = 25;
/** When to come back, in seconds. */
const AGAIN_S = 1;
/** Made once: a burst is turned away by the thousand, and each error would trace its stack. */
const LATE = new Problem('overloaded', { retryAfterS: AGAIN_S });

/** When each request that is being accepted began, the oldest first, by a monotonic clock; one set per service. */
const UNDER_WAY = new WeakMap<Deps, Map<symbol, number>>();

const underWay = (deps: Deps): Map<symbol, number> => {
  const known = UNDER_WAY.get(deps) ?? new Map<symbol, number>();
  UNDER_WAY.set(deps, known);
  return known;
};

/** Runs what accepts a request, and counts it as under way until it is settled. */
export async function whileAccepting<T>(deps: Deps, accepting: () => Promise<T>): Promise<T> {
  const all = underWay(deps);
  const one = Symbol('request');
  all.set(one, performance.now());
  try {
    return await accepting();
  } finally {
    all.delete(one);
  }
}

/**
 * Throws `overloaded` where many are being accepted and that takes long already. Before the queue is full this is what keeps a
 * burst from making everybody wait: those turned away hear so at once, and those let in are answered in time (REL-05).
 */
export function shedWhileLate(deps: Deps): void {
  const all = underWay(deps);
  if (all.size <= MANY) return;
  const [oldest = 0] = all.values();
  if (performance.now() - oldest > LATE_MS) throw LATE;
}
