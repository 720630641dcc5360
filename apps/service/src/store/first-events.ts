import { type Case, PORTS, type PortMode, reportOf, type Verdict } from '@smtp-triage/core';
import type { LiveEvent } from '@smtp-triage/core/live';
import type { Order } from '../order.ts';

/** The ports and modes an order will try: what the caller's client is set to first, then the ladder. */
export function rungsOf({ settings, target }: Order): readonly PortMode[] {
  const ladder = (target.ports ?? PORTS).map(({ port, mode }) => ({ port, mode }));
  if (settings === null) return ladder;
  return [settings, ...ladder.filter(({ port, mode }) => port !== settings.port || mode !== settings.mode)];
}

/** The first event of a log. */
export const snapshot = (order: Order, state: 'queued' | 'done'): LiveEvent => ({
  type: 'snapshot',
  state,
  ladder: rungsOf(order),
});

/** A result that was known already, in the words of the order that asks now: another caller's input stays theirs. */
export const takenOver = (triaged: Case, { target }: Order): Case => ({
  ...triaged,
  target: { ...triaged.target, input: target.input },
});

/** The whole log of a diagnosis whose result was known already, and its verdict. */
export function logOfKnown(
  order: Order,
  triaged: Case,
): { readonly events: readonly LiveEvent[]; readonly verdict: Verdict } {
  const { verdict, headline, findings } = reportOf(triaged);
  return {
    verdict,
    events: [
      snapshot(order, 'done'),
      { type: 'verdict.final', verdict, headline, code: findings[0]?.code ?? null },
      { type: 'end', reason: 'done' },
    ],
  };
}
