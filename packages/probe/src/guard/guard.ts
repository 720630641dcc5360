import { networkInterfaces } from 'node:os';
import {
  type AddressPolicy,
  addressFamily,
  type Cidr,
  type Family,
  type Judgement,
  judgeAddress,
  judgeAnswers,
  judgeName,
  judgePort,
  type LookupAnswer,
  parseCidr,
} from '@smtp-triage/core';
import { type Override, overridden } from '../lookup.ts';
import type { Stub, StubAnswer } from './stub.ts';

/** What was found of a name, and whether it may be connected to. */
type Found = { readonly judgement: Judgement; readonly answers: readonly LookupAnswer[] };

/** The code where an address must not be connected to, or a name leads to such an address. */
export const NOT_PERMITTED = 'not-permitted';

/**
 * The guard of one run: asks DNS once per name and family, judges everything it says before any of it is used, and knows
 * afterwards which addresses may be connected to. There is no way to an address that it has not judged.
 */
export class Guard {
  readonly #policy: AddressPolicy;
  readonly #stub: Stub;
  readonly #overrides: readonly Override[];
  readonly #found = new Map<string, Promise<Found>>();
  readonly #vetted = new Set<string>();

  constructor(policy: AddressPolicy, stub: Stub, overrides: readonly Override[] = []) {
    this.#policy = withOwnAddresses(policy);
    this.#stub = stub;
    this.#overrides = overrides;
  }

  /** Judges a host by its text alone, without asking anybody; an address that passes may be connected to from then on. */
  judgeText(host: string): Judgement {
    if (addressFamily(host) === null) return judgeName(host, this.#policy);
    const judgement = judgeAddress(host, this.#policy);
    if (judgement.ok) this.#vetted.add(host);
    return judgement;
  }

  /** Whether a port may be connected to. */
  judgePort(port: number): Judgement {
    return judgePort(port, this.#policy);
  }

  /** Judges a host by everything that DNS says of it. */
  async judge(host: string, families: readonly Family[], signal: AbortSignal): Promise<Judgement> {
    if (addressFamily(host) !== null) return this.judgeText(host);
    return (await this.#find(host, families, signal)).judgement;
  }

  /** The addresses of a name, one answer per family; none of them where one must not be connected to. */
  async lookUp(name: string, families: readonly Family[], signal: AbortSignal): Promise<readonly LookupAnswer[]> {
    const { judgement, answers } = await this.#find(name, families, signal);
    if (judgement.ok) return answers;
    return families.map((family) => ({ family, ok: false, why: 'no-address', code: NOT_PERMITTED }));
  }

  /** Whether this very literal has passed, and the port may be used. */
  permits(address: string, port: number): boolean {
    return this.#vetted.has(address) && this.judgePort(port).ok;
  }

  /** Every family is waited for: one bad address of one family rules the name out. */
  #find(name: string, families: readonly Family[], signal: AbortSignal): Promise<Found> {
    const key = `${name.toLowerCase()} ${families.join()}`;
    const known = this.#found.get(key);
    if (known !== undefined) return known;
    const found = this.#ask(name, families, signal);
    this.#found.set(key, found);
    return found;
  }

  async #ask(name: string, families: readonly Family[], signal: AbortSignal): Promise<Found> {
    const judgement = this.judgeText(name);
    if (!judgement.ok) return { judgement, answers: [] };
    const given = await Promise.all(families.map((family) => this.#given(name, family, signal)));
    const chain = given.flatMap((each) => (each.ok ? each.chain : []));
    const addresses = given.flatMap((each) => (each.ok ? each.addresses : []));
    const judged = judgeAnswers(name, chain, addresses, this.#policy);
    if (judged.ok) for (const address of addresses) this.#vetted.add(address);
    return { judgement: judged, answers: given.map((each, index) => answerOf(families[index] ?? 4, each)) };
  }

  async #given(name: string, family: Family, signal: AbortSignal): Promise<StubAnswer> {
    const known = overridden(this.#overrides, name, family);
    if (known === null) return this.#stub.addresses(name, family, signal);
    return known.ok ? { ...known, chain: [] } : { ...known, code: 'ENODATA' };
  }
}

const answerOf = (family: Family, given: StubAnswer): LookupAnswer =>
  given.ok
    ? { family, ok: true, addresses: [...new Set(given.addresses)] }
    : { family, ok: false, why: given.why, code: given.code };

/**
 * A stranger is not led to this machine itself, whatever addresses it has: what comes back from its own public address
 * counts as inside. In the private profile the operator says so by hand.
 */
export function withOwnAddresses(
  policy: AddressPolicy,
  interfaces?: ReturnType<typeof networkInterfaces>,
): AddressPolicy {
  if (policy.profile === 'private') return policy;
  const own = Object.values(interfaces ?? networkInterfaces()).flatMap((list) =>
    (list ?? []).map(({ address }) => parseCidr(address)),
  );
  const blocks = own.flatMap((block): readonly Cidr[] => (block.ok ? [block.value] : []));
  return { ...policy, denied: [...policy.denied, ...blocks] };
}
