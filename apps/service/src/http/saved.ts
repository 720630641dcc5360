import {
  CASE_SCHEMA,
  type Case,
  parseCase,
  REPORT_SCHEMA,
  type Report,
  TRACE_SCHEMA,
  type Verdict,
} from '@smtp-triage/core';
import { Problem } from './problem.ts';

/** Connections in one request (API-08); look-ups of names are none. */
export const MAX_ATTEMPTS = 32;

/** What was diagnosed before: verdict and codes. */
export type Earlier = { readonly verdict: Verdict; readonly codes: readonly string[] };

/** Traces to be diagnosed, and the outcome they once had, where a report came with them. */
export type Saved = { readonly triaged: Case; readonly earlier: Earlier | null };

const KNOWN: ReadonlySet<unknown> = new Set([CASE_SCHEMA, REPORT_SCHEMA, TRACE_SCHEMA]);

/** Reads what somebody saved: a trace, several of them, a case, or a report with its traces. */
export function readSaved(body: unknown): Saved {
  refuseVersions(body);
  const isReport = schemaOf(body) === REPORT_SCHEMA;
  const parsed = parseCase(isReport ? caseOf(body as Partial<Report>) : body);
  if (!parsed.ok) throw wrong(parsed.problem, Array.isArray(body));
  const attempts = parsed.value.traces.filter(({ route }) => route.purpose !== 'lookup').length;
  if (attempts > MAX_ATTEMPTS) {
    throw new Problem('invalid-field', {
      errors: [{ pointer: '', code: 'too-many', detail: `At most ${MAX_ATTEMPTS} attempts in one request.` }],
    });
  }
  return { triaged: parsed.value, earlier: isReport ? earlierOf(body as Partial<Report>) : null };
}

/** A document of ours in a version that is not known here, at the top or in a list. */
function refuseVersions(body: unknown): void {
  const inner = typeof body === 'object' && body !== null && 'traces' in body ? body.traces : body;
  const all = [body, ...(Array.isArray(inner) ? inner : [])].map(schemaOf);
  const foreign = all.find((schema) => typeof schema === 'string' && !KNOWN.has(schema));
  if (foreign === undefined) return;
  throw new Problem('unsupported-trace-version', { detail: `Known: ${[...KNOWN].join(', ')}.` });
}

const schemaOf = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, 'schema') && 'schema' in value
    ? value.schema
    : undefined;

/** The case inside a report; parseCase looks at its shape. */
const caseOf = ({ tool, target, vantage, settings, interrupted, traces }: Partial<Report>): unknown => ({
  schema: CASE_SCHEMA,
  tool,
  target,
  vantage,
  settings: settings == null ? settings : { port: settings.port, mode: settings.mode },
  ...(interrupted === true ? { interrupted } : {}),
  traces,
});

const VERDICTS: readonly Verdict[] = ['ready', 'degraded', 'fixable', 'unusable', 'inconclusive'];

function earlierOf({ verdict, findings }: Partial<Report>): Earlier | null {
  const known = VERDICTS.find((each) => each === verdict);
  if (known === undefined || !Array.isArray(findings)) return null;
  const codes = findings.map((each: unknown) => Object(each).code).filter((code) => typeof code === 'string');
  return { verdict: known, codes };
}

/**
 * core names the place as `case.traces[0].events[3] (reply).code`; here it is a JSON Pointer. A trace that came alone is
 * the first of a list there, and the whole body here.
 */
function wrong(problem: string, isList: boolean): Problem {
  const [, root = '', path = ''] = /^(case|trace)((?:\.\w+|\[\d+\]| \([\w-]+\))*)/.exec(problem) ?? [];
  const steps = path.replace(/ \([\w-]+\)/g, '').match(/\w+/g) ?? [];
  const own = root === 'trace' && !isList ? steps.slice(1) : steps;
  return new Problem('invalid-field', {
    errors: [
      {
        pointer: own.map((step) => `/${step}`).join(''),
        code: 'not-a-trace',
        detail: 'This is no saved trace or case.',
      },
    ],
  });
}
