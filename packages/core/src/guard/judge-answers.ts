import { judgeAddress } from './judge-address.ts';
import { judgeAlias, judgeName } from './judge-name.ts';
import type { AddressPolicy } from './policy.ts';
import { ALLOWED, type Judgement } from './refusals.ts';

/**
 * Whether a name may be connected to, by everything DNS said about it: one bad alias or address among good ones is enough
 * for a no (security row SEC-07), since whoever writes it there also chooses the order.
 */
export function judgeAnswers(
  name: string,
  chain: readonly string[],
  addresses: readonly string[],
  policy: AddressPolicy,
): Judgement {
  const judgements = [
    judgeName(name, policy),
    ...chain.map((alias) => judgeAlias(alias, policy)),
    ...addresses.map((address) => judgeAddress(address, policy)),
  ];
  return judgements.find(({ ok }) => !ok) ?? ALLOWED;
}
