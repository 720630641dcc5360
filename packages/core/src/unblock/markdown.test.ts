import { describe, expect, it } from 'vitest';
import { at, STARTTLS, TLS } from '../../test/cases/case.ts';
import { request, run } from '../../test/world.ts';
import { exactBlock, type NetworkBlock } from '../catalogue/blocks/index.ts';
import { reportToMarkdown } from '../report/markdown.ts';
import { reportOf } from '../report/report.ts';

const linode = exactBlock('linode') as NetworkBlock;
const silent = run(at({ 25: STARTTLS }), request()).triaged;
const works = run(at({ 587: STARTTLS, 465: TLS, 25: STARTTLS }), request({ waitForAll: true })).triaged;

describe('a report as Markdown', () => {
  it('says nothing of networks unless one is named', () => {
    expect(reportOf(silent)).not.toHaveProperty('unblock');
    expect(reportToMarkdown(reportOf(silent))).not.toContain('## Network');
  });

  it('ends in what to do about the network that is named', () => {
    const text = reportToMarkdown(reportOf(silent, { platform: linode }));
    const { body } = reportOf(silent, { platform: linode }).unblock?.request ?? { body: 'none' };
    expect(text).toContain('## Network: Linode / Akamai\n\nIn part this run fits the policy: ports 465 and 587 of');
    expect(text).toContain(`<${linode.url}>`);
    expect(text).toContain(`\n\`\`\`text\n${body}\n\`\`\`\n`);
    expect(text).toMatch(/\nMade by smtp-triage .*\n$/);
  });

  it('says in one line that the network is not to blame', () => {
    const [, section = ''] = reportToMarkdown(reportOf(works, { platform: linode })).split('## Network: ');
    expect(section).toMatch(/^Linode \/ Akamai\n\nIn this run the network is not to blame[^\n]*\n\nMade by /);
  });

  it('is brief where submission works and only port 25 is closed', () => {
    const relay = run(at({ 587: STARTTLS, 465: TLS, 2525: STARTTLS }), request({ waitForAll: true })).triaged;
    const [, section = ''] = reportToMarkdown(reportOf(relay, { platform: linode })).split('## Network: ');
    expect(section).toMatch(/port 25 of the target cannot be reached[^\n]* Ask for port 25 only if you need it/);
    expect(section).not.toContain('```');
  });

  it('lets no row of backticks out of its block', () => {
    const hostile = { ...silent, target: { ...silent.target, host: 'a```\n# b' } };
    const text = reportToMarkdown(reportOf(hostile, { platform: linode }));
    expect(text).toContain('\n````text\n');
    expect(text).not.toMatch(/^# b/m);
  });
});
