import { keeping, type QueueBase, takeWaiting } from './leases.ts';
import { recoverLost } from './recover.ts';
import type { JobQueue } from './types.ts';

/**
 * The queue of the embedded store: the diagnoses themselves are the queue, and leasing is one update of the rows that have
 * waited longest. Announcing only wakes who listens in this process.
 */
export function embeddedQueue(on: QueueBase): JobQueue {
  const { giveBack, ...kept } = keeping(on);
  const listeners = new Set<() => void>();
  const wake = (): void => {
    for (const heard of listeners) heard();
  };
  return {
    ...kept,
    enqueue: async () => wake(),
    lease: (count) => takeWaiting(on, count, { unbound: true }),
    async release(lease) {
      if ((await giveBack(lease)) === 'queued') wake();
    },
    async recover(now) {
      const { again, ended } = await recoverLost(on, now);
      if (again.length > 0) wake();
      return { requeued: again.length, failed: ended.length };
    },
    onWork: (heard) => void listeners.add(heard),
    close: async () => listeners.clear(),
  };
}
