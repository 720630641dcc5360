import { coverage, type Span } from '../mask.ts';
import type { Found } from '../syntax/found.ts';
import { endOfLine } from '../syntax/tokens.ts';
import { isKey, keysOf } from '../tables.ts';
import { SECRET } from './among.ts';
import { beginBehind, firstFrom, innermost } from './order.ts';
import type { Hiding } from './spans.ts';

/** What follows the name of a secret where no pair was read: to the end of the line, to the next pair, or on the next line. */
export function unread(hiding: Hiding, ordered: readonly Found[], known: readonly Span[]): readonly Span[] {
  const { text } = hiding;
  const spans: Span[] = [];
  for (const match of text.matchAll(new RegExp(SECRET.source, 'gi'))) {
    const { index } = match;
    if (index < (spans.at(-1)?.to ?? 0) || coverage(known, index, index + 1) !== 'none') continue;
    const around = innermost(ordered, index);
    const behind = /^[\p{L}\p{N}_-]{0,80}["'\])]{0,4}[ \t]{0,40}(?:=>|:=|[:=])?[ \t]{0,40}/u;
    const from =
      index + match[0].length + (behind.exec(text.slice(index + match[0].length, index + 250))?.[0].length ?? 0);
    // The pair's own name decided, unless more than words stands behind it there
    if (around !== null && around.from > index) {
      const isLabel =
        /[\s:=]/.test(text[from - 1] ?? '') && /[^\p{L}\s():=/|*"'\]-]/u.test(text.slice(from, around.from));
      if (isLabel) spans.push({ from, to: around.to });
      continue;
    }
    // Inside of a value only what follows in that value can be meant
    const end = endOfLine(text, from);
    const to = Math.min(end, around?.to ?? beginBehind(ordered, from));
    if (/[\p{L}\p{N}]/u.test(text.slice(from, to))) spans.push({ from, to });
    else if (around === null && to === end) spans.push(nextLine(hiding, ordered, index, end));
  }
  return spans;
}

/** The lines below a secret that has no value on its own line: indented deeper, or the one behind a mere label. */
export function below(hiding: Hiding, ordered: readonly Found[], { at, to }: Found): readonly Span[] {
  const { text } = hiding;
  const depth = at - (text.lastIndexOf('\n', at - 1) + 1);
  const spans: Span[] = [];
  let end = endOfLine(text, to);
  for (let from = text.indexOf('\n', end) + 1; from > 0; from = text.indexOf('\n', end) + 1) {
    end = endOfLine(text, from);
    const isDeeper = (/^[ \t]*(?=\S)/.exec(text.slice(from, end))?.[0].length ?? 0) > depth;
    if (!isDeeper || isKnown(hiding, ordered, from, end)) break;
    spans.push({ from, to: end });
  }
  return spans.length > 0 ? spans : [nextLine(hiding, ordered, at, endOfLine(text, to))];
}

/** Whether a setting that the tables know begins between two places. */
function isKnown({ tables }: Hiding, ordered: readonly Found[], from: number, to: number): boolean {
  const pair = ordered[firstFrom(ordered, from)];
  return pair !== undefined && pair.at <= to && keysOf(tables).some((key) => isKey(pair.key, key));
}

/** A label alone on its line, as copied from a page: its value is the next line, unless that is a setting itself. */
function nextLine(hiding: Hiding, ordered: readonly Found[], index: number, end: number): Span {
  const { text } = hiding;
  const from = text.indexOf('\n', end) + 1;
  const to = endOfLine(text, from);
  if (from === 0) return { from, to: from };
  // Whatever a password looks like, behind a mere label it is one
  const isLabel = /^[\p{L} ]{1,40}:?$/u.test(text.slice(text.lastIndexOf('\n', index) + 1, end).trim());
  const isSetting = isLabel ? isKnown(hiding, ordered, from, to) : beginBehind(ordered, from) <= to;
  return { from, to: isSetting ? from : to };
}
