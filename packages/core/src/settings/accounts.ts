import { slip } from './lint/slip.ts';
import type { Found } from './syntax/found.ts';
import type { Said, Slip, Syntax } from './types.ts';

/**
 * The pairs of the first account. In files of single words each `account` begins another; what stands before the first
 * holds for all. Elsewhere the path tells accounts apart, and all pairs are kept.
 */
export function firstAccount(pairs: readonly Found[], syntax: Syntax): readonly Found[] {
  const second = syntax === 'words' ? pairs.filter(beginsAccount)[1] : undefined;
  return second === undefined ? pairs : pairs.filter(({ at }) => at < second.at);
}

/** A note that there are more accounts than the one whose host was read. */
export function otherAccounts(pairs: readonly Found[], syntax: Syntax, host: Said<string> | null): readonly Slip[] {
  const second = syntax === 'words' ? pairs.filter(beginsAccount)[1] : sameElsewhere(pairs, host?.key ?? '');
  if (second === undefined) return [];
  const { line, key } = second;
  return [
    slip({ code: 'settings-several-accounts', line, key, what: 'Another account begins here; it was not read.' }),
  ];
}

/** `account default : work` only says which one is meant. */
const beginsAccount = ({ key, value }: Found): boolean => key.toLowerCase() === 'account' && !value.includes(':');

/** The same setting of another item of a list: `accounts.1.host` beside `accounts.0.host`. */
const sameElsewhere = (pairs: readonly Found[], own: string): Found | undefined =>
  /\.\d+\./.test(own) ? pairs.find(({ key }) => key !== own && withoutNumbers(key) === withoutNumbers(own)) : undefined;

const withoutNumbers = (path: string): string => path.replace(/\d+/g, '#');
