import { z } from 'zod';
import { DIAGNOSIS_REQUEST, EXPLAIN_REQUEST, FORM_REQUEST, LINT_REQUEST } from '../schemas.ts';
import {
  ACCEPTED,
  CLASSIFIED,
  DIAGNOSES,
  DIAGNOSIS,
  INFO,
  LIMITS,
  PROBLEM,
  RECLASSIFIED,
  TICKET,
} from './answer-schemas.ts';
import { CODE_ENTRY, CODES_LIST, EXPLANATIONS, LINT_REPORT, PROVIDER, PROVIDERS_LIST } from './catalogue-schemas.ts';
import { CASE, CODE, FINDING, REPORT, ROUTE_OUTCOME, SAVED, TRACE } from './report-schemas.ts';

/** Every schema that has a name in the document. */
const NAMED: Readonly<Record<string, z.ZodType>> = {
  Accepted: ACCEPTED,
  Case: CASE,
  Classified: CLASSIFIED,
  Code: CODE,
  CodeEntry: CODE_ENTRY,
  CodesList: CODES_LIST,
  Diagnoses: DIAGNOSES,
  Diagnosis: DIAGNOSIS,
  DiagnosisRequest: DIAGNOSIS_REQUEST,
  Explanations: EXPLANATIONS,
  ExplainRequest: EXPLAIN_REQUEST,
  Finding: FINDING,
  FormRequest: FORM_REQUEST,
  Info: INFO,
  Limits: LIMITS,
  LintReport: LINT_REPORT,
  LintRequest: LINT_REQUEST,
  Problem: PROBLEM,
  Provider: PROVIDER,
  ProvidersList: PROVIDERS_LIST,
  Reclassified: RECLASSIFIED,
  Report: REPORT,
  RouteOutcome: ROUTE_OUTCOME,
  Saved: SAVED,
  Ticket: TICKET,
  Trace: TRACE,
};

type JsonSchema = Readonly<Record<string, unknown>>;

/** Where a schema is found in the document; a schema without a name there is a mistake of ours. */
export function refOf(schema: z.ZodType): JsonSchema {
  const name = Object.keys(NAMED).find((each) => NAMED[each] === schema);
  if (name === undefined) throw new Error('a schema without a name in the document');
  return { $ref: `#/components/schemas/${name}` };
}

/** All of them as JSON Schema 2020-12, which OpenAPI 3.1 takes as it is. */
export function componentSchemas(): Readonly<Record<string, JsonSchema>> {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(NAMED)) registry.add(schema, { id });
  const { schemas } = z.toJSONSchema(registry, { uri: (id) => `#/components/schemas/${id}`, io: 'input' });
  return Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, plain(schema as JsonSchema)]));
}

/** The schema of one part of a query or the like. */
export const inlineSchema = (schema: z.ZodType): JsonSchema =>
  plain(z.toJSONSchema(schema, { io: 'output' }) as JsonSchema);

/** Without what only a document of its own needs. */
const plain = ({ $schema: _, $id: __, ...schema }: JsonSchema): JsonSchema => schema;
