import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { CODES, PORTS, reportOf } from '@smtp-triage/core';
import { STAGES } from '@smtp-triage/core/trace';
import { afterEach, describe, expect, it } from 'vitest';
import { AWAITED } from '../test/awaited.ts';
import { dial, reach } from '../test/client.ts';
import { printPresets } from '../test/presets-sheet.ts';
import { PRESETS, type PresetName, preset } from './presets.ts';
import { type RunningPreset, startPreset } from './start-preset.ts';
import { askedOf, netOf, primaryOf } from './virtual-net/index.ts';

describe.each(PRESETS)('preset $name', (preset) => {
  const { expected, summary, name } = preset;
  const { case: triaged, elapsedMs } = netOf(preset).triage(askedOf(preset));
  const report = reportOf(triaged);

  const test = name in AWAITED ? it.fails : it;
  test('is diagnosed as it must be', () => {
    const primary = primaryOf(report);
    expect({
      verdict: report.verdict,
      code: primary?.code ?? null,
      stage: primary?.stage ?? null,
      layer: primary?.layer ?? null,
    }).toEqual({ verdict: expected.verdict, code: expected.code, stage: expected.stage, layer: expected.layer });
    expect(report.findings.map(({ code }) => code)).toEqual(expect.arrayContaining([...(expected.also ?? [])]));
  });

  it('is diagnosed in time', () => {
    expect(elapsedMs).toBeLessThanOrEqual(expected.budgetMs);
  });

  it('is described: one sentence, a name of few words, codes and stages that exist', () => {
    expect(summary).toMatch(/^[A-Z].*[.)]$/);
    expect(name).toMatch(/^[a-z\d]+(-[a-z\d]+)*$/);
    expect([null, ...CODES]).toContain(expected.code);
    expect([null, ...STAGES]).toContain(expected.stage);
    expect(expected.code === null).toBe(expected.verdict === 'ready');
  });
});

describe('the presets', () => {
  it('are many, each with a name of its own', () => {
    expect(PRESETS.length).toBeGreaterThanOrEqual(45);
    expect(new Set(PRESETS.map(({ name }) => name)).size).toBe(PRESETS.length);
  });

  /**
   * What no server and no path can cause, or what takes more than one to be seen. Worlds of core cause all three
   * (core/test/cases/near-misses-*.ts), real proxies the first (probe/test/findings.test.ts).
   */
  const BEYOND: Readonly<Record<string, string>> = {
    'proxy-failed': 'the fault of a proxy, which no preset has',
    'starttls-command-injection': 'the mock forgets what it read before TLS; a world of core does not',
    'auth-credentials-unusable': 'the fault of the credentials, whatever the server does',
  };
  it('cause every finding that a server or path can cause; what lint finds, no run can', () => {
    const caused = new Set<string>(PRESETS.flatMap(({ expected: { code, also = [] } }) => [code ?? '', ...also]));
    const open = CODES.filter((code) => !caused.has(code) && !code.startsWith('settings-'));
    expect(open).toEqual(Object.keys(BEYOND));
  });

  const WELL = PRESETS.filter(({ expected: { verdict } }) => verdict === 'ready');
  it.each(WELL)('where everything is well cause remarks at most: $name', (preset) => {
    const { findings } = reportOf(netOf(preset).triage(askedOf(preset)).case);
    expect(findings.filter(({ severity }) => severity !== 'info')).toEqual([]);
  });

  it('cause all five symptoms that people come with', () => {
    expect(new Set(PRESETS.flatMap(({ symptom }) => (symptom === null ? [] : [symptom]))).size).toBe(5);
  });

  const SHEET = new URL('../../../docs/presets.md', import.meta.url);
  it('stand in docs/presets.md as they are (UPDATE=1 rewrites it)', () => {
    const sheet = printPresets(PRESETS);
    if (process.env['UPDATE'] === '1') writeFileSync(SHEET, sheet);
    expect(existsSync(SHEET) && readFileSync(SHEET, 'utf8')).toBe(sheet);
  });

  it('of unknown names are nobody', () => {
    expect(() => preset('nobody' as PresetName)).toThrow('nobody');
  });
});

describe('presets over sockets', () => {
  let running: RunningPreset | null = null;
  afterEach(async () => running?.close());
  const start = async (name: PresetName): Promise<RunningPreset> => {
    running = await startPreset(name);
    return running;
  };

  it.each([
    ['all-refused', 'ECONNREFUSED ECONNREFUSED ECONNREFUSED ECONNREFUSED'],
    ['only-465', 'ECONNREFUSED connected ECONNREFUSED ECONNREFUSED'],
    ['port-587-blackholed', 'hangs connected ECONNREFUSED connected'],
    ['healthy', 'connected connected connected connected'],
  ] satisfies readonly (readonly [PresetName, string])[])('%s: every port leads somewhere', async (name, outcomes) => {
    const { portMap } = await start(name);
    const found = await Promise.all(PORTS.map(({ port }) => reach(portMap.get(port))));
    expect(found.join(' ')).toBe(outcomes);
  });

  it('serve ports beside the ladder', async () => {
    const { portMap } = await start('imap-port-set');
    const socket = await dial(portMap.get(143));
    const [greeting] = await once(socket, 'data');
    expect(`${greeting}`).toMatch(/^\* OK/);
    socket.destroy();
  });

  it('say so where sockets cannot show them', async () => {
    await expect(startPreset('ipv6-broken')).rejects.toThrow('virtualNet');
  });
});
