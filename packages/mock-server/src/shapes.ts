import type { Shape } from './effects.ts';
import type { Cut } from './plan.ts';

const CR = 0x0d;
const LF = 0x0a;
const HYPHEN = 0x2d;
const FILLING = 0x78;

/** Octets made at a time: what is longer than that is never held whole. */
const BLOCK = 65_536;
/** Pieces per second of a trickle that is faster than an octet at a time. */
const PIECES_PER_SECOND = 50;

/** Octets to send after a pause; the first piece of a reply has none. */
export type Piece = { readonly bytes: Uint8Array; readonly gapMs: number };

/** A reply as it goes out: in pieces, and whether a client can read it to its end. */
export type Shaped = { readonly pieces: Iterable<Piece>; readonly isWhole: boolean };

/** A run of octets: these, or so many that are made when they are needed. */
export type Run = Uint8Array | { readonly octets: number; readonly block: (octets: number) => Uint8Array };

/** Spoils a reply: its lines first, then its length, then its pace, in whatever order the rule named them. */
export function shaped(content: Run, shapes: readonly Shape[], cut: Cut | null): Shaped {
  let runs = relined(content, shapes);
  let limit = cut?.octets ?? Number.POSITIVE_INFINITY;
  let pace: Pace = { size: BLOCK, gapMs: 0 };
  for (const shape of shapes) {
    switch (shape.type) {
      case 'overlong':
        runs = padded(runs, shape.octets);
        break;
      case 'truncate':
        limit = Math.min(limit, shape.octets);
        break;
      case 'slice':
        pace = { size: Math.max(1, shape.size), gapMs: shape.gapMs };
        break;
      case 'trickle':
        pace = paceOf(shape.bytesPerSecond);
        break;
      case 'no-final-line':
      case 'bare-lf':
        break; // done by `relined`
      default:
        shape satisfies never;
    }
  }
  const length = lengthOf(runs);
  const hasEnd = !shapes.some(({ type }) => type === 'no-final-line');
  return { pieces: paced(runs, Math.min(limit, length), pace), isWhole: hasEnd && limit >= length };
}

type Pace = { readonly size: number; readonly gapMs: number };

const paceOf = (bytesPerSecond: number): Pace =>
  bytesPerSecond <= PIECES_PER_SECOND
    ? { size: 1, gapMs: 1_000 / Math.max(bytesPerSecond, 0.001) }
    : { size: Math.ceil(bytesPerSecond / PIECES_PER_SECOND), gapMs: 1_000 / PIECES_PER_SECOND };

const lengthOf = (runs: readonly Run[]): number =>
  runs.reduce((sum, run) => sum + (run instanceof Uint8Array ? run.length : run.octets), 0);

/** The reply with every line marked as one that another follows, and its line ends as they are wanted. */
function relined(bytes: Run, shapes: readonly Shape[]): readonly Run[] {
  if (!(bytes instanceof Uint8Array)) return [bytes];
  const has = (type: Shape['type']): boolean => shapes.some((shape) => shape.type === type);
  let lines = bytes;
  if (has('no-final-line')) {
    lines = new Uint8Array(bytes);
    const mark = lastLine(lines) + 3;
    if (mark < lines.length - 2) lines[mark] = HYPHEN;
  }
  return [has('bare-lf') ? lines.filter((octet, i) => octet !== CR || lines[i + 1] !== LF) : lines];
}

/** The reply with its last line filled up to so many octets. */
function padded(runs: readonly Run[], octets: number): readonly Run[] {
  const [line] = runs;
  if (!(line instanceof Uint8Array)) return runs;
  const missing = octets - (line.length - lastLine(line));
  if (missing <= 0) return runs;
  const end = line.at(-2) === CR ? line.length - 2 : line.length - 1;
  const block = new Uint8Array(Math.min(missing, BLOCK)).fill(FILLING);
  const filling = { octets: missing, block: (size: number) => block.subarray(0, size) };
  return [line.subarray(0, end), filling, line.subarray(end)];
}

const lastLine = (bytes: Uint8Array): number => bytes.subarray(0, -1).lastIndexOf(LF) + 1;

/** Cuts runs into pieces of one size, as many as the limit wants. */
function* paced(runs: readonly Run[], limit: number, { size, gapMs }: Pace): Generator<Piece> {
  let held: Uint8Array[] = [];
  let have = 0;
  let left = limit;
  let gap = 0;
  const piece = (): Piece => {
    const bytes = held.length === 1 && held[0] !== undefined ? held[0] : joined(held, have);
    const made: Piece = { bytes, gapMs: gap };
    [held, have, gap] = [[], 0, gapMs];
    return made;
  };
  for (const run of runs) {
    const length = run instanceof Uint8Array ? run.length : run.octets;
    for (let at = 0; at < length && left > 0; ) {
      const take = Math.min(size - have, length - at, left, BLOCK);
      held.push(run instanceof Uint8Array ? run.subarray(at, at + take) : run.block(take));
      at += take;
      have += take;
      left -= take;
      if (have === size) yield piece();
    }
  }
  if (have > 0) yield piece();
}

function joined(parts: readonly Uint8Array[], length: number): Uint8Array {
  const all = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
