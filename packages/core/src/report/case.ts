import type { Parsed } from '../ports.ts';
import { fields, list, number, oneOf, optional, orNull, text } from '../trace/check.ts';
import { parseTraces, trace } from '../trace/parse.ts';
import type { Trace } from '../trace/types.ts';
import { CASE_SCHEMA, type Case } from './types.ts';

const document = fields({
  schema: oneOf(CASE_SCHEMA),
  tool: fields({ name: text, version: text }),
  target: fields({
    input: text,
    host: text,
    provider: orNull(text),
    source: oneOf('given', 'srv', 'autoconfig', 'mx-provider', 'guess'),
    foundBy: optional(text),
  }),
  vantage: fields({ label: text, startedAt: text, durationMs: number }),
  settings: orNull(fields({ port: number, mode: oneOf('implicit-tls', 'starttls', 'cleartext') })),
  traces: list(trace, 200),
});

/** Reads a saved case from parsed JSON, or a bare trace or list of traces, which make a case of their own. */
export function parseCase(value: unknown): Parsed<Case> {
  const schema = typeof value === 'object' && value !== null && 'schema' in value ? value.schema : null;
  if (schema === CASE_SCHEMA) {
    const problem = document(value);
    return problem === null ? { ok: true, value: value as Case } : { ok: false, problem: `case${problem}` };
  }
  const traces = parseTraces(value);
  return traces.ok ? { ok: true, value: caseOf(traces.value) } : traces;
}

/** A case around traces that came without one: what was asked is read off their routes. */
function caseOf(traces: readonly Trace[]): Case {
  const [first] = traces;
  const own = traces.find(({ route }) => route.purpose === 'settings')?.route;
  const host = first?.route.host ?? '';
  return {
    schema: CASE_SCHEMA,
    tool: { name: 'smtp-triage', version: 'unknown' },
    target: { input: host, host, provider: null, source: 'given' },
    vantage: {
      label: 'unknown',
      startedAt: first?.startedAt ?? '',
      durationMs: Math.max(0, ...traces.map(({ events }) => events.at(-1)?.at ?? 0)),
    },
    settings: own?.port == null || own.mode === null ? null : { port: own.port, mode: own.mode },
    traces,
  };
}
