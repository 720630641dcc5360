import { describe, expect, it } from 'vitest';
import { at, STARTTLS } from '../../test/cases/case.ts';
import { request, run } from '../../test/world.ts';
import { parseReport } from './read.ts';
import { reportOf } from './report.ts';

const { triaged } = run(at({ 587: STARTTLS }), request());
const saved = JSON.parse(JSON.stringify(reportOf(triaged))) as Record<string, unknown>;

describe('a saved report', () => {
  it('is read as it was written, with traces and without', () => {
    for (const report of [reportOf(triaged), reportOf(triaged, { traces: true })]) {
      expect(parseReport(JSON.parse(JSON.stringify(report)))).toEqual({ ok: true, value: report });
    }
  });

  it('may hold what is not known yet', () => {
    expect(parseReport({ ...saved, later: true }).ok).toBe(true);
  });

  it.each<[string, unknown, RegExp]>([
    ['a case', triaged, /^report\.schema/],
    ['a report of another version', { ...saved, schema: 'smtp-triage/diagnosis@2' }, /^report\.schema/],
    ['nothing', null, /^report is no object/],
    ['no target', { ...saved, target: null }, /^report\.target/],
    ['a host that is no text', { ...saved, target: { input: '', host: 7, provider: null } }, /^report\.target\.host/],
    ['a port that is no number', { ...saved, routes: [{ id: 'x', port: '587' }] }, /^report\.routes\[0\]\.port/],
    ['findings without a code', { ...saved, findings: [{}] }, /^report\.findings\[0\]\.code/],
    ['traces that are none', { ...saved, traces: [{}] }, /^report\.traces\[0\]/],
  ])('is not %s', (_name, value, problem) => {
    const read = parseReport(value);
    expect(read.ok ? 'read' : read.problem).toMatch(problem);
  });
});
