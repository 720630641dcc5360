/** Most keys that are counted at a time; beyond that everybody begins anew. */
const MOST_KEYS = 50_000;

/**
 * Lets so many through in each window, by key: for what costs little, so that counting must cost less. In this process
 * alone, which is enough to stop a loop that polls without a pause.
 */
export class Pace {
  readonly #most: number;
  readonly #windowMs: number;
  readonly #now: () => number;
  #windowFrom = 0;
  #counts = new Map<string, number>();

  constructor(most: number, windowMs: number, now: () => number) {
    this.#most = most;
    this.#windowMs = windowMs;
    this.#now = now;
  }

  /** Null if this one may pass, else the seconds until the next may. */
  take(key: string): number | null {
    const now = this.#now();
    if (Math.abs(now - this.#windowFrom) >= this.#windowMs || this.#counts.size >= MOST_KEYS) {
      this.#windowFrom = now;
      this.#counts = new Map();
    }
    const count = (this.#counts.get(key) ?? 0) + 1;
    this.#counts.set(key, count);
    return count <= this.#most ? null : Math.max(1, Math.ceil((this.#windowFrom + this.#windowMs - now) / 1_000));
  }
}
