import type { LiveEvent } from '@smtp-triage/core/live';
import { type Answer, refusalOf } from './api.ts';

/** What somebody who watches a diagnosis is told. */
export type Watcher = {
  readonly event: (event: LiveEvent) => void;
  /** The stream broke, or it is back. */
  readonly link: (state: 'live' | 'lost') => void;
};

/** Waits between attempts to get the stream back, in milliseconds; the last one repeats. */
const AGAIN_MS = [300, 1_000, 2_000, 5_000] as const;
/** Attempts in a row that brought nothing, after which it is given up: about ten minutes. */
const MOST_TRIES = 120;
/** A page that nobody looks at gives its stream back after this time, in milliseconds (API-35). */
const HIDDEN_MS = 60_000;

/** The ends that are final; after the others the same stream goes on, here or in another process. */
const FINAL: ReadonlySet<string> = new Set(['done', 'cancelled', 'failed']);

/**
 * Follows a diagnosis to its end through cuts of any kind: every event once, in order, by `Last-Event-ID`. Resolves when it
 * ended, and with a refusal where there is nothing to watch.
 */
export async function watch(id: string, watcher: Watcher, signal: AbortSignal): Promise<Answer<null>> {
  let last = 0;
  for (let tries = 0; tries < MOST_TRIES && !signal.aborted; tries += 1) {
    await visible(signal);
    const link = new AbortController();
    const stop = (): void => link.abort();
    signal.addEventListener('abort', stop, { once: true });
    const shown = whileHidden(stop);
    try {
      const response = await fetch(`/api/v1/diagnoses/${encodeURIComponent(id)}/events`, {
        headers: { accept: 'text/event-stream', ...(last === 0 ? {} : { 'last-event-id': String(last) }) },
        cache: 'no-store',
        signal: link.signal,
      });
      if (response.status === 204) return { ok: true, value: null };
      if (response.status === 404 || response.status === 410) return { ok: false, ...(await refusalOf(response)) };
      if (response.ok && response.body !== null) {
        watcher.link('live');
        for await (const { n, event } of eventsIn(response.body)) {
          if (n !== null && n <= last) continue;
          last = n ?? last;
          tries = 0;
          watcher.event(event);
          if (event.type === 'end' && FINAL.has(event.reason)) return { ok: true, value: null };
        }
      }
    } catch {
      // Cut: said below, and taken up again
    } finally {
      shown();
      signal.removeEventListener('abort', stop);
    }
    if (signal.aborted) break;
    if (!document.hidden) watcher.link('lost');
    await later(AGAIN_MS[Math.min(tries, AGAIN_MS.length - 1)] ?? 0, signal);
  }
  return { ok: true, value: null };
}

type Numbered = { readonly n: number | null; readonly event: LiveEvent };

/** Server-sent events as the service writes them: `id`, `event`, one line of JSON. */
async function* eventsIn(body: ReadableStream<Uint8Array>): AsyncGenerator<Numbered> {
  const reader = body.pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>).getReader();
  let text = '';
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      text += value;
      const groups = text.split('\n\n');
      text = groups.pop() ?? '';
      for (const group of groups) {
        const data = /^data: ?(.*)$/m.exec(group)?.[1];
        if (data === undefined) continue;
        const n = /^id: ?(\d+)$/m.exec(group)?.[1];
        yield { n: n === undefined ? null : Number(n), event: JSON.parse(data) as LiveEvent };
      }
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

/** Calls back once the page has been hidden for long; the returned function ends the watch. */
function whileHidden(stop: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const look = (): void => {
    clearTimeout(timer);
    if (document.hidden) timer = setTimeout(stop, HIDDEN_MS);
  };
  look();
  document.addEventListener('visibilitychange', look);
  return () => {
    clearTimeout(timer);
    document.removeEventListener('visibilitychange', look);
  };
}

/** Resolves when somebody looks. */
function visible(signal: AbortSignal): Promise<void> {
  if (!document.hidden) return Promise.resolve();
  return new Promise((resolve) => {
    const look = (): void => {
      if (document.hidden && !signal.aborted) return;
      document.removeEventListener('visibilitychange', look);
      resolve();
    };
    document.addEventListener('visibilitychange', look);
    signal.addEventListener('abort', look, { once: true });
  });
}

const later = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    const stop = (): void => {
      clearTimeout(timer);
      resolve();
    };
    signal.addEventListener('abort', stop, { once: true });
  });
