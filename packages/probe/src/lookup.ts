import { promises as dns, type MxRecord, Resolver, type SrvRecord } from 'node:dns';
import { addressFamily, type Family, type LookupAnswer, type LookupFailure } from '@smtp-triage/core';
import type { NodeError } from './failures.ts';

/** Where names are asked for; replaced in tests. All of them reject with an error that carries Node's `code`. */
export type NameService = {
  /** As an application asks: getaddrinfo(3), with hosts file and search domains, addresses in the order it gives them. */
  readonly lookup: (name: string, family: Family) => Promise<readonly string[]>;
  /** One DNS question for A or AAAA: it can tell a name that does not exist from one without such a record. */
  readonly query: (name: string, family: Family, signal: AbortSignal) => Promise<readonly string[]>;
  /** One DNS question for SRV (RFC 2782). */
  readonly srv: (name: string, signal: AbortSignal) => Promise<readonly SrvRecord[]>;
  /** One DNS question for MX (RFC 5321 §5.1). */
  readonly mx: (name: string, signal: AbortSignal) => Promise<readonly MxRecord[]>;
};

/** How long one DNS question of ours may take, in milliseconds; c-ares may ask a second server after that. */
const QUERY_MS = 700;

/** This machine's own way to resolve names; DNS questions go to `servers` (address or address:port) where some are given. */
export const systemNames = (servers: readonly string[] = []): NameService => ({
  lookup: async (name, family) => {
    const answers = await dns.lookup(name, { all: true, family, order: 'verbatim' });
    return answers.map(({ address }) => address);
  },
  query: (name, family, signal) =>
    ask(servers, signal, (resolver, done) =>
      family === 4 ? resolver.resolve4(name, done) : resolver.resolve6(name, done),
    ),
  srv: (name, signal) => ask<SrvRecord>(servers, signal, (resolver, done) => resolver.resolveSrv(name, done)),
  mx: (name, signal) => ask<MxRecord>(servers, signal, (resolver, done) => resolver.resolveMx(name, done)),
});

/** This machine's own resolver, as it is configured. */
export const SYSTEM_NAMES: NameService = systemNames();

/** Addresses to use for a name instead of asking, as `--resolve` of curl does. */
export type Override = { readonly host: string; readonly addresses: readonly string[] };

/**
 * Looks a name up in each family, and reports each answer as soon as it is known. Never rejects; how long to wait is
 * core's business, and an answer after `signal` is not given any more.
 */
export function lookUp(
  service: NameService,
  name: string,
  families: readonly Family[],
  signal: AbortSignal,
  report: (answer: LookupAnswer) => void,
): void {
  const asked = new Map(families.map((family) => [family, settled(service.lookup(name, family))]));
  for (const [family, answer] of asked) {
    const others = [...asked].filter(([other]) => other !== family).map(([, each]) => each);
    void answer
      .then((found) => refined(service, name, family, found, others, signal))
      .then((final) => {
        if (!signal.aborted) report(final);
      });
  }
}

/** The answer that an override stands for; null if there is none for this name. */
export function overridden(overrides: readonly Override[], name: string, family: Family): LookupAnswer | null {
  const chosen = overrides.find(({ host }) => host.toLowerCase() === name.toLowerCase());
  if (chosen === undefined) return null;
  const addresses = chosen.addresses.filter((address) => addressFamily(address) === family);
  return addresses.length > 0 ? { family, ok: true, addresses } : { family, ok: false, why: 'no-address', code: null };
}

type Found = { readonly addresses: readonly string[] } | { readonly code: string };

/** getaddrinfo says ENOTFOUND both for a name that does not exist and for one without an address of this family. */
async function refined(
  service: NameService,
  name: string,
  family: Family,
  found: Found,
  others: readonly Promise<Found>[],
  signal: AbortSignal,
): Promise<LookupAnswer> {
  if ('addresses' in found && found.addresses.length > 0) {
    return { family, ok: true, addresses: [...new Set(found.addresses)] };
  }
  const code = 'code' in found ? found.code : 'ENODATA';
  const why = lookupFailure(code);
  if (why !== 'not-found') return { family, ok: false, why, code };
  const asked = await settled(service.query(name, family, signal));
  if ('code' in asked && lookupFailure(asked.code) === 'no-address') {
    return { family, ok: false, why: 'no-address', code: asked.code };
  }
  // A hosts file or a search domain may know the name although DNS does not: then only this family is missing
  const elsewhere = (await Promise.all(others)).some((other) => 'addresses' in other && other.addresses.length > 0);
  // Whatever else DNS said (no answer, SERVFAIL, even an address): an application here is told "not found"
  return { family, ok: false, why: elsewhere ? 'no-address' : 'not-found', code };
}

/** Node's codes for getaddrinfo and c-ares failures. */
export function lookupFailure(code: string): LookupFailure {
  switch (code) {
    case 'ENOTFOUND':
    case 'EAI_NONAME':
      return 'not-found';
    case 'ENODATA':
    case 'EAI_NODATA':
    case 'EAI_ADDRFAMILY':
      return 'no-address';
    case 'ETIMEOUT':
    case 'ETIMEDOUT':
    case 'EAI_CANCELED':
    case 'ECANCELLED':
      return 'timed-out';
    default:
      return 'server-failure';
  }
}

const settled = (asked: Promise<readonly string[]>): Promise<Found> =>
  asked.then(
    (addresses) => ({ addresses }),
    (error: NodeError) => ({ code: error.code ?? 'EAI_FAIL' }),
  );

/** Asks with a resolver of its own, so that it can be cancelled without cancelling others. */
function ask<T>(
  servers: readonly string[],
  signal: AbortSignal,
  question: (resolver: Resolver, done: (error: Error | null, answers: T[]) => void) => void,
): Promise<readonly T[]> {
  return new Promise((resolve, reject) => {
    const resolver = new Resolver({ timeout: QUERY_MS, tries: 1 });
    if (servers.length > 0) resolver.setServers(servers);
    const cancel = (): void => resolver.cancel();
    signal.addEventListener('abort', cancel, { once: true });
    question(resolver, (error, answers) => {
      signal.removeEventListener('abort', cancel);
      if (error === null) resolve(answers);
      else reject(error);
    });
  });
}
