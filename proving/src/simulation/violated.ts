/** An invariant that did not hold: which one, and what was seen. */
export class Violated extends Error {
  readonly rule: string;

  /** The rule is one of a closed list of short names, so that failures can be told apart and counted. */
  constructor(rule: string, seen: string) {
    super(`${rule}: ${seen}`);
    this.name = 'Violated';
    this.rule = rule;
  }
}

/** Says so when something does not hold. */
export function must(holds: boolean, rule: string, seen: () => string): asserts holds {
  if (!holds) throw new Violated(rule, seen());
}
