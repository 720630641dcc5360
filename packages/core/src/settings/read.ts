import type { Parsed } from '../ports.ts';
import { firstAccount, otherAccounts } from './accounts.ts';
import { chooseReading, type Reading } from './choose.ts';
import { fallbackOf, isCode, truthOf } from './expression.ts';
import { coverage, MARK, masked, type Span } from './mask.ts';
import { resolveMode } from './modes.ts';
import { secretsAmong } from './secrets/among.ts';
import { secretSpans } from './secrets/spans.ts';
import { slipsIn } from './slips/index.ts';
import type { Found } from './syntax/found.ts';
import { splitPlace } from './syntax/url.ts';
import { groupOf, keysFor, lookupIn } from './tables.ts';
import type { Client, Meaning, Pair, Said, Settings, Syntax } from './types.ts';
import { withVariables } from './variables.ts';

/** Longer texts are not read: no settings are that long. */
const LONGEST_TEXT = 262_144;
/** More pairs are masked, but not looked at. */
const MOST_PAIRS = 2_000;
/** Syntaxes in which a setting ends with its line, so that the rest of the line belongs to it. */
const BY_LINE: readonly Syntax[] = ['env', 'form', 'ini', 'properties', 'words', 'yaml'];

/**
 * Reads somebody's mail settings out of a text: code, a configuration file, a filled-in form, a command line or a URL. Without
 * a client the words of the text tell whose they are. Of several accounts the first is read. A text that holds no settings is
 * a problem, and none of it is quoted there. Nothing that comes back holds a secret. At most 256 KiB.
 */
export function readSettings(text: string, client: Client | null): Parsed<Settings> {
  if (text.length > LONGEST_TEXT)
    return bad('the text is longer than 256 KiB: give only the part with the mail settings');
  if (text.trim() === '') return bad('the text is empty: give the settings of a mail client');
  const reading = chooseReading(text, client);
  if (reading !== null) return { ok: true, value: settingsOf(text, reading) };
  const whose = client === null ? 'mail settings' : `settings of ${client.name}`;
  return bad(`there are no ${whose} in this text: a host, a port or an encryption mode is missing`);
}

function settingsOf(text: string, { client, tables, syntax, urls, pairs: read }: Reading): Settings {
  const pairs = isCode(syntax) ? withVariables(read) : read;
  const secrets = secretsAmong(pairs, tables);
  const spans = secretSpans({ text, pairs, secrets, urls, tables, byLine: BY_LINE.includes(syntax) });
  const isHidden = new Set(secrets);
  const weighed = firstAccount(pairs, syntax).slice(0, MOST_PAIRS);
  const open = weighed.filter((pair) => !isHidden.has(pair));
  const group = groupOf(tables, weighed);
  const find = lookupIn(open, group);
  const findSecret = lookupIn(
    weighed.filter((pair) => isHidden.has(pair)),
    group,
  );
  const inUrl = (part: string): readonly string[] => keysFor(tables, 'url').map((key) => `${key}.${part}`);
  const said = (meaning: Meaning): Said<string> | null => {
    const own = find(keysFor(tables, meaning));
    // What is called a server may be a whole URL
    const isUrl = urls.some(({ key }) => key === own?.key);
    return told((isUrl ? null : own) ?? find(inUrl(meaning)), spans);
  };

  const place = said('place');
  const split = place === null ? null : splitPlace(place.value);
  const host = said('host') ?? (place === null || split === null ? null : { ...place, value: split.host });
  const port = said('port') ?? (place === null || !split?.port ? null : { ...place, value: split.port });
  const resolved = resolveMode(tables, { find, port, host, syntax });
  const password = findSecret(keysFor(tables, 'password')) ?? findSecret(inUrl('password'));
  const asText = asTextIn(syntax, client);
  const lines = masked(text, spans)
    .split('\n')
    .map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line));
  return {
    client,
    host,
    port,
    mode: resolved.mode,
    user: said('user'),
    password: password && { value: password.value === '' ? 'empty' : 'given', line: password.line, key: password.key },
    from: said('from'),
    ehlo: said('ehlo'),
    pairs: open.flatMap((pair) => shown(asText(pair), text, spans)),
    slips: [
      ...(resolved.slip === null ? [] : [resolved.slip]),
      ...slipsIn({ text, syntax, tables, pairs: weighed, secrets: isHidden, urls, spans, find }),
      ...otherAccounts(pairs, syntax, host),
    ],
    lines,
  };
}

/** What a program reads from a file is text, quotes or not; of the files only YAML and its like know numbers, yes and no. */
const asTextIn =
  (syntax: Syntax, client: Client | null) =>
  (pair: Found): Found => {
    if (client === null || isCode(syntax) || !isCode(client.syntax)) return pair;
    const isText = syntax === 'env' || (truthOf(pair.value) === null && !/^\d+$/.test(pair.value));
    return isText ? { ...pair, quoted: true } : pair;
  };

/** A value as it counts: what a look-up falls back to where it names that; masked where it repeats a secret. */
function told(pair: Found | null, spans: readonly Span[]): Said<string> | null {
  if (pair === null) return null;
  const { key, line, quoted, value } = pair;
  const plain = quoted ? value : (fallbackOf(value)?.value ?? value);
  return { key, line, value: coverage(spans, pair.from, pair.to) === 'none' ? plain : MARK };
}

/** A pair as it may be shown: masked where a part of it is a secret, not at all where it is one. */
function shown(
  { key, value, quoted, line, at, from, to, quote, closed }: Found,
  text: string,
  spans: readonly Span[],
): readonly Pair[] {
  const covered = coverage(spans, from, to);
  if (covered === 'whole' || (at < from && coverage(spans, at, from) !== 'none')) return [];
  const inner = quoted ? quote.length : 0;
  const plain = covered === 'none' ? value : masked(text, spans, from + inner, to - (closed ? inner : 0));
  return [{ key, value: plain, quoted, line }];
}

const bad = (problem: string): Parsed<Settings> => ({ ok: false, problem });
