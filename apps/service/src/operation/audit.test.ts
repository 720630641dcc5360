import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AuditEntry } from '../deps.ts';
import { AUDIT_DAYS, auditLine, openAudit } from './audit.ts';
import { verifyAudit } from './verify-audit.ts';

const START = Date.UTC(2026, 10, 24, 12);
const DAY_MS = 86_400_000;

let folder: string;
let now: number;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'smtp-triage-audit-'));
  now = START;
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const entry = (more: Partial<AuditEntry> = {}): AuditEntry => ({
  actor: 'ann',
  action: 'diagnosis.accepted',
  diagnosisId: 'dg_1',
  source: '198.51.100.7/32',
  host: 'mail.example.net',
  addresses: ['198.51.100.1'],
  ports: [587],
  upTo: 'tls',
  outcome: null,
  ...more,
});
const failures: unknown[] = [];
const open = (at = folder) => openAudit({ folder: at, now: () => now, failed: (error) => failures.push(error) });
/** Writes some lines as one process would, from its start to its end. */
async function written(count: number): Promise<void> {
  const audit = open();
  for (let n = 0; n < count; n++) audit.write(entry({ diagnosisId: `dg_${n}` }));
  await audit.close();
}
const names = async () => (await readdir(folder)).sort();
const textOf = async (name: string) => readFile(join(folder, name), 'utf8');

describe('the audit log', () => {
  it('says who had what tested and what came of it, one line of JSON each', async () => {
    const audit = open();
    audit.write(entry());
    audit.write(entry({ action: 'diagnosis.finished', outcome: 'ready' }));
    await audit.close();
    expect(await names()).toEqual(['audit-2026-11-24-0001.jsonl']);
    const [first, second] = (await textOf('audit-2026-11-24-0001.jsonl'))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(first).toMatchObject({ ...entry(), n: 1, at: '2026-11-24T12:00:00.000Z', prev: '0'.repeat(64) });
    expect(second).toMatchObject({ action: 'diagnosis.finished', outcome: 'ready', n: 2, prev: first.hash });
    expect(await verifyAudit(folder)).toEqual({ ok: true, files: 1, lines: 2, head: second.hash });
  });

  it('makes what came from outside harmless', async () => {
    const audit = open();
    audit.write(entry({ host: 'a\u001b[2J\n{"n":1}\u202e', actor: '\u009b31m' }));
    await audit.close();
    const text = await textOf('audit-2026-11-24-0001.jsonl');
    expect(text.trim().split('\n')).toHaveLength(1);
    for (const character of ['\u001b', '\u009b', '\u202e']) expect(text).not.toContain(character);
    expect(text).toContain('\\\\x1b[2J');
    expect(await verifyAudit(folder)).toMatchObject({ ok: true, lines: 1 });
  });

  it('goes on where an earlier process ended, in a file of its own', async () => {
    await written(2);
    await written(1);
    const [first = '', second = ''] = await names();
    const last = JSON.parse((await textOf(first)).trim().split('\n')[1] ?? '');
    expect(JSON.parse(await textOf(second))).toMatchObject({ n: 1, prev: last.hash });
    expect(await verifyAudit(folder)).toMatchObject({ ok: true, files: 2, lines: 3 });
  });

  it('may be written by two processes at once', async () => {
    await written(1);
    const [one, two] = [open(), open()];
    for (let n = 0; n < 20; n++) {
      one.write(entry());
      two.write(entry());
    }
    await Promise.all([one.close(), two.close()]);
    expect(await verifyAudit(folder)).toMatchObject({ ok: true, files: 3, lines: 41 });
  });

  it('begins a file every day, and forgets those older than it keeps', async () => {
    const audit = open();
    audit.write(entry());
    await new Promise((resolve) => setTimeout(resolve, 50));
    now += AUDIT_DAYS * DAY_MS;
    audit.write(entry());
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(await names()).toHaveLength(2);
    now += DAY_MS;
    audit.write(entry());
    await audit.close();
    expect(await names()).toEqual(['audit-2027-02-22-0001.jsonl', 'audit-2027-02-23-0001.jsonl']);
    expect(await verifyAudit(folder)).toMatchObject({ ok: true, files: 2, lines: 2 });
  });

  it('keeps what a broken disk does not take, and writes it later', async () => {
    const blocked = join(folder, 'blocked');
    await writeFile(blocked, 'a file where the folder should be');
    failures.length = 0;
    const audit = open(blocked);
    audit.write(entry());
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(failures).toHaveLength(1);
    await rm(blocked);
    audit.write(entry());
    await audit.close();
    expect(await verifyAudit(blocked)).toMatchObject({ ok: true, lines: 2 });
  });

  it('says how many lines it could not keep', async () => {
    const blocked = join(folder, 'blocked');
    await writeFile(blocked, '');
    const audit = open(blocked);
    // The first is being written when the others come, and 10 000 may wait
    for (let n = 0; n < 10_050; n++) audit.write(entry());
    await new Promise((resolve) => setTimeout(resolve, 50));
    await rm(blocked);
    await new Promise((resolve) => setTimeout(resolve, 1_200));
    audit.write(entry());
    await audit.close();
    const [name = ''] = await readdir(blocked);
    const lines = (await readFile(join(blocked, name), 'utf8')).trim().split('\n');
    expect(lines).toHaveLength(10_003);
    expect(JSON.parse(lines.at(-2) ?? '')).toMatchObject({ action: 'audit.lost', outcome: '49' });
    expect(await verifyAudit(blocked)).toMatchObject({ ok: true });
  });
});

