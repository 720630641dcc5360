import { linesOf } from './found.ts';

/** What a language of programs or data looks like to the tokenizer. */
export type Language = {
  /** What begins a comment that ends with the line. */
  readonly comments: readonly string[];
  /** Whether a comment may stand between slash-star and star-slash. */
  readonly blockComments: boolean;
  readonly quotes: string;
  /** What, in a string of which quote, is replaced by a value: such a string is an expression. */
  readonly holes: Readonly<Record<string, string>>;
  /** Quotes in which a backslash stands for itself, but before a quote or a backslash. */
  readonly plain: string;
};

/** A piece of a text: a string without its quotes, a word, a mark, or the end of a line. */
export type Token = {
  readonly kind: 'string' | 'word' | 'mark' | 'line';
  readonly text: string;
  readonly from: number;
  readonly to: number;
  readonly line: number;
  readonly quote: string;
  readonly closed: boolean;
  /** Something is filled in when the program runs. */
  readonly holes: boolean;
};

const WORD = /[\p{L}\p{N}_$@]+/uy;
const MARK = /===|!==|=>|:=|==|!=|<=|>=|\|\||&&|\?\?|\?->|->|::|\?\.|[\s\S]/y;
/** Ways to say "the member of": one mark for the reader. */
const MEMBERS: readonly string[] = ['->', '::', '?.', '?->'];
/** What may stand before a string and belongs to it: Python's r, b, f, u, C#'s @ and $. */
const PREFIX = /^[rbfu@$]{1,2}$/i;
const ESCAPED: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', '0': '\0' };

/** Cuts a text into tokens; comments and blanks fall away. A string without end ends with its line. */
export function tokensOf(text: string, language: Language): readonly Token[] {
  const tokens: Token[] = [];
  const starts = linesOf(text).map((line) => line.start);
  let line = 0;
  let at = 0;
  let lineEnd = -1;
  /** What was looked for to the end of the text and is not there: looking once is enough. */
  const gone = new Set<string>();
  const find = (mark: string, from: number): number => {
    const found = gone.has(mark) ? -1 : text.indexOf(mark, from);
    if (found < 0) gone.add(mark);
    return found;
  };
  const add = (kind: Token['kind'], value: string, from: number, to: number, more: Partial<Token> = {}): void => {
    while ((starts[line + 1] ?? Number.POSITIVE_INFINITY) <= from) line++;
    tokens.push({ kind, text: value, from, to, line: line + 1, quote: '', closed: true, holes: false, ...more });
    at = to;
  };

  while (at < text.length) {
    if (at > lineEnd) lineEnd = endOfLine(text, at);
    const char = text[at] ?? '';
    if (char === '\n') add('line', char, at, at + 1);
    else if (/\s/.test(char)) at++;
    else if (language.comments.some((mark) => text.startsWith(mark, at))) at = lineEnd;
    else if (language.blockComments && text.startsWith('/*', at)) {
      const end = find('*/', at + 2);
      at = end < 0 ? at + 2 : end + 2;
    } else if (language.quotes.includes(char)) string(char);
    else {
      WORD.lastIndex = at;
      const word = WORD.exec(text);
      MARK.lastIndex = at;
      const mark = word === null ? (MARK.exec(text)?.[0] ?? char) : '';
      if (word !== null) add('word', word[0], at, at + word[0].length);
      else add('mark', MEMBERS.includes(mark) ? '.' : mark, at, at + mark.length);
    }
  }
  return tokens;

  function string(quote: string): void {
    const before = tokens.at(-1);
    const prefix =
      before?.kind === 'word' && before.to === at && PREFIX.test(before.text) ? tokens.pop()?.text.toLowerCase() : '';
    const triple = quote.repeat(3);
    const from = at - (prefix ?? '').length;
    const open = text.startsWith(triple, at) && find(triple, at + 3) >= 0 ? triple : quote;
    const start = at + open.length;
    const longer = open.length === 3 || (quote === '`' && find(quote, start) >= 0);
    const last = longer ? text.length : lineEnd;
    let end = start;
    const verbatim = prefix?.includes('@') === true || prefix?.includes('r') === true;
    while (end < last && !text.startsWith(open, end)) end += text[end] === '\\' && !verbatim ? 2 : 1;
    end = Math.min(end, last);
    const closed = end < last || (longer && text.startsWith(open, end));
    const raw = text.slice(start, end);
    const hole = prefix?.includes('f') || prefix?.includes('$') ? '{' : language.holes[quote];
    add(
      'string',
      verbatim ? raw : unescaped(raw, language.plain.includes(quote)),
      from,
      closed ? end + open.length : end,
      {
        quote,
        closed,
        holes: hole !== undefined && raw.includes(hole),
      },
    );
  }
}

/** Undoes backslashes. */
export const unescaped = (raw: string, plain: boolean): string =>
  raw.includes('\\')
    ? raw.replace(/\\(u[\da-f]{4}|x[\da-f]{2}|[\s\S])/gi, (all, code: string) => {
        if (plain) return `\\'"\``.includes(code) ? code : all;
        if (code.length > 1) return String.fromCharCode(Number.parseInt(code.slice(1), 16));
        return ESCAPED[code] ?? code;
      })
    : raw;

/** Where the line that `at` stands in ends. */
export function endOfLine(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end > at && text[end - 1] === '\r' ? end - 1 : end;
}
