import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startMockServer } from '@smtp-triage/mock-server';
import { afterEach, describe, expect, it } from 'vitest';
import { CONFIG_SCHEMA } from '../src/operation/config.ts';
import { type Service, start } from '../src/operation/start.ts';

describe('the service as it starts', () => {
  const folders: string[] = [];
  let service: Service | null = null;
  afterEach(async () => {
    await service?.stop();
    service = null;
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
  });
  const config = (more: Record<string, unknown> = {}) => {
    const dataDir = mkdtempSync(join(tmpdir(), 'triage-'));
    folders.push(dataDir);
    return CONFIG_SCHEMA.parse({ port: 0, dataDir, logLevel: 'silent', controls: [], ...more });
  };

  it("diagnoses a server of the operator's own network, remembers it and counts it", async () => {
    await using mock = await startMockServer();
    const port = mock.ports['submission'] ?? 0;
    service = await start(config({ allowCidrs: ['127.0.0.0/8'], allowPorts: [port] }));
    const { url } = service;
    const posted = await fetch(`${url}/api/v1/diagnoses`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', prefer: 'wait=10' },
      body: JSON.stringify({ target: { host: '127.0.0.1', ports: [{ port, mode: 'starttls' }] } }),
    });
    const body = (await posted.json()) as { status: string; findings: { code: string }[] };
    expect({ status: posted.status, state: body.status, code: body.findings[0]?.code }).toEqual({
      status: 200,
      state: 'done',
      code: 'tls-certificate-untrusted',
    });
    const read = await fetch(`${url}${posted.headers.get('location')}`);
    expect(await read.json()).toEqual(body);
    const metrics = async (): Promise<string> => (await fetch(`${url}/metrics`)).text();
    await expect.poll(metrics).toContain('smtp_triage_diagnoses_total{outcome="unusable",profile="private"} 1');
  });

  it("refuses what is not in the operator's ranges, and says no address", async () => {
    service = await start(config());
    const refused = await fetch(`${service.url}/api/v1/diagnoses`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ target: { host: '127.0.0.1' } }),
    });
    expect(refused.status).toBe(403);
    expect(await refused.json()).toMatchObject({ title: 'This target may not be tested from here', status: 403 });
  });

  it('opens its store again with everything in it', async () => {
    const same = config();
    service = await start(same);
    expect((await fetch(`${service.url}/readyz`)).status).toBe(200);
    await service.stop();
    service = await start(same);
    expect((await fetch(`${service.url}/livez`)).status).toBe(200);
  });

  it('says what stands in the way of its start', async () => {
    service = await start(config());
    await expect(start(config({ port: Number(new URL(service.url).port) }))).rejects.toThrow('EADDRINUSE');
  });
});
