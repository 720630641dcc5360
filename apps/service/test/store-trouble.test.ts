import {
  appendFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type MockServer, startMockServer } from '@smtp-triage/mock-server';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { run } from '../src/operation/commands.ts';
import { start } from '../src/operation/start.ts';
import { STORE_FILE } from '../src/store/database.ts';
import { follow } from './event-stream.ts';
import { askRaw, type RawAnswer } from './raw.ts';
import { NO_DISK, smallDisk } from './small-disk.ts';
import { type Started, startFor } from './started.ts';

const OPEN = { budgets: { targetPerMinute: 1_000, anonymousInFlight: 1_000, anonymousPerHour: 1_000, coolDownS: 0 } };
/** Posts until the store takes no more; what is left in its log is used up first. */
const MOST_POSTS = 200;

let mock: MockServer;
const undo: (() => unknown)[] = [];
beforeEach(async () => {
  mock = await startMockServer();
  undo.push(() => mock.close());
});
afterEach(async () => {
  for (const each of undo.splice(0).reverse()) await each();
});

const folder = (): string => {
  const made = mkdtempSync(join(tmpdir(), 'smtp-triage-trouble-'));
  undo.push(() => rmSync(made, { recursive: true, force: true }));
  return made;
};
const serviceOn = async (dataDir: string, logged: string[] = []): Promise<Started> => {
  const log = pino({ level: 'warn' }, { write: (line: string) => void logged.push(line) });
  const service = await startFor(mock, { ...OPEN, dataDir }, { log });
  undo.push(() => service.remove());
  return service;
};
const post = (service: Started, headers = {}): Promise<RawAnswer> => {
  const target = { host: '127.0.0.1', sni: 'localhost', ports: [{ port: mock.ports['submission'], mode: 'starttls' }] };
  return service.diagnose({ target }, headers);
};
const bodyOf = ({ body }: RawAnswer): Record<string, string> => JSON.parse(body);

describe('a disk that is full (REL-14)', () => {
  it.skipIf(NO_DISK !== null)(
    'turns new diagnoses away, goes on reading, and takes them again with room',
    { timeout: 60_000 },
    async () => {
      const disk = smallDisk('16m');
      undo.push(() => disk.remove());
      const service = await serviceOn(join(disk.folder, 'data'));
      const first = bodyOf(await post(service, { prefer: 'wait=10' }));
      expect(first['status']).toBe('done');
      const read = (path: string): Promise<RawAnswer> => askRaw(`${service.url}${path}`);

      const release = disk.fill();
      const ids: string[] = [];
      let refused: RawAnswer | null = null;
      while (refused === null && ids.length < MOST_POSTS) {
        const answer = await post(service);
        if (answer.status === 202) ids.push(bodyOf(answer)['id'] ?? '');
        else refused = answer;
      }
      expect(refused).toMatchObject({ status: 503, headers: { 'retry-after': expect.stringMatching(/^\d+$/) } });
      expect(JSON.parse(refused?.body ?? '')).toMatchObject({
        title: 'The service cannot remember anything right now',
      });
      const id = first['id'] ?? '';
      const status = async (path: string): Promise<number> => (await read(path)).status;
      expect(await status(`/api/v1/diagnoses/${id}`)).toBe(200);
      expect(await status(`/api/v1/diagnoses/${id}/report?format=txt`)).toBe(200);
      expect(await status('/api/v1/diagnoses')).toBe(200);
      expect(await status('/livez')).toBe(200);
      await expect.poll(() => status('/readyz'), { timeout: 5_000 }).toBe(503);
      const { events } = await follow(await fetch(`${service.url}/api/v1/diagnoses/${id}/events`));
      expect(events.at(-1)?.name).toBe('end');
      expect((await read('/metrics')).body).toMatch(/smtp_triage_store_write_errors_total [1-9]/);

      release();
      await expect.poll(() => status('/readyz'), { timeout: 5_000 }).toBe(200);
      ids.push(bodyOf(await post(service))['id'] ?? '');
      // What was accepted on the full disk is not lost either
      const states = async (): Promise<ReadonlySet<string | undefined>> =>
        new Set(await Promise.all(ids.map(async (each) => (await service.deps.store.find(each))?.state)));
      await expect.poll(states, { timeout: 45_000, interval: 500 }).toEqual(new Set(['done']));
    },
  );

  it.skipIf(NO_DISK !== null)('and one that is read-only says so at the start, and loses nothing by it', async () => {
    const disk = smallDisk('16m');
    undo.push(() => disk.remove());
    const service = await serviceOn(join(folder(), 'data'));
    await post(service, { prefer: 'wait=10' });
    await service.stop();
    cpSync(service.deps.config.dataDir, join(disk.folder, 'data'), { recursive: true });
    disk.freeze();
    const config = { ...service.deps.config, dataDir: join(disk.folder, 'data') };
    await expect(start(config)).rejects.toThrow(/read-only|SQLITE_(READONLY|CANTOPEN)|EROFS/);
  });
});

