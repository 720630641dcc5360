/**
 * How many of one owner may be under way at a time, exact within a process however many arrive at once. `count` reads how
 * many are already remembered; what is being accepted right now is known here.
 */
export class InFlight {
  readonly #waiting = new Map<string, Set<Promise<unknown>>>();

  /** Runs `work` if there is room; null if there is none. */
  async admit<T>(
    owner: string,
    limit: number,
    count: () => Promise<number>,
    work: () => Promise<T>,
  ): Promise<T | null> {
    const mine = this.#waiting.get(owner) ?? new Set();
    this.#waiting.set(owner, mine);
    const earlier = [...mine];
    const done = this.#run(limit, earlier, count, work);
    const settled = done.catch(() => undefined);
    mine.add(settled);
    try {
      return await done;
    } finally {
      mine.delete(settled);
      if (mine.size === 0) this.#waiting.delete(owner);
    }
  }

  async #run<T>(
    limit: number,
    earlier: readonly Promise<unknown>[],
    count: () => Promise<number>,
    work: () => Promise<T>,
  ): Promise<T | null> {
    const remembered = await count();
    // All earlier ones may come about; some of them may be in both numbers
    if (remembered + earlier.length < limit) return work();
    if (remembered >= limit) return null;
    await Promise.all(earlier);
    return (await count()) < limit ? work() : null;
  }
}
