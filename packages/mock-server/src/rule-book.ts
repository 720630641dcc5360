import { isShape } from './effects.ts';
import type { Subject } from './matching.ts';
import { extendPlan, type Plan } from './plan.ts';
import { Gate } from './rule-gate.ts';
import type { Rule, Stage } from './rules.ts';

/** Stages that are no reply to a command of their own, so that `any` leaves them alone. */
const NOT_ANY: ReadonlySet<Stage> = new Set<Stage>(['accept', 'greeting', 'tls', 'auth-command']);
const FIRST_STATE = 'start';

/** The rules of one server and how often each has fired. Counts and the scenario's state are shared by all its connections. */
export class RuleBook {
  /** Where the scenario stands: what `goto` said last. */
  state: string = FIRST_STATE;
  readonly #seed: number;
  #gates: readonly Gate[] = [];
  /** Newest first, by stage; made when first asked for. */
  readonly #standing: Map<Stage, readonly Gate[]> = new Map();
  #nextId = 1;

  /** A book with nothing in it. The seed decides what `chance` draws. */
  constructor(seed: number = 1) {
    this.#seed = seed;
  }

  /** Whether there is nothing to look at, which is the usual case. */
  get isEmpty(): boolean {
    return this.#gates.length === 0;
  }

  /** Adds rules, newest first in line; the function takes them away again. */
  use(rules: readonly Rule[]): () => void {
    const added = rules.map((rule) => new Gate(this.#nextId++, rule, this.#seed));
    this.#rewrite([...this.#gates, ...added]);
    return () => this.#rewrite(this.#gates.filter((gate) => !added.includes(gate)));
  }

  /** Rules that have not fired as often as they are meant to: never, or fewer times than their limit. */
  pending(): readonly Rule[] {
    return this.#gates.filter(({ isPending }) => isPending).map(({ rule }) => rule);
  }

  /**
   * The plan for a place, or null when no rule matches. The newest matching rule that replaces the reply wins; delays, edits and
   * shapes of newer ones are added to it, older ones are not asked.
   */
  pick(stage: Stage, subject: Subject, at: number): Plan | null {
    let plan: Plan | null = null;
    for (const gate of this.#at(stage)) {
      if (isMidway(gate.rule) || !gate.opens(subject, this.state, at)) continue;
      plan = extendPlan(plan, gate.id, gate.rule);
      if (plan.instead) break;
    }
    return plan;
  }

  /** The plan for a message that has grown from so many octets to so many, for faults that wait for that. */
  pickMidway(subject: Subject, at: number, from: number, to: number): Plan | null {
    for (const gate of this.#at('body')) {
      const { rule } = gate;
      const { afterBytes = 0 } = rule.only ?? {};
      if (!isMidway(rule) || afterBytes <= from || afterBytes > to || !gate.opens(subject, this.state, at)) continue;
      return extendPlan(null, gate.id, { ...rule, effects: rule.effects.filter((effect) => !isShape(effect)) });
    }
    return null;
  }

  #at(stage: Stage): readonly Gate[] {
    const known = this.#standing.get(stage);
    if (known !== undefined) return known;
    const isHere = ({ rule }: Gate): boolean => rule.stage === stage || (rule.stage === 'any' && !NOT_ANY.has(stage));
    const found = this.#gates.filter(isHere).reverse();
    this.#standing.set(stage, found);
    return found;
  }

  #rewrite(gates: readonly Gate[]): void {
    this.#gates = gates;
    this.#standing.clear();
  }
}

/** Whether a rule takes hold while the message is still coming in. */
const isMidway = ({ stage, only }: Rule): boolean => stage === 'body' && only?.afterBytes !== undefined;
