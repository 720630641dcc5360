import { STAGES, type Stage } from '@smtp-triage/core';
import type { Case } from './cases.ts';
import type { Output } from './outputs.ts';
import type { Tool } from './tools.ts';
import { STAGE_WORDS, textOf } from './words.ts';

/** What came of one tool on one case. */
export type Mark = {
  readonly output: Output;
  /** Whether it named each of these; null: nothing to name, or beyond what the tool looks at. */
  readonly stage: boolean | null;
  readonly cause: boolean | null;
  readonly fix: boolean | null;
  /** It says that all is well, and mail cannot be sent, or not safely, for a reason within its reach. */
  readonly falseOk: boolean;
  /** It does not say that all is well, although it is. */
  readonly falseAlarm: boolean;
};

/** Marks an output by the rules that stand on the page; null where the tool was not run. */
export function judge(tool: Tool, { stage, cause, fix, works }: Case, output: Output | undefined): Mark | null {
  if (output === undefined) return null;
  const text = textOf(output.text);
  const says = (words: readonly RegExp[]): boolean => words.some((word) => word.test(text));
  const claims = output.status !== null && tool.claims(output.status, output.text);
  const named = (words: readonly RegExp[]): boolean | null =>
    stage === null || isBeyond(tool, stage) ? null : says(words);
  return {
    output,
    stage: named(stage === null ? [] : STAGE_WORDS[stage]),
    cause: named(cause),
    fix: named(fix),
    falseOk: claims && !works && stage !== null && !isBeyond(tool, stage),
    falseAlarm: works && stage === null && output.status !== 0,
  };
}

const isBeyond = (tool: Tool, stage: Stage): boolean => STAGES.indexOf(stage) > STAGES.indexOf(tool.reach);
