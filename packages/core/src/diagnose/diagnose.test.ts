import { describe, expect, it } from 'vitest';
import { AUTHENTICATION_CASES } from '../../test/cases/authentication.ts';
import { at, STARTTLS, saying, TLS } from '../../test/cases/case.ts';
import { CONNECTION_CASES } from '../../test/cases/connection.ts';
import { ENCRYPTION_CASES } from '../../test/cases/encryption.ts';
import { SEEN_CASES } from '../../test/cases/seen.ts';
import { request, run } from '../../test/world.ts';
import { parseCase } from '../report/case.ts';
import { reportToMarkdown } from '../report/markdown.ts';
import { reportOf } from '../report/report.ts';
import { Secret } from '../secret.ts';
import { diagnose } from './diagnose.ts';

const CASES = [...CONNECTION_CASES, ...ENCRYPTION_CASES, ...AUTHENTICATION_CASES, ...SEEN_CASES].map((each) => ({
  ...each,
  ran: run(each.world, request({ ...(each.asked?.host === undefined ? {} : {}), ...each.asked })),
}));

describe.each(CASES)('$name', ({ ran, want }) => {
  const report = reportOf(ran.triaged);
  const [primary] = report.findings;
  const codes = report.findings.map(({ code }) => code);

  it('gives the right verdict and primary finding', () => {
    expect({ verdict: report.verdict, code: primary?.code ?? null }).toEqual({
      verdict: want.verdict,
      code: want.code,
    });
    if (want.stage !== undefined) expect(primary?.stage).toBe(want.stage);
    if (want.layer !== undefined) expect(primary?.layer).toBe(want.layer);
    if (want.confidence !== undefined) expect(primary?.confidence).toBe(want.confidence);
    expect(codes).toEqual(expect.arrayContaining([...(want.also ?? [])]));
    for (const code of want.not ?? []) expect(codes).not.toContain(code);
  });

  it('recommends what works, and says so', () => {
    const { recommendation } = report;
    if (want.recommends !== undefined) {
      expect(recommendation === null ? null : [recommendation.port, recommendation.mode]).toEqual(want.recommends);
    }
    if (want.says !== undefined) expect(JSON.stringify(report.findings)).toMatch(want.says);
    if (want.withinMs !== undefined) expect(ran.elapsedMs).toBeLessThanOrEqual(want.withinMs);
    expect(report.headline.split(' ').length).toBeLessThanOrEqual(25);
  });

  it('points every finding at events that exist, and fills in every word', () => {
    for (const finding of report.findings) {
      for (const { route, event } of finding.evidence) {
        expect(ran.traces.find((trace) => trace.route.id === route)?.events[event]).toBeDefined();
      }
      expect([finding.title, finding.cause, ...finding.fix].join(' ')).not.toMatch(/[{}]|undefined/);
    }
  });

  it('is the same from a file', () => {
    const parsed = parseCase(JSON.parse(JSON.stringify(ran.triaged)));
    expect(parsed.ok && JSON.stringify(reportOf(parsed.value))).toBe(JSON.stringify(report));
    const bare = parseCase(JSON.parse(JSON.stringify(ran.traces)));
    expect(bare.ok && JSON.stringify(reportOf(bare.value).findings)).toBe(JSON.stringify(report.findings));
    expect(reportToMarkdown(report)).toContain(report.verdict);
  });
});

describe('a login that did not happen', () => {
  const credentials = { user: 'ann', password: new Secret('correct horse') };

  it('is never called ready, not even from the trace of a route that was sent home alone', () => {
    const { traces } = run(at({ 587: STARTTLS, 465: TLS }), request({ credentials }));
    const home = traces.filter(({ route }) => route.port === 465);
    expect(home[0]?.events.at(-1)).toMatchObject({ outcome: 'ok', why: 'told' });
    expect(diagnose(traces).verdict).toBe('ready');
    expect(diagnose(home)).toMatchObject({ recommendation: null });
    expect(['ready', 'degraded']).not.toContain(diagnose(home).verdict);
  });

  it('is never called ready because an interrupt met a route that was leaving', () => {
    const world = at({ 587: saying({ AUTH: null }), 465: TLS, 25: { ...saying({ QUIT: null }), greetingMs: 240 } });
    for (let ms = 0; ms <= 400; ms += 5) {
      expect(['ready', 'degraded']).not.toContain(diagnose(run(world, request({ credentials }), ms).traces).verdict);
    }
  });
});