describe('a changed audit log', () => {
  it('is found out whichever byte was changed', async () => {
    await written(3);
    const [name = ''] = await names();
    const file = join(folder, name);
    const good = await readFile(file);
    for (let at = 0; at < good.length; at++) {
      const bad = Buffer.from(good);
      bad[at] = (bad[at] ?? 0) ^ 0x20;
      await writeFile(file, bad);
      const verdict = await verifyAudit(folder);
      expect(verdict.ok, `byte ${at}`).toBe(false);
      const line = good.subarray(0, at).filter((byte) => byte === 0x0a).length + 1;
      if (!verdict.ok) expect(verdict.line, `byte ${at}`).toBe(line);
    }
    await writeFile(file, good);
    expect(await verifyAudit(folder)).toMatchObject({ ok: true, lines: 3 });
  });

  const changes: Readonly<Record<string, (lines: string[]) => string[]>> = {
    'a line taken away': ([one = '', , three = '']) => [one, three],
    'the first line taken away': ([, two = '', three = '']) => [two, three],
    'two lines swapped': ([one = '', two = '', three = '']) => [two, one, three],
    'a line twice': ([one = '', two = '', three = '']) => [one, two, two, three],
    'a line written anew, with a hash of its own': ([one = '', two = '', three = '']) => {
      const { prev } = JSON.parse(two);
      return [one, auditLine(2, prev, { at: START, ...entry({ actor: 'bob' }) }).line, three];
    },
    'a line cut off': ([one = '', two = '', three = '']) => [one, two, three.slice(0, -10)],
  };
  it.each(Object.entries(changes))('is found out: %s', async (_name, change) => {
    await written(3);
    const [name = ''] = await names();
    const lines = (await textOf(name)).split(/(?<=\n)/);
    await writeFile(join(folder, name), change(lines).join(''));
    expect(await verifyAudit(folder)).toMatchObject({ ok: false, file: name });
  });

  it('is found out where a file between others is missing', async () => {
    await written(1);
    now += DAY_MS;
    await written(1);
    now += DAY_MS;
    await written(1);
    const [, second = '', third = ''] = await names();
    await rm(join(folder, second));
    expect(await verifyAudit(folder)).toMatchObject({ ok: false, file: third, line: 1 });
  });
});
