import type { Case, Trace } from '@smtp-triage/core';
import type { Order } from '../order.ts';
import type { Budgets } from './types.ts';

/**
 * The budget of a login at a target, across all callers (SEC-16): accepting takes one, and a run that was not refused
 * gives it back. So runs under way and failures together are never more than the limit, however many arrive at once.
 * The target is the name on its certificate, since AUTH is only sent to who has that. Null for an order without a login.
 */
export const loginKey = ({ target, login }: Order): string | null =>
  login === null ? null : keyAt(target.sni ?? target.host, login.username);

/** The same by address, where only failures count: a server has one address and may have many names. */
export const loginKeysAt = ({ login }: Order, addresses: readonly string[]): readonly string[] =>
  login === null ? [] : addresses.map((address) => keyAt(address, login.username));

const keyAt = (target: string, username: string): string => JSON.stringify([target, username.toLowerCase()]);

/** What came of a login. `unsure`: sent, and the server said neither yes nor later. */
export type LoginOutcome = 'not-sent' | 'accepted' | 'deferred' | 'refused' | 'unsure';

/** Reads it off the traces; of several connections the one that sent it counts. */
export function loginOutcome(traces: readonly Trace[]): {
  readonly outcome: LoginOutcome;
  readonly address: string | null;
} {
  for (const { events, route } of traces) {
    const sent = events.findIndex((event) => event.type === 'sent' && event.verb === 'AUTH');
    if (sent < 0) continue;
    const codes = events
      .slice(sent)
      .flatMap((event) => (event.type === 'reply' && isToLogin(event.to) ? [event.code] : []));
    return { outcome: outcomeOf(codes.at(-1) ?? 0), address: route.address };
  }
  return { outcome: 'not-sent', address: null };
}

const isToLogin = (verb: string | null): boolean => verb === 'AUTH' || verb === 'CONTINUE';

/** RFC 4954 §4: 235 is the only yes. A challenge that nobody followed up is no answer. */
const outcomeOf = (code: number): LoginOutcome =>
  code === 235 ? 'accepted' : code >= 500 ? 'refused' : code >= 400 ? 'deferred' : 'unsure';

/**
 * At the end of every run: gives back what accepting took, unless the server refused the login or may have; then it counts
 * for the address, too. Without a case nobody knows whether it was sent, so nothing is given back.
 */
export async function settleLogin(
  budgets: Pick<Budgets, 'take' | 'giveBack'>,
  order: Order,
  triaged: Pick<Case, 'traces'> | null,
): Promise<void> {
  const key = loginKey(order);
  if (key === null || triaged === null) return;
  const { outcome, address } = loginOutcome(triaged.traces);
  if (outcome !== 'refused' && outcome !== 'unsure') return budgets.giveBack('login', key, 1);
  const [keyHere] = loginKeysAt(order, address === null ? [] : [address]);
  if (keyHere !== undefined && keyHere !== key) await budgets.take('login', keyHere, 1);
}
