import type { Effect, Match, Rule, Stage } from './rules.ts';

/** What a rule can look at. */
export type Subject = {
  readonly listener: string;
  readonly from: string | null;
  readonly to: string | null;
  readonly user: string | null;
  readonly line: string;
};

/** An edit of the EHLO reply. */
export type Edit = Extract<Effect, { type: 'hide' | 'mangle' }>;

/** What the rules want done at one place: edits of the EHLO reply, and effects; `instead` when these replace the usual reply. */
export type Plan = {
  readonly rules: readonly number[];
  readonly effects: readonly Exclude<Effect, Edit>[];
  readonly edits: readonly Edit[];
  readonly instead: boolean;
};

type Entry = { readonly id: number; readonly rule: Rule; fired: number };

/** Stages that are no reply to a command, so that `any` leaves them alone. */
const NOT_ANY: ReadonlySet<Stage> = new Set<Stage>(['accept', 'greeting', 'tls']);

/** The rules of one server and how often each has fired. Counts are shared by all its connections. */
export class RuleBook {
  #entries: readonly Entry[] = [];
  #nextId = 1;

  /** Whether there is nothing to look at, which is the usual case. */
  get isEmpty(): boolean {
    return this.#entries.length === 0;
  }

  /** Adds rules, newest first in line; the function takes them away again. */
  use(rules: readonly Rule[]): () => void {
    const added = rules.map((rule): Entry => ({ id: this.#nextId++, rule, fired: 0 }));
    this.#entries = [...this.#entries, ...added];
    return () => {
      this.#entries = this.#entries.filter((entry) => !added.includes(entry));
    };
  }

  /** Rules that have not fired as often as they are meant to: never, or fewer times than their limit. */
  pending(): readonly Rule[] {
    return this.#entries.filter(({ rule, fired }) => fired < (rule.limit ?? 1)).map(({ rule }) => rule);
  }

  /**
   * The plan for a place, or null when no rule matches. The newest matching rule that replaces the reply wins; delays
   * and edits of newer ones come before it, those of older ones are left.
   */
  pick(stage: Stage, subject: Subject): Plan | null {
    let plan: Plan | null = null;
    for (let i = this.#entries.length - 1; i >= 0 && plan?.instead !== true; i--) {
      const entry = this.#entries[i];
      if (entry === undefined || !applies(entry, stage, subject)) continue;
      entry.fired++;
      plan = extended(plan, entry);
    }
    return plan;
  }
}

function applies({ rule, fired }: Entry, stage: Stage, subject: Subject): boolean {
  if (rule.stage !== stage && (rule.stage !== 'any' || NOT_ANY.has(stage))) return false;
  if (rule.limit !== null && fired >= rule.limit) return false;
  return rule.match === null || matches(rule.match, subject);
}

function matches(match: Match, subject: Subject): boolean {
  return (
    (match.listener === undefined || match.listener === subject.listener) &&
    fits(match.from, subject.from) &&
    fits(match.to, subject.to) &&
    fits(match.user, subject.user) &&
    fits(match.line, subject.line)
  );
}

function fits(wanted: string | RegExp | undefined, got: string | null): boolean {
  if (wanted === undefined) return true;
  if (got === null) return false;
  if (typeof wanted === 'string') return wanted.toLowerCase() === got.toLowerCase();
  wanted.lastIndex = 0; // a /g expression remembers where it stopped
  return wanted.test(got);
}

function extended(plan: Plan | null, { id, rule }: Entry): Plan {
  const edits = rule.effects.filter((effect) => effect.type === 'hide' || effect.type === 'mangle');
  const effects = rule.effects.filter((effect) => effect.type !== 'hide' && effect.type !== 'mangle');
  return {
    rules: [...(plan?.rules ?? []), id],
    effects: [...(plan?.effects ?? []), ...effects],
    edits: [...(plan?.edits ?? []), ...edits],
    instead: effects.some((effect) => effect.type !== 'delay'),
  };
}
