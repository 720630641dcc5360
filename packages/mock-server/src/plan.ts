import { type Edit, type Effect, type End, isEdit, isEnd, isShape, replaces, type Shape } from './effects.ts';
import type { Rule } from './rules.ts';

/** An effect that is carried out in its turn. */
export type Act = Exclude<Effect, Shape | Edit>;

/** Where a reply breaks off, and how. */
export type Cut = { readonly octets: number; readonly end: End };

/** What the rules want done at one place. */
export type Plan = {
  readonly rules: readonly number[];
  /** In this order; then the usual reply, unless they stand `instead` of it. */
  readonly acts: readonly Act[];
  readonly instead: boolean;
  /** For the EHLO reply. */
  readonly edits: readonly Edit[];
  /** For every reply that is said here. */
  readonly shapes: readonly Shape[];
  readonly cut: Cut | null;
};

/** The plan where no rule wants anything. */
export const NO_PLAN: Plan = { rules: [], acts: [], instead: false, edits: [], shapes: [], cut: null };

/** Adds an older rule to a plan. */
export function extendPlan(plan: Plan | null, id: number, rule: Rule): Plan {
  const { rules, acts, edits, shapes, cut } = plan ?? NO_PLAN;
  const { effects, stage } = rule;
  const afterBytes = rule.only?.afterBytes;
  const breaksOff = afterBytes !== undefined && stage !== 'body';
  const end = breaksOff ? (effects.find(isEnd) ?? null) : null;
  const own = effects.filter((effect): effect is Act => !isShape(effect) && !isEdit(effect) && effect !== end);
  return {
    rules: [...rules, id],
    acts: [...acts, ...own],
    instead: own.some(replaces),
    edits: [...edits, ...effects.filter(isEdit)],
    shapes: [...shapes, ...effects.filter(isShape)],
    cut: cut ?? (end === null || afterBytes === undefined ? null : { octets: afterBytes, end }),
  };
}
