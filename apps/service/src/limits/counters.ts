import type { Pool } from 'pg';
import { RateLimiterMemory, RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';
import { guarded } from '../store/failure.ts';
import type { Limit } from './limits.ts';

/** Where things stand after counting. `used` is never more than the limit unless counting was forced. */
export type Count = { readonly fits: boolean; readonly used: number; readonly resetS: number };

/** Counts by key within windows; what does not fit is not counted. */
export type Counter = {
  /** Adds `cost`, if it fits. */
  add(key: string, cost: number): Promise<Count>;
  /** Adds without a limit; a negative number takes away. */
  force(key: string, cost: number): Promise<Count>;
  read(key: string): Promise<Count>;
};

/** Makes a counter; names keep counters apart. */
export type CounterMaker = (name: string, limit: Limit) => Counter;

/** Counters of this process alone. */
export const memoryCounters: CounterMaker = (name, { points, windowS }) =>
  counterOn(new RateLimiterMemory({ keyPrefix: name, points, duration: windowS }));

/** Counters in a table of the database, shared by all processes; the table is there when it resolves. */
export async function postgresCounters(pool: Pool): Promise<CounterMaker> {
  const table = { storeClient: pool, storeType: 'pool', tableName: 'budget' };
  await guarded(
    () =>
      new Promise<void>((resolve, reject) => {
        new RateLimiterPostgres({ ...table, keyPrefix: '', points: 0, duration: 1 }, (error) =>
          error === undefined || error === null ? resolve() : reject(error),
        );
      }),
  );
  return (name, { points, windowS }) =>
    counterOn(
      new RateLimiterPostgres({
        ...table,
        tableCreated: true,
        // One sweep of the table is enough, and the counter above does it
        clearExpiredByTimeout: false,
        keyPrefix: name,
        points,
        duration: windowS,
      }),
    );
}

function counterOn(limiter: RateLimiterMemory | RateLimiterPostgres): Counter {
  const counted = (given: RateLimiterRes | null, fits: boolean): Count => ({
    fits,
    used: given?.consumedPoints ?? 0,
    resetS: given === null || given.msBeforeNext < 0 ? limiter.duration : given.msBeforeNext / 1_000,
  });
  return {
    add: (key, cost) =>
      guarded(async () => {
        try {
          return counted(await limiter.consume(key, cost), true);
        } catch (refused) {
          if (!(refused instanceof RateLimiterRes)) throw refused;
          // The library counts what it refuses, too
          return counted(await limiter.reward(key, cost), false);
        }
      }),
    force: (key, cost) => guarded(async () => counted(await limiter.penalty(key, cost), true)),
    read: (key) => guarded(async () => counted(await limiter.get(key), true)),
  };
}
