import type { AttemptAction, AttemptInput, Envelope, Timing } from '../attempt/types.ts';
import type { Mode } from '../ports.ts';
import type { SaslCredentials, SaslMechanism } from '../sasl/index.ts';
import type { TargetSource } from '../target.ts';
import type { Family, LookupFailure, TraceEvent } from '../trace/types.ts';

/** A port and how it is spoken to. */
export type PortMode = { readonly port: number; readonly mode: Mode };

/** A host that answers where networks let one through. `port` null: the port in doubt. */
export type ControlHost = {
  readonly host: string;
  readonly port: number | null;
  /** Chosen by us, not by the user: then only worth asking when the target is on the public internet. */
  readonly builtIn: boolean;
};

/** Large submission services that serve 25, 465 and 587 to everyone; asked for a TCP connection and nothing else. */
export const CONTROL_HOSTS: readonly ControlHost[] = [
  { host: 'smtp.gmail.com', port: null, builtIn: true },
  { host: 'smtp.fastmail.com', port: null, builtIn: true },
];

/** One target, and everything that may influence how it is investigated. Plain values; only the secrets are wrapped. */
export type Request = {
  readonly input: string;
  readonly host: string;
  readonly source: TargetSource;
  /** How the host of an e-mail address was found, in words. */
  readonly foundBy?: string;
  /** What the user's client is set to, if they said it: tried exactly so, and reported first. */
  readonly settings: PortMode | null;
  /** Try the settings alone (with the one follow-up on that port that settles an ambiguity), not the ladder. */
  readonly only: boolean;
  readonly ladder: readonly PortMode[];
  readonly families: readonly Family[];
  /** Addresses tried per family; the rest are reported as skipped. */
  readonly addressesPerFamily: number;
  readonly credentials: SaslCredentials | null;
  /** The mechanism to use, or null to choose from what the server offers. */
  readonly mechanism: SaslMechanism | null;
  /** Client nonce for SCRAM, from the edge's random source. */
  readonly nonce: string;
  readonly envelope: Envelope | null;
  readonly ehloName: string;
  /** SNI and name to check, where it is not the host. */
  readonly servername: string | null;
  readonly minTls: 'TLSv1.2' | 'TLSv1.3';
  readonly timing: Timing;
  /** Time for the whole run, in milliseconds; what is still open then is reported as skipped. */
  readonly budgetMs: number;
  /** Wait for every route, even where nothing more can change the advice. */
  readonly waitForAll: boolean;
  /** Where a port really is, for ladders against unprivileged ports. */
  readonly connectTo: readonly { readonly port: number; readonly host: string; readonly toPort: number }[];
  /** A proxy resolves names: no look-up here, one route per port. */
  readonly proxied: boolean;
  /** Hosts asked only when they can tell network from server; empty: none. */
  readonly controls: readonly ControlHost[];
  /** Time for a name look-up, in milliseconds. */
  readonly lookupMs: number;
  /** Wall clock at `at` 0, ISO 8601 UTC. */
  readonly startedAt: string;
};

/** What a name look-up gave for one family. */
export type LookupAnswer =
  | { readonly family: Family; readonly ok: true; readonly addresses: readonly string[] }
  | { readonly family: Family; readonly ok: false; readonly why: LookupFailure; readonly code: string | null };

/** What can happen to an investigation. `at`: milliseconds since it began, from a monotonic clock. */
export type InvestigationInput = { readonly at: number } & (
  | { readonly type: 'start' }
  | { readonly type: 'looked-up'; readonly name: string; readonly answer: LookupAnswer }
  | { readonly type: 'attempt'; readonly id: string; readonly input: AttemptInput }
  | { readonly type: 'tick' }
  | { readonly type: 'interrupt' }
);

/**
 * What an investigation asks of the edge. `arm` replaces the one timer (null: none): at that time a `tick` is due.
 * `lookup` is answered by one `looked-up` per family. `event` is for whoever watches live; it is in the trace already.
 */
export type InvestigationAction =
  | { readonly type: 'lookup'; readonly name: string; readonly families: readonly Family[] }
  | { readonly type: 'attempt'; readonly id: string; readonly action: AttemptAction }
  | { readonly type: 'arm'; readonly at: number | null }
  | { readonly type: 'event'; readonly route: string; readonly event: TraceEvent }
  | { readonly type: 'finished' };
