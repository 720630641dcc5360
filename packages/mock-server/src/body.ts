const LF = 0x0a;
const CR = 0x0d;
const DOT = 0x2e;

/** Where in a line the next octet stands. */
type Place = 'line-start' | 'after-dot' | 'after-dot-cr' | 'within';

/**
 * Reads a message after DATA: takes away the dots that the client doubled and finds the end (RFC 5321 §4.5.2), the same however
 * the octets arrive. Only CRLF.CRLF ends it: a server that takes LF.LF for the end lets messages be smuggled in.
 */
export class BodyReader {
  /** Octets of the message without the doubled dots, whether kept or not. */
  size = 0;
  /** Whether a line ended in LF alone, which RFC 5321 §2.3.8 forbids. */
  bareLf = false;
  /** Whether the end has been seen. */
  done = false;
  readonly #cap: number;
  #kept: Uint8Array = NOTHING;
  #place: Place = 'line-start';
  #lastWasCr = false;

  /** Keeps at most `cap` octets; the rest is read and counted. */
  constructor(cap: number) {
    this.#cap = cap;
  }

  /** The message as it was sent, dots undone, line ends untouched. */
  get message(): Uint8Array {
    return this.#kept.subarray(0, Math.min(this.size, this.#cap));
  }

  /** Reads on; returns where the rest begins, which is the end of the chunk unless `done`. */
  feed(chunk: Uint8Array, from: number): number {
    let at = from;
    let begin = from;
    while (at < chunk.length) {
      switch (this.#place) {
        case 'line-start':
          if (chunk[at] === DOT) {
            this.#keep(chunk, begin, at);
            begin = ++at;
            this.#place = 'after-dot';
          } else this.#place = 'within';
          break;
        case 'after-dot':
          if (chunk[at] === CR) {
            this.#place = 'after-dot-cr';
            begin = ++at;
          } else {
            this.#lastWasCr = false;
            this.#place = 'within';
          }
          break;
        case 'after-dot-cr':
          if (chunk[at] === LF) {
            this.done = true;
            return at + 1;
          }
          this.#keep(CR_ALONE, 0, 1); // the CR that was taken for the end of the end
          this.#lastWasCr = true;
          this.#place = 'within';
          break;
        case 'within': {
          const end = chunk.indexOf(LF, at);
          if (end < 0) {
            this.#lastWasCr = chunk[chunk.length - 1] === CR;
            at = chunk.length;
            break;
          }
          const crlf = end > begin ? chunk[end - 1] === CR : this.#lastWasCr;
          if (crlf) this.#place = 'line-start';
          else this.bareLf = true;
          this.#lastWasCr = false;
          at = end + 1;
          break;
        }
        default:
          this.#place satisfies never;
      }
    }
    this.#keep(chunk, begin, chunk.length);
    return chunk.length;
  }

  #keep(chunk: Uint8Array, from: number, to: number): void {
    const room = this.#cap - this.size;
    const part = chunk.subarray(from, Math.min(to, from + Math.max(0, room)));
    if (part.length > 0) {
      const needed = this.size + part.length;
      if (needed > this.#kept.length) {
        // Exactly at first, since most test messages come in one piece; then doubling
        const larger = new Uint8Array(this.size === 0 ? needed : Math.min(this.#cap, needed * 2));
        larger.set(this.#kept.subarray(0, this.size));
        this.#kept = larger;
      }
      this.#kept.set(part, this.size);
    }
    this.size += to - from;
  }
}

const CR_ALONE = Uint8Array.of(CR);
const NOTHING = new Uint8Array(0);
