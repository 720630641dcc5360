import { Kept } from './kept.ts';

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
  /** The message as it was sent, dots undone, line ends untouched. */
  readonly kept: Kept;
  /** Whether a line ended in LF alone, which RFC 5321 §2.3.8 forbids. */
  bareLf = false;
  /** Whether the end has been seen. */
  done = false;
  #place: Place = 'line-start';
  #lastWasCr = false;

  /** Keeps at most `cap` octets; the rest is read and counted. */
  constructor(cap: number) {
    this.kept = new Kept(cap);
  }

  /** Reads on; returns where the rest begins, which is the end of the chunk unless `done`. */
  feed(chunk: Uint8Array, from: number): number {
    let at = from;
    let begin = from;
    while (at < chunk.length) {
      switch (this.#place) {
        case 'line-start':
          if (chunk[at] === DOT) {
            this.kept.add(chunk, begin, at);
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
          this.kept.add(CR_ALONE, 0, 1); // the CR that was taken for the end of the end
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
    this.kept.add(chunk, begin, chunk.length);
    return chunk.length;
  }
}

const CR_ALONE = Uint8Array.of(CR);
