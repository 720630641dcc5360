import { reportOf } from '@smtp-triage/core';
import { afterEach, describe, expect, it } from 'vitest';
import type { z } from 'zod';
import type { DIAGNOSES, DIAGNOSIS, PROBLEM } from '../src/http/openapi/answer-schemas.ts';
import { type Fake, type FakeParts, fakeService } from './fakes.ts';
import { caseOf } from './playback.ts';
import { waiting } from './runners.ts';
import type { Served } from './serve.ts';

type Diagnosis = z.infer<typeof DIAGNOSIS>;
type List = z.infer<typeof DIAGNOSES>;
type Failure = z.infer<typeof PROBLEM>;
/** The body, as what the document says it is; whoever asks has checked that. */
const read = async <T = Diagnosis>(response: Response): Promise<T> => (await response.json()) as T;

const ORDER = { target: { host: 'mail.example.net' } };
const PATH = '/api/v1/diagnoses';

let fake: Fake | null = null;
afterEach(async () => {
  await fake?.close();
  fake = null;
});

async function served(parts: FakeParts = {}): Promise<Served & { readonly fake: Fake }> {
  fake = await fakeService(parts);
  return { ...(await fake.serve()), fake };
}

const order = ({ ask }: Served, headers: Readonly<Record<string, string>> = {}, json: unknown = ORDER) =>
  ask(PATH, { json, headers });

/** A finished diagnosis; gives its address. */
const finished = async (service: Served): Promise<string> =>
  (await order(service, { prefer: 'wait=10' })).headers.get('location') ?? '';

describe('ordering a diagnosis', () => {
  it('is answered when it is remembered, with where to look', async () => {
    const service = await served();
    const response = await order(service);
    expect(response.status).toBe(202);
    const body = await read(response);
    expect(body.id).toMatch(/^dg_[0-9a-z]{26}$/);
    expect(body).toEqual({
      id: body.id,
      status: 'queued',
      links: { self: `${PATH}/${body.id}`, events: `${PATH}/${body.id}/events`, report: `${PATH}/${body.id}/report` },
    });
    expect(response.headers.get('location')).toBe(body.links.self);
    expect(service.fake.store.rows.has(body.id)).toBe(true);
    expect(response.headers.get('ratelimit-policy')).toBe('"diagnoses";q=20;w=3600');
    expect(response.headers.get('ratelimit')).toMatch(/^"diagnoses";r=\d+;t=\d+$/);
  });

  it('waits where that is preferred, and gives the whole diagnosis', async () => {
    const service = await served();
    const response = await order(service, { prefer: 'respond-async, wait=10' });
    expect({ status: response.status, applied: response.headers.get('preference-applied') }).toEqual({
      status: 200,
      applied: 'wait=10',
    });
    const { verdict, headline, findings, routes } = JSON.parse(JSON.stringify(reportOf(caseOf('healthy'))));
    expect(await read(response)).toMatchObject({
      status: 'done',
      progress: { rungsDone: routes.length, rungsTotal: routes.length },
      verdict,
      headline,
      findings,
      routes,
      traceVersion: 'smtp-triage/trace@1',
      rulesetVersion: '0.1.0',
    });
  });

  it('answers in time where the end does not come', async () => {
    const service = await served({ diagnoser: waiting() });
    const began = performance.now();
    const response = await order(service, { prefer: 'wait=1' });
    const took = performance.now() - began;
    expect(response.status).toBe(202);
    expect((await read(response)).status).toBe('running');
    expect(took).toBeGreaterThan(900);
    expect(took).toBeLessThan(1_500);
  });

  it('grants a long wait only in part, and ignores one that cannot be read', async () => {
    const service = await served();
    expect((await order(service, { prefer: 'wait=100' })).headers.get('preference-applied')).toBe('wait=25');
    const odd = await order(service, { prefer: 'wait=soon, nowait=3' });
    expect(odd.headers.get('preference-applied')).toBeNull();
  });

  it('goes on where the caller hangs up while waiting (API-42)', async () => {
    let finish = (): void => {};
    const service = await served({
      diagnoser: () =>
        new Promise((resolve) => {
          finish = () => resolve(caseOf('healthy'));
        }),
    });
    const left = new AbortController();
    const asked = fetch(`${service.url}${PATH}`, {
      method: 'POST',
      body: JSON.stringify(ORDER),
      headers: { 'content-type': 'application/json', prefer: 'wait=20' },
      signal: left.signal,
    });
    await expect.poll(() => service.fake.ran.length).toBe(1);
    left.abort();
    await expect(asked).rejects.toThrow();
    finish();
    await expect.poll(() => [...service.fake.store.rows.values()].map(({ state }) => state)).toEqual(['done']);
  });

  it('keeps the secret out of everything', async () => {
    const service = await served();
    const secret = 'canary-5ecret';
    const json = { ...ORDER, auth: { username: 'joe@example.net', secret } };
    const response = await order(service, { prefer: 'wait=10', 'idempotency-key': 'k' }, json);
    expect(response.status).toBe(200);
    const said = [
      await response.text(),
      JSON.stringify([...service.fake.store.rows.values()]),
      JSON.stringify(service.fake.audited),
      service.fake.logged.join(''),
    ];
    expect(said.join('')).not.toContain(secret);
    expect(service.fake.ran[0]?.login).toEqual({ username: 'joe@example.net', mechanism: null, kind: 'password' });
  });

  it('gives a result of the same question a moment later again, and says how old it is (API-37)', async () => {
    const service = await served({ config: { budgets: { coolDownS: 60 } } });
    await finished(service);
    const again = await order(service);
    expect(again.status).toBe(200);
    const body = await read(again);
    expect(body).toMatchObject({ status: 'done', cached: true });
    expect(body.ageS).toBeGreaterThanOrEqual(0);
    expect(service.fake.ran.length).toBe(1);
  });
});

