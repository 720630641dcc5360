import { TRACE_SCHEMA } from '@smtp-triage/core';

/** The trace formats that are read here; they are written in the last of them. */
export const TRACE_VERSIONS: readonly string[] = [TRACE_SCHEMA];

/** Which rules and which trace format a result comes from (API-38). Rules change only with the program, so its version is theirs. */
export const versionsOf = (version: string): { readonly traceVersion: string; readonly rulesetVersion: string } => ({
  traceVersion: TRACE_SCHEMA,
  rulesetVersion: version,
});
