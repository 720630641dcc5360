import { spawn, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { at, type MockServer, startMockServer } from '@smtp-triage/mock-server';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Service, start } from '../src/operation/start.ts';
import { follow } from './event-stream.ts';
import { askRaw, type RawAnswer } from './raw.ts';
import { type Started, startFor } from './started.ts';

/** The program as it is built. `npm test` builds it first; alone, this file does. */
const PROGRAM = fileURLToPath(new URL('../dist/main.js', import.meta.url));
const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
/** What a stop may take at most, in milliseconds (REL-04). */
const STOP_MS = 25_000;
/** The mock server takes so long to greet in these tests that a stop finds the diagnosis under way, in milliseconds. */
const SLOW_MS = 1_200;

/** Room for several diagnoses of one target at once. */
const OPEN = { budgets: { targetPerMinute: 1_000, anonymousInFlight: 100, anonymousPerHour: 1_000, coolDownS: 0 } };

const idOf = ({ body }: RawAnswer): string => (JSON.parse(body) as { readonly id: string }).id;

describe('a service that is told to end (REL-04)', () => {
  const undo: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (const each of undo.splice(0).reverse()) await each();
  });

  const slowMock = async (ms = SLOW_MS): Promise<MockServer> => {
    const mock = await startMockServer({ rules: [at('ehlo').delay(ms).once()] });
    undo.push(() => mock.close());
    return mock;
  };
  const serviceFor = async (mock: MockServer, more = {}, parts: Parameters<typeof start>[1] = {}): Promise<Started> => {
    const service = await startFor(mock, { ...OPEN, ...more }, parts);
    undo.push(() => service.remove());
    return service;
  };
  /** The same service on the same store, in its next life. */
  const again = async ({ deps }: Started): Promise<Service> => {
    const service = await start(deps.config);
    undo.push(() => service.stop());
    return service;
  };
  const request = (mock: MockServer, sni = 'localhost') => ({
    target: { host: '127.0.0.1', sni, ports: [{ port: mock.ports['submission'], mode: 'starttls' }] },
  });
  const stateOf = async ({ url }: Service, id: string): Promise<string> => {
    const { body } = await askRaw(`${url}/api/v1/diagnoses/${id}`);
    return (JSON.parse(body) as { readonly status: string }).status;
  };
  const events = (service: Service, id: string, after = 0): Promise<Response> =>
    fetch(`${service.url}/api/v1/diagnoses/${id}/events`, { headers: { 'last-event-id': String(after) } });

  it('says so at once, takes nothing new, and lets what runs come to its end and say goodbye', async () => {
    const mock = await slowMock();
    const service = await serviceFor(mock);
    const id = idOf(await service.diagnose(request(mock)));
    await expect.poll(() => stateOf(service, id)).toBe('running');

    const began = performance.now();
    const stopped = service.stop();
    const [ready, live, posted, read] = await Promise.all([
      askRaw(`${service.url}/readyz`),
      askRaw(`${service.url}/livez`),
      service.diagnose(request(mock, 'other.example.test')),
      askRaw(`${service.url}/api/v1/diagnoses/${id}`),
    ]);
    expect(performance.now() - began).toBeLessThan(SLOW_MS / 2);
    expect([ready.status, live.status, posted.status, read.status]).toEqual([503, 200, 503, 200]);
    for (const refused of [ready, posted]) {
      expect(refused.headers['retry-after']).toMatch(/^\d+$/);
      expect(JSON.parse(refused.body)).toMatchObject({ title: 'The service is shutting down' });
    }
    await stopped;
    expect(performance.now() - began).toBeLessThan(STOP_MS);

    expect(mock.sessions).toHaveLength(1);
    expect(mock.sessions.text()).toContain('C: QUIT');
    expect(await stateOf(await again(service), id)).toBe('done');
  });

  it('tells streams to come back, and gives them the rest in its next life', async () => {
    const mock = await slowMock();
    const service = await serviceFor(mock, { concurrency: 1 });
    const running = idOf(await service.diagnose(request(mock)));
    await expect.poll(() => stateOf(service, running)).toBe('running');
    const waiting = idOf(await service.diagnose(request(mock, 'other.example.test')));
    const streams = [await events(service, running), await events(service, waiting)].map((each) => follow(each));
    await service.stop();
    const [first, second] = await Promise.all(streams);
    expect(first?.events.at(-1)?.event).toEqual({ type: 'end', reason: 'done' });
    expect(second?.events.map(({ n, name }) => [n, name])).toEqual([
      [1, 'snapshot'],
      [null, 'end'],
    ]);
    expect(second?.events.at(-1)?.event).toEqual({ type: 'end', reason: 'shutdown' });

    const next = await again(service);
    const { events: rest } = await follow(await events(next, waiting, 1));
    expect(rest.map(({ n }) => n)).toEqual(rest.map((_, index) => index + 2));
    expect(rest.at(-1)?.event).toEqual({ type: 'end', reason: 'done' });
    expect(await stateOf(next, waiting)).toBe('done');
  });

  it('interrupts after its patience what would run on, gives it back, and runs it in its next life', async () => {
    const mock = await startMockServer({ rules: [at('ehlo').delay(8_000).once()] });
    undo.push(() => mock.close());
    const service = await serviceFor(mock, {}, { graceMs: 500 });
    const id = idOf(await service.diagnose(request(mock)));
    await expect.poll(() => mock.sessions.length).toBe(1);
    const began = performance.now();
    await service.stop();
    const took = performance.now() - began;
    expect(took).toBeGreaterThan(490);
    expect(took).toBeLessThan(500 + 2_000);

    const next = await again(service);
    await expect.poll(() => stateOf(next, id), { timeout: 10_000 }).toBe('done');
    expect(mock.sessions).toHaveLength(2);
  });
});

