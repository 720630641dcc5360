import { PROBLEMS, type ProblemSlug } from '../problem.ts';
import { PROBLEM } from './answer-schemas.ts';
import { ANSWER_HEADERS, REQUEST_HEADERS } from './headers.ts';
import { componentSchemas, inlineSchema, refOf } from './named.ts';
import { COMMON, OPERATIONS, WRITING } from './operations/index.ts';
import type { Answer, Operation } from './types.ts';

type Json = Readonly<Record<string, unknown>>;

/** The API as an OpenAPI 3.1 document (API-20), made of the schemas that check requests. `url`: where this service is. */
export const openApiDocument = (version: string, url: string): Json => ({
  openapi: '3.1.0',
  info: {
    title: 'smtp-triage',
    version,
    summary: 'Finds out why mail cannot be submitted and what to change.',
    license: { name: 'MIT', identifier: 'MIT' },
  },
  jsonSchemaDialect: 'https://json-schema.org/draft/2020-12/schema',
  servers: [{ url }],
  tags: [...new Set(OPERATIONS.map(({ tag }) => tag))].map((name) => ({ name })),
  // With a token more is allowed than without; both are right
  security: [{}, { token: [] }],
  paths: Object.fromEntries(
    [...new Set(OPERATIONS.map(({ path }) => path))].map((path) => [
      path,
      Object.fromEntries(OPERATIONS.filter((each) => each.path === path).map((each) => [each.method, operation(each)])),
    ]),
  ),
  components: {
    schemas: componentSchemas(),
    headers: ANSWER_HEADERS,
    securitySchemes: {
      token: { type: 'http', scheme: 'bearer', description: 'st_…, made with `smtp-triage-service token`.' },
    },
  },
});

/** Every problem an operation can come to, those of all requests included. */
export const problemsOf = ({ method, problems }: Operation): readonly ProblemSlug[] => [
  ...new Set([...COMMON, ...(method === 'get' ? [] : WRITING), ...problems]),
];

const operation = (each: Operation): Json => ({
  operationId: each.id,
  tags: [each.tag],
  summary: each.summary,
  ...parameters(each),
  ...(each.body === undefined
    ? {}
    : {
        requestBody: {
          required: true,
          content: { [each.bodyType ?? 'application/json']: { schema: refOf(each.body) } },
        },
      }),
  responses: {
    ...Object.fromEntries(Object.entries(each.answers).map(([status, answer]) => [status, response(answer)])),
    ...Object.fromEntries(
      [...byStatus(problemsOf(each))].map(([status, slugs]) => [status, problemResponse(status, slugs)]),
    ),
  },
});

function parameters({ path, query, headers = [] }: Operation): Json {
  const all = [
    ...[...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
      name,
      in: 'path',
      required: true,
      schema: { type: 'string' },
    })),
    ...Object.entries(query?.shape ?? {}).map(([name, schema]) => {
      const { description, ...shape } = inlineSchema(schema);
      return {
        name,
        in: 'query',
        required: !schema.safeParse(undefined).success,
        ...(description === undefined ? {} : { description }),
        schema: shape,
      };
    }),
    ...headers.map((name) => ({ name, in: 'header', required: false, ...REQUEST_HEADERS[name] })),
  ];
  return all.length === 0 ? {} : { parameters: all };
}

function response({ description, schema, types, headers = [] }: Answer): Json {
  const media = types ?? (schema === undefined ? [] : ['application/json']);
  const content = media.map((type): [string, Json] => [
    type,
    type === 'application/json' && schema !== undefined ? { schema: refOf(schema) } : { schema: textOf(type) },
  ]);
  return {
    description,
    headers: Object.fromEntries(['X-Request-Id', ...headers].map((name) => [name, headerRef(name)])),
    ...(content.length === 0 ? {} : { content: Object.fromEntries(content) }),
  };
}

/** What goes wrong with one status; the `type` of the body tells which it was. */
const problemResponse = (status: string, slugs: readonly ProblemSlug[]): Json => ({
  description: slugs.map((slug) => `${slug}: ${PROBLEMS[slug].title}.`).join(' '),
  headers: Object.fromEntries(['X-Request-Id', ...(HEADERS_OF[status] ?? [])].map((name) => [name, headerRef(name)])),
  content: { 'application/problem+json': { schema: refOf(PROBLEM) } },
});

const HEADERS_OF: Readonly<Record<string, readonly (keyof typeof ANSWER_HEADERS)[]>> = {
  401: ['WWW-Authenticate'],
  429: ['Retry-After'],
  503: ['Retry-After'],
};

const textOf = (type: string): Json => (type === 'application/json' ? { type: 'object' } : { type: 'string' });
const headerRef = (name: string): Json => ({ $ref: `#/components/headers/${name}` });

function byStatus(slugs: readonly ProblemSlug[]): ReadonlyMap<string, readonly ProblemSlug[]> {
  const found = new Map<string, ProblemSlug[]>();
  for (const slug of slugs) {
    const status = String(PROBLEMS[slug].status);
    found.set(status, [...(found.get(status) ?? []), slug]);
  }
  return found;
}
