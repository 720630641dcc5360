import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { CLIENTS } from './clients/index.ts';
import { printClients } from './print-clients.ts';

const PAGE = new URL('../../../../docs/clients.md', import.meta.url);

it('docs/clients.md is what the table of clients says (UPDATE=1 rewrites it)', () => {
  const page = printClients(CLIENTS);
  if (process.env['UPDATE'] === '1') writeFileSync(PAGE, page);
  expect(existsSync(PAGE) && readFileSync(PAGE, 'utf8')).toBe(page);
});

it('every row of docs/clients.md has as many cells as the table has columns', () => {
  const rows = printClients(CLIENTS)
    .split('\n')
    .filter((line) => line.startsWith('|'));
  expect(rows.length).toBeGreaterThan(CLIENTS.length);
  for (const row of rows) expect(row.match(/(?<!\\)\|/g), row).toHaveLength(8);
});