describe('a request that cannot be meant', () => {
  const login = { username: 'joe', secret: 'x' };
  it.each<[string, unknown, string]>([
    ['a host with a blank', { target: { host: 'a b.test' } }, '/target/host'],
    [
      'a port out of range',
      { target: { host: 'a.test', ports: [{ port: 70_000, mode: 'starttls' }] } },
      '/target/ports/0/port',
    ],
    ['a mode that is none', { target: { host: 'a.test', ports: [{ port: 25, mode: 'ssl' }] } }, '/target/ports/0/mode'],
    ['no ports at all', { target: { host: 'a.test', ports: [] } }, '/target/ports'],
    ['an unknown field', { ...ORDER, colour: 'red' }, '/colour'],
    ['an unknown field inside', { target: { host: 'a.test', port: 25 } }, '/target/port'],
    ['a password in the URL', { target: { host: 'smtp://joe:pw@a.test' } }, '/target/host'],
    ['nothing', {}, '/target'],
    ['a login with a step before it', { ...ORDER, steps: { upTo: 'tls' }, auth: login }, '/steps/upTo'],
    ['a step without its login', { ...ORDER, steps: { upTo: 'auth' } }, '/auth'],
    ['a step without its envelope', { ...ORDER, steps: { upTo: 'rcpt' } }, '/envelope'],
    [
      'a command in the sender',
      { ...ORDER, envelope: { from: 'a@b.test>\r\nRCPT TO:<x@y.test', to: 'c@d.test' } },
      '/envelope/from',
    ],
    ['no recipient', { ...ORDER, envelope: { from: '', to: ' ' } }, '/envelope/to'],
    ['a line break in the user', { ...ORDER, auth: { username: 'joe\r\nQUIT', secret: 'x' } }, '/auth/username'],
    ['NUL in the secret', { ...ORDER, auth: { username: 'joe', secret: 'a\0b' } }, '/auth/secret'],
    ['a name to ask for that is none', { target: { host: 'a.test', sni: 'b c' } }, '/target/sni'],
    ['a list', [], ''],
  ])('is told where: %s', async (_name, json, pointer) => {
    const service = await served();
    const response = await order(service, {}, json);
    expect(response.status).toBe(422);
    const { errors = [] } = await read<Failure>(response);
    expect(errors.map(({ pointer: each }) => each)).toContain(pointer);
    expect(service.fake.store.rows.size).toBe(0);
  });

  it.each(['', 'a b', 'ü', 'x'.repeat(256)])('has no Idempotency-Key like %j', async (key) => {
    const service = await served();
    const { status } = await fetch(`${service.url}${PATH}`, {
      method: 'POST',
      body: JSON.stringify(ORDER),
      headers: { 'content-type': 'application/json', 'idempotency-key': key },
    });
    expect(status).toBe(400);
  });
});

