import { printable } from '../report/printable.ts';

/** Longer texts keep their beginning and their end: a stack names its error first, a log last. */
const LONGEST = 24_576;
/** Errors inside errors: a chain of causes, or the several addresses of one name. */
const DEEPEST = 6;
const MOST = 32;

/** The fields of an error that say something, in the order in which they are read. */
const FIELDS = ['code', 'command', 'errno', 'syscall', 'hostname', 'host', 'address', 'port', 'reason'] as const;

/** Any error as lines of text: no blanks at the ends, none twice, nothing unprintable. */
export function flatten(error: unknown): string {
  const parts: string[] = [];
  gather(error, parts, new Set(), 0);
  const text = parts.join('\n');
  const kept = text.length <= LONGEST ? text : `${text.slice(0, LONGEST / 2)}\n${text.slice(-LONGEST / 2)}`;
  return tidy(kept);
}

/** A number or text of a field, or null. A getter that throws has nothing to say. */
export function field(error: unknown, name: string): string | null {
  const value = look(error, name);
  return typeof value === 'string' || typeof value === 'number' ? String(value) : null;
}

/** A field of an object, or undefined. */
export function look(error: unknown, name: string): unknown {
  if ((typeof error !== 'object' && typeof error !== 'function') || error === null) return undefined;
  try {
    return (error as Readonly<Record<string, unknown>>)[name];
  } catch {
    return undefined;
  }
}

function gather(error: unknown, parts: string[], seen: Set<unknown>, depth: number): void {
  if (typeof error === 'string') {
    parts.push(error);
    return;
  }
  if (typeof error !== 'object' || error === null || depth > DEEPEST || seen.size > MOST || seen.has(error)) return;
  seen.add(error);
  const name = field(error, 'name');
  const message = field(error, 'message') ?? field(error, 'stack');
  const response = field(error, 'response');
  const code = field(error, 'responseCode');
  if (message !== null) parts.push(name === null || message.startsWith(name) ? message : `${name}: ${message}`);
  if (response !== null && !(message ?? '').includes(response))
    parts.push(code === null || response.trim().startsWith(code) ? response : `${code} ${response}`);
  const fields = FIELDS.flatMap((each) => {
    const value = field(error, each);
    return value === null ? [] : [`${each} ${value}`];
  });
  if (fields.length > 0) parts.push(fields.join(', '));
  gather(look(error, 'cause'), parts, seen, depth + 1);
  for (const each of ['errors', 'rejectedErrors']) {
    const inner = look(error, each);
    if (isList(inner)) for (const one of inner.slice(0, MOST)) gather(one, parts, seen, depth + 1);
  }
  // What a logger wrapped it in
  for (const each of ['err', 'error']) gather(look(error, each), parts, seen, depth + 1);
}

function isList(value: unknown): value is readonly unknown[] {
  try {
    return Array.isArray(value);
  } catch {
    return false;
  }
}

/** Escaped line ends are those of a log or of Python's `repr`. */
const tidy = (text: string): string =>
  text
    .replace(/\\r\\n|\\[rn]|\r\n?/g, '\n')
    .replace(/\t/g, ' ')
    .split('\n')
    .map((line) => printable(line).replace(/ {2,}/g, ' ').trim())
    .filter((line) => line !== '')
    .join('\n');
