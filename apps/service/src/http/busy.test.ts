import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Deps } from '../deps.ts';
import { shedWhileLate, whileAccepting } from './busy.ts';
import { Problem } from './problem.ts';

const deps = (): Deps => ({}) as Deps;

describe('shedding while requests are being accepted', () => {
  afterEach(() => void vi.restoreAllMocks());

  /** As many requests under way, begun so long ago; the returned function lets them be accepted. */
  function underWay(service: Deps, count: number, ageMs: number): () => Promise<unknown> {
    const now = vi.spyOn(performance, 'now').mockReturnValue(1_000);
    let accept = (): void => undefined;
    const gate = new Promise<void>((resolve) => {
      accept = resolve;
    });
    const all = Array.from({ length: count }, () => whileAccepting(service, () => gate));
    now.mockReturnValue(1_000 + ageMs);
    return () => {
      accept();
      return Promise.all(all);
    };
  }

  it('lets a burst in, however large, as long as it is taken in time', () => {
    const service = deps();
    underWay(service, 500, 15);
    expect(() => shedWhileLate(service)).not.toThrow();
  });

  it('lets a few in on a slow disk, however long that takes', () => {
    const service = deps();
    underWay(service, 50, 3_000);
    expect(() => shedWhileLate(service)).not.toThrow();
  });

  it('turns away what comes on top of many that are late already, and says when to come back', () => {
    const service = deps();
    underWay(service, 100, 80);
    expect(() => shedWhileLate(service)).toThrow(Problem);
    expect(() => shedWhileLate(deps())).not.toThrow();
  });

  it('takes again once they are through', async () => {
    const service = deps();
    const through = underWay(service, 100, 80);
    await through();
    expect(() => shedWhileLate(service)).not.toThrow();
  });
});
