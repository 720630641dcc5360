import { describe, expect, it } from 'vitest';
import { scrapeProblems } from '../../test/prometheus.ts';
import { exposition } from './exposition.ts';
import { makeMetrics } from './registry.ts';

const READINGS = {
  jobs: async () => ({ queued: 2, running: 1, oldestAgeS: 7 }),
  storeBytes: async () => 4_096,
  queueCapacity: 1_000,
  profile: 'private',
  version: '0.1.0',
};

describe('the exposition', () => {
  it('escapes what would end a label or a line', () => {
    const text = exposition([
      { name: 'a', help: 'one\ntwo', samples: [{ labels: { x: 'q"\\\n' }, value: 1 }, { value: Number.NaN }] },
      { name: 'empty', help: 'none', samples: [] },
    ]);
    expect(text).toBe('# HELP a one\\ntwo\n# TYPE a gauge\na{x="q\\"\\\\\\n"} 1\na NaN\n');
  });
});

describe('the metrics of the service', () => {
  it('count what is told and read what is asked at the scrape', async () => {
    const metrics = makeMetrics(READINGS, { runtime: false });
    metrics.httpRequest('/api/v1/diagnoses', 'POST', 202, 0.01);
    metrics.diagnosis('done');
    metrics.sse(1);
    metrics.targetDenied('loopback');
    const text = await metrics.text();
    expect(text).toContain('smtp_triage_http_requests_total{route="/api/v1/diagnoses",method="POST",status="202"} 1');
    expect(text).toContain('smtp_triage_diagnoses_total{outcome="done",profile="private"} 1');
    expect(text).toContain('smtp_triage_jobs{state="queued"} 2');
    expect(text).toContain('smtp_triage_job_oldest_age_seconds 7');
    expect(text).toContain('smtp_triage_sse_connections 1');
    expect(text).toContain('smtp_triage_build_info{version="0.1.0"} 1');
  });

  it('can be parsed, those of the runtime among them', async () => {
    const metrics = makeMetrics(READINGS);
    metrics.httpRequest('/a"b\\', 'GET', 200, 0.1);
    expect(scrapeProblems(await metrics.text())).toEqual([]);
  });

  it('keep odd ports in one series', async () => {
    const metrics = makeMetrics(READINGS, { runtime: false });
    for (let port = 3_000; port < 3_100; port += 1) metrics.attempt('starttls', port, 'tls', 0.1);
    const lines = (await metrics.text()).split('\n').filter((line) => line.startsWith('smtp_triage_attempts_total{'));
    expect(lines).toEqual(['smtp_triage_attempts_total{mode="starttls",port="other",stage="tls"} 100']);
  });
});
