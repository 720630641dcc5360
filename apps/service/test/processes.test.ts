import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { at, startMockServer } from '@smtp-triage/mock-server';
import { afterEach, describe, expect, it } from 'vitest';
import { CONFIG_SCHEMA } from '../src/operation/config.ts';
import { type Service, start } from '../src/operation/start.ts';
import { EMBEDDED, POSTGRES, type TestEngine } from './engines.ts';
import { follow } from './event-stream.ts';

const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const each of undo.splice(0).reverse()) await each();
});

/** Services that share one store and may test one server. */
async function services(engine: TestEngine, count: number, port: number): Promise<readonly Service[]> {
  const ground = await engine.start();
  undo.push(() => ground.stop());
  const place = await ground.place();
  const started: Service[] = [];
  for (let n = 0; n < count; n++) {
    const dataDir = mkdtempSync(join(tmpdir(), 'smtp-triage-processes-'));
    undo.push(() => rmSync(dataDir, { recursive: true, force: true }));
    const config = CONFIG_SCHEMA.parse({
      ...place,
      dataDir,
      port: 0,
      logLevel: 'silent',
      controls: [],
      allowCidrs: ['127.0.0.0/8'],
      allowPorts: [port],
      budgets: { anonymousInFlight: 100, targetPerMinute: 100, coolDownS: 0 },
    });
    const service = await start(config);
    undo.push(() => service.stop());
    started.push(service);
  }
  return started;
}

/** Asks a service for a diagnosis; gives its path. */
async function order({ url }: Service, port: number): Promise<string> {
  const response = await fetch(`${url}/api/v1/diagnoses`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ target: { host: '127.0.0.1', ports: [{ port, mode: 'starttls' }] } }),
  });
  expect(response.status).toBe(202);
  return response.headers.get('location') ?? '';
}

const stateOf = async ({ url }: Service, path: string): Promise<unknown> =>
  ((await (await fetch(`${url}${path}`)).json()) as { readonly status: unknown }).status;

describe.skipIf(POSTGRES.missing !== null)('service processes on one PostgreSQL', () => {
  it('show what one of them does to readers at any of them, as it happens', async () => {
    await using mock = await startMockServer({ rules: [at('ehlo').delay(300)] });
    const port = mock.ports['submission'] ?? 0;
    const [here, there] = (await services(POSTGRES, 2, port)) as [Service, Service];
    const path = await order(here, port);
    const streams = await Promise.all(
      [here, there].map(async ({ url }) => {
        const response = await fetch(`${url}${path}/events`);
        const early = follow(response.clone(), ({ events }) => events.some(({ name }) => name === 'rung.started'));
        return { early, all: follow(response) };
      }),
    );
    for (const { early } of streams) await early;
    // Long before the end: that waits for EHLO
    expect(await stateOf(there, path)).toBe('running');
    const [one, other] = await Promise.all(streams.map(({ all }) => all));
    expect(one?.events.at(-1)?.name).toBe('end');
    expect(one?.events.map(({ n }) => n)).toEqual(one?.events.map((_, index) => index + 1));
    expect(other?.events).toEqual(one?.events);
  });

  it('end within a second what is cancelled at another of them', async () => {
    await using mock = await startMockServer({ rules: [at('ehlo').never()] });
    const port = mock.ports['submission'] ?? 0;
    const all = (await services(POSTGRES, 2, port)) as [Service, Service];
    const path = await order(all[0], port);
    for (let n = 0; n < 300 && mock.sessions.length === 0; n++) await sleep(10);
    const runs = all.findIndex(({ deps }) => deps.runner.running > 0);
    const other = all[1 - runs] ?? expect.fail();
    const began = performance.now();
    expect((await fetch(`${other.url}${path}/cancel`, { method: 'POST' })).status).toBe(202);
    await mock.sessions.next({}, { within: 1_000 });
    const ended = await follow(await fetch(`${other.url}${path}/events`));
    expect(performance.now() - began).toBeLessThan(1_000);
    expect(ended.events.at(-1)?.event).toEqual({ type: 'end', reason: 'cancelled' });
  });
});

describe('a service that is stopped', () => {
  it('tells its readers, who come back for the rest', async () => {
    await using mock = await startMockServer({ rules: [at('ehlo').never()] });
    const port = mock.ports['submission'] ?? 0;
    const [service] = (await services(EMBEDDED, 1, port)) as [Service];
    const path = await order(service, port);
    const followed = follow(await fetch(`${service.url}${path}/events`));
    for (let n = 0; n < 300 && mock.sessions.length === 0; n++) await sleep(10);
    await service.deps.runner.stop(50);
    const { events } = await followed;
    expect(events.at(-1)).toMatchObject({ n: null, event: { type: 'end', reason: 'shutdown' } });
    expect(events.at(-2)?.n).toBeGreaterThan(3);
    expect(await stateOf(service, path)).toBe('queued');
  });
});
