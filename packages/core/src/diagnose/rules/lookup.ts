import type { Code } from '../../catalogue/causes.ts';
import type { LookupFailure } from '../../trace/types.ts';
import type { Claim } from '../claim.ts';
import type { Facts } from '../facts.ts';

const CODE_OF: Readonly<Record<LookupFailure, Code>> = {
  'not-found': 'dns-name-not-found',
  'no-address': 'dns-no-address',
  'server-failure': 'dns-server-failure',
  'timed-out': 'dns-server-failure',
};

/** A name without any address. One family without records beside one with them is how most names are: no finding. */
export function nameWithoutAddress({ lookups, host }: Facts): readonly Claim[] {
  return lookups
    .filter(
      ({ route, events }) => route.host === host && events.some((e) => e.type === 'ended' && e.outcome === 'failed'),
    )
    .flatMap(({ route, events }) => {
      const failures = events.flatMap((event, index) => (event.type === 'not-resolved' ? [{ event, index }] : []));
      // The name exists if any family says so, and nothing is certain while a server has failed
      const worst = (['server-failure', 'timed-out', 'no-address', 'not-found'] as const)
        .map((why) => failures.find(({ event }) => event.why === why))
        .find((failure) => failure !== undefined);
      if (worst === undefined) return [];
      return {
        code: CODE_OF[worst.event.why],
        confidence: worst.event.why === 'not-found' || worst.event.why === 'no-address' ? 'certain' : 'likely',
        about: null,
        evidence: [{ route: route.id, event: worst.index }],
        words: { detail: worst.event.code ?? 'no answer in time' },
      };
    });
}
