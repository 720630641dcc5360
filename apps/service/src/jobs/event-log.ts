import type { LiveEvent } from '@smtp-triage/core/live';

/** Where the events of one diagnosis go. */
export type EventSink = {
  /** Resolves after the commit. */
  readonly append: (events: readonly LiveEvent[]) => Promise<void>;
  /** After every commit. */
  readonly grown: () => void;
  readonly failed: (error: unknown) => void;
};

/** Events wait for each other this long, in milliseconds, and are written at once when there are so many. */
export const GATHER_MS = 10;
export const GATHER_EVENTS = 64;
/** After a write that failed, in milliseconds. */
const AGAIN_MS = 500;

/** The pen of one log: writes events in their order, in small batches, one write at a time. What cannot be written is kept. */
export class EventLog {
  readonly #sink: EventSink;
  #waiting: readonly LiveEvent[] = [];
  #timer: NodeJS.Timeout | null = null;
  #writing: Promise<void> | null = null;
  #closed = false;

  constructor(sink: EventSink) {
    this.#sink = sink;
  }

  /** Adds events; `urgent` ones do not wait for others. */
  add(events: readonly LiveEvent[], urgent = false): void {
    if (this.#closed || events.length === 0) return;
    this.#waiting = [...this.#waiting, ...events];
    this.#arm(urgent || this.#waiting.length >= GATHER_EVENTS ? 0 : GATHER_MS);
  }

  /** Ends the writing and gives what has not been written, for the commit that ends the diagnosis. */
  async close(): Promise<readonly LiveEvent[]> {
    this.#closed = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    await this.#writing;
    return this.#waiting;
  }

  #arm(ms: number): void {
    if (this.#writing !== null || (this.#timer !== null && ms > 0)) return;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.#writing = this.#write();
    }, ms);
  }

  async #write(): Promise<void> {
    const batch = this.#waiting.slice(0, GATHER_EVENTS);
    let next = 0;
    try {
      await this.#sink.append(batch);
      this.#waiting = this.#waiting.slice(batch.length);
      this.#sink.grown();
    } catch (error) {
      this.#sink.failed(error);
      next = AGAIN_MS;
    }
    this.#writing = null;
    if (this.#waiting.length > 0 && !this.#closed) this.#arm(next);
  }
}
