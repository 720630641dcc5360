const LF = 0x0a;
const CR = 0x0d;

const NOTHING = new Uint8Array(0);

/** Longest command line in octets with its line end: RFC 5321 §4.5.3.1.4 asks for 512, extensions add to it. */
export const COMMAND_CAP = 4_096;
/** Longest line of a SASL exchange (RFC 4954 §4). */
export const LINE_CAP = 12_288;

/** A line without its end, cut at LINE_CAP; `octets` counts all of it. */
export type Line = {
  readonly bytes: Uint8Array;
  readonly octets: number;
  readonly bareLf: boolean;
  /** Whether octets beyond LINE_CAP were thrown away. */
  readonly cut: boolean;
};

/** Cuts octets into lines (RFC 5321 §2.3.8), the same however they arrive, and holds at most LINE_CAP of them. */
export class LineReader {
  /** The line that `feed` completed, or null when it wants more. */
  line: Line | null = null;
  #held: Uint8Array = NOTHING;
  #length = 0;
  #seen = 0;
  #lastWasCr = false;

  /** Reads up to the end of one line; returns where the rest begins. */
  feed(chunk: Uint8Array, from: number): number {
    const end = chunk.indexOf(LF, from);
    if (end < 0) {
      this.line = null;
      this.#hold(chunk.subarray(from));
      return chunk.length;
    }
    if (this.#seen === 0 && end - from <= LINE_CAP) {
      // The usual case: a whole line in one chunk, not copied
      const hasCr = end > from && chunk[end - 1] === CR;
      const bytes = chunk.subarray(from, hasCr ? end - 1 : end);
      this.line = { bytes, octets: end - from + 1, bareLf: !hasCr, cut: false };
      return end + 1;
    }
    this.#hold(chunk.subarray(from, end));
    const hasCr = this.#lastWasCr;
    const cut = this.#length < this.#seen;
    const length = hasCr && !cut ? this.#length - 1 : this.#length;
    this.line = { bytes: this.#held.slice(0, length), octets: this.#seen + 1, bareLf: !hasCr, cut };
    this.clear();
    return end + 1;
  }

  /** Forgets a line that has begun. */
  clear(): void {
    this.#length = 0;
    this.#seen = 0;
    this.#lastWasCr = false;
    if (this.#held.length > 1_024) this.#held = NOTHING;
  }

  #hold(part: Uint8Array): void {
    if (part.length === 0) return;
    this.#seen += part.length;
    this.#lastWasCr = part[part.length - 1] === CR;
    const kept = part.subarray(0, LINE_CAP - this.#length);
    const needed = this.#length + kept.length;
    if (needed > this.#held.length) {
      const larger = new Uint8Array(Math.min(LINE_CAP, Math.max(256, needed * 2)));
      larger.set(this.#held.subarray(0, this.#length));
      this.#held = larger;
    }
    this.#held.set(kept, this.#length);
    this.#length = needed;
  }
}
