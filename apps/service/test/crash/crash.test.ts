import { describe, expect, it } from 'vitest';
import { EMBEDDED, POSTGRES } from '../engines.ts';
import { killAgainAndAgain } from './harness.ts';

/** Another number or seed to look closer: `CRASH_KILLS=20 CRASH_SEED=7 npx vitest run apps/service/test/crash`. */
const KILLS = Number(process.env['CRASH_KILLS'] ?? 200);
const SEED = Number(process.env['CRASH_SEED'] ?? 1);
const MINUTES = 60_000;

describe.concurrent('a service that is killed under load', () => {
  for (const engine of [EMBEDDED, POSTGRES]) {
    const title = `loses nothing it accepted and sends no login twice, ${KILLS} times on ${engine.name}`;
    it.skipIf(engine.missing !== null)(title, { timeout: 15 * MINUTES }, async () => {
      const { accepted, logins, brokenLogs } = await killAgainAndAgain(engine, KILLS, SEED);
      const fates = [...accepted.values()];
      // REL-01: there, and final
      expect(fates.filter((fate) => !/^(done|failed)/.test(fate))).toEqual([]);
      // REL-02: nobody logs in twice
      expect([...logins].filter(([, times]) => times > 1)).toEqual([]);
      expect(brokenLogs).toEqual([]);
      // Otherwise it showed nothing: work was accepted, ended well, and was cut off, before and after a login
      expect(fates.length).toBeGreaterThan(KILLS / 2);
      expect(fates).toContain('done');
      expect(fates).toContain('failed secret-lost');
      expect(fates).toContain('failed interrupted-after-auth');
      expect(logins.size).toBeGreaterThan(KILLS / 10);
    });
  }
});
