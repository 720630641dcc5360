import {
  type Explanation,
  explainError,
  type Parsed,
  parseCase,
  type Report,
  reportOf,
  type Trace,
} from '@smtp-triage/core';

/** A saved test, diagnosed by the rules of today. */
export type Diagnosed = { readonly report: Report; readonly traces: readonly Trace[] };

/** Diagnoses what smtp-triage saved: a case, a trace, a list of traces, or a report with its traces. Parsed JSON. */
export function readCase(json: unknown): Parsed<Diagnosed> {
  const read = parseCase(caseIn(json));
  return read.ok
    ? { ok: true, value: { report: reportOf(read.value, { traces: true }), traces: read.value.traces } }
    : read;
}

/** What an error text may mean. */
export const explained = (text: string): readonly Explanation[] => explainError(text);

/** A report that was written with its traces holds a case. */
function caseIn(json: unknown): unknown {
  const { schema, tool, target, vantage, settings, traces } = Object(json) as Readonly<Record<string, unknown>>;
  if (schema !== 'smtp-triage/diagnosis@1') return json;
  const { port, mode } = Object(settings) as { readonly port?: unknown; readonly mode?: unknown };
  return {
    schema: 'smtp-triage/case@1',
    tool,
    target,
    vantage,
    settings: settings == null ? null : { port, mode },
    traces,
  };
}
