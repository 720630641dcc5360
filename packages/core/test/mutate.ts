import fc from 'fast-check';

type Json = null | boolean | number | string | Json[] | { [name: string]: Json };

/** Where a node hangs, so that it can be replaced or removed. */
type Place = { readonly parent: Json[] | { [name: string]: Json }; readonly name: string };

function places(node: Json): readonly Place[] {
  if (typeof node !== 'object' || node === null) return [];
  const parent = node;
  return Object.entries(node).flatMap(([name, child]) => [{ parent, name }, ...places(child)]);
}

const read = ({ parent, name }: Place): Json => (parent as { [name: string]: Json })[name] ?? null;

function write({ parent, name }: Place, value: Json): void {
  Object.defineProperty(parent, name, {
    value: structuredClone(value),
    writable: true,
    enumerable: true,
    configurable: true,
  });
}

/**
 * One change: where, from where it may take something, and what. Most changes keep the kind of a value, since a reader of
 * traces stops most others at the door.
 */
export type Mutation = {
  readonly at: number;
  readonly from: number;
  readonly what: 'same-kind' | 'item' | 'delete' | 'copy' | { readonly value: Json };
};

const VALUES: readonly Json[] = [
  ...[null, true, false, 0, -1, 1.5, 1e308, 65_536, '', 'x', '__proto__', 'constructor', 'dns', 'ok', 'reply', 'ended'],
  ...['starttls', 'cleartext', 'settings', 'control', 'lookup', 'failed', '\u0000', '\ud800', '1'.repeat(300)],
  [],
  {},
  [null],
  ['x'],
];

/** Any few changes to a JSON document. */
export const mutations: fc.Arbitrary<readonly Mutation[]> = fc.array(
  fc.record({
    at: fc.nat(),
    from: fc.nat(),
    what: fc.oneof(
      { weight: 6, arbitrary: fc.constant<Mutation['what']>('same-kind') },
      { weight: 6, arbitrary: fc.constant<Mutation['what']>('item') },
      fc.constantFrom<Mutation['what']>('delete', 'copy'),
      fc.constantFrom(...VALUES).map((value) => ({ value })),
      fc.jsonValue({ maxDepth: 1 }).map((value) => ({ value: value as Json })),
    ),
  }),
  { minLength: 1, maxLength: 4 },
);

/** The document with the changes made, each to what the last one left. */
export function mutated(document: unknown, changes: readonly Mutation[]): unknown {
  const root = { document: structuredClone(document) as Json };
  for (const { at, from, what } of changes) {
    const all = places(root);
    const items = all.filter(({ parent }) => Array.isArray(parent));
    const leaves = all.filter((each) => typeof read(each) !== 'object');
    const pool = what === 'item' && items.length > 0 ? items : what === 'same-kind' && leaves.length > 0 ? leaves : all;
    const place = pool[at % pool.length];
    const source = all[from % all.length];
    if (place === undefined || source === undefined) continue;
    if (what === 'item') moveItem(place, from);
    else if (what === 'delete') remove(place);
    else if (what === 'copy') write(place, read(source));
    else if (what === 'same-kind') write(place, another(read(place), all, from));
    else write(place, what.value);
  }
  return root.document;
}

/** Drops an item of a list, puts it twice, or moves it to the end. */
function moveItem({ parent: list, name }: Place, from: number): void {
  if (!Array.isArray(list)) return;
  const [item = null] = from % 3 === 0 ? list.slice(Number(name)) : list.splice(Number(name), 1);
  if (from % 3 < 2) list.push(structuredClone(item));
}

function remove({ parent, name }: Place): void {
  if (Array.isArray(parent)) parent.splice(Number(name), 1);
  else delete parent[name];
}

/** Another value of the kind: one from elsewhere in the document, or an odd one. */
function another(value: Json, all: readonly Place[], from: number): Json {
  const kind = typeof value;
  const others = [...all.map(read), ...VALUES].filter((other) => typeof other === kind);
  return others[from % others.length] ?? value;
}
