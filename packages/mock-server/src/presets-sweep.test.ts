import { type Mode, PORTS, reportOf, type Verdict } from '@smtp-triage/core';
import { describe, expect, it } from 'vitest';
import { PRESETS } from './presets.ts';
import { askedOf, loginOf, netOf } from './virtual-net/index.ts';

const MODES: readonly Mode[] = ['starttls', 'implicit-tls', 'cleartext'];
const BUDGET_MS = 12_000;
/** The budget, and the goodbyes that are under way when it ends. */
const END_MS = BUDGET_MS + 500;

/** No port repairs a refused login. */
const HOPELESS: ReadonlySet<Verdict> = new Set<Verdict>(['unusable', 'inconclusive']);

const SWEEP = PRESETS.flatMap((preset) =>
  PORTS.flatMap(({ port }) => MODES.map((mode) => ({ preset, settings: { port, mode } }))),
);

describe('every preset × every port × every mode', () => {
  it('is diagnosed, ends in time, and no refused login is ever called ready; all in 5 s', () => {
    const began = performance.now();
    const problems: string[] = [];
    for (const { preset, settings } of SWEEP) {
      const { case: triaged, elapsedMs } = netOf(preset).triage({
        ...askedOf(preset),
        login: loginOf('wrong'),
        settings,
        budgetMs: BUDGET_MS,
      });
      const report = reportOf(triaged);
      const mustHold = (holds: boolean, otherwise: string): void => {
        if (!holds) problems.push(`${preset.name} ${settings.port} ${settings.mode}: ${otherwise}`);
      };
      mustHold(elapsedMs <= END_MS, `took ${elapsedMs} ms`);
      mustHold(!report.routes.some(({ reached }) => reached === 'auth'), 'a wrong password was taken');
      const refused = triaged.traces.some(({ events }) =>
        events.some((event) => event.type === 'reply' && event.to === 'AUTH' && event.code >= 400),
      );
      mustHold(!refused || HOPELESS.has(report.verdict), `${report.verdict}, although the login was refused`);
      for (const { evidence, title, cause, code } of report.findings) {
        mustHold(!/[{}]|undefined/.test(`${title} ${cause}`), `${code} has a gap in its words`);
        for (const { route, event } of evidence) {
          const seen = triaged.traces.find((trace) => trace.route.id === route)?.events[event];
          mustHold(seen !== undefined, `${code} points at nothing`);
        }
      }
    }
    expect(problems).toEqual([]);
    expect(performance.now() - began).toBeLessThan(5_000);
  }, 20_000);
});
