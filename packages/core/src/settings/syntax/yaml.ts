import { codeReader } from './code.ts';
import { type Found, join, type Line, linesOf, named, type Reader } from './found.ts';
import { LANGUAGES } from './languages.ts';
import { valueAt } from './lines.ts';

/** A mapping or list that is open at this depth: its path, and the number of its next item. */
type Level = { readonly indent: number; readonly path: string; item: number };

const readFlow = codeReader({ ...LANGUAGES.json, comments: ['#'], blockComments: false });

/** Block mappings and lists, flow `{…}` and `[…]` on one line, and the text behind `|` and `>`; anchors and tags are passed over. */
export const readYaml: Reader = (text) => {
  const found: Found[] = [];
  const levels: Level[] = [{ indent: -1, path: '', item: 0 }];
  const lines = linesOf(text);
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index] as Line;
    const words = line.text.trimStart();
    if (words === '' || words.startsWith('#') || /^(---|\.\.\.)/.test(words)) continue;
    let at = line.text.length - words.length;
    close(at, words.startsWith('- ') || words === '-');
    // Each dash opens an item; what stands behind it is indented as far as it stands
    for (
      let dash = /^-(?:[ \t]+|$)/.exec(line.text.slice(at));
      dash !== null;
      dash = /^-(?:[ \t]+|$)/.exec(line.text.slice(at))
    ) {
      const list = top();
      levels.push({ indent: at, path: join(list.path, `${list.item++}`), item: 0 });
      at += dash[0].length;
      if (levels.length > 100) break;
    }
    const key = keyAt(line.text, at);
    if (key === null) {
      if (at < line.text.length && line.text[at] !== '-') scalar(line, at, at, top().path);
      continue;
    }
    const path = join(top().path, key.name);
    const rest = line.text.slice(key.end).replace(/^[ \t]*(?:[&!][^\s]+[ \t]*)?/, '');
    const start = line.text.length - rest.length;
    if (rest === '' || rest.startsWith('#')) {
      if (rest.startsWith('#') && /^#\S/.test(rest)) scalar(line, at, start, path);
      levels.push({ indent: at, path, item: 0 });
    } else if (/^[|>][-+\d]*(?:\s|$)/.test(rest)) {
      const last = blockEnd(index, at);
      const body = lines.slice(index + 1, last + 1);
      const end = lines[last] as Line;
      const value = body.map((each) => each.text.trim()).join(rest.startsWith('>') ? ' ' : '\n');
      const from = body[0]?.start ?? line.start + start;
      add(path, value, { line: line.number, at: line.start + at, from, to: end.start + end.text.length });
      index = last;
    } else scalar(line, at, start, path);
  }
  return named(found);

  function close(indent: number, isItem: boolean): void {
    // A list may stand as far left as its key
    while (levels.length > 1 && (top().indent > indent || (top().indent === indent && !(isItem && isKey(top())))))
      levels.pop();
  }

  function top(): Level {
    return levels.at(-1) as Level;
  }

  function scalar(line: Line, at: number, start: number, path: string): void {
    // Outside of any key: a line of prose
    if (path === '') return;
    const whole = line.text;
    if (/^[{[]/.test(whole.slice(start, start + 1)) && !whole.startsWith('{{', start)) {
      // Blanks keep the offsets right
      const inside = readFlow(whole.slice(start));
      for (const pair of inside) {
        const moved = {
          at: pair.at + line.start + start,
          from: pair.from + line.start + start,
          to: pair.to + line.start + start,
        };
        found.push({ ...pair, ...moved, key: join(path, pair.key), line: line.number });
      }
      return;
    }
    const value = valueAt(whole, start, whole.length, { quotes: `"'`, comments: '#', doubled: true });
    const said = value.quote === "'" ? value.value.replaceAll("''", "'") : value.value;
    const place = { line: line.number, at: line.start + at, from: line.start + value.from, to: line.start + value.to };
    found.push({ ...value, key: path, value: said, quoted: value.quote !== '', ...place });
  }

  function add(key: string, value: string, place: Pick<Found, 'line' | 'at' | 'from' | 'to'>): void {
    found.push({ key, value, quoted: true, quote: '|', closed: true, ...place });
  }

  /** The last line of a text that is indented deeper than its key. */
  function blockEnd(index: number, indent: number): number {
    let last = index;
    for (let next = index + 1; next < lines.length; next++) {
      const { text: each } = lines[next] as Line;
      const words = each.trimStart();
      if (words !== '' && each.length - words.length <= indent) break;
      if (words !== '') last = next;
    }
    return last;
  }
};

const isKey = (level: Level): boolean => !/(?:^|\.)\d+$/.test(level.path);

/** A key with its colon, plain or quoted. */
function keyAt(text: string, at: number): { readonly name: string; readonly end: number } | null {
  const quoted = /^(["'])([^"']*)\1[ \t]*:(?=\s|$)/.exec(text.slice(at));
  if (quoted !== null) return { name: quoted[2] ?? '', end: at + quoted[0].length };
  for (let end = at; end < text.length; end++) {
    const char = text[end] ?? '';
    if (char === '#' && /\s/.test(text[end - 1] ?? ' ')) return null;
    if (`"'{}[],`.includes(char) && end === at) return null;
    if (char === ':' && /^\s?$/.test(text[end + 1] ?? '')) return { name: text.slice(at, end).trim(), end: end + 1 };
  }
  return null;
}
