import { printable } from '@smtp-triage/core';

/** How a piece of a line is meant; the theme decides what that looks like, and may decide on nothing. */
export type Style = 'plain' | 'strong' | 'good' | 'bad' | 'warn' | 'accent' | 'dim';

declare const made: unique symbol;

/** A piece of one line, already printable. Made only by {@link span}, so nothing from a server gets around it (SEC-29). */
export type Span = { readonly text: string; readonly style: Style; readonly [made]: true };

/** One line of output. Views return lines; the theme prints them. */
export type Line = readonly Span[];

/** What may be written to a stream. Made only by the printers of `theme.ts`. */
export type Text = string & { readonly [made]: true };

/** A piece of a line; unprintable characters in it become visible escapes. */
export const span = (text: string, style: Style = 'plain'): Span => ({ text: printable(text), style }) as Span;

/** A line of several pieces. */
export const line = (...parts: readonly (string | Span)[]): Line =>
  parts.map((part) => (typeof part === 'string' ? span(part) : part));

/** The empty line. */
export const BLANK: Line = [];

/** The columns a text takes on a terminal: wide characters two, combining ones none. */
export function textWidth(text: string): number {
  let columns = 0;
  for (const character of text) columns += characterWidth(character.codePointAt(0) ?? 0);
  return columns;
}

/** The columns a line takes on a terminal. */
export const lineWidth = (parts: Line): number => parts.reduce((sum, part) => sum + textWidth(part.text), 0);

/** The line with blanks behind it, up to a width. */
export const padLine = (parts: Line, width: number): Line =>
  lineWidth(parts) < width ? [...parts, span(' '.repeat(width - lineWidth(parts)))] : parts;

/** `left` and `right` at the two ends of one line; with no room for both, `right` goes to a line of its own. */
export function spread(left: Line, right: Line, width: number): readonly Line[] {
  if (right.length === 0) return [left];
  const room = width - lineWidth(left) - lineWidth(right);
  if (room >= 1) return [[...left, span(' '.repeat(room)), ...right]];
  return [left, [span(' '.repeat(Math.max(2, width - lineWidth(right)))), ...right]];
}

/** The first columns of a line, with a mark where something was cut off. */
export function cutLine(parts: Line, width: number, mark: string): Line {
  if (lineWidth(parts) <= width) return parts;
  const kept: Span[] = [];
  let room = width - textWidth(mark);
  for (const part of parts) {
    let text = '';
    for (const character of part.text) {
      room -= textWidth(character);
      if (room < 0) break;
      text += character;
    }
    kept.push(span(text, part.style));
    if (room < 0) break;
  }
  return [...kept, span(mark, 'dim')];
}

/**
 * Breaks a text at blanks so that it fits a width. Later lines begin with `hang` blanks. A word longer than a line
 * stays whole, because a host name or a server's words cut in two cannot be copied.
 */
export function wrap(text: string, width: number, hang = 0, style: Style = 'plain'): readonly Line[] {
  const rows: string[] = [];
  let row = '';
  for (const word of printable(text)
    .split(' ')
    .filter((each) => each !== '')) {
    const next = row.trim() === '' ? row + word : `${row} ${word}`;
    if (textWidth(next) > width && row.trim() !== '') {
      rows.push(row);
      row = ' '.repeat(hang) + word;
    } else row = next;
  }
  if (row !== '') rows.push(row);
  return rows.map((each) => [span(each, style)]);
}

/** Lines moved to the right. */
export const indent = (lines: readonly Line[], by: number): readonly Line[] =>
  lines.map((parts) => (parts.length === 0 ? parts : [span(' '.repeat(by)), ...parts]));

function characterWidth(code: number): number {
  if (code < 0x300) return 1;
  if ((code >= 0x300 && code <= 0x36f) || (code >= 0xfe00 && code <= 0xfe0f) || (code >= 0x20d0 && code <= 0x20ff))
    return 0;
  return WIDE.some(([from, to]) => code >= from && code <= to) ? 2 : 1;
}

/** East Asian wide and full-width blocks, and emoji (Unicode UAX #11, coarsely). */
const WIDE: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f],
  [0x2e80, 0x303e],
  [0x3041, 0xa4cf],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe30, 0xfe6f],
  [0xff00, 0xff60],
  [0xffe0, 0xffe6],
  [0x1f300, 0x1faff],
  [0x20000, 0x3fffd],
];
