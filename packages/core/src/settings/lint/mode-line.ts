import type { Mode } from '../../ports.ts';
import { isCode } from '../expression.ts';
import { genericTables } from '../generic.ts';
import { resolveMode } from '../modes.ts';
import { groupOf, isKey, lookupIn, tablesOf } from '../tables.ts';
import type { Pair, Settings, Slip } from '../types.ts';
import { pairOf } from './about.ts';
import { corrected } from './correct.ts';
import { OPPOSITES, spelledLike } from './words.ts';

/** The one line whose change gives another mode. */
export type ModeLine = Pick<Slip, 'line' | 'key' | 'corrected'>;

/** More changes are not tried. */
const MOST_TRIES = 24;

/**
 * The line that says the mode, changed so that it says another one. Found by trying: each word that the client knows is put
 * in place of the one that stands there, and its table is asked again. Null where no single word does it.
 */
export function modeLine(settings: Settings, wanted: Mode, mayBeOptional = true): ModeLine | null {
  const { client, pairs, port, host } = settings;
  const syntax = client?.syntax ?? (pairs.some(({ key }) => key === 'scheme') ? 'url' : 'form');
  const tables = client === null ? genericTables(pairs, syntax) : tablesOf(client);
  const group = groupOf(tables, pairs);
  const tries = sayingPairs(settings).flatMap((pair) =>
    wordsFor(settings, pair, wanted).map((value) => ({ pair, value })),
  );
  let second: ModeLine | null = null;
  for (const { pair, value } of tries.slice(0, MOST_TRIES)) {
    const changed = pairs.map((each) => (each === pair ? { ...each, value } : each));
    const { mode } = resolveMode(tables, { find: lookupIn(changed, group), port, host, syntax });
    const line = mode?.value === wanted ? corrected(settings, pair, value) : null;
    if (mode === null || line === null) continue;
    const found = { line: pair.line, key: pair.key, corrected: line };
    if (!mode.optional) return found;
    second ??= found;
  }
  return mayBeOptional ? second : null;
}

/** Whether a line of the settings says the mode, rather than the port or what the client does where nothing is said. */
export const isModeSaid = (settings: Settings): boolean => {
  const { mode } = settings;
  return mode !== null && modeKeys(settings).some((key) => isKey(mode.key, key));
};

const modeKeys = ({ client }: Settings): readonly string[] =>
  client === null ? ['scheme'] : client.modes.flatMap(({ when }) => Object.keys(when));

/** The pairs that the client's table of modes looks at, the one that decided first. */
function sayingPairs(settings: Settings): readonly Pair[] {
  const { mode, pairs } = settings;
  const keys = modeKeys(settings);
  const decided = mode === null || !isModeSaid(settings) ? null : pairOf(settings, mode);
  const others = pairs.filter((pair) => pair !== decided && keys.some((key) => isKey(pair.key, key)));
  return [...(decided === null ? [] : [decided]), ...others];
}

/** What could stand in place of a value: the words of rows with the wanted mode, then every other word for this key, then the opposite of a yes or no. */
function wordsFor({ client }: Settings, { key, value, quoted }: Pair, wanted: Mode): readonly string[] {
  const rows = client?.modes ?? [];
  const own = [...rows.filter((row) => 'mode' in row && row.mode === wanted), ...rows].flatMap(({ when }) =>
    Object.entries(when).flatMap(([name, words]) => (isKey(key, name) && Array.isArray(words) ? words : [])),
  );
  const opposite = OPPOSITES[value.toLowerCase()];
  const schemes = /^smtps?$/i.test(value) ? ['smtps', 'smtp'] : [];
  const all = [...own, ...schemes, ...(opposite === undefined ? [] : [opposite]), ...(quoted ? [''] : [])];
  const isName = !quoted && client !== null && isCode(client.syntax);
  const fit = all.flatMap((word) => replacement(word, value, isName) ?? []);
  return [...new Set(fit)].filter((word) => word !== value);
}

/** A yes or no stands for a yes or no, spelled alike; in code a constant for a constant, behind the same path. */
function replacement(word: string, value: string, isName: boolean): string | null {
  const isBoolean = (text: string): boolean => OPPOSITES[text.toLowerCase()] !== undefined;
  if (isBoolean(word) || isBoolean(value)) return isBoolean(word) && isBoolean(value) ? spelledLike(word, value) : null;
  if (!isName) return word;
  return shapeOf(last(word)) === shapeOf(last(value)) ? `${value.slice(0, -last(value).length)}${last(word)}` : null;
}

const last = (name: string): string => name.slice(Math.max(name.lastIndexOf('.'), name.lastIndexOf(':')) + 1);

/** `ENCRYPTION_SMTPS`, `StartTls` or `tls`: constants of one kind are written alike. */
const shapeOf = (name: string): 'upper' | 'capital' | 'small' =>
  /^[A-Z][A-Z\d_]+$/.test(name) ? 'upper' : /^[A-Z]/.test(name) ? 'capital' : 'small';