describe('an Idempotency-Key (API-30)', () => {
  const headers = { 'idempotency-key': 'order-66' };

  it('makes one diagnosis of fifty requests at once', async () => {
    const service = await served();
    const answers = await Promise.all(Array.from({ length: 50 }, () => order(service, headers)));
    const statuses = answers.map(({ status }) => status);
    expect(statuses.filter((status) => status !== 409).length).toBeGreaterThan(0);
    expect(statuses.filter((status) => status !== 202 && status !== 409)).toEqual([]);
    expect(service.fake.store.rows.size).toBe(1);
    await expect.poll(() => service.fake.ran.length).toBe(1);
    const replayed = await order(service, headers);
    expect(service.fake.store.rows.size).toBe(1);
    expect(replayed.headers.get('idempotency-replayed')).toBe('true');
  });

  it('gives the first answer again, byte for byte, also when the diagnosis has ended meanwhile', async () => {
    const service = await served();
    const first = await order(service, headers);
    const text = await first.text();
    await expect.poll(() => [...service.fake.store.rows.values()][0]?.state).toBe('done');
    const second = await order(service, headers);
    expect({ status: second.status, location: second.headers.get('location'), text: await second.text() }).toEqual({
      status: 202,
      location: first.headers.get('location'),
      text,
    });
  });

  it('gives a result that was known the first time again, of the same age', async () => {
    const service = await served({ config: { budgets: { coolDownS: 60 } } });
    await finished(service);
    const first = await order(service, headers);
    const second = await order(service, headers);
    expect([first.status, second.status]).toEqual([200, 200]);
    expect(await second.text()).toBe(await first.text());
  });

  it('is for one request: the order of keys does not matter, another secret does', async () => {
    const service = await served();
    const body = { target: { host: 'a.test' }, auth: { username: 'joe', secret: 'one' } };
    await order(service, headers, body);
    const turned = { auth: { secret: 'one', username: 'joe' }, target: { host: 'a.test' } };
    expect((await order(service, headers, turned)).status).toBe(202);
    expect((await order(service, headers, { ...body, auth: { username: 'joe', secret: 'two' } })).status).toBe(422);
    expect(service.fake.store.rows.size).toBe(1);
  });

  it('belongs to whoever used it', async () => {
    const service = await served();
    await order(service, headers);
    const authorization = await service.fake.token('diagnose');
    const other = await order(service, { ...headers, authorization }, { target: { host: 'b.test' } });
    expect(other.status).toBe(202);
    expect(service.fake.store.rows.size).toBe(2);
  });

  it('is gone with its diagnosis', async () => {
    const service = await served();
    const where = (await order(service, headers)).headers.get('location') ?? '';
    expect((await service.ask(where, { method: 'DELETE' })).status).toBe(204);
    expect((await order(service, headers)).status).toBe(410);
  });
});

