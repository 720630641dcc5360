import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Kysely, sql } from 'kysely';
import { expect, it, onTestFinished } from 'vitest';
import { openEmbedded } from './database.ts';
import type { Schema } from './schema.ts';

it('waits for the disk at every commit but those that may be lost with the power', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'smtp-triage-base-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const base = await openEmbedded(folder);
  const inForce = async (db: Kysely<Schema>): Promise<unknown> => {
    const { rows } = await sql<{ synchronous: number }>`pragma synchronous`.execute(db);
    return rows[0]?.synchronous;
  };
  const [normal, full] = [1, 2];
  expect(await base.write(inForce)).toBe(full);
  const together = [
    base.write(inForce, { lasting: false }),
    base.write(inForce),
    base.write(inForce, { lasting: false }),
  ];
  expect(await Promise.all(together)).toEqual([normal, full, normal]);
  const failing = base.write(() => Promise.reject(new Error('no')), { lasting: false });
  await expect(failing).rejects.toThrow('no');
  expect(await base.read(inForce)).toBe(full);
  await base.close();
});
