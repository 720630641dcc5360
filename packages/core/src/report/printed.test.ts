import { describe, expect, it } from 'vitest';
import { at, STARTTLS } from '../../test/cases/case.ts';
import { request, run } from '../../test/world.ts';
import { jsonText } from './json.ts';
import { reportToJunit } from './junit.ts';
import { reportOf } from './report.ts';
import { reportToText } from './text.ts';
import type { Report } from './types.ts';

const report = reportOf(run(at({ 587: STARTTLS }), request()).triaged);
const HOSTILE = '<img src=x onerror=alert(1)>&"\'\u0000\u001b[2J\u009b2J\u2028\r\n</failure>]]>';
const [route] = report.routes;

/** A report in which whoever could put words in has done so. */
const hostile = {
  ...report,
  headline: HOSTILE,
  target: { ...report.target, host: HOSTILE, foundBy: HOSTILE },
  tool: { name: HOSTILE, version: HOSTILE },
  routes: route === undefined ? [] : [{ ...route, address: HOSTILE, outcome: 'failed', findings: ['not-smtp'] }],
  findings: [
    {
      code: 'not-smtp',
      layer: 'connection',
      stage: 'greeting',
      severity: 'error',
      confidence: 'certain',
      blame: 'server',
      title: HOSTILE,
      cause: HOSTILE,
      fix: [HOSTILE],
      evidence: [{ route: route?.id ?? '', event: 0, quote: HOSTILE }],
      references: [],
    },
  ],
  next: [{ action: HOSTILE, command: HOSTILE }],
} as const satisfies Report;

const CONTROL = /(?!\n)[\p{Cc}\u200b-\u200f\u2028\u2029\u202a-\u202e\u2060-\u2069\ufeff]/u;

describe('JSON', () => {
  it('says the same without a character that a terminal acts on', () => {
    const text = jsonText(hostile, 2);
    expect(text).not.toMatch(CONTROL);
    expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(hostile)));
    expect(text.endsWith('}\n')).toBe(true);
  });
});

describe('plain text', () => {
  it('holds verdict, routes, findings with their codes, and what comes next', () => {
    expect(reportToText(report)).toContain(
      `${report.target.host}: ${report.verdict.toUpperCase()}\n${report.headline}\n`,
    );
    for (const { address, port } of report.routes)
      expect(reportToText(report)).toMatch(new RegExp(`^${port} .*${address}`, 'm'));
    for (const { code, title } of report.findings) expect(reportToText(report)).toContain(`${title}\n  ${code}, `);
  });

  it('has no control character, whatever a server said, and no line that is not ours', () => {
    const text = reportToText(hostile);
    expect(text).not.toMatch(CONTROL);
    expect(text.split('\n').length).toBe(reportToText({ ...hostile, headline: 'x' }).split('\n').length);
    expect(text).toContain('\\x1b[2J');
  });
});

describe('JUnit', () => {
  it('has no control character and no markup from outside', () => {
    const xml = reportToJunit(hostile);
    expect(xml).not.toMatch(CONTROL);
    expect(xml).not.toContain('<img');
    expect(xml.match(/<failure /g)?.length).toBe(1);
    expect(xml.match(/<\/failure>/g)?.length).toBe(1);
    // All that is left of tags are our own
    expect(new Set(xml.match(/<\/?([a-z]+)/g)?.map((tag) => tag.replace(/[</]/g, '')))).toEqual(
      new Set(['testsuites', 'testsuite', 'properties', 'property', 'testcase', 'failure']),
    );
  });
});
