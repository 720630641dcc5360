import type { LiveEvent } from '@smtp-triage/core/live';
import type { Response } from 'express';
import type { Store } from '../store/types.ts';
import type { Hub } from './types.ts';

/** Times of an event stream, in milliseconds. */
export type StreamPace = {
  /** Between comments that keep the connection alive and find out whether it is (API-33). */
  readonly heartbeatMs: number;
  /** Without any event. */
  readonly idleMs: number;
  /** With an event waiting that the reader does not take. */
  readonly slowMs: number;
  /** For the last words to be taken where we cut the stream, before the connection is dropped. */
  readonly lingerMs: number;
};

/** The times of API-33 and SEC-35. */
export const STREAM_PACE: StreamPace = {
  heartbeatMs: 15_000,
  idleMs: 15 * 60_000,
  slowMs: 60_000,
  lingerMs: 2_000,
};

/**
 * Events read from the log at a time. One is at most a few KiB (see `LINE_CHARACTERS`), so this bounds what one reader
 * holds besides its socket's buffer, which takes no more than one event above Node's high-water mark.
 */
const PAGE = 32;

/** Why we close a stream that its diagnosis did not end. */
type Cut = 'shutdown' | 'slow' | 'idle';

/** What a stream reads from, and whom it tells that we cut it. */
export type StreamSource = {
  readonly store: Pick<Store, 'events' | 'find'>;
  readonly hub: Pick<Hub, 'listen' | 'closed'>;
  readonly cut: (why: Cut) => void;
};

/**
 * One reader of one log: a cursor that moves on when the socket can take more. A reader that does not read costs nothing
 * but its cursor, and one that comes back with the number of the last event it saw misses none and sees none twice.
 */
export class StreamReader {
  readonly #response: Response;
  readonly #source: StreamSource;
  readonly #pace: StreamPace;
  readonly #id: string;
  readonly #unlisten: () => void;
  readonly #heartbeat: NodeJS.Timeout;
  /** Number of the last event that was written. */
  #after: number;
  #reading = false;
  #readAgain = false;
  /** Since when the socket takes nothing; null: it does. */
  #blockedAt: number | null = null;
  #lastAt: number = performance.now();
  #ended = false;

  constructor(id: string, after: number, response: Response, source: StreamSource, pace: StreamPace) {
    this.#id = id;
    this.#after = after;
    this.#response = response;
    this.#source = source;
    this.#pace = pace;
    this.#unlisten = source.hub.listen(id, () => this.#read());
    // Often enough to find slow readers in time, too
    this.#heartbeat = setInterval(() => this.#beat(), Math.min(pace.heartbeatMs, pace.slowMs / 2));
    response.on('drain', () => {
      this.#blockedAt = null;
      this.#read();
    });
    response.once('close', () => this.#stop());
    // A peer that is gone is no news: `close` follows
    response.on('error', () => undefined);
  }

  /** Sends the headers and what the log holds, and from then on what is added to it. */
  start(): void {
    this.#response.writeHead(200, {
      'Content-Type': 'text/event-stream',
      'Cache-Control': 'no-store',
      'X-Accel-Buffering': 'no',
    });
    this.#write('retry: 2000\n\n');
    this.#read();
  }

  /** Reads on, unless the socket is full; a poke while reading makes it read once more. */
  #read(): void {
    if (this.#reading) {
      this.#readAgain = true;
      return;
    }
    if (this.#ended || this.#blockedAt !== null) return;
    this.#reading = true;
    void this.#pages()
      // The store does not answer now; the next poke or heartbeat tries again
      .catch(() => undefined)
      .finally(() => {
        this.#reading = false;
        if (!this.#readAgain) return;
        this.#readAgain = false;
        this.#read();
      });
  }

  async #pages(): Promise<void> {
    while (!this.#ended && this.#blockedAt === null) {
      const page = await this.#source.store.events(this.#id, this.#after, PAGE);
      for (const { n, event } of page) {
        if (this.#ended || this.#blockedAt !== null) return;
        this.#after = n;
        this.#lastAt = performance.now();
        if (event.type === 'end') return this.#end(chunk(n, event), this.#pace.slowMs);
        this.#write(chunk(n, event));
      }
      if (page.length > 0) continue;
      if (this.#source.hub.closed) this.#cut('shutdown');
      return;
    }
  }

  #beat(): void {
    const now = performance.now();
    if (this.#blockedAt !== null && now - this.#blockedAt >= this.#pace.slowMs) return this.#cut('slow');
    if (now - this.#lastAt >= this.#pace.idleMs) return this.#cut('idle');
    if (this.#blockedAt !== null || this.#ended) return;
    this.#write(': still here\n\n');
    // A poke may have been lost, and a diagnosis that was deleted has no end to read
    this.#read();
    void this.#endIfGone();
  }

  async #endIfGone(): Promise<void> {
    const record = await this.#source.store.find(this.#id).catch(() => undefined);
    if (record === null && !this.#ended)
      this.#end(chunk(null, { type: 'end', reason: 'cancelled' }), this.#pace.lingerMs);
  }

  #write(text: string): void {
    if (!this.#response.write(text)) this.#blockedAt = performance.now();
  }

  /** No number: the reader comes back with that of the last event it saw. */
  #cut(why: Cut): void {
    if (this.#ended) return;
    this.#source.cut(why);
    this.#end(chunk(null, { type: 'end', reason: why }), this.#pace.lingerMs);
  }

  /** Says the last word, and lets go of whoever does not take it within `ms`. */
  #end(text: string, ms: number): void {
    this.#stop();
    this.#response.end(text);
    const linger = setTimeout(() => this.#response.destroy(), ms);
    this.#response.once('close', () => clearTimeout(linger));
  }

  #stop(): void {
    this.#ended = true;
    clearInterval(this.#heartbeat);
    this.#unlisten();
  }
}

/** One event as a group of lines (HTML, section 9.2.6). JSON has no line breaks. */
const chunk = (n: number | null, event: LiveEvent): string =>
  `${n === null ? '' : `id: ${n}\n`}event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;
