import { describe, expect, it } from 'vitest';
import { InFlight } from './in-flight.ts';

/** What is remembered of one owner; both looking and remembering take a while of chance length. */
function ledger() {
  let remembered = 0;
  let seed = 7;
  const turns = async (): Promise<void> => {
    seed = (seed * 16_807) % 2_147_483_647;
    for (let n = seed % 5; n >= 0; n--) await Promise.resolve();
  };
  return {
    count: async () => {
      await turns();
      const known = remembered;
      await turns();
      return known;
    },
    remember: async () => {
      await turns();
      remembered += 1;
      await turns();
      return 'accepted' as const;
    },
    get remembered() {
      return remembered;
    },
  };
}

describe('how many of one owner may be under way', () => {
  it.each([1, 3, 10])('is exactly %i, however many come at once', async (limit) => {
    const gate = new InFlight();
    const known = ledger();
    const came = await Promise.all(
      Array.from({ length: 40 }, () => gate.admit('ann', limit, known.count, known.remember)),
    );
    expect(came.filter((each) => each === 'accepted')).toHaveLength(limit);
    expect(known.remembered).toBe(limit);
  });

  it('gives the place of one that failed to the next', async () => {
    const gate = new InFlight();
    const known = ledger();
    const failing = gate.admit('ann', 1, known.count, async () => {
      await known.count();
      throw new Error('disk full');
    });
    const next = gate.admit('ann', 1, known.count, known.remember);
    await expect(failing).rejects.toThrow('disk full');
    expect(await next).toBe('accepted');
  });

  it('counts owners apart', async () => {
    const gate = new InFlight();
    const [ann, joe] = [ledger(), ledger()];
    expect(
      await Promise.all([
        gate.admit('ann', 1, ann.count, ann.remember),
        gate.admit('joe', 1, joe.count, joe.remember),
        gate.admit('ann', 1, ann.count, ann.remember),
      ]),
    ).toEqual(['accepted', 'accepted', null]);
  });
});
