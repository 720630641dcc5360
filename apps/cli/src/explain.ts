import { type Case, type Parsed, parseCase } from '@smtp-triage/core';
import { type ExitStatus, USAGE } from './exit.ts';
import { problem } from './fields.ts';
import type { OutputOptions } from './options.ts';
import { deliver, eventLines } from './output.ts';
import type { Terminal } from './terminal.ts';
import type { Text } from './view/text.ts';

/** Diagnoses a saved case or trace again; needs no network. */
export async function explain(
  file: string | undefined,
  options: OutputOptions,
  terminal: Terminal,
): Promise<ExitStatus> {
  const triaged = await readCase(file, terminal);
  if (!triaged.ok) {
    terminal.problem(triaged.problem);
    return USAGE;
  }
  const before = options.format === 'ndjson' ? eventLines(triaged.value.traces) : ('' as Text);
  return deliver(triaged.value, options, terminal, { ladderShown: false, before });
}

async function readCase(file: string | undefined, terminal: Terminal): Promise<Parsed<Case>> {
  if (file === undefined)
    return problem('no file named; for example: smtp-triage explain case.json, or "-" for standard input');
  const text =
    file === '-'
      ? ({ ok: true, value: await terminal.world.readInput() } as const)
      : await terminal.world.readFile(file);
  if (!text.ok) return text;
  const name = file === '-' ? 'standard input' : file;
  if (text.value.trim() === '') return problem(`${name} is empty; save a case with --save-trace FILE`);
  const json = parseJson(text.value);
  if (json === undefined) return problem(`${name} is not JSON; explain reads what --save-trace FILE has written`);
  const triaged = parseCase(json);
  return triaged.ok ? triaged : problem(`${name} is not a saved case: ${triaged.problem}`);
}

/** A byte order mark is what some editors and shells put in front. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\ufeff/, ''));
  } catch {
    return undefined;
  }
}
