const NOTHING = new Uint8Array(0);
/** Octets beside the message that a chunk may hold and still be kept whole. */
const SLACK = 1_024;

/** A message as it comes in: all of it is counted, and kept up to a cap. */
export class Kept {
  /** Octets so far, whether kept or not. */
  size = 0;
  readonly #cap: number;
  #octets: Uint8Array = NOTHING;

  /** Keeps at most `cap` octets. */
  constructor(cap: number) {
    this.#cap = cap;
  }

  /** What was kept. */
  get octets(): Uint8Array {
    return this.#octets.subarray(0, Math.min(this.size, this.#cap));
  }

  /** Adds a part of a chunk. */
  add(chunk: Uint8Array, from: number, to: number): void {
    const length = Math.min(to - from, this.#cap - this.size);
    if (this.size === 0 && length > 0 && chunk.buffer.byteLength < 2 * length + SLACK) {
      this.#octets = chunk.subarray(from, from + length); // most test messages come in one piece: not copied
    } else if (length > 0) {
      const needed = this.size + length;
      if (needed > this.#octets.length) {
        const larger = new Uint8Array(this.size === 0 ? needed : Math.min(this.#cap, needed * 2));
        larger.set(this.#octets.subarray(0, this.size));
        this.#octets = larger;
      }
      this.#octets.set(chunk.subarray(from, from + length), this.size);
    }
    this.size += to - from;
  }
}
