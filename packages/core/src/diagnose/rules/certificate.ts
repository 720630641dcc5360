import { usableName, wildcardAbove } from '../../certificate-names.ts';
import { addressFamily } from '../../target.ts';
import type { EventOf } from '../../trace/types.ts';
import type { Claim } from '../claim.ts';
import type { Facts, RouteFacts, Seen } from '../facts.ts';
import { unexplained } from './interception.ts';

/** Each problem of a certificate by its name; what counts as one is judged in trust.ts, as it is for the guard before AUTH. */
export function certificateProblems({ routes, host }: Facts): readonly Claim[] {
  return routes.flatMap((about): Claim | readonly Claim[] => {
    const seen = about.see('secured');
    if (seen === null) return [];
    const { certificate, authorizationError, protocol } = seen.event.tls;
    const names = certificate?.names.map((name) => name.replace(/^(DNS|IP Address|IP):/, '')) ?? [];
    const usable = usableName(names, host);
    const wildcard = wildcardAbove(names, host);
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
            shown: `It is for ${names.length === 0 ? certificate.subject : names.slice(0, 4).join(', ')}.`,
            key: `${certificate.key.type.toUpperCase()} with ${certificate.key.bits ?? '?'} bits`,
            signature: certificate.signature ?? 'unknown',
          }),
      ...(usable === undefined ? {} : { usableName: usable }),
      ...(wildcard === undefined ? {} : { wildcard }),
      ...bareAddress(host),
    };
    return unexplained(about, routes).map(
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

/** RFC 9325 §4: no key exchange below 2048 bits, none of the broken ciphers. */
export function weakParameters({ routes }: Facts): readonly Claim[] {
  return routes.flatMap((about): Claim | readonly Claim[] => {
    const seen = about.see('secured');
    if (seen === null) return [];
    const { cipher, keyExchange } = seen.event.tls;
    const smallGroup = keyExchange?.type === 'DH' && keyExchange.bits !== null && keyExchange.bits < 2_048;
    const weakCipher = /RC4|DES|NULL|EXP|MD5|IDEA|SEED|anon|ADH/i.test(cipher);
    if (!smallGroup && !weakCipher) return [];
    const detail = smallGroup ? `a Diffie-Hellman group of ${keyExchange.bits} bits` : `the cipher ${cipher}`;
    return { code: 'tls-weak-parameters', confidence: 'certain', about, evidence: [seen.evidence], words: { detail } };
  });
}

/** The server does not know the name that it was asked for, or was asked for none, and says so (RFC 6066 §3). */
export function unknownName(about: RouteFacts, failed: Seen<EventOf<'not-secured'>>): Claim {
  const asked = about.see('securing')?.event.servername ?? null;
  const shown =
    asked === null
      ? 'The server wants to be asked by name, and got none (TLS alert 112).'
      : `The server says that it has no certificate for ${asked} (TLS alert 112).`;
  const words = { shown, ...bareAddress(about.route.host) };
  return { code: 'tls-certificate-name-mismatch', confidence: 'certain', about, evidence: [failed.evidence], words };
}

const bareAddress = (host: string): Readonly<Record<string, string>> =>
  addressFamily(host) === null ? {} : { bareAddress: host };

const day = (time: string): string => time.slice(0, 10);
