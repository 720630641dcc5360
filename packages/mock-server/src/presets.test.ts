import { CODES, PORTS } from '@smtp-triage/core';
import { STAGES } from '@smtp-triage/core/trace';
import { afterEach, describe, expect, it } from 'vitest';
import { dial, hear, reach, say } from '../test/client.ts';
import { PRESETS, type PresetName } from './presets.ts';
import { type RunningPreset, startPreset } from './start-preset.ts';

let running: RunningPreset | null = null;
afterEach(async () => running?.close());
const start = async (name: PresetName): Promise<RunningPreset> => {
  running = await startPreset(name);
  return running;
};

describe.each(PRESETS)('preset $name', ({ name, expected, settings, listeners }) => {
  it('expects a code and a stage that exist, or that nothing is wrong', () => {
    if (expected.code === null) expect(expected).toEqual({ verdict: 'ready', code: null, stage: null });
    else expect(CODES).toContain(expected.code);
    expect([null, ...STAGES]).toContain(expected.stage);
    expect(expected.verdict === 'fixable').toBe(settings !== null);
  });

  it('starts, and every port of the ladder leads somewhere', async () => {
    const { portMap } = await start(name);
    for (const { port } of PORTS) {
      const served = Object.values(listeners).some((listener) => listener.port === port);
      expect(await reach(portMap.get(port)), `${port}`).toBe(served ? 'connected' : 'ECONNREFUSED');
    }
  });
});

describe('what the presets are for', () => {
  const firstWords: readonly (readonly [PresetName, number, RegExp])[] = [
    ['healthy', 587, /^220 /],
    ['greeting-421-busy', 587, /^421 /],
    ['greeting-554', 587, /^554 /],
    ['http-portal', 465, /^HTTP\/1\.1 302/],
    ['reset-on-accept', 25, /^$/],
    ['starttls-on-465', 465, /^220 /],
  ];
  it.each(firstWords)('%s says on %i what it should', async (name, port, words) => {
    const { portMap } = await start(name);
    expect(await hear(await dial(portMap.get(port)))).toMatch(words);
  });

  it('hides, refuses or wants STARTTLS where the name says so', async () => {
    const answerTo = async (name: PresetName, ...lines: readonly string[]): Promise<string> => {
      const { portMap, close } = await startPreset(name);
      const socket = await dial(portMap.get(587));
      let last = await hear(socket);
      for (const line of lines) last = await say(socket, line);
      await close();
      return last;
    };
    expect(await answerTo('starttls-not-offered', 'EHLO c.test')).not.toContain('STARTTLS');
    expect(await answerTo('starttls-refused-454', 'EHLO c.test', 'STARTTLS')).toMatch(/^454 4\.7\.0/);
    expect(await answerTo('auth-requires-tls', 'EHLO c.test', 'AUTH LOGIN')).toMatch(/^530 5\.7\.0/);
  });
});
