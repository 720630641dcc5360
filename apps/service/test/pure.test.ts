import {
  type Case,
  CODES,
  diagnose,
  explainError,
  jsonText,
  type Report,
  reportOf,
  type Trace,
  type TraceEvent,
} from '@smtp-triage/core';
import { lint } from '@smtp-triage/core/settings';
import { PRESETS } from '@smtp-triage/mock-server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TRACE_BODY_LIMIT } from '../src/http/body.ts';
import { warmUp } from '../src/operation/warm-up.ts';
import { type Fake, fakeService } from './fakes.ts';
import { largestCase, SHAPES } from './largest.ts';
import { caseOf } from './playback.ts';
import type { Served } from './serve.ts';

let fake: Fake;
let service: Served;
beforeAll(async () => {
  // Every request comes a second after the last, so that nobody is too fast
  let now = Date.UTC(2026, 10, 24);
  fake = await fakeService({
    now: () => {
      now += 1_000;
      return now;
    },
  });
  service = await fake.serve();
});
afterAll(() => fake.close());

const classify = (json: unknown, query = '') => service.ask(`/api/v1/classify${query}`, { json });
/** What is wrong with a body: pointers with their codes. */
async function wrong(json: unknown, path = '/api/v1/classify'): Promise<readonly string[]> {
  const response = await service.ask(path, { json });
  const { errors = [] } = (await response.json()) as {
    readonly errors?: readonly { readonly pointer: string; readonly code: string }[];
  };
  return [String(response.status), ...errors.map(({ pointer, code }) => `${pointer} ${code}`)];
}

