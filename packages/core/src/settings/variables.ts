import { truthOf } from './expression.ts';
import type { Found } from './syntax/found.ts';

const NAME = /^[$@]?[A-Za-z_][\w$.]{0,80}$/;

/** The pairs with the values of variables in their place, where a variable is given one in the same text. */
export function withVariables(pairs: readonly Found[]): readonly Found[] {
  const values = new Map<string, Found>();
  for (const pair of pairs) {
    if (!pair.quoted && !/^\d+$/.test(pair.value) && truthOf(pair.value) === null) continue;
    // Of a class or a block only the last part is a name in the same block
    for (const name of [pair.key, pair.key.slice(pair.key.lastIndexOf('.') + 1)]) values.set(name, pair);
  }
  return pairs.map((pair) => {
    const name = pair.value.replace(/^[$@]/, '');
    if (pair.quoted || !NAME.test(pair.value) || truthOf(pair.value) !== null) return pair;
    const value = values.get(name);
    return value === undefined || value === pair ? pair : { ...value, key: pair.key };
  });
}
