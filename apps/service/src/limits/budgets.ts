import { createHmac } from 'node:crypto';
import type { Config } from '../operation/config.ts';
import { type Count, type CounterMaker, memoryCounters } from './counters.ts';
import { type Limit, limitsOf, TOKEN_KEY } from './limits.ts';
import type { Bucket, Budgets, Taken } from './types.ts';

/** What budgets work with besides the limits. */
type BudgetParts = {
  /** Where is counted; in memory if nothing is said. */
  readonly counters?: CounterMaker;
  /** Keys are kept as a MAC: the database holds no address, host or user name by way of them. */
  readonly macKey: Uint8Array;
  readonly now: () => number;
};

/** The budgets of the configuration (ABU-02 to ABU-05). Reject with StoreFailure where the database cannot be used. */
export function makeBudgets(config: Config, { counters = memoryCounters, macKey, now }: BudgetParts): Budgets {
  const limits = limitsOf(config);
  const names = Object.keys(limits) as (keyof typeof limits)[];
  const made = new Map(names.map((name) => [name, counters(name, limits[name])]));
  /** Items that were counted already. */
  const seen = counters('seen', { points: Number.MAX_SAFE_INTEGER, windowS: limits.hosts.windowS });

  const of = (bucket: Bucket, key: string) => {
    const name = bucket === 'client' && key.startsWith(TOKEN_KEY) ? 'token' : bucket;
    const counter = made.get(name);
    if (counter === undefined) throw new Error(`no such budget: ${name}`);
    return { counter, limit: limits[name] };
  };
  const mac = (...parts: readonly string[]): string =>
    createHmac('sha256', macKey).update(JSON.stringify(parts)).digest('base64url');
  /** Windows of items begin with the clock's, so that the item and its count are forgotten together. */
  const window = ({ windowS }: Limit): string => String(Math.floor(now() / 1_000 / windowS));

  async function takeItem(bucket: Bucket, key: string, item: string): Promise<Taken> {
    const { counter, limit } = of(bucket, key);
    const owner = mac(bucket, key, window(limit));
    const itself = mac(bucket, key, window(limit), item);
    const count = await counter.add(owner, 1);
    // Counted first and marked second: an item is never known without having been counted
    const known = count.fits ? (await seen.force(itself, 1)).used > 1 : (await seen.read(itself)).used > 0;
    if (count.fits && known) await counter.force(owner, -1);
    return taken(bucket, { ...count, fits: count.fits || known }, limit);
  }

  return {
    take: async (bucket, key, cost, item) => {
      if (item !== undefined) return takeItem(bucket, key, item);
      const { counter, limit } = of(bucket, key);
      if (cost > 0) return taken(bucket, await counter.add(mac(bucket, key), cost), limit);
      const count = await counter.read(mac(bucket, key));
      return taken(bucket, { ...count, fits: count.used < limit.points }, limit);
    },
    giveBack: async (bucket, key, cost) => {
      await of(bucket, key).counter.force(mac(bucket, key), -cost);
    },
    peek: async (bucket, key) => {
      const { counter, limit } = of(bucket, key);
      return left(await counter.read(mac(bucket, key)), limit);
    },
  };
}

const left = ({ used, resetS }: Count, { points }: Limit) => ({
  remaining: Math.min(points, Math.max(0, points - used)),
  limit: points,
  resetS,
});

const taken = (bucket: Bucket, count: Count, limit: Limit): Taken =>
  count.fits
    ? { ok: true, ...left(count, limit) }
    : { ok: false, bucket, retryAfterS: Math.max(1, Math.ceil(count.resetS)) };