describe('classifying saved traces', () => {
  it.each(SHAPES)('answers the largest case that may be sent as core does (%s)', async (shape) => {
    const largest = largestCase(shape, TRACE_BODY_LIMIT - 2_000);
    const response = await classify(largest);
    expect(response.status).toBe(200);
    expect(await response.text()).toBe(jsonText(reportOf(largest), 2));
  });

  it('has met such cases before the first is sent (REL-07)', async () => {
    await expect(warmUp()).resolves.toBeUndefined();
  });

  it.each(PRESETS.map(({ name }) => name))('is what core says, byte for byte: %s', async (name) => {
    const triaged = caseOf(name);
    const text = await (await classify(triaged)).text();
    // What `smtp-triage explain FILE --json` prints
    expect(text).toBe(jsonText(reportOf(triaged), 2));
    const { verdict, headline, recommendation, routes, findings, next } = JSON.parse(text) as Report;
    const core = diagnose(triaged.traces);
    expect(JSON.stringify({ verdict, headline, recommendation, routes, findings })).toBe(
      JSON.stringify({
        verdict: core.verdict,
        headline: core.headline,
        recommendation: core.recommendation,
        routes: core.routes,
        findings: core.findings,
      }),
    );
    expect(next).toEqual(expect.arrayContaining(JSON.parse(JSON.stringify(core.next))));
  });

  it('takes one trace, a list of them, a case, or a report with its traces', async () => {
    const { traces, ...triaged } = caseOf('healthy');
    for (const body of [
      traces[1],
      traces,
      { ...triaged, traces },
      reportOf({ ...triaged, traces }, { traces: true }),
    ]) {
      const response = await classify(body);
      expect(response.status).toBe(200);
      expect(((await response.json()) as Report).routes.length).toBeGreaterThan(0);
    }
  });

  it('opens no connection and remembers nothing', async () => {
    await classify(caseOf('healthy'));
    expect([fake.ran.length, fake.store.rows.size, fake.audited.length]).toEqual([0, 0, 0]);
  });

  it('says where a trace is none, by JSON Pointer', async () => {
    const { traces, ...triaged } = caseOf('healthy');
    const broken = traces.map((each, index) => (index === 1 ? { ...each, route: { ...each.route, host: 7 } } : each));
    expect(await wrong({ ...triaged, traces: broken })).toEqual(['422', '/traces/1/route/host not-a-trace']);
    expect(await wrong(broken)).toEqual(['422', '/1/route/host not-a-trace']);
    expect(await wrong(broken[1])).toEqual(['422', '/route/host not-a-trace']);
    expect(await wrong([])).toEqual(['422', ' not-a-trace']);
    expect(await wrong({})).toEqual(['422', ' not-a-trace']);
    const event = { ...traces[1], events: [{ at: 0, type: 'reply', code: 'x' }] };
    expect((await wrong(event))[1]).toMatch(/^\/events\/0\/\w+ not-a-trace$/);
  });

  it.each<[string, unknown]>([
    ['a trace', { schema: 'smtp-triage/trace@2' }],
    ['a case', { schema: 'smtp-triage/case@0', traces: [] }],
    ['a trace in a list', [{ schema: 'smtp-triage/trace@9' }]],
    ['a trace in a case', { schema: 'smtp-triage/case@1', traces: [{ schema: 'smtp-triage/trace@9' }] }],
  ])('knows its versions: %s of another is refused', async (_name, body) => {
    expect(await wrong(body)).toEqual(['422']);
  });

  it('takes 32 attempts and not one more; look-ups do not count', async () => {
    const { traces } = caseOf('healthy');
    const [attempt] = traces.filter(({ route }) => route.purpose !== 'lookup');
    const [lookUp] = traces.filter(({ route }) => route.purpose === 'lookup');
    const small = (trace: Trace | undefined, n: number): unknown => ({
      ...trace,
      route: { ...trace?.route, id: `r${n}` },
      events: [],
    });
    const many = (count: number): unknown[] => Array.from({ length: count }, (_, n) => small(attempt, n));
    expect((await classify([...many(32), small(lookUp, 99)])).status).toBe(200);
    expect(await wrong(many(33))).toEqual(['422', ' too-many']);
  });

  it('says what these rules see otherwise, where an earlier report came with the traces (API-38)', async () => {
    const report = reportOf(caseOf('healthy'), { traces: true });
    const before = { ...report, verdict: 'unusable', findings: [{ ...reportOf(caseOf('cert-expired')).findings[0] }] };
    const answer = (await (await classify(before, '?ruleset=current')).json()) as Record<string, unknown>;
    expect(answer).toMatchObject({ rulesetVersion: '0.1.0', traceVersion: 'smtp-triage/trace@1' });
    expect(answer['report']).toEqual(JSON.parse(JSON.stringify(reportOf(caseOf('healthy')))));
    expect(answer['diff']).toEqual({
      verdict: { before: 'unusable', after: report.verdict },
      findings: { added: report.findings.map(({ code }) => code), removed: [before.findings[0]?.code] },
    });
    const same = (await (await classify(report, '?ruleset=0.1.0')).json()) as Record<string, unknown>;
    expect(same['diff']).toEqual({
      verdict: { before: report.verdict, after: report.verdict },
      findings: { added: [], removed: [] },
    });
    expect((await classify(report, '?ruleset=0.0.1')).status).toBe(422);
  });

  it('is not led astray by words of a server that are words of JavaScript (SEC-32)', async () => {
    const { traces, ...triaged } = caseOf('healthy');
    const lines = ['__proto__ x', 'constructor', 'hasOwnProperty', 'STARTTLS'];
    const odd = traces.map((trace) => ({
      ...trace,
      events: trace.events.map(
        (event): TraceEvent => (event.type === 'offers' ? { ...event, offers: { ...event.offers, lines } } : event),
      ),
    }));
    const response = await classify({ ...triaged, traces: odd } satisfies Case);
    expect(response.status).toBe(200);
    expect(((await response.json()) as Report).routes.some(({ offers }) => offers?.lines.includes('__proto__ x'))).toBe(
      true,
    );
    expect(({} as { x?: unknown }).x).toBeUndefined();
  });
});

