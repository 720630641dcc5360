import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { CODES } from './causes.ts';
import { printCauses, shownTemplate } from './print.ts';

const PAGE = new URL('../../../../docs/causes.md', import.meta.url);

describe('the list of causes', () => {
  it('in docs/causes.md is what the catalogue says (UPDATE=1 rewrites it)', () => {
    if (process.env['UPDATE'] === '1') writeFileSync(PAGE, printCauses());
    expect(readFileSync(PAGE, 'utf8')).toBe(printCauses());
  });

  it('has one heading for every code', () => {
    const lines = printCauses().split('\n');
    for (const code of CODES) expect(lines.filter((line) => line === `### \`${code}\``)).toHaveLength(1);
  });

  it('leaves no blank unshown', () => {
    expect(printCauses()).not.toMatch(/[{}]/);
  });
});

describe('a template', () => {
  it('shows its blanks as words', () => {
    expect(shownTemplate('{Ports} of {host}: port {implicitPort}')).toBe('<ports> of <host>: port <implicit port>');
  });

  it('drops a blank that may be empty', () => {
    expect(shownTemplate('it offers STARTTLS there{afterTls}.')).toBe('it offers STARTTLS there.');
  });
});
