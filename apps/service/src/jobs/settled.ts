import type { Hub } from '../live/types.ts';
import type { DiagnosisState, Store } from '../store/types.ts';

/** Where pokes may be lost the store is looked at this often, in milliseconds. */
const LOOK_MS = 1_000;

const OPEN: ReadonlySet<DiagnosisState> = new Set(['queued', 'running']);

/** Resolves when a diagnosis is final or gone, or after `ms`; whichever process runs it. Never rejects. */
export async function untilFinal(
  { store, hub }: { readonly store: Pick<Store, 'find'>; readonly hub: Hub },
  id: string,
  ms: number,
): Promise<void> {
  const until = performance.now() + ms;
  let wake: () => void = () => {};
  const unlisten = hub.listen(id, () => wake());
  try {
    for (;;) {
      let timer: NodeJS.Timeout | undefined;
      // Before the look, so that nothing is missed between them
      const poked = new Promise<void>((resolve) => {
        wake = resolve;
      });
      const record = await store.find(id).catch(() => undefined);
      if (record !== undefined && (record === null || !OPEN.has(record.state))) return;
      const leftMs = until - performance.now();
      if (leftMs <= 0 || hub.closed) return;
      const late = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, Math.min(leftMs, LOOK_MS));
      });
      await Promise.race([poked, late]);
      clearTimeout(timer);
    }
  } finally {
    unlisten();
  }
}
