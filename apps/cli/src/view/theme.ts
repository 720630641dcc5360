import { jsonText, printableLines } from '@smtp-triage/core';
import type { Line, Style, Text } from './text.ts';

/** The signs of the ladder and the findings: one per state, so that colour is never needed to tell them apart. */
export type Signs = {
  readonly done: string;
  readonly failed: string;
  readonly skipped: string;
  readonly running: string;
  /** Shown in turn in place of `running` on a live ladder. */
  readonly spinner: readonly string[];
  readonly cleartext: string;
  readonly encrypted: string;
  readonly yours: string;
  readonly followUp: string;
  readonly warning: string;
  readonly note: string;
  readonly quote: string;
  readonly cut: string;
  readonly dot: string;
  readonly rule: string;
  readonly arrow: string;
};

/** Everything a view needs to know of the place it is printed on. */
export type Look = {
  readonly signs: Signs;
  readonly colour: boolean;
  readonly unicode: boolean;
  readonly width: number;
};

const UNICODE: Signs = {
  done: '●',
  failed: '✗',
  skipped: '·',
  running: '◌',
  spinner: ['◐', '◓', '◑', '◒'],
  cleartext: '─',
  encrypted: '═',
  yours: '▸',
  followUp: '↳',
  warning: '!',
  note: 'i',
  quote: '│',
  cut: '…',
  dot: '·',
  rule: '─',
  arrow: '→',
};

const ASCII: Signs = {
  done: 'o',
  failed: 'x',
  skipped: '.',
  running: '~',
  spinner: ['|', '/', '-', '\\'],
  cleartext: '-',
  encrypted: '=',
  yours: '>',
  followUp: '+',
  warning: '!',
  note: 'i',
  quote: '|',
  cut: '...',
  dot: '-',
  rule: '-',
  arrow: '->',
};

/** Narrower than this nothing can be laid out; wider than this lines are hard to read. */
const NARROWEST = 40;
const WIDEST = 100;

/** The look for a stream: colours and signs it can show, and a width between 40 and 100 columns. */
export const lookFor = (place: {
  readonly colour: boolean;
  readonly unicode: boolean;
  readonly columns: number;
}): Look => ({
  signs: place.unicode ? UNICODE : ASCII,
  colour: place.colour,
  unicode: place.unicode,
  width: Math.min(WIDEST, Math.max(NARROWEST, place.columns)),
});

/** The SGR parameters of each style (ECMA-48 §8.3.117); the terminal's own palette, so that light and dark both work. */
const SGR: Readonly<Record<Style, string>> = {
  plain: '',
  strong: '1',
  good: '32',
  bad: '31',
  warn: '33',
  accent: '36',
  dim: '2',
};

/** One line as text for a stream, without its line break. */
export const printLine = (parts: Line, look: Look): Text =>
  parts
    .map(({ text, style }) => {
      const shown = look.unicode ? text : toAscii(text);
      return look.colour && style !== 'plain' && shown.trim() !== '' ? `\u001b[${SGR[style]}m${shown}\u001b[0m` : shown;
    })
    .join('') as Text;

/** Lines as text for a stream, blanks at their ends dropped. */
export const print = (lines: readonly Line[], look: Look): Text =>
  lines.map((parts) => `${printLine(trimEnd(parts), look)}\n`).join('') as Text;

/** A value as JSON that does nothing to a terminal. */
export const printJson = (value: unknown, indentation = 0): Text => jsonText(value, indentation) as Text;

/** A document of several lines that is not laid out by us: Markdown, XML, a shell script. Line breaks stay. */
export const printDocument = (text: string): Text => `${printableLines(text.replace(/\n$/, ''))}\n` as Text;

/** Settings to paste: as a document, but tabs stay, since they belong to the language. */
export const printSnippet = (text: string): Text => text.split('\t').map(printableLines).join('\t') as Text;

const trimEnd = (parts: Line): Line => {
  const last = parts.at(-1);
  if (last === undefined) return parts;
  const text = last.text.trimEnd();
  if (text === '') return trimEnd(parts.slice(0, -1));
  return text === last.text ? parts : [...parts.slice(0, -1), { ...last, text }];
};

/** Our own typographic signs, for terminals without them; any other character by its number. */
const PLAIN: Readonly<Record<string, string>> = {
  '…': '...',
  '·': '-',
  '–': '-',
  '—': '-',
  '‹': '<',
  '›': '>',
  '«': '<<',
  '»': '>>',
  '“': '"',
  '”': '"',
  '‘': "'",
  '’': "'",
  '→': '->',
  '×': 'x',
  // Nothing longer than the sign: lines are wrapped before they are written
  '§': '',
  '≥': '>=',
  '≤': '<=',
};

const toAscii = (text: string): string =>
  text.replace(/[^ -~]/gu, (character) => PLAIN[character] ?? `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);
