import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'tsup';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SABOTAGES, type Sabotage } from '../src/simulation/sabotage.ts';
import { shrink } from '../src/simulation/shrink.ts';
import { failureOf, play, simulate } from '../src/simulation/simulate.ts';
import { Violated } from '../src/simulation/violated.ts';
import type { Advance } from '../src/simulation/watch.ts';
import { worldFromJson, worldOf } from '../src/simulation/world.ts';
import config from '../tsup.config.ts';

/** Sessions in these tests; a nightly run asks for more, and from another seed. */
const SESSIONS = Number(process.env['SIM_SESSIONS'] ?? 100_000);
const FROM = Number(process.env['SIM_FROM'] ?? 1);
/** The most seeds after which a broken guard must have been noticed. */
const SEEDS = 400;
/** Worlds that once showed a fault: it is mended, and stays so. */
const WORLDS = new URL('./worlds/', import.meta.url);

describe('the simulation', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'simulation-'));
    const entry = { simulate: fileURLToPath(new URL('../src/simulation/main.ts', import.meta.url)) };
    await build({ ...config, config: false, entry, outDir: folder, outExtension: () => ({ js: '.mjs' }) });
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it(`holds in ${SESSIONS} sessions, and goes deep`, { timeout: 100 * SESSIONS }, async () => {
    const arguments_ = [join(folder, 'simulate.mjs'), '--sessions', `${SESSIONS}`, '--from', `${FROM}`];
    const { stdout } = await promisify(execFile)(process.execPath, arguments_).catch((error) => {
      throw new Error(`${error.stderr}`);
    });
    const [, runs = 0, sessions = 0] = /(\d+) runs, \d+ connections, (\d+) sessions/.exec(stdout) ?? [];
    console.log(stdout.split('\n').slice(1, 3).concat(stdout.trim().split('\n').slice(-1)).join('\n'));
    expect(Number(runs)).toBeGreaterThan(0);
    expect(Number(sessions)).toBeGreaterThanOrEqual(SESSIONS);
  });

  it('is the same for a seed, and another for another', () => {
    const told = (seed: number): string => {
      const { report, sessions } = simulate(seed);
      return JSON.stringify([report, sessions.map(({ entries }) => entries)]);
    };
    for (let seed = 1; seed <= 40; seed++) expect(told(seed)).toBe(told(seed));
    expect(new Set(Array.from({ length: 40 }, (_, seed) => told(seed))).size).toBe(40);
  });

  it.each(readdirSync(WORLDS))('holds in the world of %s, which once broke it', (file) => {
    expect(failureOf(worldFromJson(readFileSync(new URL(file, WORLDS), 'utf8')))).toBeNull();
  });
});

describe('a broken guard', () => {
  it.each(Object.keys(SABOTAGES) as readonly Sabotage[])('is noticed: core %s', (name) => {
    const { advance, notices }: { readonly advance: Advance; readonly notices: readonly string[] } = SABOTAGES[name];
    let seed = 1;
    let failure: Violated | null = null;
    for (; failure === null && seed <= SEEDS; seed++) failure = failureOf(worldOf(seed), advance);
    console.log(`core ${name}: noticed after ${seed - 1} seeds`);
    expect(notices).toContain(failure?.rule);
  });

  it('is shown in the smallest world that still shows it', () => {
    const { advance } = SABOTAGES['goes without QUIT'];
    const world = worldOf(1);
    const failure = failureOf(world, advance) ?? new Violated('none', '');
    const smallest = shrink(world, failure, advance);
    expect(smallest.failure.rule).toBe(failure.rule);
    expect(smallest.world.faults).toEqual([]);
    expect(() => play(smallest.world, advance)).toThrow(failure.rule);
    expect(() => play(smallest.world)).not.toThrow();
  });
});
