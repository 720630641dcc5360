import type { Claim } from '../claim.ts';
import type { Facts } from '../facts.ts';

/** Each problem of a certificate by its name; what counts as one is judged in trust.ts, as it is for the guard before AUTH. */
export function certificateProblems({ routes, host }: Facts): readonly Claim[] {
  return routes.flatMap((about): Claim | readonly Claim[] => {
    const seen = about.see('secured');
    if (seen === null) return [];
    const { certificate, authorizationError, protocol } = seen.event.tls;
    const names = certificate?.names.map((name) => name.replace(/^(DNS|IP Address|IP):/, '')) ?? [];
    const usable = names.find((name) => !name.startsWith('*.') && name !== host && /[a-z]/i.test(name));
    const words = {
      now: day(about.trace.startedAt),
      detail: authorizationError ?? protocol,
      ...(certificate === null
        ? {}
        : {
            subject: certificate.subject,
            issuer: certificate.issuer,
            validTo: day(certificate.validTo),
            validFrom: day(certificate.validFrom),
            names: names.length === 0 ? certificate.subject : names.slice(0, 4).join(', '),
            key: `${certificate.key.type.toUpperCase()} with ${certificate.key.bits ?? '?'} bits`,
            signature: certificate.signature ?? 'unknown',
          }),
      ...(usable === undefined ? {} : { usableName: usable }),
    };
    return about.problems.map(
      (code): Claim => ({
        code,
        confidence: code === 'tls-certificate-chain-incomplete' ? 'likely' : 'certain',
        about,
        evidence: [seen.evidence],
        words,
      }),
    );
  });
}

const day = (time: string): string => time.slice(0, 10);
