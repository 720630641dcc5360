import type { z } from 'zod';
import { type FieldError, Problem } from './problem.ts';

/** The value if it fits the schema; else an `invalid-field` problem that names each field by JSON Pointer, without its value. */
export function checked<T>(schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new Problem('invalid-field', { errors: result.error.issues.flatMap(fieldErrors) });
}

function fieldErrors(issue: z.core.$ZodIssue): readonly FieldError[] {
  // Unknown fields are reported at their own place, not at that of their parent
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      pointer: pointer([...issue.path, key]),
      code: 'unknown-field',
      detail: 'No such field.',
    }));
  }
  return [{ pointer: pointer(issue.path), code: CODES[issue.code] ?? 'invalid', detail: `${issue.message}.` }];
}

const CODES: Readonly<Record<string, string>> = {
  invalid_type: 'wrong-type',
  too_big: 'too-large',
  too_small: 'too-small',
  invalid_value: 'not-a-choice',
  invalid_format: 'wrong-format',
  invalid_union: 'wrong-type',
};

/** RFC 6901. */
const pointer = (path: readonly PropertyKey[]): string =>
  path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
