import { CLIENTS } from './clients/index.ts';
import { isCode } from './expression.ts';
import { genericTables, meaningOf } from './generic.ts';
import { signsIn } from './signs.ts';
import type { FoundUrl } from './slips/context.ts';
import type { Found } from './syntax/found.ts';
import { READERS } from './syntax/index.ts';
import { urlPairs, urlsOf } from './syntax/url.ts';
import { isKey, keysFor, keysOf, type Tables, tablesOf } from './tables.ts';
import type { Client, Syntax } from './types.ts';

/** How a text is read: by whose tables, in which syntax, and what that gave. */
export type Reading = {
  readonly client: Client | null;
  readonly tables: Tables;
  readonly syntax: Syntax;
  readonly urls: readonly FoundUrl[];
  readonly pairs: readonly Found[];
};

/** Syntaxes with a setting a line; they, and code, are tried where a client's own finds nothing. */
const LINES: readonly Syntax[] = ['env', 'form', 'yaml', 'ini', 'properties', 'flags'];
const OTHERS: readonly Syntax[] = [...LINES, 'javascript'];
/** A text that begins as programs and JSON do, behind comments. */
const CODE_FIRST =
  /^(?:\s|\/\/[^\n]*\n)*(?:[{[]|(?:const|let|var|export|import|module|return|new)\b|[\w.$]{1,80} ?(?:= ?)?[({[])/;
const URL_ALONE = /^\s*[a-z][a-z0-9+.-]{0,30}:\/\/[^\r\n]*\s*$/i;
/** Signs behind it are not seen. */
const LONGEST_SAMPLE = 32_768;
/** More pairs are not weighed. */
const MOST_WEIGHED = 2_000;

/** A text, and what each syntax makes of it: read once. */
type Source = { readonly text: string; readonly read: ReadAs };
type ReadAs = (syntax: Syntax) => readonly Found[];

/** Finds the reading of a text, or null where it holds no setting. */
export function chooseReading(text: string, client: Client | null): Reading | null {
  const source = { text, read: remembering(text) };
  if (URL_ALONE.test(text.trim()) && !knowsSchemes(client)) return generic(source, 'url', client);
  if (client !== null) return readAs(source, client) ?? bestGeneric(source, client);
  const found = guesses(source).flatMap((guess) => readAs(source, guess) ?? []);
  // Programs share names of settings: whose host nobody can find are mostly another's
  const [first] = found;
  const other = first !== undefined && namesHost(first) ? null : bestGeneric(source, null);
  return found.find(namesHost) ?? (other !== null && namesHost(other) ? other : (first ?? other));
}

/** Whether something in a reading says where the mail goes. */
const namesHost = ({ tables, pairs }: Reading): boolean => {
  const keys = (['host', 'place', 'url', 'provider'] as const).flatMap((meaning) => keysFor(tables, meaning));
  return pairs.slice(0, MOST_WEIGHED).some(({ key }) => keys.some((each) => isKey(key, each)));
};

function remembering(text: string): ReadAs {
  const known = new Map<Syntax, readonly Found[]>();
  return (syntax) => {
    const pairs = known.get(syntax) ?? READERS[syntax](text);
    known.set(syntax, pairs);
    return pairs;
  };
}

/** The syntax in which keys with telling names say most. */
function bestGeneric(source: Source, client: Client | null): Reading | null {
  const code = generic(source, 'javascript', client);
  if (code !== null && CODE_FIRST.test(source.text)) return code;
  const readings = LINES.map((syntax) => generic(source, syntax, client)).filter((reading) => reading !== null);
  const [best] = readings.toSorted((a, b) => Number(isTorn(a)) - Number(isTorn(b)) || meanings(b) - meanings(a));
  if (best === undefined || code === null) return best ?? code;
  // Several settings on a line are members of an object or arguments of a call
  return isTorn(best) || meanings(code) >= 2 * meanings(best) ? code : best;
}

/** Signs of another syntax in the values: the comma behind a member of an object, the rest of an arrow, an open bracket, a line that goes on, the next member. */
const isTorn = ({ syntax, pairs }: Reading): boolean =>
  pairs
    .slice(0, MOST_WEIGHED)
    .some(
      ({ key, value, quoted }) =>
        !quoted &&
        /^(?:(?:\d+|true|false|null)[,;]|[{[]|=?>.*|.*\s\\|[^,]*,\s*["']?\w+["']?\s?[:=].*)$/is.test(value) &&
        !['password', null].includes(meaningOf(key, syntax)),
    );

/** Clients whose words stand in the text, most of them first; of equals the one that misses least of its keys. */
function guesses({ text, read }: Source): readonly Client[] {
  const sample = sampleOf(text);
  const small = sample.toLowerCase();
  const found = CLIENTS.map((client) => ({ client, hits: signsIn(sample, small, client.signs) })).filter(
    ({ hits }) => hits > 0,
  );
  if (found.length < 2) return found.map(({ client }) => client);
  return found
    .map((each) => ({ ...each, known: shareIn(tablesOf(each.client), read(syntaxFor(text, each.client))) }))
    .toSorted((a, b) => b.hits - a.hits || b.known - a.known)
    .map(({ client }) => client);
}

/** The text in which signs are looked for: its beginning, without empty lines and long runs of blanks, on which patterns are slow. */
const sampleOf = (text: string): string =>
  text
    .split('\n')
    .map((line) => line.replace(/\s{8,}/g, ' '.repeat(8)).trimEnd())
    .filter((line) => line !== '')
    .join('\n')
    .slice(0, LONGEST_SAMPLE);

function readAs(source: Source, client: Client): Reading | null {
  const tables = tablesOf(client);
  const own = syntaxFor(source.text, client);
  for (const syntax of [own, ...OTHERS.filter((each) => each !== own)]) {
    const reading = readingOf(source, syntax, client, tables);
    if (knownIn(tables, reading.pairs) > 0) return reading;
  }
  return null;
}

function generic(source: Source, syntax: Syntax, client: Client | null): Reading | null {
  const reading = readingOf(source, syntax, client, genericTables(source.read(syntax).slice(0, MOST_WEIGHED), syntax));
  return meanings(reading) > 0 ? reading : null;
}

/** The reading of some pairs, with the parts of their URLs. */
function readingOf({ text, read }: Source, syntax: Syntax, client: Client | null, tables: Tables): Reading {
  const plain = read(syntax);
  const urls = urlsAmong(text, plain, tables, syntax);
  return { client, tables, syntax, urls, pairs: syntax === 'url' ? plain : [...plain, ...partsOf(urls)] };
}

/** A file of the environment or YAML in place of a program: the values stand there without quotes. */
function syntaxFor(text: string, client: Client): Syntax {
  if (!isCode(client.syntax)) return client.syntax;
  const lines = text.split('\n').flatMap((line) => (/^\s*(?:#|$)/.test(line) ? [] : [line.trim()]));
  const isEnv = lines.every((line) => /^(?:export )?[A-Za-z_]\w*=(?!=)/.test(line));
  const isPlain = lines.some((line) => /^[^=]*=[A-Za-z][^'"(]*[.@]/.test(line));
  if (isEnv && isPlain) return 'env';
  // Keys and values alone, nothing that only code has behind them
  const isYaml = lines.every((line) => /^(?:- )*(["']?)[\w.-]+\1:(?:\s|$)|^- /.test(line) && !/[,{(;]$/.test(line));
  return isYaml && lines.length > 1 ? 'yaml' : client.syntax;
}

/** How many different keys of a client stand there; a password alone is nobody's settings. */
function knownIn(tables: Tables, pairs: readonly Found[]): number {
  const password = keysFor(tables, 'password');
  const known = keysOf(tables).filter((key) => !password.includes(key));
  const weighed = pairs.slice(0, MOST_WEIGHED);
  return known.filter((wanted) => weighed.some(({ key }) => isKey(key, wanted))).length;
}

/** How much of what a client could be told stands there. */
const shareIn = (tables: Tables, pairs: readonly Found[]): number => knownIn(tables, pairs) / keysOf(tables).length;

/** How many different things generic keys speak of; a host, a port, a URL or a mode must be among them. */
function meanings({ tables, syntax, pairs }: Reading): number {
  const said = new Set(pairs.slice(0, MOST_WEIGHED).map(({ key }) => meaningOf(key, syntax)));
  if (syntax === 'url') return pairs.some(({ key }) => key === 'scheme') ? 1 : 0;
  const { host = [], port = [], url = [] } = tables.keys;
  const speaks = host.length + port.length + url.length > 0 || tables.modes.length > 3;
  said.delete(null);
  // Of equals the one that sees what belongs together
  const nested =
    syntax === 'yaml' && pairs.some(({ key }) => key.includes('.') && meaningOf(key, syntax) !== null) ? 0.5 : 0;
  return speaks ? said.size + nested : 0;
}

const knowsSchemes = (client: Client | null): boolean =>
  client?.modes.some(({ when }) => Object.keys(when).some((key) => isKey('scheme', key) || isKey('url.scheme', key))) ??
  false;

/** The URLs among the pairs: those of keys that hold one, or every line of a text of URLs. */
function urlsAmong(text: string, pairs: readonly Found[], tables: Tables, syntax: Syntax): readonly FoundUrl[] {
  if (syntax === 'url') return urlsOf(text).map((url) => ({ ...url, key: 'url' }));
  const urls = keysFor(tables, 'url');
  return pairs.flatMap(({ key, value, quoted, quote, closed, from, to, line }) => {
    if (!value.includes('://') || !urls.some((each) => isKey(key, each))) return [];
    const inner = quoted ? quote.length : 0;
    return [{ text: text.slice(from + inner, to - (closed ? inner : 0)), from: from + inner, line, key }];
  });
}

/** The parts of each URL, under its key. */
const partsOf = (urls: readonly FoundUrl[]): readonly Found[] =>
  urls.flatMap(({ text, from, line, key }) =>
    urlPairs(text, from, line).map((part) => ({ ...part, key: `${key}.${part.key}` })),
  );
