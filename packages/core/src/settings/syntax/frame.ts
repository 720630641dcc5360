import { type Found, join } from './found.ts';
import type { Token } from './tokens.ts';

/** After these, and before those that are no opening bracket, a value goes on in the next line. */
const GOES_ON = /^(===|!==|==|!=|<=|>=|\|\||&&|\?\?|\?|\.|\+|\\|,|or|and)$/;

/** A path such as `nodemailer.createTransport`, the last of the words in front of the current token. */
export type Path = { readonly path: string; readonly at: number; readonly to: number };

/** One pair of brackets, or the whole text; and the entry that is being read in it. */
export type Frame = {
  readonly kind: 'block' | 'object' | 'list' | 'call' | 'group';
  readonly path: string;
  readonly closer: string;
  /** Of the next argument or item. */
  index: number;
  /** The name under which a call stores its second argument. */
  name: Found | null;
  key: Path | null;
  /** The separator behind the key. */
  by: string;
  /** What could become a key if a separator follows. */
  head: Path | null;
  /** The value: its first and last token. */
  first: Token | null;
  last: Token | null;
  /** Where in the value a list or map begins: its items are the pairs. */
  nested: number | null;
  /** A call just ended: `{` behind it holds its properties. */
  called: string | null;
  /** What an index belongs to: `gitlab_rails` of `gitlab_rails['smtp_address']`. */
  of: Path | null;
};

/** A frame in which nothing was read yet. */
export const frameOf = (kind: Frame['kind'], path: string, closer: string): Frame => ({
  kind,
  path,
  closer,
  index: 0,
  name: null,
  key: null,
  by: '',
  head: null,
  first: null,
  last: null,
  nested: null,
  called: null,
  of: null,
});

/** Makes room for the next entry. */
export function clear(frame: Frame, wasArgument = false): void {
  if (wasArgument) frame.index++;
  frame.key = null;
  frame.by = '';
  frame.head = null;
  frame.first = null;
  frame.last = null;
  frame.nested = null;
  frame.called = null;
}

/** Whether the end of a line ends the entry of this frame. */
export function endsHere(frame: Frame, next: Token | undefined): boolean {
  if (frame.kind !== 'block' && frame.kind !== 'object') return false;
  if (frame.key !== null && frame.first === null) return frame.by === ':' && frame.kind === 'block';
  if (frame.last !== null && frame.last.kind !== 'string' && GOES_ON.test(frame.last.text)) return false;
  return next === undefined || !(next.kind === 'mark' && GOES_ON.test(next.text));
}

/** The path that an index makes: `gitlab_rails` and `['smtp_address']`. */
export function indexed(frame: Frame, token: Token): Path | null {
  const { first, last, of } = frame;
  if (first === null || first !== last || of === null) return null;
  return { path: join(of.path, bare(first.text)), at: of.at, to: token.to };
}

/** The path of a single word. */
export const lone = (token: Token): Path => ({ path: bare(token.text), at: token.from, to: token.to });
/** A word without the signs of variables. */
export const bare = (word: string): string => word.replace(/^[$@]+/, '');
/** The last name of a path. */
export const lastOf = (path: string): string => path.slice(path.lastIndexOf('.') + 1);
