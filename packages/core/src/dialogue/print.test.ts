import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { printLawSheet } from './print.ts';
import { DIALOGUE } from './table.ts';

const SHEET = new URL('../../../../docs/dialogue.md', import.meta.url);

describe('the law sheet', () => {
  it('in docs/dialogue.md is what the table says (UPDATE=1 rewrites it)', () => {
    if (process.env['UPDATE'] === '1') {
      mkdirSync(new URL('.', SHEET), { recursive: true });
      writeFileSync(SHEET, printLawSheet());
    }
    expect(readFileSync(SHEET, 'utf8')).toBe(printLawSheet());
  });

  it('has a line for every rule', () => {
    const lines = printLawSheet().split('\n');
    for (const [phase, rows] of Object.entries(DIALOGUE)) {
      for (const verb of Object.keys(rows)) {
        expect(lines.filter((line) => line.startsWith(`| ${phase} | ${verb} |`))).toHaveLength(1);
      }
    }
  });
});
