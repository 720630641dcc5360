import type { Trace } from '../trace/types.ts';
import { factsOf } from './facts.ts';
import { outcomesOf } from './outcomes.ts';
import { rank } from './rank.ts';
import { RULES } from './rules/index.ts';
import type { Diagnosis } from './types.ts';
import { headlineOf, nextSteps, recommend, verdictOf } from './verdict.ts';

/**
 * What a set of traces shows. Pure: the same traces give the same diagnosis, today or from a file tomorrow.
 *
 * @example
 * const { verdict, headline, findings } = diagnose(traces);
 */
export function diagnose(traces: readonly Trace[]): Diagnosis {
  const facts = factsOf(traces);
  const findings = rank(
    facts,
    RULES.flatMap((rule) => rule(facts)),
  );
  const verdict = verdictOf(facts, findings);
  return {
    verdict,
    headline: headlineOf(facts, verdict, findings),
    recommendation: recommend(facts),
    routes: outcomesOf(facts, findings),
    findings,
    next: nextSteps(facts, verdict, findings),
  };
}
