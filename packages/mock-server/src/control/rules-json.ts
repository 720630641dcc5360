import type { Parsed } from '@smtp-triage/core';
import { at, type Match, type Rule, type RuleDraft, type Stage } from '../rules.ts';
import { ArgumentProblem, Arguments } from './arguments.ts';
import { textOrPattern } from './patterns.ts';
import { RULE_CALLS } from './rule-calls.ts';

const STAGES: Readonly<Record<Stage, true>> = {
  accept: true,
  greeting: true,
  ehlo: true,
  starttls: true,
  tls: true,
  'auth-command': true,
  auth: true,
  mail: true,
  rcpt: true,
  data: true,
  body: true,
  quit: true,
  any: true,
};
const CONDITIONS: readonly (keyof Match)[] = ['listener', 'from', 'to', 'user', 'line', 'hello', 'address'];

/**
 * Rules as JSON, in the words of the rules themselves:
 * `{ "at": "rcpt", "match": { "to": "/@slow\\.test$/" }, "do": [["reply", 450, "4.2.0", "greylisted"], ["times", 2]] }`.
 * One rule or a list of them.
 */
export function parseRules(json: unknown): Parsed<readonly Rule[]> {
  const rules: Rule[] = [];
  for (const [index, each] of (Array.isArray(json) ? (json as readonly unknown[]) : [json]).entries()) {
    try {
      rules.push(parseRule(each));
    } catch (error) {
      if (!(error instanceof ArgumentProblem)) throw error;
      return { ok: false, problem: `rule ${index + 1}: ${error.message}` };
    }
  }
  return { ok: true, value: rules };
}

function parseRule(json: unknown): Rule {
  if (typeof json !== 'object' || json === null) throw new ArgumentProblem('wants an object with at and do');
  const { at: stage, match, do: calls, ...others } = json as Readonly<Record<string, unknown>>;
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) throw new ArgumentProblem(`no such field: ${unknown}; there are at, match, do`);
  if (!isStage(stage)) throw new ArgumentProblem(`at is one of ${Object.keys(STAGES).join(' ')}`);
  if (!Array.isArray(calls) || calls.length === 0) {
    throw new ArgumentProblem('do is a list of calls such as ["reply", 450, "4.2.0", "busy"]');
  }
  return (calls as readonly unknown[]).reduce(called, at(stage, parseMatch(match ?? null)));
}

const isStage = (value: unknown): value is Stage => typeof value === 'string' && Object.hasOwn(STAGES, value);

function parseMatch(json: unknown): Match | null {
  if (json === null) return null;
  if (typeof json !== 'object') throw new ArgumentProblem('match is an object');
  const entries = Object.entries(json).map(([name, value]): readonly [string, string | RegExp] => {
    if (!CONDITIONS.some((each) => each === name)) {
      throw new ArgumentProblem(`no such condition: ${name}; there are ${CONDITIONS.join(', ')}`);
    }
    return [name, textOrPattern(value, name)];
  });
  return Object.fromEntries(entries) as Match;
}

function called(rule: RuleDraft, call: unknown): RuleDraft {
  const [name, ...given] = Array.isArray(call) ? (call as readonly unknown[]) : [call];
  const known = typeof name === 'string' && Object.hasOwn(RULE_CALLS, name) ? RULE_CALLS[name] : undefined;
  if (known === undefined) {
    throw new ArgumentProblem(`no such call: ${JSON.stringify(name)}; there are ${Object.keys(RULE_CALLS).join(' ')}`);
  }
  const values = new Arguments(given);
  try {
    const next = known(rule, values);
    values.end();
    return next;
  } catch (error) {
    throw error instanceof ArgumentProblem ? new ArgumentProblem(`${String(name)}: ${error.message}`) : error;
  }
}
