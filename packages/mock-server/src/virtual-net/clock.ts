/** Where time comes from and goes to: a host is given one, and neither reads another nor waits by other means. */
export type Clock = {
  /** Milliseconds since some moment, never going back. */
  readonly now: () => number;
  /** Calls back after so many milliseconds; the function that is given takes it back. */
  readonly after: (ms: number, run: () => void) => () => void;
};

/** The clock on the wall. */
export const SYSTEM_CLOCK: Clock = {
  now: () => performance.now(),
  after: (ms, run) => {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};

/** One thing that is due. `order` keeps what is due at the same time in the order in which it was asked for. */
type Due = { readonly at: number; readonly order: number; run: (() => void) | null };

/**
 * A clock that stands still until it is told to go on, and then jumps from one thing that is due to the next.
 *
 * @example
 * const clock = new VirtualClock();
 * clock.after(10_000, () => console.log(clock.now())); // 10000
 * clock.runUntilIdle();
 */
export class VirtualClock implements Clock {
  /** A binary heap, soonest first. */
  readonly #heap: Due[] = [];
  #now = 0;
  #order = 0;

  readonly now = (): number => this.#now;

  readonly after = (ms: number, run: () => void): (() => void) => {
    const due: Due = { at: this.#now + Math.max(0, ms), order: this.#order++, run };
    this.#push(due);
    return () => {
      due.run = null;
    };
  };

  /** When the next thing is due, or null when nothing is. */
  get next(): number | null {
    this.#dropCancelled();
    return this.#heap[0]?.at ?? null;
  }

  /** Jumps to the next thing that is due and does it; false when there is none. */
  step(): boolean {
    this.#dropCancelled();
    const due = this.#pop();
    if (due === undefined) return false;
    this.#now = due.at;
    due.run?.();
    return true;
  }

  /** Lets so many milliseconds pass. */
  advance(ms: number): void {
    const end = this.#now + ms;
    for (let at = this.next; at !== null && at <= end; at = this.next) this.step();
    this.#now = end;
  }

  /** Goes on until nothing is due any more. Whoever is called back again and again is cut off after `most` steps. */
  runUntilIdle(most = 1_000_000): void {
    for (let steps = 0; this.step(); steps++) {
      if (steps === most) throw new Error(`the clock is not idle after ${most} steps`);
    }
  }

  /** Forgets everything that is due. */
  clear(): void {
    this.#heap.length = 0;
  }

  #dropCancelled(): void {
    while (this.#heap[0]?.run === null) this.#pop();
  }

  #push(due: Due): void {
    const heap = this.#heap;
    let at = heap.length;
    heap.push(due);
    while (at > 0) {
      const up = (at - 1) >> 1;
      const parent = heap[up];
      if (parent === undefined || !isBefore(due, parent)) break;
      heap[at] = parent;
      at = up;
    }
    heap[at] = due;
  }

  #pop(): Due | undefined {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return first;
    let at = 0;
    for (;;) {
      let down = 2 * at + 1;
      const [left, right] = [heap[down], heap[down + 1]];
      if (left === undefined) break;
      if (right !== undefined && isBefore(right, left)) down += 1;
      const child = heap[down];
      if (child === undefined || !isBefore(child, last)) break;
      heap[at] = child;
      at = down;
    }
    heap[at] = last;
    return first;
  }
}

const isBefore = (one: Due, other: Due): boolean =>
  one.at < other.at || (one.at === other.at && one.order < other.order);
