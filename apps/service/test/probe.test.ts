import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type MockServer, type Rule, startMockServer } from '@smtp-triage/mock-server';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { CONFIG_SCHEMA } from '../src/operation/config.ts';
import { type Service, start } from '../src/operation/start.ts';
import { scrapeProblems } from './prometheus.ts';
import { askRaw, type RawAnswer } from './raw.ts';
import { startFor } from './started.ts';

describe('a scrape over HTTP', () => {
  const folder = mkdtempSync(join(tmpdir(), 'probe-'));
  let mock: MockServer;
  let service: Service;
  let port = 0;
  beforeAll(async () => {
    mock = await startMockServer({ users: [{ user: 'ann', password: 'S3cret' }] });
    port = mock.ports['submission'] ?? 0;
    writeFileSync(join(folder, 'ca.pem'), mock.ca.certPem);
    writeFileSync(join(folder, 'password'), 'S3cret\nnever read\n');
    service = await start(
      CONFIG_SCHEMA.parse({
        port: 0,
        dataDir: join(folder, 'data'),
        logLevel: 'silent',
        controls: [],
        caFile: join(folder, 'ca.pem'),
        allowCidrs: ['127.0.0.0/8'],
        allowPorts: [port],
        // Most of these tests are about something else than budgets
        budgets: { targetPerMinute: 1_000 },
        probeLogin: { host: '127.0.0.1', username: 'ann', passwordFile: join(folder, 'password') },
      }),
    );
  });
  afterAll(async () => {
    await service.stop();
    await mock.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const scrape = (query: string): Promise<Response> => fetch(`${service.url}/probe?${query}`);

  it('says that a good server is one', async () => {
    const answer = await scrape(`target=127.0.0.1:${port}&module=smtp_587_starttls`);
    const text = await answer.text();
    expect(answer.headers.get('content-type')).toContain('version=0.0.4');
    expect(scrapeProblems(text)).toEqual([]);
    expect(text).toContain('probe_success 1\n');
  });

  it('logs in with the operator’s login at the operator’s host', async () => {
    const text = await (await scrape(`target=127.0.0.1:${port}&module=smtp_auth_587`)).text();
    expect(text).toContain('probe_success 1\n');
    expect(text).toContain('probe_smtp_reply_code{phase="auth"} 235\n');
  });

  it('and at no other', async () => {
    const before = mock.sessions.length;
    expect((await scrape(`target=127.0.0.2:${port}&module=smtp_auth_587`)).status).toBe(403);
    expect((await scrape(`target=127.0.0.1:${port}&module=smtp_auth_587&hostname=evil.test`)).status).toBe(403);
    expect(mock.sessions.length).toBe(before);
  });

  it.each([
    ['module=smtp_ladder', 400],
    ['target=127.0.0.1&module=nothing', 400],
    ['target=127.0.0.1&moodule=smtp_ladder', 400],
    ['target=10.0.0.1&module=smtp_ladder', 403],
    ['target=127.0.0.1:9&module=smtp_587_starttls', 403],
  ])('of %s answers %i', async (query, status) => {
    expect((await scrape(query)).status).toBe(status);
  });

  it('of a server that is not there answers 200 with no success, inside the time that the scraper has', async () => {
    const began = performance.now();
    const answer = await fetch(`${service.url}/probe?target=127.0.0.3:${port}&module=smtp_587_starttls`, {
      headers: { 'x-prometheus-scrape-timeout-seconds': '3' },
    });
    const text = await answer.text();
    expect(answer.status).toBe(200);
    expect(text).toContain('probe_success 0\n');
    expect(text).toContain('probe_timeout_seconds 2.5\n');
    expect(performance.now() - began).toBeLessThan(3_000);
  });
});

describe('the budgets of a scrape', () => {
  const undo: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (const each of undo.splice(0).reverse()) await each();
  });
  const serviceWith = async (
    budgets: Readonly<Record<string, number>>,
    more: Readonly<Record<string, unknown>> = {},
    rules: readonly Rule[] = [],
  ) => {
    const mock = await startMockServer({ users: [{ user: 'ann', password: 'S3cret' }], rules });
    undo.push(() => mock.close());
    const service = await startFor(mock, { budgets, ...more });
    undo.push(() => service.remove());
    const port = mock.ports['submission'] ?? 0;
    const scrape = (host: string, module = 'smtp_587_starttls') =>
      askRaw(`${service.url}/probe?target=${host}:${port}&module=${module}`);
    const diagnose = (host: string) => service.diagnose({ target: { host, ports: [{ port, mode: 'starttls' }] } });
    return { mock, service, scrape, diagnose, port };
  };
  const statuses = (answers: readonly RawAnswer[]): readonly number[] => answers.map(({ status }) => status);

  it('of a target are shared with diagnoses, whoever asks', async () => {
    const { mock, scrape, diagnose } = await serviceWith({ targetPerMinute: 2, coolDownS: 0 });
    expect(statuses([await scrape('127.0.0.1'), await diagnose('127.0.0.1')])).toEqual([200, 202]);
    const third = await scrape('127.0.0.1');
    expect(third.status).toBe(429);
    expect(third.headers['retry-after']).toMatch(/^\d+$/);
    expect(JSON.parse(third.body).detail).toContain('This target');
    expect((await diagnose('127.0.0.1')).status).toBe(429);
    // Nobody listens there, but it may be asked
    expect((await scrape('127.0.0.2')).status).toBe(200);
    await expect.poll(() => mock.sessions.length).toBe(2);
  });

  it('of a network, of a scraper and of the service end, too', async () => {
    const network = await serviceWith({ networkPerMinute: 1 });
    expect(statuses([await network.scrape('127.0.0.1'), await network.scrape('127.0.0.2')])).toEqual([200, 429]);
    const scraper = await serviceWith({ scrapesPerHour: 1 });
    expect(statuses([await scraper.scrape('127.0.0.1'), await scraper.scrape('127.0.1.1')])).toEqual([200, 429]);
    const service = await serviceWith({ globalPerMinute: 1 });
    expect(statuses([await service.scrape('127.0.0.1'), await service.scrape('127.0.1.1')])).toEqual([200, 503]);
  });

  it('of a scraper pay for what the guard refuses, and are not those of its diagnoses', async () => {
    const { scrape, service } = await serviceWith({ scrapesPerHour: 2 });
    expect(statuses([await scrape('10.0.0.1'), await scrape('10.0.0.1'), await scrape('10.0.0.1')])).toEqual([
      403, 403, 429,
    ]);
    const limits = JSON.parse((await askRaw(`${service.url}/api/v1/limits`)).body);
    expect(limits.diagnoses.remaining).toBe(limits.diagnoses.limit);
  });

  it('of a login end before an account is locked, and never for a login that is right (SEC-16)', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'probe-'));
    undo.push(async () => rmSync(folder, { recursive: true, force: true }));
    const passwordFile = join(folder, 'password');
    const probeLogin = { host: '127.0.0.1', username: 'ann', passwordFile };
    const { mock, scrape } = await serviceWith(
      { targetPerMinute: 1_000, loginFailuresPer15Minutes: 3 },
      { probeLogin },
    );
    const logIns = async (times: number): Promise<readonly number[]> => {
      const answers: RawAnswer[] = [];
      for (let n = 0; n < times; n++) answers.push(await scrape('127.0.0.1', 'smtp_auth_587'));
      return statuses(answers);
    };
    writeFileSync(passwordFile, 'S3cret\n');
    expect(await logIns(5)).toEqual([200, 200, 200, 200, 200]);
    writeFileSync(passwordFile, 'outdated\n');
    expect(await logIns(5)).toEqual([200, 200, 200, 429, 429]);
    expect(mock.sessions.text().match(/535/g)).toHaveLength(3);
  });
});
