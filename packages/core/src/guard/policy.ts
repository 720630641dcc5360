import { type Parsed, PORTS } from '../ports.ts';
import { type Cidr, parseCidr } from './cidr.ts';

/**
 * What may be connected to, as data. Public: global unicast addresses and the four mail ports, whatever `allowed` says.
 * Private: also the operator's ranges and ports. Made by {@link readPolicy}.
 */
export type AddressPolicy = {
  readonly profile: 'public' | 'private';
  /** Ranges that count as good although they are not public; for the private profile. */
  readonly allowed: readonly Cidr[];
  /** Never, in either profile: the service's own addresses, its data stores, whoever opted out. Wins over `allowed`. */
  readonly denied: readonly Cidr[];
  readonly ports: readonly number[];
  /** The host reaches IPv4 through NAT64 (RFC 6146): then the IPv4 address inside is judged. */
  readonly allowNat64: boolean;
};

/** What an operator writes. */
export type PolicyText = {
  readonly profile: AddressPolicy['profile'];
  /** Addresses and ranges such as `10.0.0.0/8`. */
  readonly allow?: readonly string[];
  readonly deny?: readonly string[];
  /** Ports beside 25, 465, 587 and 2525. */
  readonly ports?: readonly number[];
  readonly allowNat64?: boolean;
};

/** The strictest policy: the public internet, the four mail ports. */
export const PUBLIC_POLICY: AddressPolicy = {
  profile: 'public',
  allowed: [],
  denied: [],
  ports: /* @__PURE__ */ PORTS.map(({ port }) => port),
  allowNat64: false,
};

/** Reads a policy; the public profile takes no further ranges and ports, so that no slip can open it. */
export function readPolicy(text: PolicyText): Parsed<AddressPolicy> {
  const { profile, allow = [], deny = [], ports = [], allowNat64 = false } = text;
  if (profile === 'public' && allow.length + ports.length > 0) {
    return { ok: false, problem: 'the public profile takes no further addresses or ports: use the private profile' };
  }
  const odd = ports.find((port) => !(Number.isInteger(port) && port >= 1 && port <= 65_535));
  if (odd !== undefined) return { ok: false, problem: `not a port number from 1 to 65535: ${odd}` };
  const [allowed, denied] = [parseAll(allow), parseAll(deny)];
  if (!allowed.ok) return allowed;
  if (!denied.ok) return denied;
  return {
    ok: true,
    value: {
      profile,
      allowed: allowed.value,
      denied: denied.value,
      ports: [...PUBLIC_POLICY.ports, ...ports],
      allowNat64,
    },
  };
}

function parseAll(texts: readonly string[]): Parsed<readonly Cidr[]> {
  const blocks: Cidr[] = [];
  for (const text of texts) {
    const block = parseCidr(text);
    if (!block.ok) return block;
    blocks.push(block.value);
  }
  return { ok: true, value: blocks };
}
