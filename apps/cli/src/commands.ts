import type { Tool } from '@smtp-triage/core';
import { check } from './check.ts';
import { type ExitStatus, USAGE } from './exit.ts';
import { explain } from './explain.ts';
import { parseExplain } from './explain-options.ts';
import { parseCheck } from './options.ts';
import type { Raw } from './raw.ts';
import type { Terminal } from './terminal.ts';

export { ports } from './ports.ts';

/**
 * The commands that need core and probe: a bundle of its own, loaded when one of them runs. Everything that touches a
 * `Secret` is in here, since two bundles hold two copies of that class and neither can read the other's.
 */

/** Parses and runs `check`. */
export async function runCheck(
  argument: string | undefined,
  raw: Raw,
  terminal: Terminal,
  tool: Tool,
): Promise<ExitStatus> {
  const options = parseCheck(argument, raw);
  return options.ok ? check(options.value, terminal, tool) : refuse(options.problem, terminal);
}

/** Parses and runs `explain`. */
export async function runExplain(argument: string | undefined, raw: Raw, terminal: Terminal): Promise<ExitStatus> {
  const options = parseExplain(raw);
  return options.ok ? explain(argument, options.value, terminal) : refuse(options.problem, terminal);
}

function refuse(problem: string, terminal: Terminal): ExitStatus {
  terminal.problem(problem);
  return USAGE;
}