describe('explaining an error', () => {
  it('is what the command line prints', async () => {
    const error = 'Error: 140735:error:1408F10B:SSL routines:ssl3_get_record:wrong version number';
    const response = await service.ask('/api/v1/explain', { json: { error, port: 587, mode: 'implicit-tls' } });
    const explanations = explainError(error, { port: 587, mode: 'implicit-tls' });
    expect(explanations.length).toBeGreaterThan(0);
    expect(await response.text()).toBe(jsonText({ schema: 'smtp-triage/explanation@1', explanations }, 2));
  });

  it('takes an error object, and has nothing to say of nothing', async () => {
    const object = { code: 'EAUTH', response: '535 5.7.8 Username and Password not accepted', responseCode: 535 };
    const known = await (await service.ask('/api/v1/explain', { json: { error: object } })).json();
    expect((known as { explanations: unknown[] }).explanations.length).toBeGreaterThan(0);
    const unknown = await (await service.ask('/api/v1/explain', { json: { error: 'la la la' } })).json();
    expect(unknown).toEqual({ schema: 'smtp-triage/explanation@1', explanations: [] });
  });

  it.each<[unknown, string]>([
    [{}, '/error wrong-type'],
    [{ error: '' }, '/error too-small'],
    [{ error: 7 }, '/error wrong-type'],
    [{ error: 'x', port: 0 }, '/port too-small'],
    [{ error: 'x', mode: 'ssl' }, '/mode not-a-choice'],
  ])('says what is wrong with %j', async (json, what) => {
    expect(await wrong(json, '/api/v1/explain')).toEqual(['422', what]);
  });
});

describe('checking settings', () => {
  const text =
    "createTransport({ host: 'smtp.gmail.com', port: 587, secure: true, auth: { user: 'joe', pass: 'canary-5ecret' } })";

  it('finds what the command line finds, and says nothing of the password', async () => {
    const response = await service.ask('/api/v1/lint', { json: { text } });
    const answer = await response.text();
    const core = lint(text);
    if (!core.ok) throw new Error(core.problem);
    expect(core.value.findings.length).toBeGreaterThan(0);
    const { schema, ...rest } = core.value;
    expect(answer).toBe(jsonText({ schema, tool: { name: 'smtp-triage', version: '0.1.0' }, ...rest }, 2));
    expect(answer).not.toContain('canary-5ecret');
  });

  it('knows clients by name, and says which field is wrong', async () => {
    expect((await service.ask('/api/v1/lint', { json: { text, client: 'nodemailer' } })).status).toBe(200);
    expect(await wrong({ text, client: 'netscape' }, '/api/v1/lint')).toEqual(['422', '/client not-a-choice']);
    expect(await wrong({ text: 'la la la' }, '/api/v1/lint')).toEqual(['422', '/text not-settings']);
    expect(await wrong({ text: 'x'.repeat(40_000) }, '/api/v1/lint')).toEqual(['422', '/text too-large']);
  });
});

describe('codes', () => {
  it('are all there, each with an address of its own, for a day', async () => {
    const list = await service.ask('/api/v1/codes');
    const { codes } = (await list.json()) as {
      readonly codes: readonly { readonly code: string; readonly fix: readonly string[] }[];
    };
    expect(codes.map(({ code }) => code)).toEqual(CODES);
    expect(list.headers.get('cache-control')).toBe('public, max-age=86400');
    const tag = list.headers.get('etag') ?? '';
    expect((await service.ask('/api/v1/codes', { headers: { 'if-none-match': tag } })).status).toBe(304);
    for (const each of codes) expect(await (await service.ask(`/api/v1/codes/${each.code}`)).json()).toEqual(each);
  });
});

describe('whoever asks without a pause', () => {
  it('is told to wait after a hundred in ten seconds, and nobody else is', async () => {
    const at = Date.UTC(2026, 10, 24);
    const busy = await fakeService({ now: () => at });
    const { ask } = await busy.serve();
    const authorization = await busy.token('diagnose');
    const statuses: number[] = [];
    for (let n = 0; n < 101; n += 1) statuses.push((await ask('/api/v1/explain', { json: { error: 'x' } })).status);
    expect(statuses).toEqual([...Array(100).fill(200), 429]);
    expect((await ask('/api/v1/explain', { json: { error: 'x' }, headers: { authorization } })).status).toBe(200);
    expect(busy.counted).toContain('rateLimited pure');
    await busy.close();
  });
});
