import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Case } from '@smtp-triage/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { askOf, CASE_NAMES, CASES, type CaseName } from '../src/servers/cases.ts';
import { EXPECTED, outcomeOf } from '../src/servers/expected.ts';
import { recordingOf, textOf } from '../src/servers/recording.ts';
import { availableServer, startServer } from '../src/servers/servers.ts';
import { type RunningServer, SERVER_NAMES } from '../src/servers/types.ts';
import { smtpTriage } from './smtp-triage.ts';

/** RECORD=1 keeps what was seen as testdata/traces, under the day of the recording. */
const recording = process.env['RECORD'] === '1';
const today = new Date().toISOString().slice(0, 10);

/** A connection that stays open after the greeting, so that the next one is too many. */
const occupy = ({ connectTo, address }: RunningServer): Promise<Socket> =>
  new Promise((resolve, reject) => {
    const socket = connect({ port: connectTo[587] ?? 0, host: address });
    socket.once('data', () => resolve(socket)).once('error', reject);
    socket.setTimeout(5_000, () => socket.destroy(new Error('no greeting in 5 s')));
  });

describe.each(SERVER_NAMES)('a real %s', (kind) => {
  const able = availableServer(kind);
  if (!able.ok && process.env['CI'] === 'true') throw new Error(`CI must have a real ${kind}: ${able.missing}`);
  const rows = EXPECTED.filter(({ server }) => server === kind).toSorted(
    (a, b) => CASE_NAMES.indexOf(a.name) - CASE_NAMES.indexOf(b.name),
  );

  if (!able.ok) {
    it.skip(`left out: ${able.missing}`, () => undefined);
    return;
  }

  let usual: RunningServer;
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'servers-'));
    usual = await startServer(kind);
  });
  afterAll(async () => {
    await usual?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  /** The report of one run of the program, kept as a recording where asked for. */
  async function reportOn(server: RunningServer, name: CaseName) {
    const { args, password } = askOf(server, name);
    const saved = join(folder, `${name}.json`);
    const { report } = await smtpTriage([...args, '--save-trace', saved], password);
    const text = await readFile(saved, 'utf8');
    expect(text).not.toContain(server.password);
    if (recording) await writeFile(recordingOf(kind, name), await textOf(JSON.parse(text) as Case, server, today));
    return report;
  }

  for (const { name, expected } of rows) {
    if (expected === null) continue;
    const { setup } = CASES[name];
    it(`${name}: ${expected.codes[0] ?? expected.verdict}`, async () => {
      if (setup === 'usual') {
        expect(outcomeOf(await reportOn(usual, name))).toEqual(expected);
        return;
      }
      const server = await startServer(kind, setup);
      const held = setup === 'one-connection' ? await occupy(server) : null;
      try {
        expect(outcomeOf(await reportOn(server, name))).toEqual(expected);
      } finally {
        held?.destroy();
        await server.stop();
      }
    });
  }
});
