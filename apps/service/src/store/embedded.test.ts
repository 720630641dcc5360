import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Libsql from 'libsql';
import { afterEach, describe, expect, it } from 'vitest';
import { clock, openAt } from '../../test/engines.ts';
import { diagnosis, idOf, result } from '../../test/orders.ts';
import { NO_DISK, smallDisk } from '../../test/small-disk.ts';
import { IN_MEMORY, STORE_FILE } from './database.ts';
import { StoreFailure } from './types.ts';

const LIMIT = 1_000;
const time = clock();

describe('the embedded store', () => {
  const folders: string[] = [];
  const folder = (): string => {
    const made = mkdtempSync(join(tmpdir(), 'smtp-triage-store-'));
    folders.push(made);
    return made;
  };
  afterEach(() => {
    for (const each of folders.splice(0)) rmSync(each, { recursive: true, force: true });
  });

  it('lives in memory where a test asks for it', async () => {
    const { store } = await openAt({ dataDir: IN_MEMORY, databaseUrl: null }, time);
    await store.accept(diagnosis(1), null, LIMIT);
    expect(await store.find(idOf(1))).toMatchObject({ state: 'queued' });
    expect(await store.size()).toBeGreaterThan(0);
    await store.close();
  });

  it('is readable by its owner only', async () => {
    const dataDir = join(folder(), 'made', 'here');
    const { store } = await openAt({ dataDir, databaseUrl: null }, time);
    await store.accept(diagnosis(1), null, LIMIT);
    const modes = [dataDir, join(dataDir, STORE_FILE), join(dataDir, `${STORE_FILE}-wal`)].map(
      (path) => statSync(path).mode & 0o777,
    );
    expect(modes).toEqual([0o700, 0o600, 0o600]);
    await store.close();
  });

  it('refuses a store that a newer program has written to', async () => {
    const dataDir = folder();
    await (await openAt({ dataDir, databaseUrl: null }, time)).store.close();
    const other = new Libsql(join(dataDir, STORE_FILE));
    other.exec('insert into store_version values (99, 0)');
    other.close();
    await expect(openAt({ dataDir, databaseUrl: null }, time)).rejects.toThrow(
      /^The store was written by a newer version of this program \(store version 99, known up to \d\)\. Use that version, or another store\.$/,
    );
  });

  it('refuses a file that is no store', async () => {
    const dataDir = folder();
    spawnSync('sh', ['-c', `yes smtp | head -c 20000 >'${join(dataDir, STORE_FILE)}'`]);
    await expect(openAt({ dataDir, databaseUrl: null }, time)).rejects.toBeInstanceOf(StoreFailure);
  });

  it('fails to write while another program holds the lock, and still reads', { timeout: 20_000 }, async () => {
    const dataDir = folder();
    const { store } = await openAt({ dataDir, databaseUrl: null }, time);
    await store.accept(diagnosis(1), null, LIMIT);
    const other = new Libsql(join(dataDir, STORE_FILE));
    other.exec('begin immediate');
    await expect(store.accept(diagnosis(2), null, LIMIT)).rejects.toBeInstanceOf(StoreFailure);
    expect(await store.writable()).toBe(false);
    expect(await store.find(idOf(1))).toMatchObject({ state: 'queued' });
    other.exec('rollback');
    time.pass(1_000);
    expect(await store.writable()).toBe(true);
    expect(await store.accept(diagnosis(2), null, LIMIT)).toEqual({ kind: 'accepted' });
    other.close();
    await store.close();
  });

  it.skipIf(NO_DISK !== null)('says that the disk is full, goes on reading, and recovers', async () => {
    const disk = smallDisk('1m');
    const dataDir = disk.folder;
    try {
      const { store } = await openAt({ dataDir, databaseUrl: null }, time);
      const big = { ...result(), tool: { name: 'x'.repeat(40_000), version: '1' } };
      let accepted = 0;
      let failure: unknown = null;
      while (failure === null && accepted < 100) {
        await store.accept(diagnosis(accepted, { result: big }), null, LIMIT).then(
          () => accepted++,
          (error: unknown) => {
            failure = error;
          },
        );
      }
      expect(failure).toBeInstanceOf(StoreFailure);
      expect(accepted).toBeGreaterThan(2);
      await expect(store.append(idOf(0), [{ type: 'error', reason: 'x'.repeat(600_000) }])).rejects.toBeInstanceOf(
        StoreFailure,
      );
      for (let n = 0; n < accepted; n++) expect(await store.find(idOf(n))).toMatchObject({ state: 'done', events: 3 });
      expect(await store.find(idOf(accepted))).toBeNull();
      disk.resize('4m');
      expect(await store.accept(diagnosis(200), null, LIMIT)).toEqual({ kind: 'accepted' });
      expect(await store.writable()).toBe(true);
      await store.close();
    } finally {
      disk.remove();
    }
  });
});
