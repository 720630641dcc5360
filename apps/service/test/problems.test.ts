import { afterEach, describe, expect, it } from 'vitest';
import { PROBLEMS, type ProblemSlug } from '../src/http/problem.ts';
import type { Budgets } from '../src/limits/types.ts';
import { type Fake, type FakeParts, fakeService } from './fakes.ts';
import { caseOf } from './playback.ts';
import { askRaw } from './raw.ts';
import { waiting } from './runners.ts';
import type { Served } from './serve.ts';

const ORDER = { target: { host: 'mail.example.net' } };

let fake: Fake | null = null;
afterEach(async () => {
  await fake?.close();
  fake = null;
});

async function served(parts: FakeParts = {}): Promise<Served & { readonly fake: Fake }> {
  fake = await fakeService(parts);
  return { ...(await fake.serve()), fake };
}

/** Orders a diagnosis and gives its address. */
async function ordered({ ask }: Served, wait = 5): Promise<string> {
  const response = await ask('/api/v1/diagnoses', { json: ORDER, headers: { prefer: `wait=${wait}` } });
  return response.headers.get('location') ?? '';
}

const refusing = (problem: 'target-not-allowed' | 'port-not-allowed' | 'step-not-allowed'): FakeParts => ({
  guard: async () => ({ problem, reason: 'a-reason' }),
});

const spent = (bucket: 'client' | 'global'): Budgets => ({
  take: async (asked) =>
    asked === bucket ? { ok: false, bucket, retryAfterS: 61 } : { ok: true, remaining: 1, limit: 20, resetS: 60 },
  giveBack: async () => {},
  peek: async () => ({ remaining: 0, limit: 20, resetS: 61 }),
});

/** How each problem comes about. A problem that nobody can meet is a type error here. */
const CAUSES: Readonly<Record<ProblemSlug, () => Promise<Response>>> = {
  malformed: async () =>
    (await served()).ask('/api/v1/explain', { method: 'POST', body: '{"error":', headers: JSON_TYPE }),
  'token-in-query': async () => (await served()).ask('/api/v1/info?access_token=abc'),
  'unknown-module': async () => (await served()).ask('/probe?target=mail.example.net&module=nope'),
  unauthorized: async () => (await served()).ask('/api/v1/info', { headers: { authorization: 'Bearer st_nope' } }),
  'target-not-allowed': async () =>
    (await served(refusing('target-not-allowed'))).ask('/api/v1/diagnoses', { json: ORDER }),
  'port-not-allowed': async () =>
    (await served(refusing('port-not-allowed'))).ask('/api/v1/diagnoses', { json: ORDER }),
  'step-not-allowed': async () =>
    (await served(refusing('step-not-allowed'))).ask('/api/v1/diagnoses', { json: ORDER }),
  forbidden: async () => {
    const service = await served();
    const authorization = await service.fake.token('metrics');
    return service.ask('/api/v1/diagnoses', { json: ORDER, headers: { authorization } });
  },
  'foreign-origin': async () =>
    (await served()).ask('/api/v1/explain', { json: { error: 'x' }, headers: { origin: 'https://evil.example' } }),
  'not-found': async () => (await served()).ask('/api/v1/nothing'),
  'method-not-allowed': async () => (await served()).ask('/api/v1/diagnoses', { method: 'PUT' }),
  'not-acceptable': async () => {
    const service = await served();
    return service.ask(`${await ordered(service)}/report?format=pdf`);
  },
  'not-finished': async () => {
    const service = await served({ diagnoser: waiting() });
    return service.ask(`${await ordered(service, 0)}/report`);
  },
  'already-final': async () => {
    const service = await served();
    return service.ask(`${await ordered(service)}/cancel`, { method: 'POST' });
  },
  'idempotency-in-progress': async () => {
    const held: ((refusal: null) => void)[] = [];
    const service = await served({ guard: () => new Promise((resolve) => void held.push(resolve)) });
    const headers = { 'idempotency-key': 'k1' };
    const first = service.ask('/api/v1/diagnoses', { json: ORDER, headers });
    await expect.poll(() => held.length).toBe(1);
    const second = await service.ask('/api/v1/diagnoses', { json: ORDER, headers });
    held[0]?.(null);
    expect((await first).status).toBe(202);
    return second;
  },
  expired: async () => {
    let now = Date.UTC(2026, 10, 24);
    const service = await served({ now: () => now, config: { retentionHours: 1 } });
    const where = await ordered(service, 0);
    now += 3_600_001;
    return service.ask(where);
  },
  'too-large': async () => (await served()).ask('/api/v1/lint', { json: { text: 'x'.repeat(70_000) } }),
  'unsupported-media-type': async () =>
    (await served()).ask('/api/v1/explain', {
      method: 'POST',
      body: 'error=x',
      headers: { 'content-type': 'text/plain' },
    }),
  misdirected: async () => {
    const { url } = await served();
    const { status, headers, body } = await askRaw(url, { headers: { host: 'evil.example' } });
    return new Response(body, { status, headers: headers as Record<string, string> });
  },
  'invalid-field': async () =>
    (await served()).ask('/api/v1/diagnoses', {
      json: { target: { host: 'a b', nope: 1 }, 'x/y~z': {}, steps: { upTo: 'all' } },
    }),
  'secret-needs-tls': async () =>
    (await served()).ask('/api/v1/diagnoses', {
      json: {
        target: { host: 'mail.example.net', ports: [{ port: 25, mode: 'cleartext' }] },
        auth: { username: 'joe', secret: 'tanstaaf' },
      },
    }),
  'idempotency-mismatch': async () => {
    const { ask } = await served();
    const headers = { 'idempotency-key': 'k1' };
    await ask('/api/v1/diagnoses', { json: ORDER, headers });
    return ask('/api/v1/diagnoses', { json: { target: { host: 'other.example.net' } }, headers });
  },
  'unsupported-trace-version': async () =>
    (await served()).ask('/api/v1/classify', { json: { ...caseOf('healthy'), schema: 'smtp-triage/case@2' } }),
  'rate-limited': async () => (await served({ budgets: spent('client') })).ask('/api/v1/diagnoses', { json: ORDER }),
  'too-many-streams': async () => {
    const service = await served({ diagnoser: waiting() });
    const where = `${await ordered(service, 0)}/events`;
    for (let n = 0; n < 6; n += 1) await fetch(`${service.url}${where}`);
    return service.ask(where);
  },
  internal: async () => {
    const fault = async (): Promise<never> => {
      throw new Error('a secret of ours at /etc/passwd');
    };
    return (await served({ guard: fault })).ask('/api/v1/diagnoses', { json: ORDER });
  },
  overloaded: async () => (await served({ budgets: spent('global') })).ask('/api/v1/diagnoses', { json: ORDER }),
  'shutting-down': async () => (await served({ draining: () => true })).ask('/readyz'),
  'store-unavailable': async () => {
    const service = await served();
    service.fake.store.broken = true;
    return service.ask('/api/v1/diagnoses', { json: ORDER });
  },
};

