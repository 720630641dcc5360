import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type MockServer, startMockServer } from '@smtp-triage/mock-server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CONFIG_SCHEMA } from '../src/operation/config.ts';
import { type Service, start } from '../src/operation/start.ts';
import { scrapeProblems } from './prometheus.ts';

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