/** Another number to look closer: `RESTARTS=500 npx vitest run apps/service/test/shutdown`. */
const RESTARTS = Number(process.env['RESTARTS'] ?? 100);
/** Between two requests, in milliseconds: fifty in a second. */
const EVERY_MS = 20;

it(`loses nothing in ${RESTARTS} restarts under load, and fails nobody otherwise than with 503 (REL-04)`, {
  timeout: 180_000,
}, async () => {
  await using mock = await startMockServer({ rules: [at('ehlo').jitter(0, 100)] });
  const first = await startFor(mock, { ...OPEN, queueLimit: 100_000 });
  const config = { ...first.deps.config, port: Number(new URL(first.url).port) };
  const post = (): Promise<RawAnswer | null> =>
    // Nobody listens between two lives, and a connection that was not yet taken is cut
    first
      .diagnose({
        target: { host: '127.0.0.1', sni: 'localhost', ports: [{ port: mock.ports['submission'], mode: 'starttls' }] },
      })
      .catch(() => null);
  const asked: Promise<RawAnswer | null>[] = [];
  const load = setInterval(() => asked.push(post()), EVERY_MS);
  let service: Service = first;
  for (let n = 0; n < RESTARTS; n++) {
    await sleep(50 + (n % 5) * 20);
    await service.stop();
    service = await start(config);
  }
  clearInterval(load);
  const answers = (await Promise.all(asked)).flatMap((answer) => answer ?? []);
  expect(answers.filter(({ status }) => status !== 202 && status !== 503)).toEqual([]);
  const ids = answers.filter(({ status }) => status === 202).map(idOf);
  expect(ids.length).toBeGreaterThan(RESTARTS);
  const { store } = service.deps;
  const fates = async (): Promise<ReadonlySet<string>> =>
    new Set(await Promise.all(ids.map(async (id) => (await store.find(id))?.state ?? 'lost')));
  await expect.poll(fates, { timeout: 60_000, interval: 500 }).toEqual(new Set(['done']));
  await service.stop();
  await first.remove();
});

describe('the program and its signals (REL-04)', () => {
  const folder = mkdtempSync(join(tmpdir(), 'smtp-triage-signals-'));
  beforeAll(() => {
    if (!existsSync(PROGRAM)) spawnSync(process.execPath, ['scripts/run.mjs', 'build'], { cwd: ROOT });
  }, 120_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** Starts the program with a diagnosis under way that lasts. */
  async function busyProgram(mock: MockServer) {
    const child = spawn(process.execPath, [PROGRAM], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: {
        ...process.env,
        SMTP_TRIAGE_PORT: '0',
        SMTP_TRIAGE_DATA_DIR: join(folder, randomUUID()),
        SMTP_TRIAGE_LOG_LEVEL: 'silent',
        SMTP_TRIAGE_ALLOW_CIDRS: '127.0.0.0/8',
        SMTP_TRIAGE_ALLOW_PORTS: String(mock.ports['submission']),
        SMTP_TRIAGE_CONTROLS: '',
      },
    });
    const gone = once(child, 'exit');
    const [said] = (await once(child.stdout, 'data')) as [Buffer];
    const url = /http:\S+/.exec(String(said))?.[0] ?? '';
    const { status } = await askRaw(`${url}/api/v1/diagnoses`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        target: { host: '127.0.0.1', ports: [{ port: mock.ports['submission'], mode: 'starttls' }] },
      }),
    });
    expect(status).toBe(202);
    await expect.poll(() => mock.sessions.length).toBe(1);
    return { child, gone };
  }

  it.each(['SIGTERM', 'SIGINT'] as const)('ends with 0 on %s, after what runs', async (signal) => {
    await using mock = await startMockServer({ rules: [at('ehlo').delay(SLOW_MS).once()] });
    const { child, gone } = await busyProgram(mock);
    child.kill(signal);
    expect(await gone).toEqual([0, null]);
    expect(mock.sessions.text()).toContain('C: QUIT');
  });

  it('ends at once on a second signal', async () => {
    await using mock = await startMockServer({ rules: [at('greeting').delay(10_000)] });
    const { child, gone } = await busyProgram(mock);
    child.kill('SIGTERM');
    await sleep(200);
    expect(child.exitCode).toBe(null);
    const began = performance.now();
    child.kill('SIGTERM');
    expect(await gone).toEqual([1, null]);
    expect(performance.now() - began).toBeLessThan(1_000);
  });
});
