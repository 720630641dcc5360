import { type Found, join, named, type Reader } from './found.ts';
import { bare, clear, endsHere, type Frame, frameOf, indexed, lastOf, lone, type Path } from './frame.ts';
import { type Language, type Token, tokensOf } from './tokens.ts';

/** Calls that store a value under a name: the name is the key (`props.put("mail.smtp.host", "…")`, `define('WPMS_ON', true)`). */
const STORES = /^(put|putIfAbsent|set|setProperty|addProperty|define|user_pref|pref|ini_set|update_option)$/;
/** Calls that are only another way to write down a list or a map. */
const CONTAINERS = /^(array|dict|hash|object|list|tuple)$/i;
/** Words before a bracket that call nothing. */
const NO_CALLS =
  /^(if|elif|else|for|foreach|while|switch|catch|return|and|or|not|in|await|typeof|print|echo|function|new|yield)$/;
const CLOSERS: Readonly<Record<string, string>> = { '{': '}', '[': ']', '(': ')' };
/** What is longer is a piece of a program, not a setting. */
const LONGEST_VALUE = 200;
/** Nobody nests settings deeper; what is inside is passed over. */
const DEEPEST = 64;
const SEPARATORS = ['=', ':', '=>', ':='];

/** A reader for languages in which settings are assignments, maps and arguments of calls. */
export const codeReader =
  (language: Language): Reader =>
  (text) =>
    readTokens(text, tokensOf(text, language));

