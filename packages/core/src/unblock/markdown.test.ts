import { describe, expect, it } from 'vitest';
import { at, STARTTLS, TLS } from '../../test/cases/case.ts';
import { request, run } from '../../test/world.ts';
import { exactBlock, type NetworkBlock } from '../catalogue/blocks/index.ts';
import { reportToMarkdown } from '../report/markdown.ts';
import { reportOf } from '../report/report.ts';
import type { Case, Report } from '../report/types.ts';
import { withUnblockKit } from './kit.ts';

const linode = exactBlock('linode') as NetworkBlock;
/** The report of a run on that network. */
const reportOn = (triaged: Case): Report => withUnblockKit(reportOf(triaged), linode, triaged.traces);
const silent = run(at({ 25: STARTTLS }), request()).triaged;
const works = run(at({ 587: STARTTLS, 465: TLS, 25: STARTTLS }), request({ waitForAll: true })).triaged;

describe('a report as Markdown', () => {
  it('says nothing of networks unless one is named', () => {
    expect(reportOf(silent)).not.toHaveProperty('unblock');
    expect(reportToMarkdown(reportOf(silent))).not.toContain('## Network');
  });

  it('ends in what to do about the network that is named', () => {
    const text = reportToMarkdown(reportOn(silent));
    const { body } = reportOn(silent).unblock?.request ?? { body: 'none' };
    expect(text).toContain('## Network: Linode / Akamai\n\nIn part this run fits the policy: ports 465 and 587 of');
    expect(text).toContain(`<${linode.url}>`);
    expect(text).toContain(`\n\`\`\`text\n${body}\n\`\`\`\n`);
    expect(text).toMatch(/\nMade by smtp-triage .*\n$/);
  });

  it('says it of the same run whether or not the traces are shown, which come last', () => {
    const whole = withUnblockKit(reportOf(silent, { traces: true }), linode);
    expect(Object.keys(whole).slice(-2)).toEqual(['unblock', 'traces']);
    expect(whole.unblock).toEqual(reportOn(silent).unblock);
  });

  it('says in one line that the network is not to blame', () => {
    const [, section = ''] = reportToMarkdown(reportOn(works)).split('## Network: ');
    expect(section).toMatch(/^Linode \/ Akamai\n\nIn this run the network is not to blame[^\n]*\n\nMade by /);
  });

  it('is brief where submission works and only port 25 is closed', () => {
    const relay = run(at({ 587: STARTTLS, 465: TLS, 2525: STARTTLS }), request({ waitForAll: true })).triaged;
    const [, section = ''] = reportToMarkdown(reportOn(relay)).split('## Network: ');
    expect(section).toMatch(/port 25 of the target cannot be reached[^\n]* Ask for port 25 only if you need it/);
    expect(section).not.toContain('```');
  });

  it('lets no row of backticks out of its block', () => {
    const hostile = { ...silent, target: { ...silent.target, host: 'a```\n# b' } };
    const text = reportToMarkdown(reportOn(hostile));
    expect(text).toContain('\n````text\n');
    expect(text).not.toMatch(/^# b/m);
  });
});
