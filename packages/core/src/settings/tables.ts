import type { Client, Meaning, Pair } from './types.ts';

/** The part of a client that reading needs; for settings of nobody it is made of what their keys are called. */
export type Tables = Pick<Client, 'keys' | 'modes' | 'stringsAreTrue'> & { readonly port: number | null };

/** What of a client is needed to read its settings. */
export const tablesOf = ({ keys, modes, stringsAreTrue, defaults }: Client): Tables => ({
  keys,
  modes,
  stringsAreTrue,
  port: defaults.port,
});

/** Whether a pair's key is a client's key, or ends with it behind a dot; without case. */
export const isKey = (key: string, wanted: string): boolean =>
  key.length === wanted.length
    ? // Flags of one letter mean different things in small and in capitals
      key === wanted || (!/^-.$/.test(key) && key.toLowerCase() === wanted.toLowerCase())
    : key.length > wanted.length &&
      key[key.length - wanted.length - 1] === '.' &&
      key.slice(-wanted.length).toLowerCase() === wanted.toLowerCase();

/** Every key that a table knows, each once. */
export const keysOf = (tables: Tables): readonly string[] => [
  ...new Set([...Object.values(tables.keys).flat(), ...tables.modes.flatMap(({ when }) => Object.keys(when))]),
];

/** Pairs that belong together: those under the path that holds most of what the tables know. */
function groupsOf(tables: Tables, pairs: readonly Pair[]): ReadonlyMap<string, number> {
  // The longest first: of `auth.user` the path is that of its neighbours
  const known = keysOf(tables).toSorted((a, b) => b.length - a.length);
  const groups = new Map<string, Set<string>>();
  for (const { key } of pairs) {
    const wanted = known.find((each) => isKey(key, each));
    if (wanted === undefined) continue;
    const path = pathOf(key, wanted);
    groups.set(path, (groups.get(path) ?? new Set()).add(wanted));
  }
  return new Map([...groups].map(([path, hits]) => [path, hits.size + (/mail|smtp/i.test(path) ? 2 : 0)]));
}

/** The path with most of the client's keys; of equals the first. */
export const groupOf = (tables: Tables, pairs: readonly Pair[]): string =>
  [...groupsOf(tables, pairs)].reduce((best, each) => (each[1] > best[1] ? each : best), ['', 0] as readonly [
    string,
    number,
  ])[0];

/** What stands in front of a client's key: `production.mail` of `production.mail.host`. */
export const pathOf = (key: string, wanted: string): string =>
  key.slice(0, Math.max(0, key.length - wanted.length - 1));

/** Looks keys up among the pairs of one group. */
export type Lookup<P extends Pair = Pair> = (keys: readonly string[]) => P | null;

/** A look-up in the best group, in what stands around it and in it, in calls beside it, and in what stands in no group. */
export function lookupIn<P extends Pair>(pairs: readonly P[], group: string): Lookup<P> {
  const near = (path: string): boolean =>
    path === '' ||
    group === '' ||
    path === group ||
    path.startsWith(`${group}.`) ||
    group.startsWith(`${path}.`) ||
    (path.includes('()') && !group.includes('()'));
  return (keys) => {
    for (const wanted of keys) {
      const all = pairs.filter(({ key }) => isKey(key, wanted) && near(pathOf(key, wanted)));
      const best = all.find(({ key }) => pathOf(key, wanted) === group) ?? all[0];
      if (best === undefined) continue;
      // The last assignment counts, the first call
      return best.key.includes('()') ? best : (all.findLast(({ key }) => key === best.key) ?? best);
    }
    return null;
  };
}

/** The keys of a meaning. */
export const keysFor = (tables: Tables, meaning: Meaning): readonly string[] => tables.keys[meaning] ?? [];

/**
 * Whether every text counts as yes under a key. What stands in variables with such names is parsed, quotes or not (nconf,
 * as Ghost uses it).
 */
export const takesTextForTrue = ({ stringsAreTrue }: Tables, key: string): boolean =>
  stringsAreTrue && !key.includes('__');
