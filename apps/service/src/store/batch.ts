/** Collects what comes in from many sides and hands it on in one go. */
export type Batch<T, R> = {
  /** Resolves or rejects with the commit the item was part of. */
  add(item: T): Promise<R>;
  /** Commits what has been added so far without waiting longer; resolves when that is settled, whichever way. */
  flush(): Promise<void>;
};

type Waiting<T, R> = {
  readonly item: T;
  readonly resolve: (result: R) => void;
  readonly reject: (error: unknown) => void;
  readonly settled: Promise<unknown>;
};

/**
 * Group commit: items that arrive within `waitMs` of the first, or while the commit before is under way, share one
 * commit, at most `atMost` of them. One commit at a time, items in the order in which they came. `commit` gives one
 * result per item; if it fails, all its items fail.
 */
export function batched<T, R>(
  commit: (items: readonly T[]) => Promise<readonly R[]>,
  { waitMs, atMost }: { readonly waitMs: number; readonly atMost: number },
): Batch<T, R> {
  let waiting: Waiting<T, R>[] = [];
  let timer: NodeJS.Timeout | null = null;
  let busy = false;

  function arm(ms: number): void {
    if (busy) return;
    if (timer !== null) clearTimeout(timer);
    timer = setTimeout(() => void run(), ms);
  }

  async function run(): Promise<void> {
    timer = null;
    busy = true;
    const batch = waiting.slice(0, atMost);
    waiting = waiting.slice(atMost);
    try {
      const results = await commit(batch.map(({ item }) => item));
      for (const [index, { resolve }] of batch.entries()) resolve(results[index] as R);
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
    busy = false;
    // What gathered meanwhile has waited long enough
    if (waiting.length > 0) arm(0);
  }

  return {
    add(item) {
      const { promise, resolve, reject } = deferred<R>();
      waiting.push({ item, resolve, reject, settled: promise.catch(() => {}) });
      if (waiting.length === 1) arm(waitMs);
      return promise;
    },
    async flush() {
      const all = waiting.map(({ settled }) => settled);
      if (all.length > 0) arm(0);
      await Promise.all(all);
    },
  };
}

function deferred<R>(): {
  readonly promise: Promise<R>;
  readonly resolve: (result: R) => void;
  readonly reject: (error: unknown) => void;
} {
  let resolve: (result: R) => void = () => {};
  let reject: (error: unknown) => void = () => {};
  const promise = new Promise<R>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}
