import type { Claim } from '../claim.ts';
import type { Facts } from '../facts.ts';

/** The user's own settings submit through port 25. */
export const submittingOnRelayPort = ({ own }: Facts): readonly Claim[] =>
  own
    .filter(({ role }) => role === 'relay')
    .flatMap((about) => startOf(about, { code: 'submission-on-relay-port', confidence: 'certain' }));

/** The user's own settings use no encryption at all, and work; or would, if a login were sent that way. */
export const sendingInCleartext = ({ own }: Facts): readonly Claim[] =>
  own
    .filter(({ route }) => route.mode === 'cleartext')
    .flatMap((about) => {
      // Nobody is told to set what the port was just seen to lack
      const encrypted: Readonly<Record<string, string>> =
        about.before?.starttls === false
          ? { barePort: `${about.route.port}` }
          : { encrypted: 'STARTTLS on 587 or SSL/TLS on 465' };
      if (about.ok)
        return startOf(about, { code: 'plaintext-only', confidence: 'certain', words: { ...encrypted, withheld: '' } });
      const withheld = about.failedAt === 'auth' && about.ended?.why === 'not-verified';
      const words = { ...encrypted, withheld: '; the login was not sent for that reason' };
      return withheld
        ? startOf(about, { code: 'plaintext-only', confidence: 'certain', severity: 'error', stage: 'auth', words })
        : [];
    });

/** 2525 works while both real submission ports were tried and do not. */
export function onlyFallbackWorks({ best, routes }: Facts): readonly Claim[] {
  if (best === null || best.role !== 'fallback') return [];
  const failed = (port: number): boolean =>
    routes.some(({ route, failedAt }) => route.port === port && failedAt !== null);
  return failed(587) && failed(465) ? startOf(best, { code: 'fallback-port-in-use', confidence: 'certain' }) : [];
}

/** Replies outside the grammar that could still be understood. */
export function bentProtocol({ routes }: Facts): readonly Claim[] {
  return routes.flatMap((about): Claim | readonly Claim[] => {
    const seen = about.see('reply', ({ quirks }) => (quirks ?? []).some((quirk) => quirk !== 'eight-bit'));
    if (seen === null) return [];
    const detail = (seen.event.quirks ?? []).join(', ').replaceAll('-', ' ');
    return [
      { code: 'nonstandard-behaviour', confidence: 'certain', about, evidence: [seen.evidence], words: { detail } },
    ];
  });
}

function startOf(about: Facts['routes'][number], claim: Omit<Claim, 'about' | 'evidence'>): readonly Claim[] {
  const seen = about.see('connecting');
  return seen === null ? [] : [{ ...claim, about, evidence: [seen.evidence] }];
}
