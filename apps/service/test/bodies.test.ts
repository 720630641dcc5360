import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Fake, fakeService } from './fakes.ts';
import { askRaw } from './raw.ts';
import type { Served } from './serve.ts';

let fake: Fake;
let service: Served;
beforeAll(async () => {
  fake = await fakeService();
  service = await fake.serve();
});
afterAll(() => fake.close());

const JSON_TYPE = { 'content-type': 'application/json' };

/** The status and slug that a body ends in. */
async function sent(path: string, body: string | Uint8Array, headers: Readonly<Record<string, string>> = JSON_TYPE) {
  const response = await service.ask(path, { method: 'POST', body: body as BodyInit, headers });
  const { type = '' } = (await response.json()) as { readonly type?: string };
  return `${response.status} ${type.replace(/^.*\//, '')}`;
}

/** An object in an object in an object. */
const nested = (depth: number): string => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;
const wide = (keys: number): string =>
  JSON.stringify(Object.fromEntries(Array.from({ length: keys }, (_, n) => [`k${n}`, n])));

describe('a body', () => {
  it.each<[string, string, string]>([
    ['cut off', '{"error":"x"', '400 malformed'],
    ['no JSON at all', 'error=x', '400 malformed'],
    ['a bare word of JSON', '"x"', '400 malformed'],
    ['two documents', '{}{}', '400 malformed'],
    ['one key too deep', nested(17), '400 malformed'],
    ['as deep as may be, but not what is asked for', nested(15), '422 invalid-field'],
    ['lists that are too deep', `{"error":${'['.repeat(20)}${']'.repeat(20)}}`, '400 malformed'],
    ['too many keys', wide(513), '400 malformed'],
    ['many keys that are unknown', wide(512), '422 invalid-field'],
    ['__proto__', '{"error":"x","__proto__":{"y":1}}', '400 malformed'],
    ['constructor, deep inside', '{"error":{"a":[{"constructor":{}}]}}', '400 malformed'],
    ['prototype', '{"prototype":1}', '400 malformed'],
    ['an escaped magic key', '{"error":"x","__proto\\u005f_":{"y":1}}', '400 malformed'],
    ['nothing', '', '422 invalid-field'],
    ['too large', JSON.stringify({ error: 'x'.repeat(64 * 1024) }), '413 too-large'],
  ])('is refused: %s', async (_name, body, want) => {
    expect(await sent('/api/v1/explain', body)).toBe(want);
    expect(Object.getOwnPropertyNames(Object.prototype)).not.toContain('y');
  });

  it.each<[string, Readonly<Record<string, string>>]>([
    ['a form', { 'content-type': 'application/x-www-form-urlencoded' }],
    ['a form with files', { 'content-type': 'multipart/form-data; boundary=x' }],
    ['text', { 'content-type': 'text/plain' }],
    ['something like JSON', { 'content-type': 'application/jsonp' }],
    ['a charset that JSON has not', { 'content-type': 'application/json; charset=latin1' }],
    ['a coding, though it does nothing', { ...JSON_TYPE, 'content-encoding': 'identity' }],
  ])('is no JSON, or pretends not to be: %s', async (_name, headers) => {
    expect(await sent('/api/v1/explain', '{"error":"x"}', headers)).toBe('415 unsupported-media-type');
  });

  it('is not inflated', async () => {
    const bomb = gzipSync(Buffer.alloc(10 * 1024 * 1024, 32));
    for (const coding of ['gzip', 'deflate', 'br', 'zstd']) {
      const headers = { ...JSON_TYPE, 'content-encoding': coding };
      expect(await sent('/api/v1/explain', new Uint8Array(bomb), headers)).toBe('415 unsupported-media-type');
    }
  });

  it('without a type is refused, too, and an empty form is still a form (SEC-34)', async () => {
    const url = `${service.url}/api/v1/explain`;
    expect((await askRaw(url, { method: 'POST', body: '{"error":"x"}' })).status).toBe(415);
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    expect((await askRaw(`${service.url}/api/v1/diagnoses/x/cancel`, { method: 'POST', headers: form })).status).toBe(
      415,
    );
  });

  it('may say that it is UTF-8', async () => {
    const headers = { 'content-type': 'application/json; charset=utf-8' };
    expect(await sent('/api/v1/explain', '{"error":"535 5.7.8"}', headers)).toBe('200 ');
  });

  it('may be larger where it holds traces, up to 1 MiB', async () => {
    const large = (length: number): string => JSON.stringify({ schema: 'x'.repeat(length) });
    expect(await sent('/api/v1/classify', large(900_000))).toBe('422 unsupported-trace-version');
    expect(await sent('/api/v1/classify', large(1_050_000))).toBe('413 too-large');
  });
});

