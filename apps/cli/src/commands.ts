import { type Report, reportOf, type Tool } from '@smtp-triage/core';
import { check } from './check.ts';
import { type ExitStatus, USAGE } from './exit.ts';
import { explain } from './explain.ts';
import { parseExplain } from './explain-options.ts';
import { type OutputOptions, parseCheck } from './options.ts';
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
  if (!options.ok) return refuse(options.problem, terminal);
  const unknown = await unknownClient(options.value);
  return unknown === null ? check(options.value, terminal, tool) : refuse(unknown, terminal);
}

/**
 * Runs `check` for its report, for `config`: nothing is printed, nobody logs in, since `--user` and `--from` only stand in
 * the settings.
 */
export async function runForReport(
  argument: string,
  raw: Raw,
  terminal: Terminal,
  tool: Tool,
): Promise<Report | ExitStatus> {
  const { for: _, user: __, from: ___, ...rest } = raw;
  const options = parseCheck(argument, { ...rest, json: true });
  if (!options.ok) return refuse(options.problem, terminal);
  let report: Report | null = null;
  const status = await check({ ...options.value, secret: { kind: 'none' } }, terminal, tool, async (triaged) => {
    report = reportOf(triaged);
    return 0;
  });
  return report ?? status;
}

/** Parses and runs `explain`. */
export async function runExplain(argument: string | undefined, raw: Raw, terminal: Terminal): Promise<ExitStatus> {
  const options = parseExplain(raw);
  if (!options.ok) return refuse(options.problem, terminal);
  const unknown = await unknownClient(options.value);
  return unknown === null ? explain(argument, options.value, terminal) : refuse(unknown, terminal);
}

/** What is wrong with the name of a client, said before anything is tested. */
async function unknownClient({ paste }: OutputOptions): Promise<string | null> {
  if (paste === null) return null;
  const { clientNamed } = await import('./config.ts');
  const client = clientNamed(paste.client);
  return client.ok ? null : client.problem;
}

function refuse(problem: string, terminal: Terminal): ExitStatus {
  terminal.problem(problem);
  return USAGE;
}
