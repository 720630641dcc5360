import type { Attestation } from '../providers/types.ts';

/** What kind of network it is, from data centres to the machine itself. */
export type NetworkKind = 'cloud' | 'vps' | 'paas' | 'edge' | 'ci' | 'shared-hosting' | 'isp' | 'network' | 'local';

/**
 * Whether a block can be lifted, and how: by asking for it, by a paid plan, by a switch that the customer has, not at
 * all; or it is not known.
 */
export type Lift = 'request' | 'plan' | 'setting' | 'never' | 'unknown';

/** A network that drops or refuses outgoing SMTP, and what helps. */
export type NetworkBlock = {
  readonly id: string;
  readonly network: string;
  /** Other words for it, which its name does not hold: `gcp`, `ec2`; lower case. */
  readonly aliases: readonly string[];
  readonly kind: NetworkKind;
  /** Ports that are blocked outbound unless asked for. */
  readonly ports: readonly number[];
  /** Ports that are known to be left open. */
  readonly open: readonly number[];
  /** How a blocked port looks from inside. */
  readonly looksLike: 'silence' | 'refusal' | 'redirect' | 'error' | 'varies';
  /** Since when, where that is known: a year, a month or a day. */
  readonly since: string | null;
  readonly notes: string | null;
  readonly lift: Lift;
  /** The same in a sentence, with the way to go; null where `lift` is `unknown`. */
  readonly howToLift: string | null;
  /** Where the operator of the network writes about it, or the form to fill in. */
  readonly url: string | null;
  readonly useInstead: string;
  readonly sources: readonly [string, ...string[]];
  readonly gathered: string;
  readonly confidence: Attestation;
};
