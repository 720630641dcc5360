/** What stands in place of a secret. */
export const MARK = '‹redacted›';

/** A part of a text, from and to, that is not shown. */
export type Span = { readonly from: number; readonly to: number };

/** The text between two offsets, masked. */
export function masked(text: string, spans: readonly Span[], from = 0, to = text.length): string {
  const parts: string[] = [];
  let at = from;
  for (let index = firstBehind(spans, from); index < spans.length; index++) {
    const span = spans[index] as Span;
    if (span.from >= to) break;
    const end = Math.min(span.to, to);
    if (span.from > at) parts.push(text.slice(at, span.from));
    // Lines keep their numbers
    parts.push(text.slice(Math.max(at, span.from), end).replace(/[^\n]+/g, MARK));
    at = end;
  }
  parts.push(text.slice(at, to));
  return parts.join('');
}

/** Whether a span covers a place, touches it, or neither. */
export function coverage(spans: readonly Span[], from: number, to: number): 'whole' | 'part' | 'none' {
  const span = spans[firstBehind(spans, from)];
  if (span === undefined || span.from >= to) return 'none';
  return span.from <= from && span.to >= to ? 'whole' : 'part';
}

/** The first span that ends behind a place; spans are in order. */
function firstBehind(spans: readonly Span[], place: number): number {
  let low = 0;
  let high = spans.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((spans[middle] as Span).to <= place) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Spans in order, those that touch made one. */
export function joined(spans: readonly Span[]): readonly Span[] {
  const result: { from: number; to: number }[] = [];
  for (const span of spans.filter(({ from, to }) => to > from).toSorted((a, b) => a.from - b.from)) {
    const last = result.at(-1);
    if (last !== undefined && span.from <= last.to) last.to = Math.max(last.to, span.to);
    else result.push({ ...span });
  }
  return result;
}
