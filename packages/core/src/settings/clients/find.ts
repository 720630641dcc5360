import type { Client } from '../types.ts';
import { CLIENTS } from './index.ts';

/**
 * The client that is meant without doubt: by id, by another id of it, or by its full name, however it is spelled.
 *
 * @example
 * ```ts
 * findClient('forgejo')?.id; // 'gitea'
 * findClient('Apple Mail')?.id; // 'apple-mail'
 * ```
 */
export function findClient(idOrAlias: string): Client | null {
  const wanted = spelling(idOrAlias);
  return (
    CLIENTS.find(({ id }) => id === wanted) ??
    CLIENTS.find(({ aliases }) => aliases.some((alias) => spelling(alias) === wanted)) ??
    CLIENTS.find(({ name }) => spelling(name) === wanted) ??
    null
  );
}

/** Every client that a query may mean, the most likely first: the exact one, then names that begin with it, then any that hold all of its words. */
export function searchClients(query: string): readonly Client[] {
  const text = spelling(query);
  if (text === '') return CLIENTS;
  const exact = findClient(query);
  const rest = CLIENTS.filter((each) => each !== exact);
  const starts = rest.filter((each) => wordsOf(each).some((word) => word.startsWith(text)));
  const holds = rest.filter((each) => {
    const all = wordsOf(each).join(' ');
    return !starts.includes(each) && text.split('-').every((word) => all.includes(word));
  });
  return [...(exact === null ? [] : [exact]), ...starts, ...holds];
}

/** As ids are spelled: lower case, a hyphen for whatever is neither letter nor digit. */
const spelling = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '');

const wordsOf = ({ id, aliases, name }: Client): readonly string[] => [id, ...aliases, ...spelling(name).split('-')];