describe('an address', () => {
  it.each<[string, number]>([
    ['/api/v1/diagnoses/%', 400],
    ['/api/v1/diagnoses/%E0%A4%A', 400],
    ['/api/v1/codes/%ff', 400],
    ['/api/v1/codes/__proto__', 404],
    ['/api/v1/providers/constructor', 404],
    ['/problems/toString', 404],
    ['/%2e%2e/%2e%2e/etc/passwd', 404],
    ['/api/v1/codes?__proto__[x]=1', 200],
    ['/api/v1/diagnoses?limit[]=1', 422],
    ['/api/v1/diagnoses?limit=1&limit=2', 422],
  ])('that is odd is answered in the usual way: %s', async (path, status) => {
    const answer = await askRaw(`${service.url}${path}`);
    expect(answer.status).toBe(status);
    if (status !== 200) {
      expect(answer.headers['content-type']).toBe('application/problem+json');
      expect(JSON.parse(answer.body).status).toBe(status);
    }
    expect(Object.getOwnPropertyNames(Object.prototype)).not.toContain('x');
  });

  it.each(['PUT', 'PATCH', 'DELETE'])('says which methods it has to %s', async (method) => {
    const response = await service.ask('/api/v1/diagnoses', { method });
    expect({ status: response.status, allow: response.headers.get('allow') }).toEqual({
      status: 405,
      allow: 'POST, GET, HEAD, OPTIONS',
    });
  });

  it('tells OPTIONS its methods', async () => {
    const response = await fetch(`${service.url}/api/v1/diagnoses/x/cancel`, { method: 'OPTIONS' });
    expect({ status: response.status, allow: response.headers.get('allow') }).toEqual({
      status: 204,
      allow: 'POST, OPTIONS',
    });
  });

  it('answers HEAD as GET, without a body', async () => {
    const response = await fetch(`${service.url}/api/v1/codes`, { method: 'HEAD' });
    expect({
      status: response.status,
      type: response.headers.get('content-type'),
      text: await response.text(),
    }).toEqual({
      status: 200,
      type: 'application/json',
      text: '',
    });
  });
});

describe('headers', () => {
  it.each(['/livez', '/api/v1/info', '/nothing', '/docs'])('are the safe ones on %s', async (path) => {
    const { headers } = await service.ask(path);
    expect(headers.get('content-security-policy')).toBe(
      "default-src 'none';script-src 'self';style-src 'self';img-src 'self' data:;connect-src 'self';form-action 'self';base-uri 'none';frame-ancestors 'none';require-trusted-types-for 'script';trusted-types smtp-triage",
    );
    expect(
      Object.fromEntries(
        [
          'x-content-type-options',
          'referrer-policy',
          'cross-origin-opener-policy',
          'cross-origin-resource-policy',
          'x-powered-by',
          'strict-transport-security',
        ].map((name) => [name, headers.get(name)]),
      ),
    ).toEqual({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'x-powered-by': null,
      'strict-transport-security': null,
    });
    expect(headers.get('permissions-policy')).toContain('camera=()');
  });

  it('ask for TLS where the public address has it, and problems point there', async () => {
    const secure = await fakeService({ config: { publicUrl: 'https://triage.example.net/' } });
    const { url, ask } = await secure.serve();
    expect((await ask('/livez')).headers.get('strict-transport-security')).toBe('max-age=31536000');
    const { type } = (await (await fetch(`${url}/nothing`)).json()) as { readonly type: string };
    expect(type).toBe('https://triage.example.net/problems/not-found');
    await secure.close();
  });
});
