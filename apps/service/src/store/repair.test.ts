import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Libsql from 'libsql';
import { afterEach, describe, expect, it } from 'vitest';
import { clock, openAt } from '../../test/engines.ts';
import { diagnosis, idOf, result } from '../../test/orders.ts';
import { STORE_FILE } from './database.ts';
import { examine, type Finding } from './repair.ts';

const time = clock();
const COUNT = 60;
const PAGE = 4_096;

const folders: string[] = [];
afterEach(() => {
  for (const each of folders.splice(0)) rmSync(each, { recursive: true, force: true });
});
const folder = (): string => {
  const made = mkdtempSync(join(tmpdir(), 'smtp-triage-repair-'));
  folders.push(made);
  return made;
};
/** The files of a store with so many diagnoses, as a crash after the last commit leaves them, or a proper end. */
async function storeOf(count: number, end: 'crash' | 'stop'): Promise<string> {
  const [lives, left] = [folder(), folder()];
  const big = { ...result(), tool: { name: 'x'.repeat(20_000), version: '1' } };
  const { store } = await openAt({ dataDir: lives, databaseUrl: null }, time);
  for (let n = 1; n <= count; n++) await store.accept(diagnosis(n, { result: big }), null, 1_000);
  if (end === 'crash') cpSync(lives, left, { recursive: true });
  await store.close();
  if (end === 'stop') cpSync(lives, left, { recursive: true });
  rmSync(join(left, `${STORE_FILE}-shm`), { force: true });
  if (end === 'stop') {
    const database = new Libsql(join(left, STORE_FILE));
    database.exec('pragma wal_checkpoint(truncate)');
    database.close();
  }
  return left;
}
/** A copy: libsql holds its lock until its statements are collected. */
function copyOf(dataDir: string): string {
  const copy = folder();
  cpSync(dataDir, copy, { recursive: true });
  return copy;
}
const states = (found: readonly Finding[]): readonly string[] => found.map(({ state }) => state);
const inUse = async (dataDir: string): Promise<number> => {
  const { store } = await openAt({ dataDir: copyOf(dataDir), databaseUrl: null }, time);
  let found = 0;
  for (let n = 1; n <= COUNT; n++) {
    const record = await store.find(idOf(n));
    if (record === null) continue;
    found += 1;
    const log = await store.events(idOf(n), 0, 100);
    expect(log.map(({ n: number }) => number)).toEqual(log.map((_, index) => index + 1));
    expect(log).toHaveLength(record.events);
    expect(log.at(-1)?.event).toEqual({ type: 'end', reason: 'done' });
  }
  await store.close();
  return found;
};

describe('looking the embedded store over', () => {
  it('finds nothing wrong with one that is whole, and changes nothing', async () => {
    const dataDir = await storeOf(COUNT, 'stop');
    expect(await examine(dataDir, 0)).toEqual([{ state: 'fine', said: 'whole' }]);
    expect(await examine(folder(), 0)).toMatchObject([{ state: 'fine' }]);
    const again = copyOf(dataDir);
    await examine(again, 0);
    const [one, two] = [dataDir, again].map((each) => readFileSync(join(each, STORE_FILE)));
    expect(one?.equals(two ?? Buffer.alloc(0))).toBe(true);
    expect(await inUse(dataDir)).toBe(COUNT);
  });

  it('takes out the commit that a crash cut short, says so, and keeps all before it', async () => {
    const dataDir = await storeOf(9, 'crash');
    const wal = join(dataDir, `${STORE_FILE}-wal`);
    truncateSync(wal, readFileSync(wal).length - 100);
    const [torn, rest] = await examine(dataDir, 0);
    expect(torn).toMatchObject({
      state: 'mended',
      said: expect.stringMatching(/^a write that a crash cut short \(\d+ octets\)/),
    });
    expect(rest).toEqual({ state: 'fine', said: 'whole now' });
    expect(await inUse(dataDir)).toBe(8);
    expect(states(await examine(copyOf(dataDir), 0))).toEqual(['fine']);
  });

  it('makes damaged indexes anew', async () => {
    const dataDir = await storeOf(COUNT, 'stop');
    const database = new Libsql(join(dataDir, STORE_FILE));
    database.exec(`pragma writable_schema = on;
      delete from sqlite_schema where name = 'diagnosis_by_time';
      pragma writable_schema = off`);
    database.exec('pragma wal_checkpoint(truncate)');
    const damaged = copyOf(dataDir);
    const found = await examine(damaged, 0);
    expect(states(found)).toContain('mended');
    expect(await inUse(damaged)).toBe(COUNT);
    expect(states(await examine(copyOf(damaged), 0))).toEqual(['fine']);
  });

  it.each([0.3, 0.5, 0.7])('saves what can be read of a file with garbage at %f of its length', async (place) => {
    const dataDir = await storeOf(COUNT, 'stop');
    const file = join(dataDir, STORE_FILE);
    const octets = readFileSync(file);
    const at = Math.floor((octets.length / PAGE) * place) * PAGE;
    octets.fill(0xa5, at, at + 3 * PAGE);
    writeFileSync(file, octets);
    const found = await examine(dataDir, 0);
    expect(states(found)).toContain('mended');
    expect(states(found)).not.toContain('wrong');
    expect(
      readFileSync(join(dataDir, readdirSync(dataDir).find((name) => /\.before-\w+$/.test(name)) ?? '')).equals(octets),
    ).toBe(true);
    expect(await inUse(dataDir)).toBeGreaterThan(COUNT / 2);
    const copy = copyOf(dataDir);
    expect(states(await examine(copy, 0))).toEqual(['fine']);
  });

  it('closes logs that lost events', async () => {
    const dataDir = await storeOf(COUNT, 'stop');
    const database = new Libsql(join(dataDir, STORE_FILE));
    database.exec(
      `delete from event where diagnosis_id = '${idOf(1)}' and n = 2; insert into event values ('nobody', 1, '{}'); pragma wal_checkpoint(truncate)`,
    );
    const copy = copyOf(dataDir);
    expect(await examine(copy, 0)).toMatchObject([
      {
        state: 'mended',
        said: '0 unreadable diagnoses taken out, 1 logs of events closed, 1 events of nobody taken out',
      },
      { state: 'fine' },
    ]);
    expect(await inUse(copy)).toBe(COUNT);
  });

  it('leaves alone what is no store, and what a service is using', async () => {
    const dataDir = folder();
    writeFileSync(join(dataDir, STORE_FILE), 'smtp '.repeat(4_000));
    expect(await examine(dataDir, 0)).toMatchObject([{ state: 'wrong', said: expect.stringContaining('no store') }]);
    const used = folder();
    const { store } = await openAt({ dataDir: used, databaseUrl: null }, time);
    await store.accept(diagnosis(1), null, 10);
    expect(await examine(used, 0)).toMatchObject([{ state: 'wrong', said: expect.stringContaining('running') }]);
    await store.close();
    expect(existsSync(join(used, STORE_FILE))).toBe(true);
  });
});
