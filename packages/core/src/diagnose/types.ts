import type { Code, Layer } from '../catalogue/causes.ts';
import type { Mode, PortRole } from '../ports.ts';
import type { Family, Outcome, Stage, TlsFacts } from '../trace/types.ts';
import type { Offers } from '../wire/offers.ts';

/** How sure a finding is: `certain` only where a second test confirmed it or the server said it in words. */
export type Confidence = 'certain' | 'likely' | 'possible';
/** How much a finding stands in the way of the user's mail. */
export type Severity = 'error' | 'warning' | 'info';
/** Whose move it is. */
export type Blame = 'client' | 'network' | 'server' | 'provider' | 'account';
/** What the whole comes to; see the diagnosis contract. */
export type Verdict = 'ready' | 'degraded' | 'fixable' | 'unusable' | 'inconclusive';

/** A pointer into a trace: the route's id and the index of the event, with the server's own words where they matter. */
export type Evidence = { readonly route: string; readonly event: number; readonly quote?: string };

/** One cause, its wording filled in, with the events that show it. */
export type Finding = {
  readonly code: Code;
  readonly layer: Layer;
  readonly stage: Stage;
  readonly severity: Severity;
  readonly confidence: Confidence;
  readonly blame: Blame;
  readonly title: string;
  readonly cause: string;
  readonly fix: readonly string[];
  readonly evidence: readonly [Evidence, ...Evidence[]];
  readonly references: readonly { readonly title: string; readonly url: string }[];
};

/** Milliseconds spent in each stage; null where it was not reached. */
export type Timings = {
  readonly dns: number | null;
  readonly connect: number | null;
  readonly greeting: number | null;
  readonly ehlo: number | null;
  readonly starttls: number | null;
  readonly tls: number | null;
  readonly auth: number | null;
  readonly total: number;
};

/** What came of one port × mode × address. */
export type RouteOutcome = {
  readonly id: string;
  readonly port: number;
  readonly mode: Mode;
  readonly role: PortRole;
  readonly family: Family | null;
  readonly address: string;
  readonly outcome: Outcome;
  readonly reached: Stage | null;
  readonly failedAt: Stage | null;
  readonly timings: Timings;
  readonly offers: Offers | null;
  readonly tls: TlsFacts | null;
  readonly findings: readonly Code[];
};

/** The settings to use. */
export type Recommendation = {
  readonly host: string;
  readonly port: number;
  readonly mode: Mode;
  readonly authMechanisms: readonly string[];
  readonly why: string;
};

/** A step that would settle an open question. */
export type NextStep = { readonly action: string; readonly command?: string };

/** What the traces come to. */
export type Diagnosis = {
  readonly verdict: Verdict;
  readonly headline: string;
  readonly recommendation: Recommendation | null;
  readonly routes: readonly RouteOutcome[];
  readonly findings: readonly Finding[];
  readonly next: readonly NextStep[];
};
