import type { Attestation } from '../providers/types.ts';

/** What kind of network it is, from data centres to the machine itself. */
export type NetworkKind = 'cloud' | 'vps' | 'paas' | 'edge' | 'ci' | 'shared-hosting' | 'isp' | 'network' | 'local';

/** A network that drops or refuses outgoing SMTP, and what helps. */
export type NetworkBlock = {
  readonly id: string;
  readonly network: string;
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
  /** How to have it lifted, or that it is not; null where neither is known. */
  readonly howToLift: string | null;
  readonly useInstead: string;
  readonly sources: readonly [string, ...string[]];
  readonly gathered: string;
  readonly confidence: Attestation;
};
