import { compileMatch, type Subject } from './matching.ts';
import { drawOf } from './random.ts';
import type { Only, Per, Rule } from './rules.ts';

/** Clients that one rate keeps apart; beyond that the one that was seen first is forgotten. */
const RATE_KEYS = 10_000;
const NO_RESTRICTION: Only = {};

/** A rule in the book of one server: how often it was asked for and how often it has fired. */
export class Gate {
  readonly id: number;
  readonly rule: Rule;
  /** How often the rule has fired. */
  fired = 0;
  readonly #fits: ((subject: Subject) => boolean) | null;
  readonly #seed: number;
  #seen = 0;
  #drawn = 0;
  /** When each client was let pass, oldest first, no more times than the limit. */
  readonly #passed: Map<string, number[]> = new Map();

  /** A rule that has not been asked for. */
  constructor(id: number, rule: Rule, seed: number) {
    this.id = id;
    this.rule = rule;
    this.#fits = compileMatch(rule.match);
    this.#seed = seed;
  }

  /** Whether the rule still has to fire: never yet, or fewer times than its limit. */
  get isPending(): boolean {
    return this.fired < (this.rule.limit ?? 1);
  }

  /** Whether the rule takes hold here and now; counts the question and the answer. */
  opens(subject: Subject, state: string, at: number): boolean {
    const { rule } = this;
    if (rule.only?.state !== undefined && rule.only.state !== state) return false;
    if (rule.limit !== null && this.fired >= rule.limit) return false;
    if (this.#fits !== null && !this.#fits(subject)) return false;
    if (!this.#isItsTurn() || !this.#isDrawn() || !this.#isTooOften(subject, at)) return false;
    this.fired++;
    return true;
  }

  #isItsTurn(): boolean {
    const { nth, after = 0, every = 1 } = this.rule.only ?? NO_RESTRICTION;
    const place = ++this.#seen - after;
    return place > 0 && place % every === 0 && (nth === undefined || place === nth);
  }

  #isDrawn(): boolean {
    const { chance } = this.rule.only ?? NO_RESTRICTION;
    return chance === undefined || drawOf(this.#seed, this.id, this.#drawn++) < chance;
  }

  /** Whether a rule with a rate finds it exceeded; what is let pass is counted, what is not is not. */
  #isTooOften(subject: Subject, at: number): boolean {
    const { rate } = this.rule.only ?? NO_RESTRICTION;
    if (rate === undefined) return true;
    const key = keyOf(rate.per, subject);
    const times = this.#passed.get(key) ?? [];
    while (times[0] !== undefined && times[0] <= at - rate.windowMs) times.shift();
    if (times.length >= rate.limit) return true;
    times.push(at);
    this.#passed.set(key, times);
    const [oldest] = this.#passed.size > RATE_KEYS ? this.#passed.keys() : [];
    if (oldest !== undefined) this.#passed.delete(oldest);
    return false;
  }
}

function keyOf(per: Per, subject: Subject): string {
  switch (per) {
    case 'client':
      return subject.address ?? '';
    case 'session':
      return `${subject.session}`;
    case 'user':
      return subject.user ?? '';
    case 'sender':
      return subject.from?.toLowerCase() ?? '';
    case 'server':
      return '';
    default:
      return per satisfies never;
  }
}
