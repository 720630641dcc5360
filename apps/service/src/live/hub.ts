import type { Channel } from '../store/channel.ts';
import type { Hub } from './types.ts';

/**
 * A {@link Hub} of this process; with a channel, of all processes that share it. Pokes for one diagnosis in the same turn
 * of the event loop are one. A poke that is lost on the way costs time, no event.
 */
export function makeHub(channel: Channel | null = null): Hub {
  const listeners = new Map<string, Set<() => void>>();
  const poked = new Set<string>();
  let size = 0;
  let closed = false;
  const tell = (id: string): void => {
    for (const heard of [...(listeners.get(id) ?? [])]) heard();
  };
  const tellAll = (): void => {
    for (const id of [...listeners.keys()]) tell(id);
  };
  const deliver = (): void => {
    const ids = [...poked];
    poked.clear();
    for (const id of ids) {
      tell(id);
      channel?.publish(id);
    }
  };
  const unsubscribe = channel?.subscribe(tell, tellAll);
  return {
    poke(id) {
      if (closed) return;
      if (poked.size === 0) setImmediate(deliver);
      poked.add(id);
    },
    listen(id, heard) {
      const own = (): void => heard();
      const there = listeners.get(id) ?? new Set();
      listeners.set(id, there.add(own));
      size += 1;
      return () => {
        if (!there.delete(own)) return;
        size -= 1;
        if (there.size === 0 && listeners.get(id) === there) listeners.delete(id);
      };
    },
    get size() {
      return size;
    },
    get closed() {
      return closed;
    },
    async close() {
      if (closed) return;
      closed = true;
      unsubscribe?.();
      deliver();
      tellAll();
    },
  };
}
