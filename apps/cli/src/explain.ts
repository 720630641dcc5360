import { type Case, explainError, type Parsed, parseCase } from '@smtp-triage/core';
import { type ExitStatus, USAGE } from './exit.ts';
import { type ExplainOptions, hasContext } from './explain-options.ts';
import { deliverExplanations } from './explain-text.ts';
import { problem } from './fields.ts';
import { deliver, eventLines } from './output.ts';
import type { Terminal } from './terminal.ts';
import type { Text } from './view/text.ts';

/** POSIX PATH_MAX. */
const LONGEST_PATH = 4_096;

/** A saved case, or the text or object of an error. */
type Input = { readonly kind: 'case'; readonly triaged: Case } | { readonly kind: 'error'; readonly error: unknown };

/** Diagnoses a saved case or trace again, or says what an error text means; needs no network. */
export async function explain(
  argument: string | undefined,
  options: ExplainOptions,
  terminal: Terminal,
): Promise<ExitStatus> {
  const input = await readInput(argument, terminal);
  if (!input.ok) return refuse(input.problem, terminal);
  if (input.value.kind === 'error') {
    if (options.platform !== null)
      return refuse('--platform is for a saved case; an error text says nothing of ports', terminal);
    if (options.paste !== null)
      return refuse('--for is for a saved case; smtp-triage config prints settings for a server', terminal);
    return deliverExplanations(explainError(input.value.error, options.context), options, terminal);
  }
  if (hasContext(options.context))
    return refuse('--host, --port and --mode are for error texts; a saved case knows its own', terminal);
  const { triaged } = input.value;
  const before = options.format === 'ndjson' ? eventLines(triaged.traces) : ('' as Text);
  return deliver(triaged, options, terminal, { ladderShown: false, before });
}

async function readInput(argument: string | undefined, terminal: Terminal): Promise<Parsed<Input>> {
  if (argument === undefined)
    return problem(
      'nothing to explain; for example: smtp-triage explain case.json, smtp-triage explain "wrong version number", or "-" for standard input',
    );
  if (argument === '-') return understand(await terminal.world.readInput(), 'standard input');
  // What no file can be called is not looked for
  if (argument.length > LONGEST_PATH || argument.includes('\n')) return understand(argument, 'the text');
  const file = await terminal.world.readFile(argument);
  if (file.ok) return understand(file.value, argument);
  return isFile(argument, file.problem) ? file : understand(argument, 'the text');
}

/** A file is meant, though it cannot be read: it is there, or its name is that of a file. */
const isFile = (argument: string, trouble: string): boolean =>
  /is a directory|permission/i.test(trouble) ||
  (!/\s/.test(argument) &&
    (/^(?:[./~]|[A-Za-z]:\\)/.test(argument) || /\.(?:json|ndjson|txt|log|out|eml|md)$/i.test(argument)));

function understand(text: string, name: string): Parsed<Input> {
  if (text.trim() === '')
    return problem(`${name} is empty; save a case with --save-trace FILE, or paste an error text`);
  const json = parseJson(text);
  if (typeof json !== 'object' || json === null) return { ok: true, value: { kind: 'error', error: text } };
  const triaged = parseCase(json);
  if (triaged.ok) return { ok: true, value: { kind: 'case', triaged: triaged.value } };
  const isOurs =
    'schema' in json || (Array.isArray(json) && json.some((each) => Object(each) === each && 'schema' in each));
  if (isOurs) return problem(`${name} is not a saved case: ${triaged.problem}`);
  // An error as a logger writes it; where its fields say nothing, its text may
  const error = explainError(json).length > 0 ? json : text;
  return { ok: true, value: { kind: 'error', error } };
}

/** A byte order mark is what some editors and shells put in front. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\ufeff/, ''));
  } catch {
    return undefined;
  }
}

function refuse(text: string, terminal: Terminal): ExitStatus {
  terminal.problem(text);
  return USAGE;
}
