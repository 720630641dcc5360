import type { Code } from '../catalogue/causes.ts';
import type { Stage } from '../trace/types.ts';
import type { RouteFacts } from './facts.ts';
import type { Blame, Confidence, Evidence, Severity } from './types.ts';

/** What a rule says: a code with its evidence. The words come later, from the catalogue. */
export type Claim = {
  readonly code: Code;
  readonly confidence: Confidence;
  readonly evidence: readonly [Evidence, ...Evidence[]];
  /** The route it is about; null for what concerns the target as a whole. */
  readonly about: RouteFacts | null;
  /** Words for the catalogue's templates. */
  readonly words?: Readonly<Record<string, string>>;
  /** What this very reply means, where the catalogue of replies knows it: said before the cause's own words. */
  readonly meaning?: { readonly cause: string; readonly fix: readonly string[] };
  /** What the codes of a reply that it does not know stand for: said beside the cause's own words. */
  readonly registered?: string;
  /** Where these differ from the catalogue's. */
  readonly stage?: Stage;
  readonly severity?: Severity;
  readonly blame?: Blame;
};