describe('reading a diagnosis', () => {
  it('tells how far it is while it runs, and when to ask again', async () => {
    const service = await served({ diagnoser: waiting() });
    const where = (await order(service)).headers.get('location') ?? '';
    await expect.poll(async () => (await read(await service.ask(where))).status).toBe('running');
    const response = await service.ask(where);
    expect(response.headers.get('retry-after')).toBe('1');
    expect((await read(response)).progress).toEqual({ rungsDone: 0, rungsTotal: 4 });
  });

  it('has a tag that changes with it', async () => {
    const service = await served();
    const where = await finished(service);
    const first = await service.ask(where);
    const tag = first.headers.get('etag') ?? '';
    expect(first.headers.get('cache-control')).toBe('no-store');
    expect((await service.ask(where, { headers: { 'if-none-match': `"x", W/${tag}` } })).status).toBe(304);
    expect((await service.ask(where, { headers: { 'if-none-match': '"x"' } })).status).toBe(200);
    expect((await service.ask(`${where}?include=trace`, { headers: { 'if-none-match': tag } })).status).toBe(200);
  });

  it('holds the traces where they are asked for', async () => {
    const service = await served();
    const where = await finished(service);
    expect((await read(await service.ask(where))).traces).toBeUndefined();
    const { traces = [] } = await read(await service.ask(`${where}?include=trace,evidence`));
    expect(traces.length).toBe(caseOf('healthy').traces.length);
    expect((await service.ask(`${where}?include=everything`)).status).toBe(422);
  });

  it('is the same for what is not there, what is foreign, and what cannot be an id (SEC-38)', async () => {
    const service = await served();
    const authorization = await service.fake.token('diagnose');
    const where = (await order(service, { authorization })).headers.get('location') ?? '';
    const shown = async (path: string) => {
      const response = await service.ask(path);
      const { instance: _, ...body } = await read<Failure>(response);
      return { status: response.status, body };
    };
    const foreign = await shown(where);
    expect(foreign.status).toBe(404);
    expect(await shown(`${PATH}/dg_00000000000000000000000000`)).toEqual(foreign);
    expect(await shown(`${PATH}/nonsense`)).toEqual(foreign);
    expect((await service.ask(where, { headers: { authorization } })).status).toBe(200);
    const admin = await service.fake.token('admin');
    expect((await service.ask(where, { headers: { authorization: admin } })).status).toBe(200);
  });

  it('takes twice a second and more, but not a loop without a pause (API-32)', async () => {
    let now = Date.UTC(2026, 10, 24);
    const service = await served({ now: () => now });
    const where = await finished(service);
    const statuses: number[] = [];
    for (let n = 0; n < 10; n += 1) {
      statuses.push((await service.ask(where)).status);
      now += 500;
    }
    expect(statuses).toEqual(Array(10).fill(200));
    now += 10_000;
    const loop: Response[] = [];
    for (let n = 0; n < 21; n += 1) loop.push(await service.ask(where));
    expect(loop.map(({ status }) => status)).toEqual([...Array(20).fill(200), 429]);
    expect(Number(loop.at(-1)?.headers.get('retry-after'))).toBeGreaterThan(0);
  });

  it('still works where nothing can be written (REL-14)', async () => {
    const service = await served();
    const where = await finished(service);
    const accept = service.fake.store.accept;
    Object.assign(service.fake.store, {
      accept: async () => {
        throw new (await import('../src/store/types.ts')).StoreFailure('disk full');
      },
    });
    expect((await order(service, {}, { target: { host: 'other.test' } })).status).toBe(503);
    expect((await service.ask(where)).status).toBe(200);
    Object.assign(service.fake.store, { accept });
    expect((await order(service, {}, { target: { host: 'other.test' } })).status).toBe(202);
  });
});