describe('what a crash left half written (REL-14)', () => {
  /** The data folder of a service as it is at this moment, with a torn end of store and audit log. */
  const crashed = async (): Promise<{ readonly dataDir: string; readonly ids: readonly string[] }> => {
    const service = await serviceOn(join(folder(), 'data'));
    const ids: string[] = [];
    for (let n = 0; n < 3; n++) ids.push(bodyOf(await post(service, { prefer: 'wait=10' }))['id'] ?? '');
    await expect.poll(() => readdirSync(join(service.deps.config.dataDir, 'audit'))).toHaveLength(1);
    const dataDir = folder();
    cpSync(service.deps.config.dataDir, dataDir, { recursive: true });
    const wal = join(dataDir, `${STORE_FILE}-wal`);
    truncateSync(wal, readFileSync(wal).length - 10);
    const [audit = ''] = readdirSync(join(dataDir, 'audit'));
    appendFileSync(join(dataDir, 'audit', audit), '{"n":7,"at":"2026-');
    return { dataDir, ids };
  };

  it('is left out and said at the next start, with everything before it in place', async () => {
    const { dataDir, ids } = await crashed();
    const logged: string[] = [];
    const service = await serviceOn(dataDir, logged);
    expect(logged.map((line) => JSON.parse(line).msg)).toEqual([
      'a write to the store was cut short by a crash and is left out; no commit is lost',
      'a line of the audit log was cut short by a crash; `doctor` takes it out',
    ]);
    for (const id of ids) expect((await askRaw(`${service.url}/api/v1/diagnoses/${id}`)).status).toBe(200);
    expect(bodyOf(await post(service, { prefer: 'wait=10' }))['status']).toBe('done');
  });

  /** The command `doctor`: its exit status and what it printed. */
  const doctor = async (dataDir: string, more: Readonly<Record<string, string>> = {}) => {
    const said: string[] = [];
    const print = vi.spyOn(console, 'log').mockImplementation((line: string) => void said.push(line));
    const status = await run(['doctor'], { SMTP_TRIAGE_DATA_DIR: dataDir, ...more });
    print.mockRestore();
    return { status, said };
  };

  it('is mended by `doctor`, which says what it did and finds nothing the second time', async () => {
    const { dataDir } = await crashed();
    const first = await doctor(dataDir);
    expect(first.status).toBe(0);
    expect(first.said.filter((line) => line.startsWith('mended'))).toEqual([
      expect.stringMatching(/^mended {2}store: a write that a crash cut short \(\d+ octets\) was taken out/),
      expect.stringMatching(/^mended {2}audit log: audit-.*: 18 octets of a line that a crash cut short taken out$/),
    ]);
    const copy = folder();
    cpSync(dataDir, copy, { recursive: true });
    const again = await doctor(copy);
    expect(again.status).toBe(0);
    expect(again.said.map((line) => line.slice(0, 6))).toEqual(['fine  ', 'fine  ', 'fine  ', 'fine  ']);
  });

  it('is left alone while a service runs on it', async () => {
    const service = await serviceOn(join(folder(), 'data'));
    const { status, said } = await doctor(service.deps.config.dataDir);
    expect(status).toBe(1);
    expect(said).toContain('wrong   store: a service is running on it; stop that first');
  });

  it('is told from what somebody changed: that stays, as evidence', async () => {
    const { dataDir } = await crashed();
    const [name = ''] = readdirSync(join(dataDir, 'audit'));
    const file = join(dataDir, 'audit', name);
    writeFileSync(file, readFileSync(file, 'utf8').replace('diagnosis.accepted', 'diagnosis.refused!'));
    const { status, said } = await doctor(dataDir);
    expect(status).toBe(1);
    expect(said.at(-1)).toMatch(/^wrong {3}audit log: audit-.*, line 1: the line is not what its hash says$/);
  });

  it('and so are settings that name what is not there, and folders that others can read', async () => {
    const dataDir = join(folder(), 'data');
    mkdirSync(dataDir, { mode: 0o755 });
    const { status, said } = await doctor(dataDir, { SMTP_TRIAGE_CA_FILE: join(dataDir, 'missing.pem') });
    expect(status).toBe(1);
    expect(said[0]).toMatch(/^wrong {3}settings: caFile: .*missing\.pem/);
    expect(said[1]).toBe('mended  data folder: others could read it (mode 755); they cannot any more');
  });
});