function readTokens(text: string, tokens: readonly Token[]): readonly Found[] {
  const found: Found[] = [];
  const frames: Frame[] = [frameOf('block', '', '')];
  const open: Record<string, number> = {};
  let frame = frames[0] as Frame;
  /** Brackets that are open beyond the deepest nesting. */
  let beyond = 0;
  /** The words directly before this token, and whether a "." came after them. */
  let path: Path | null = null;
  let joined = false;

  for (const [index, token] of tokens.entries()) {
    const next = tokens[index + 1];
    if (beyond > 0 && !'()[]{}'.includes(token.text)) continue;
    if (token.kind === 'line') {
      if (endsHere(frame, next)) finish(frame);
      if (!joined) path = null;
    } else if (token.kind === 'word') {
      path =
        joined && path !== null ? { path: join(path.path, bare(token.text)), at: path.at, to: token.to } : lone(token);
      joined = false;
      take(token, path);
    } else if (token.kind === 'string') {
      path = null;
      take(token, { path: token.text, at: token.from, to: token.to });
    } else if (token.text === '.') {
      joined = path !== null || frame.called !== null;
      if (joined) path ??= { path: '', at: token.to, to: token.to };
      extend(token);
    } else if (CLOSERS[token.text] !== undefined) {
      if (frames.length > DEEPEST) {
        beyond++;
        frame.nested ??= token.from;
        extend(token);
      } else push(token);
      path = null;
      joined = false;
    } else if (token.text === ')' || token.text === ']' || token.text === '}') {
      if (beyond > 0) {
        beyond--;
        extend(token);
        path = null;
      } else path = pop(token);
      joined = false;
    } else if (token.text === ',' || token.text === ';') {
      finish(frame);
      path = null;
      joined = false;
    } else {
      mark(token);
      path = null;
      joined = false;
    }
  }
  while (frames.length > 0) {
    finish(frame);
    frames.pop();
    frame = frames.at(-1) ?? frame;
  }
  return named(found.sort((a, b) => a.at - b.at));

  /** A word or string: a part of the value, and perhaps a key. */
  function take(token: Token, head: Path | null): void {
    frame.head = head;
    extend(token);
  }

  function extend(token: Token): void {
    frame.first ??= token;
    frame.last = token;
    frame.called = null;
  }

  function mark(token: Token): void {
    // `EMAIL_PORT: int = 587`: what stands between is a type
    const typed = token.text === '=' && frame.by === ':' && frame.first?.kind === 'word' && frame.kind !== 'group';
    if (typed) {
      frame.first = null;
      frame.by = '=';
    } else if (SEPARATORS.includes(token.text) && frame.key === null && frame.head !== null) {
      frame.key = frame.head;
      frame.by = token.text;
      frame.first = null;
    } else if (!(token.text === ':' && frame.key === null)) extend(token);
    if (!typed) frame.head = null;
  }

  function push(token: Token): void {
    const parent = frame;
    const callee = path;
    const atStart = parent.first === null;
    const under = (): string => (parent.key === null ? parent.path : join(parent.path, parent.key.path));
    let kind: Frame['kind'] = 'group';
    let inside = callee === null ? under() : parent.path;
    if (token.text === '(' && callee !== null && !NO_CALLS.test(callee.path)) {
      const name = lastOf(callee.path);
      if (CONTAINERS.test(name)) {
        kind = 'list';
        inside = under();
        parent.nested ??= callee.at;
      } else {
        kind = 'call';
        inside = `${name}()`;
        add(inside, callee.at, 'true', { from: callee.at, to: callee.to, line: token.line });
      }
    } else if (token.text === '[' && callee === null && atStart) {
      kind = 'list';
      inside = parent.key === null && parent.kind === 'list' ? join(parent.path, `${parent.index}`) : under();
      parent.nested ??= token.from;
    } else if (token.text === '{') {
      kind = parent.kind === 'block' && parent.key === null && atStart ? 'block' : 'object';
      if (parent.called !== null) inside = parent.called;
      else if (parent.key !== null) inside = under();
      else if (parent.kind === 'list') inside = join(parent.path, `${parent.index}`);
      else if (callee !== null) inside = join(parent.path, callee.path);
      parent.nested ??= token.from;
    }
    extend(token);
    frame = frameOf(kind, inside, CLOSERS[token.text] ?? '');
    if (kind === 'group' && token.text === '[') frame.of = callee;
    frames.push(frame);
    open[frame.closer] = (open[frame.closer] ?? 0) + 1;
    path = null;
  }

  /** Ends a bracket, and those in it that nobody closed; gives the path that goes on behind an index. */
  function pop(token: Token): Path | null {
    if ((open[token.text] ?? 0) === 0) return null;
    let goesOn: Path | null = null;
    for (;;) {
      const done = frame;
      goesOn = null;
      if (done.kind === 'group' && done.closer === ']') goesOn = indexed(done, token);
      else finish(done);
      frames.pop();
      open[done.closer] = (open[done.closer] ?? 1) - 1;
      frame = frames.at(-1) as Frame;
      frame.last = token;
      frame.called = done.kind === 'call' ? done.path : null;
      frame.head = goesOn;
      if (done.kind === 'block') clear(frame);
      if (done.closer === token.text) return goesOn;
    }
  }

  function finish(done: Frame): void {
    const { key, first, last } = done;
    // Of `&tls.Config{…}` the name is kept; of a mere list or map the items are the pairs
    const end = last === null ? 0 : (done.nested ?? last.to);
    if (first !== null && last !== null && end > first.from && end - first.from <= LONGEST_VALUE) {
      const value = { from: first.from, to: end, line: first.line };
      const lone = first === last && first.kind === 'string' && !first.holes ? first : null;
      const said = lone?.text ?? text.slice(first.from, end).trim();
      if (lone === null && !/[\p{L}\p{N}]/u.test(said)) return clear(done, key === null);
      const more = { ...value, quote: lone?.quote ?? '', quoted: lone !== null, closed: lone?.closed ?? true };
      if (key !== null) add(join(done.path, key.path), key.at, said, more);
      else if (done.kind === 'call' || done.kind === 'list') {
        const stored = done.index === 1 ? done.name : null;
        if (done.index === 0 && lone !== null && STORES.test(done.path.slice(0, -2))) {
          done.name = { key: lone.text, value: '', ...more, at: lone.from };
        } else if (stored !== null) add(stored.key, stored.at, said, more);
        else add(join(done.path, `${done.index}`), first.from, said, more);
      } else if (done.kind === 'object' && first === last && first.kind === 'word') {
        // `{ host, port }` of JavaScript: the names of variables
        add(join(done.path, bare(first.text)), first.from, said, more);
      } else if (
        done.kind === 'block' &&
        first.kind === 'word' &&
        first !== last &&
        last.kind === 'word' &&
        done.head !== null
      ) {
        // Ruby calls without brackets: `smtp.enable_starttls`
        if (done.head.at === first.from) add(`${lastOf(done.head.path)}()`, first.from, 'true', value);
      }
    }
    clear(done, first !== null && key === null);
  }

  function add(
    key: string,
    at: number,
    value: string,
    more: Partial<Found> & { from: number; to: number; line: number },
  ) {
    found.push({ key, value, quoted: false, quote: '', closed: true, at, ...more });
  }
}
