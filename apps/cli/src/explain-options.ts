import { type ErrorContext, type Parsed, parseHost, parsePort } from '@smtp-triage/core';
import { problem } from './fields.ts';
import { type OutputOptions, parseOutput } from './options.ts';
import { type Raw, Reader } from './raw.ts';
import { MODES } from './spec.ts';

/** What `explain` takes; the context is for error texts, since a saved case knows its own. */
export type ExplainOptions = OutputOptions & { readonly context: ErrorContext };

/** Reads the options of `explain`. */
export function parseExplain(raw: Raw): Parsed<ExplainOptions> {
  const output = parseOutput(raw);
  if (!output.ok) return output;
  const reader = new Reader(raw);
  const context: ErrorContext = {
    host: reader.value('host', parseHost) ?? undefined,
    port: reader.value('port', parsePort) ?? undefined,
    mode: reader.choice('mode', MODES) ?? undefined,
  };
  return reader.problem === null ? { ok: true, value: { ...output.value, context } } : problem(reader.problem);
}

/** Whether something is said of the settings. */
export const hasContext = (context: ErrorContext): boolean =>
  Object.values(context).some((value) => value !== undefined);
