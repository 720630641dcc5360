import { describe, expect, it } from 'vitest';
import type { Verdict } from '../diagnose/types.ts';
import type { TargetSource } from '../target.ts';
import { parseCase } from './case.ts';
import { guessStep } from './guess.ts';
import { reportToMarkdown } from './markdown.ts';
import { reportOf } from './report.ts';
import type { Case } from './types.ts';

const target = (source: TargetSource) => ({
  input: 'ann@example.test',
  host: 'smtp.example.test',
  provider: null,
  source,
  foundBy: 'a guess, since smtp.*.test exists',
});
const triaged = (source: TargetSource): Case => ({
  schema: 'smtp-triage/case@1',
  tool: { name: 'smtp-triage', version: '0' },
  target: target(source),
  vantage: { label: 'local', startedAt: '2026-11-23T12:00:00.000Z', durationMs: 1 },
  settings: null,
  traces: [],
});

describe('a server name that was guessed', () => {
  it.each<readonly [TargetSource, Verdict, number]>([
    ['guess', 'unusable', 1],
    ['guess', 'inconclusive', 1],
    ['guess', 'ready', 0],
    ['guess', 'degraded', 0],
    ['guess', 'fixable', 0],
    ['srv', 'unusable', 0],
    ['given', 'inconclusive', 0],
  ])('by %s, %s, gives %d steps', (source, verdict, count) => {
    expect(guessStep(target(source), verdict)).toHaveLength(count);
  });

  it('is doubted first of all', () => {
    expect(reportOf(triaged('guess')).next[0]?.action).toMatch(/^smtp\.example\.test is a guess/);
    expect(JSON.stringify(reportOf(triaged('srv')).next)).not.toContain('guess');
  });

  it('says how it was found, in Markdown too, and in a case that was saved', () => {
    expect(reportToMarkdown(reportOf(triaged('guess')))).toContain(
      'How the server was found: a guess, since smtp.\\*.test exists',
    );
    expect(parseCase(JSON.parse(JSON.stringify(triaged('guess'))))).toEqual({ ok: true, value: triaged('guess') });
    expect(parseCase({ ...triaged('guess'), target: { ...target('guess'), foundBy: 1 } }).ok).toBe(false);
  });
});
