import { Validator } from '@seriousme/openapi-schema-validator';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openApiDocument } from '../src/http/openapi/document.ts';
import { OPERATIONS } from '../src/http/openapi/operations/index.ts';
import { PROBLEMS, type ProblemSlug } from '../src/http/problem.ts';
import { type Fake, fakeService } from './fakes.ts';
import type { Served } from './serve.ts';

type Json = Readonly<Record<string, unknown>>;

const document = openApiDocument('0.1.0', 'http://127.0.0.1:8025');
/** As it travels. */
const parsed = JSON.parse(JSON.stringify(document)) as Json;

let fake: Fake;
let service: Served;
beforeAll(async () => {
  fake = await fakeService();
  service = await fake.serve();
});
afterAll(() => fake.close());

/** Every value of a key, however deep. */
function allOf(key: string, value: unknown): readonly unknown[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => [...(name === key ? [inner] : []), ...allOf(key, inner)]);
}

const at = (pointer: string): unknown =>
  pointer
    .replace(/^#\//, '')
    .split('/')
    .reduce<unknown>((value, step) => Object(value)[step.replaceAll('~1', '/').replaceAll('~0', '~')], parsed);

describe('the OpenAPI document', () => {
  it('is valid OpenAPI 3.1, as others judge it', async () => {
    const { valid, errors } = await new Validator().validate(structuredClone(parsed));
    expect({ valid, errors }).toEqual({ valid: true, errors: undefined });
  });

  it('is refused by the same judge when something is wrong with it', async () => {
    const broken = structuredClone(parsed) as { paths: Record<string, { get: { responses?: unknown } }> };
    delete broken.paths['/livez']?.get.responses;
    broken.paths['livez'] = { get: {} };
    expect((await new Validator().validate(broken)).valid).toBe(false);
  });

  it('refers only to what is in it, and holds no schema that nothing refers to', () => {
    const refs = allOf('$ref', parsed) as readonly string[];
    expect(refs.length).toBeGreaterThan(50);
    for (const ref of refs) expect(at(ref), ref).toBeTypeOf('object');
    const named = Object.keys(Object((parsed['components'] as Json)['schemas']));
    expect(named.filter((name) => !refs.includes(`#/components/schemas/${name}`))).toEqual([]);
  });

  it('names every operation once, with answers and problems', () => {
    const ids = allOf('operationId', parsed);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.length).toBe(OPERATIONS.length);
    for (const { id, answers, path } of OPERATIONS) {
      expect(Object.keys(answers).length, id).toBeGreaterThan(0);
      expect(Object.keys(Object(parsed['paths'])), id).toContain(path);
    }
  });

  it('speaks of every problem but those of addresses and methods that are not in it', () => {
    const spoken = new Set(
      OPERATIONS.flatMap(({ method, path }) => descriptionsOf(path, method))
        .join(' ')
        .match(/[\w-]+(?=: )/g),
    );
    const silent = (Object.keys(PROBLEMS) as ProblemSlug[]).filter((slug) => !spoken.has(slug));
    expect(silent).toEqual(['method-not-allowed']);
  });

  it('says of requests that nothing else is taken, and of answers that more may come', () => {
    expect(at('#/components/schemas/DiagnosisRequest/additionalProperties')).toBe(false);
    expect(at('#/components/schemas/Report/additionalProperties')).toBeUndefined();
  });

  it('is what the service serves, with its own address, for a day', async () => {
    const response = await service.ask('/openapi.json');
    expect(response.headers.get('cache-control')).toBe('public, max-age=86400');
    expect(await response.json()).toEqual(JSON.parse(JSON.stringify(openApiDocument('0.1.0', service.url))));
    const again = await service.ask('/openapi.json', {
      headers: { 'if-none-match': response.headers.get('etag') ?? '' },
    });
    expect(again.status).toBe(304);
  });

  it.each(OPERATIONS.map(({ id, method, path, bodyType }) => [id, method, path, bodyType] as const))(
    'describes what is there: %s',
    async (_id, method, path, bodyType) => {
      const where = path
        .replace('{id}', 'dg_00000000000000000000000000')
        .replace('{code}', 'not-smtp')
        .replace('{slug}', path.startsWith('/problems') ? 'malformed' : 'gmail');
      const headers: Record<string, string> = bodyType === undefined ? {} : { 'content-type': bodyType };
      const response = await fetch(`${service.url}${where}`, { method: method.toUpperCase(), headers });
      const body = await response.text();
      // Nothing at all here would be a 404 that no router has thrown
      if (path.includes('{id}')) expect(response.status).toBe(404);
      else expect([200, 400, 422], body).toContain(response.status);
    },
  );

  it('knows every route there is', async () => {
    const known = new Set(OPERATIONS.map(({ method, path }) => `${method} ${path.replace(/\{\w+\}/g, ':')}`));
    const { createApp } = await import('../src/app.ts');
    const routers = createApp(fake.deps).router.stack as unknown as readonly Layer[];
    const routes = routers.flatMap(({ handle }) => handle.stack ?? []).flatMap(({ route }) => route ?? []);
    const found = routes.flatMap(({ path, methods }) =>
      [path].flat().flatMap((each) => Object.keys(methods).map((method) => `${method} ${each.replace(/:\w+/g, ':')}`)),
    );
    expect(found.length).toBeGreaterThan(20);
    expect(found.filter((each) => !known.has(each) && !each.startsWith('get /assets/'))).toEqual([]);
  });
});

type Layer = { readonly handle: { readonly stack?: readonly { readonly route?: Route }[] } };
type Route = { readonly path: string | readonly string[]; readonly methods: Readonly<Record<string, boolean>> };

const descriptionsOf = (path: string, method: string): readonly string[] =>
  Object.values(Object(Object(parsed['paths'])[path][method].responses)).map((each) =>
    String(Object(each).description),
  );

describe('the pages', () => {
  it.each(['/docs', '/problems/malformed'])('%s asks nobody else and runs nothing but our own files', async (path) => {
    const response = await service.ask(path);
    const text = await response.text();
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(text).not.toMatch(
      /<script(?! (?:type="module" )?src="\/assets\/[\w-]+\.js")|<iframe|<img|\son\w+=|\sstyle=/i,
    );
    for (const [, place] of text.matchAll(/(?:href|src|action)="([^"]*)"/g)) expect(place).toMatch(/^(?:\/(?!\/)|#)/);
    const [, style = ''] = /<link rel="stylesheet" href="([^"]+)"/.exec(text) ?? [];
    const sheet = await service.ask(style);
    expect({ status: sheet.status, type: sheet.headers.get('content-type') }).toEqual({
      status: 200,
      type: 'text/css; charset=utf-8',
    });
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
  });

  it('/docs speaks of every operation', async () => {
    const text = await (await service.ask('/docs')).text();
    for (const { method, path } of OPERATIONS) expect(text).toContain(`${method.toUpperCase()} ${path}`);
  });
});