describe('ending a diagnosis', () => {
  it('stops a run; asking twice is the same as asking once', async () => {
    const service = await served({ diagnoser: waiting() });
    const where = (await order(service)).headers.get('location') ?? '';
    await expect.poll(() => service.fake.ran.length).toBe(1);
    const first = await service.ask(`${where}/cancel`, { method: 'POST' });
    const second = await service.ask(`${where}/cancel`, { method: 'POST' });
    expect([first.status, second.status]).toEqual([202, 202]);
    await expect.poll(async () => (await read(await service.ask(where))).status).toBe('cancelled');
    const third = await service.ask(`${where}/cancel`, { method: 'POST' });
    expect({ status: third.status, said: (await read(third)).status }).toEqual({ status: 202, said: 'cancelled' });
  });

  it('stops what has not begun', async () => {
    const service = await served({ diagnoser: waiting(), config: { concurrency: 1 } });
    await order(service);
    await expect.poll(() => service.fake.ran.length).toBe(1);
    const where = (await order(service, {}, { target: { host: 'b.test' } })).headers.get('location') ?? '';
    expect((await read(await service.ask(`${where}/cancel`, { method: 'POST' }))).status).toBe('cancelled');
    expect((await read(await service.ask(where))).status).toBe('cancelled');
    expect(service.fake.ran.length).toBe(1);
  });
});

describe('forgetting a diagnosis', () => {
  it('takes everything but the line of the audit', async () => {
    const service = await served();
    const where = await finished(service);
    expect((await service.ask(where, { method: 'DELETE' })).status).toBe(204);
    for (const path of [where, `${where}/report`, `${where}/events`])
      expect((await service.ask(path)).status).toBe(404);
    expect((await service.ask(where, { method: 'DELETE' })).status).toBe(404);
    const actions = service.fake.audited.map(({ action }) => action);
    expect(actions).toEqual(['diagnosis.accepted', 'diagnosis.finished', 'diagnosis.deleted']);
    expect(service.fake.store.logs.size).toBe(0);
  });

  it('ends it first where it runs', async () => {
    const service = await served({ diagnoser: waiting() });
    const where = (await order(service)).headers.get('location') ?? '';
    await expect.poll(() => service.fake.deps.runner.running).toBe(1);
    expect((await service.ask(where, { method: 'DELETE' })).status).toBe(204);
    await expect.poll(() => service.fake.deps.runner.running).toBe(0);
  });
});

describe('the list', () => {
  it('goes through all of them in pages, the youngest first, each once', async () => {
    const service = await served();
    for (let n = 1; n <= 7; n += 1) await order(service, { prefer: 'wait=10' }, { target: { host: `h${n}.test` } });
    const seen: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const page = await service.ask(`${PATH}?limit=3${cursor === '' ? '' : `&cursor=${cursor}`}`);
      const { items, nextCursor } = await read<List>(page);
      seen.push(...items.map(({ host }) => host));
      cursor = nextCursor;
    }
    expect(seen).toEqual([7, 6, 5, 4, 3, 2, 1].map((n) => `h${n}.test`));
  });

  it('can be narrowed, and shows the verdict', async () => {
    const service = await served();
    await order(service, { prefer: 'wait=10' }, { target: { host: 'a.test' } });
    await order(service, { prefer: 'wait=10' }, { target: { host: 'b.test' } });
    const verdict = reportOf(caseOf('healthy')).verdict;
    const { items } = await read<List>(await service.ask(`${PATH}?host=A.test&verdict=${verdict}`));
    expect(items).toMatchObject([{ host: 'a.test', status: 'done', verdict }]);
    expect((await read<List>(await service.ask(`${PATH}?since=2999-01-01T00:00:00Z`))).items).toEqual([]);
  });

  it.each(['limit=0', 'limit=101', 'limit=x', 'cursor=%21', 'verdict=good', 'since=yesterday', 'colour=red'])(
    'is not narrowed by %s',
    async (query) => {
      const service = await served();
      expect((await service.ask(`${PATH}?${query}`)).status).toBe(422);
    },
  );

  it('is for those with a token in the public profile, and shows only their own', async () => {
    const service = await served({ config: { profile: 'public' } });
    expect((await service.ask(PATH)).status).toBe(401);
    const [mine, other] = [await service.fake.token('diagnose'), await service.fake.token('diagnose')];
    await order(service, { authorization: mine });
    const count = async (authorization: string) =>
      (await read<List>(await service.ask(PATH, { headers: { authorization } }))).items.length;
    expect([await count(mine), await count(other), await count(await service.fake.token('admin'))]).toEqual([1, 0, 1]);
  });
});
