import type { NetworkBlock } from '../catalogue/blocks/types.ts';
import type { Mode, PortRole } from '../ports.ts';
import type { Report } from '../report/types.ts';

/** The parts of a report that an unblock kit is made from; traces make its evidence more exact. */
export type RunReport = Pick<Report, 'target' | 'vantage' | 'settings' | 'routes' | 'findings' | 'recommendation'> &
  Partial<Pick<Report, 'traces'>>;

/**
 * How a port of the target ended in a run, as far as a network can be the cause: the target answered; somebody did whose
 * certificate is for another name; nobody did; somebody said no; there is no way there at all; another host shows that
 * the server does not serve it; not tried.
 */
export type PortEnd =
  | 'answered'
  | 'other-name'
  | 'silence'
  | 'refusal'
  | 'prohibited'
  | 'no-route'
  | 'not-served'
  | 'not-tried';

/** One port of the target in a run, all addresses and modes taken together: one answer is enough. */
export type SeenPort = {
  readonly port: number;
  readonly role: PortRole;
  readonly end: PortEnd;
  /** A control host on the same port shows that this network is the cause. */
  readonly confirmed: boolean;
};

/** Whether what was seen is what the policy of the network makes of it. */
export type AgreementVerdict = 'agrees' | 'partly' | 'does-not-explain' | 'nothing-closed';

/** A run held against a policy. */
export type Agreement = {
  readonly verdict: AgreementVerdict;
  /** Closed in this run, and by policy. */
  readonly explained: readonly number[];
  /** Closed in this run, though the policy leaves them open, or closes them in another way. */
  readonly unexplained: readonly number[];
  /** Closed by policy, though they answered in this run. */
  readonly passed: readonly number[];
  /** The same in a few sentences. */
  readonly summary: string;
};

/** A way to submit mail from that network. */
export type FallbackRoute = {
  readonly host: string;
  readonly port: number;
  readonly mode: Mode;
  /** It worked in this run, or the provider documents it. */
  readonly source: 'run' | 'documented';
  /** Whether the port is known to be open there; where it is not, it has to be tried. */
  readonly knownOpen: boolean;
};

/** A sending service that documents a port which is open there. */
export type FallbackService = {
  readonly id: string;
  readonly name: string;
  readonly host: string;
  readonly port: number;
  readonly mode: Mode;
};

/** What works without anything being lifted. */
export type Fallback = {
  /** Of the provider that was asked for, the surest first. */
  readonly routes: readonly FallbackRoute[];
  /** Others, where that network closes both 587 and 465 and nothing else is left; empty elsewhere. */
  readonly services: readonly FallbackService[];
  /** The provider that was asked for, if it is a sending service: those take mail over HTTPS as well. */
  readonly https: { readonly name: string; readonly url: string | null } | null;
  /** What helps on this network in general; never a port that was tried in vain. */
  readonly instead: string;
};

/** A text to send to whoever runs the network. What stands in square brackets is to be filled in. */
export type UnblockRequest = {
  readonly ports: readonly number[];
  readonly subject: string;
  /** Plain text, lines of at most 72 characters unless a name is longer. */
  readonly body: string;
};

/** What to do about a network that blocks mail: its policy, whether a run fits it, what works instead, what to ask for. */
export type UnblockKit = {
  readonly platform: NetworkBlock;
  /** Null without a run. */
  readonly agreement: Agreement | null;
  readonly fallback: Fallback;
  /** Null where asking does not help, or where there is nothing to ask for. */
  readonly request: UnblockRequest | null;
};
