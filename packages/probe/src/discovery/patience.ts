/** A limited time: `signal` and `over` both say when it is up. */
export type Patience = { readonly signal: AbortSignal; readonly over: Promise<void>; readonly end: () => void };

/** Time that is up after `ms` milliseconds, with `outer`, or when it is ended; whoever starts it has to end it. */
export function startPatience(ms: number, outer: AbortSignal | undefined): Patience {
  const controller = new AbortController();
  let resolve: () => void = () => undefined;
  const over = new Promise<void>((done) => {
    resolve = done;
  });
  const end = (): void => {
    clearTimeout(timer);
    outer?.removeEventListener('abort', end);
    controller.abort();
    resolve();
  };
  const timer = setTimeout(end, ms);
  outer?.addEventListener('abort', end, { once: true });
  if (outer?.aborted) end();
  return { signal: controller.signal, over, end };
}

/** The value, or `otherwise` if it fails or the time is up before. */
export const inTime = <T>(asked: Promise<T>, otherwise: T, { over }: Patience): Promise<T> =>
  Promise.race([asked.catch(() => otherwise), over.then(() => otherwise)]);