const JSON_TYPE = { 'content-type': 'application/json' };

describe('every problem', () => {
  const bodies: Record<string, unknown> = {};

  it.each(Object.keys(CAUSES) as ProblemSlug[])('comes about: %s', async (slug) => {
    const response = await CAUSES[slug]();
    const { status, title } = PROBLEMS[slug];
    expect(response.status).toBe(status);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    expect(response.headers.get('cache-control')).toBe('no-store');
    const requestId = response.headers.get('x-request-id');
    const body = (await response.json()) as Record<string, unknown>;
    expect(body).toMatchObject({ status, title, instance: `/problems/${requestId}` });
    expect(body['type']).toMatch(new RegExp(`^http://127\\.0\\.0\\.1:\\d+/problems/${slug}$`));
    if (status === 429 || status === 503 || slug === 'idempotency-in-progress') {
      expect(response.headers.get('retry-after')).toMatch(/^\d+$/);
    }
    bodies[slug] = { ...body, type: `‹base›/problems/${slug}`, instance: '/problems/‹request id›' };
  });

  it('says the same as it always has', async () => {
    await expect(`${JSON.stringify(bodies, null, 2)}\n`).toMatchFileSnapshot('./problems.json');
  });

  it('has a page at its type', async () => {
    const { ask } = await served();
    for (const [slug, { title }] of Object.entries(PROBLEMS)) {
      const page = await ask(`/problems/${slug}`);
      expect(page.status).toBe(200);
      expect(await page.text()).toContain(`<h1>${title}</h1>`);
    }
    expect((await ask('/problems/nothing')).status).toBe(404);
  });

  it('is answered, counted and logged the same way where a full queue turns requests away unread', async () => {
    const service = await served({ diagnoser: waiting(), config: { concurrency: 1, queueLimit: 1 } });
    const ask = () => service.ask('/api/v1/diagnoses', { json: ORDER });
    await ask();
    await expect.poll(() => service.fake.deps.runner.running).toBe(1);
    expect((await ask()).status).toBe(202);
    const [byStore, unread, other] = [await ask(), await ask(), await service.ask('/api/v1/nothing')];
    const bodyOf = async (response: Response) => {
      const requestId = response.headers.get('x-request-id');
      return JSON.parse((await response.text()).replace(requestId ?? '', '‹request id›'));
    };
    const namesOf = ({ headers }: Response): readonly string[] => [...headers.keys()];
    expect(namesOf(unread)).toEqual([...namesOf(other), 'retry-after'].sort());
    expect(unread.headers.get('retry-after')).toBe(byStore.headers.get('retry-after'));
    expect(await bodyOf(unread)).toEqual(await bodyOf(byStore));
    const isShed = (line: string): boolean => line.includes('503');
    expect(service.fake.counted.filter(isShed).map((call) => call.split(' ').slice(0, 4))).toEqual([
      ['httpRequest', '/api/v1/diagnoses', 'POST', '503'],
      ['httpRequest', 'none', 'POST', '503'],
    ]);
    expect(service.fake.logged.filter(isShed)).toHaveLength(2);
  });

  it('never quotes a fault of ours to strangers, but tells the log', async () => {
    const response = await CAUSES.internal();
    expect(await response.text()).not.toContain('secret of ours');
    expect(fake?.logged.join('')).toContain('a secret of ours');
  });
});
