import type { Clock } from './virtual-net/clock.ts';

/** What a wait came to. */
export type Waited<T> =
  | { readonly type: 'here'; readonly item: T }
  | { readonly type: 'late' }
  | { readonly type: 'closed' };

/** Calls back after so many milliseconds, unless the function that it gives is called before: time comes in. */
export type After = Clock['after'];

type Waiter<T> = {
  readonly fits: (item: T) => boolean;
  /** Whether the item is handed out to this waiter, or only shown. */
  readonly takes: boolean;
  readonly settle: (how: Waited<T>) => void;
};

/**
 * Hands each item out once: to whoever has waited longest for one like it, else to the next who asks. Nobody polls, and the
 * order in which things arrive does not matter.
 */
export class Handout<T> {
  #left: T[] = [];
  #waiting: readonly Waiter<T>[] = [];
  #closed = false;
  readonly #after: After;

  /** A handout with nothing in it. */
  constructor(after: After) {
    this.#after = after;
  }

  /** Shows an item to all who wait; the first who takes it has it. */
  offer(item: T): void {
    for (const waiter of this.#waiting) {
      if (!waiter.fits(item)) continue;
      waiter.settle({ type: 'here', item });
      if (waiter.takes) return;
    }
    this.#left.push(item);
  }

  /** The oldest item that fits and that nobody has, or the next one to come. */
  take(fits: (item: T) => boolean, withinMs: number): Promise<Waited<T>> {
    const index = this.#left.findIndex(fits);
    if (index < 0) return this.#wait(fits, true, withinMs);
    const [item] = this.#left.splice(index, 1) as [T];
    return Promise.resolve({ type: 'here', item });
  }

  /** The same without taking it. */
  see(fits: (item: T) => boolean, withinMs: number): Promise<Waited<T>> {
    const index = this.#left.findIndex(fits);
    return index < 0
      ? this.#wait(fits, false, withinMs)
      : Promise.resolve({ type: 'here', item: this.#left[index] as T });
  }

  /** Forgets what is left; whoever waits goes on waiting. */
  clear(): void {
    this.#left = [];
  }

  /** Ends every wait: nothing more will come. */
  close(): void {
    this.#closed = true;
    for (const waiter of this.#waiting) waiter.settle({ type: 'closed' });
  }

  #wait(fits: (item: T) => boolean, takes: boolean, withinMs: number): Promise<Waited<T>> {
    if (this.#closed) return Promise.resolve({ type: 'closed' });
    return new Promise((resolve) => {
      const settle = (how: Waited<T>): void => {
        cancel();
        this.#waiting = this.#waiting.filter((each) => each !== waiter);
        resolve(how);
      };
      const waiter: Waiter<T> = { fits, takes, settle };
      const cancel = this.#after(withinMs, () => settle({ type: 'late' }));
      this.#waiting = [...this.#waiting, waiter];
    });
  }
}
