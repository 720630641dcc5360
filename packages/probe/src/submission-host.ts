import { createSecureContext, type SecureContext } from 'node:tls';
import { domainToASCII } from 'node:url';
import { isGlobalUnicast, parseDomain } from '@smtp-triage/core';
import { byAutoconfig } from './discovery/autoconfig.ts';
import { type Answer, type Candidate, NOTHING } from './discovery/candidate.ts';
import { byGuess, itself } from './discovery/guess.ts';
import type { Web } from './discovery/https.ts';
import { type Patience, startPatience } from './discovery/patience.ts';
import { byProvider } from './discovery/provider.ts';
import { bySrv } from './discovery/srv.ts';
import type { Edge } from './edge.ts';
import { SYSTEM_NAMES } from './lookup.ts';
import { rootsWith } from './trust.ts';

/** Where the mail of a domain is probably submitted, how that was found, and what else was found by then. */
export type SubmissionHost = Candidate & { readonly others: readonly Candidate[] };

/** How a server is looked for. All of it may be left out; what a run's {@link Edge} says of this machine fits here, too. */
export type Discovery = Pick<Edge, 'names' | 'permits' | 'resolve' | 'trust' | 'sourceAddress' | 'proxy' | 'signal'> & {
  /** Time for everything, in milliseconds; {@link SUBMISSION_HOST_MS} if nothing is said. */
  readonly patienceMs?: number;
  /** The port of the web servers with autoconfig files; 443 if nothing is said. */
  readonly httpsPort?: number;
  /** Whether such a web server may have this address; only public ones may if nothing is said. */
  readonly isPublic?: (address: string) => boolean;
};

/** How long finding a server may take, in milliseconds. All sources are asked at once. */
export const SUBMISSION_HOST_MS = 3_000;

/**
 * Finds the submission host of a mail domain: by its SRV records, by its autoconfig file, by the provider whose domain it is
 * or who runs its MX, else by a guess. All are asked at once, and the best that knows something wins as soon as no better one
 * can still come. What the network does never rejects: a resolver that fails leads to a guess. The file is fetched from the
 * domain's own web servers, without the user's address; not at all through a proxy, which would be passed by.
 *
 * @example
 * const found = await findSubmissionHost('example.com'); // { host: 'smtp.example.com', source: 'srv', port: 465, … }
 */
export async function findSubmissionHost(domain: string, how: Discovery = {}): Promise<SubmissionHost> {
  const name = parseDomain(domainToASCII(domain));
  // What is no full name is in no zone: there is nobody to ask
  if (!name.ok) return { ...itself(domain), others: [] };
  const patience = startPatience(how.patienceMs ?? SUBMISSION_HOST_MS, how.signal);
  try {
    return await best(askAll(name.value, how, patience));
  } finally {
    patience.end();
  }
}

/** Every source, best first. */
function askAll(domain: string, how: Discovery, patience: Patience): readonly Promise<Answer>[] {
  const names = how.names ?? SYSTEM_NAMES;
  return [
    bySrv(domain, names, patience),
    how.proxy === undefined ? byAutoconfig(domain, webOf(how), patience.signal) : Promise.resolve(NOTHING),
    byProvider(domain, names, patience),
    byGuess(domain, names, patience),
  ];
}

/** The first candidate of the best source that has one; what better sources hold and could not be used stands beside its evidence. */
async function best(asked: readonly Promise<Answer>[]): Promise<SubmissionHost> {
  const known = asked.map(() => NOTHING);
  for (const [index, each] of asked.entries()) {
    each.then(
      (answer) => {
        known[index] = answer;
      },
      () => undefined,
    );
  }
  const remarks: string[] = [];
  for (const each of asked) {
    const { candidates, remark } = await each;
    const [first] = candidates;
    if (first !== undefined) {
      const others = known.flatMap((answer) => answer.candidates).filter((other) => other !== first);
      return { ...first, why: [first.why, ...remarks].join('; '), others };
    }
    if (remark !== null) remarks.push(remark);
  }
  throw new Error('a guess is never nothing');
}

function webOf({ names, resolve, permits, trust, httpsPort, sourceAddress, isPublic }: Discovery): Web {
  let context: SecureContext | null = null;
  const madeOnce = (): SecureContext => {
    if (context !== null) return context;
    const ca = rootsWith(trust?.ca);
    // Not the context of a run, which lets weak servers in to describe them
    context = createSecureContext({ minVersion: 'TLSv1.2', ...(ca === undefined ? {} : { ca }) });
    return context;
  };
  return {
    names: names ?? SYSTEM_NAMES,
    overrides: resolve ?? [],
    permits: (address, port) => (isPublic ?? isGlobalUnicast)(address) && (permits?.(address, port) ?? true),
    secureContext: madeOnce,
    port: httpsPort ?? 443,
    sourceAddress: sourceAddress ?? null,
  };
}
