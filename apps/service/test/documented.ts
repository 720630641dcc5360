import { expect } from 'vitest';
import { PROBLEM } from '../src/http/openapi/answer-schemas.ts';
import { problemsOf } from '../src/http/openapi/document.ts';
import { OPERATIONS } from '../src/http/openapi/operations/index.ts';
import type { Operation } from '../src/http/openapi/types.ts';
import { PROBLEMS, type ProblemSlug } from '../src/http/problem.ts';
import type { Served } from './serve.ts';

/** Problems of addresses that are not in the document, or not with this method. */
const BESIDE: ReadonlySet<string> = new Set(['not-found', 'method-not-allowed']);

/** The same service; every answer is held against the document, and a request that was taken against its schema. */
export const documented = (served: Served): Served => ({
  ...served,
  ask: async (path, init = {}) => {
    const response = await served.ask(path, init);
    const method = init.method ?? (init.json === undefined ? 'GET' : 'POST');
    const where = new URL(path, served.url).pathname;
    const sent: unknown =
      init.json ?? (typeof init.body === 'string' && response.ok ? JSON.parse(init.body) : undefined);
    await fits(response.clone(), method, where, sent);
    return response;
  },
});

async function fits(response: Response, method: string, path: string, sent: unknown): Promise<void> {
  const { status, headers } = response;
  expect(headers.get('x-request-id'), 'X-Request-Id on every answer').toMatch(/^[\w.-]{8,64}$/);
  const operation = OPERATIONS.find((each) => each.method === method.toLowerCase() && patternOf(each).test(path));
  const type = (headers.get('content-type') ?? '').split(';', 1)[0];
  if (type === 'application/problem+json') {
    const body = PROBLEM.parse(await response.clone().json());
    exactly(PROBLEM, await response.json());
    const slug = new URL(body.type).pathname.replace('/problems/', '') as ProblemSlug;
    expect(PROBLEMS[slug]).toEqual({ status, title: body.title });
    if (operation === undefined) expect([...BESIDE, 'misdirected', 'token-in-query', 'unauthorized']).toContain(slug);
    else expect(problemsOf(operation), `${operation.id} may end in ${slug}`).toContain(slug);
    return;
  }
  if (operation === undefined) return;
  const answer = operation.answers[status];
  expect(answer, `${operation.id} answers with ${status}`).toBeDefined();
  if (answer === undefined) return;
  if (operation.body !== undefined) exactly(operation.body, sent);
  const types = answer.types ?? (answer.schema === undefined ? [] : ['application/json']);
  if (types.length > 0) expect(types, `${operation.id} answers in one of its media types`).toContain(type);
  if (answer.schema !== undefined && type === 'application/json') exactly(answer.schema, await response.json());
}

/** Fits, and holds nothing that the schema does not speak of: a schema leaves out of its result what it does not know. */
function exactly(schema: NonNullable<Operation['body']>, value: unknown): void {
  const parsed = schema.safeParse(value);
  expect(parsed.error?.issues ?? []).toEqual([]);
  expect(parsed.data).toEqual(value);
}

const patternOf = ({ path }: Operation): RegExp =>
  new RegExp(`^${path.replaceAll('.', '\\.').replace(/\{\w+\}/g, '[^/]+')}$`);
