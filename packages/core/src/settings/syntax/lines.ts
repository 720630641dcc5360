import { type Found, type Line, linesOf, type Reader } from './found.ts';
import { unescaped } from './tokens.ts';

/** How values are written in a syntax that has one setting a line. */
type Style = {
  readonly quotes: string;
  /** What, after a blank, begins a comment. */
  readonly comments: string;
  /** A single quote inside of single quotes is written twice, as in YAML. */
  readonly doubled?: true;
  /** Three quotes keep everything up to the next three, as Grafana wants passwords with # or ; in them. */
  readonly triple?: true;
};

const TRIPLE = '"""';

const LINE_COMMENT = /^\s*(?:#|;|\/\/|!)/;

/** `export KEY="value" # comment`; a list item (`- KEY=value`), a mapping (`KEY: value`) and `-e KEY=value` of containers too. */
export const readEnv: Reader = byLine((line) => {
  const head = /^\s*(?:(?:export|set|setx|ENV|-e|--env|-)\s+)?(["']?)([A-Za-z_][\w.]*)(\s*=|:(?=\s+\S))[ \t]*/.exec(
    line.text,
  );
  if (head === null) return null;
  const [all, around = '', key = ''] = head;
  const end = around !== '' && line.text.trimEnd().endsWith(around) ? line.text.trimEnd().length - 1 : line.text.length;
  return { key, at: all.indexOf(key), value: valueAt(line.text, all.length, end, { quotes: `"'\``, comments: '#' }) };
});

/** `Label: value`, as filled in by hand or copied from a page; ticked boxes (`[x] Label`) are true. */
export const readForm: Reader = byLine((line) => {
  const box = /^[\s*|>-]*(?:\[([xX✓ ]?)\]|([☑☒✓✔])|(☐))[ \t]*/u.exec(line.text);
  if (box !== null && !line.text.includes(': ')) {
    const key = line.text.slice(box[0].length).trim();
    const value = (box[1] ?? '').trim() !== '' || box[2] !== undefined ? 'true' : 'false';
    return { key, at: box[0].length, value: { ...NOTHING, value, from: 0, to: box[0].trimEnd().length } };
  }
  const start = /^[\s*•|>-]*/u.exec(line.text)?.[0].length ?? 0;
  const sign = separator(line.text, start);
  if (sign === null) return null;
  const key = line.text.slice(start, endBefore(line.text, sign.at));
  if (key === '') return null;
  const gap = /^[\s*|]*/.exec(line.text.slice(sign.at + sign.length))?.[0].length ?? 0;
  const end = endBefore(line.text, line.text.length);
  return {
    key,
    at: start,
    value: valueAt(line.text, sign.at + sign.length + gap, end, { quotes: `"'\``, comments: '' }),
  };
});

/** `key=value`, `key = value` or `key: value`, quotes as they are. */
export const readProperties: Reader = byLine((line) => {
  const head = /^\s*([^\s=:#!][^\s=:]*)\s*[=:][ \t]*/.exec(line.text);
  if (head === null) return null;
  const key = head[1] ?? '';
  return { key, at: head[0].indexOf(key), value: valueAt(line.text, head[0].length, line.text.length, RAW) };
});

/** `key = value` under `[section]`. */
export const readIni: Reader = (text) => {
  let section = '';
  return byLine((line) => {
    const title = /^\s*\[([^\]]*)\]\s*$/.exec(line.text);
    if (title !== null) section = `${title[1]?.trim()}.`;
    const head = /^\s*([^\s=:[][^=:]*)[=:][ \t]*/.exec(line.text);
    if (title !== null || head === null) return null;
    const key = (head[1] ?? '').trimEnd();
    const value = valueAt(line.text, head[0].length, line.text.length, {
      quotes: `"'\``,
      comments: '#;',
      triple: true,
    });
    return { key: section + key, at: head[0].indexOf(key), value };
  })(text);
};

/** `key value`, `set key = value`, or a word alone, which is true. */
export const readWords: Reader = byLine((line) => {
  const head = /^\s*(?:set\s+)?([^\s=]+)(\s*=\s*|\s+|$)/.exec(line.text);
  if (head === null) return null;
  const key = head[1] ?? '';
  const at = head[0].indexOf(key);
  const value = valueAt(line.text, head[0].length, line.text.length, { quotes: `"'`, comments: '#' });
  return { key, at, value: value.value === '' && value.quote === '' ? { ...value, value: 'true' } : value };
});

type Value = Pick<Found, 'value' | 'from' | 'to' | 'quote' | 'closed'>;
/** `at`, `from` and `to` count from the begin of the line. */
type Entry = { readonly key: string; readonly at: number; readonly value: Value };

const RAW: Style = { quotes: '', comments: '' };
const NOTHING: Value = { value: '', from: 0, to: 0, quote: '', closed: true };

function byLine(read: (line: Line) => Entry | null): Reader {
  return (text) =>
    linesOf(text).flatMap((line) => {
      const entry = LINE_COMMENT.test(line.text) ? null : read(line);
      if (entry === null || entry.key === '') return [];
      const { value, key } = entry;
      const at = line.start + entry.at;
      const place = { line: line.number, at, from: line.start + value.from, to: line.start + value.to };
      return [{ ...value, key, quoted: value.quote !== '', ...place }];
    });
}

/** The value that begins at `from`: up to its closing quote, to a comment, or to the end. */
export function valueAt(text: string, from: number, end: number, style: Style): Value {
  const quote = text[from] ?? '';
  if (from < end && style.quotes.includes(quote)) {
    const stop = style.triple === true && text.startsWith(TRIPLE, from) ? text.indexOf(TRIPLE, from + 3) : -1;
    if (stop >= 0) return { value: text.slice(from + 3, stop), from, to: stop + 3, quote: TRIPLE, closed: true };
    const isDoubled = (at: number): boolean => style.doubled === true && quote === "'" && text[at + 1] === quote;
    let to = from + 1;
    while (to < end && (text[to] !== quote || isDoubled(to)))
      to += text[to] === quote || (text[to] === '\\' && quote === '"') ? 2 : 1;
    const closed = to < end;
    to = Math.min(to, end);
    const raw = text.slice(from + 1, to);
    return { value: quote === '"' ? unescaped(raw, false) : raw, from, to: closed ? to + 1 : to, quote, closed };
  }
  let to = from;
  while (to < end && !(style.comments.includes(text[to] ?? ' ') && (to === from || /\s/.test(text[to - 1] ?? ''))))
    to++;
  const value = text.slice(from, to).trimEnd();
  return { value, from, to: from + value.length, quote: '', closed: true };
}

/** The end of a text without the blanks, bars and stars behind it. */
function endBefore(text: string, from: number): number {
  let end = from;
  while (end > 0 && /[\s*|]/.test(text[end - 1] ?? '')) end--;
  return end;
}

/** Where a label ends: at a colon that is not part of a URL or of times and ports, else at a tab, a bar or an equals sign. */
function separator(text: string, start: number): { readonly at: number; readonly length: number } | null {
  for (const [sign, length] of [
    [/:(?!\/\/)/g, 1],
    [/[\t|=]| {2}/g, 1],
  ] as const) {
    sign.lastIndex = start;
    const match = sign.exec(text);
    if (match !== null && match.index > start) return { at: match.index, length: Math.max(length, match[0].length) };
  }
  return null;
}
