/** What a worker holds while it works: nobody else gets the same diagnosis until the lease ends. */
export type Lease = { readonly diagnosisId: string; readonly token: string; readonly tries: number };

/**
 * Which diagnosis is run next, by whom. Two engines, one contract (see the contract tests): a lease query on the embedded
 * store, pg-boss on PostgreSQL. The diagnosis itself stands in the store; losing a queue entry loses nothing, since
 * {@link JobQueue.recover} finds what waits without one.
 */
export type JobQueue = {
  /** Announces a diagnosis that the store has accepted. `boundTo`: only the process of this id may take it. */
  enqueue(diagnosisId: string, boundTo: string | null): Promise<void>;
  /** Takes up to `count` diagnoses, the longest waiting first; each is then `running` in the store. */
  lease(count: number): Promise<readonly Lease[]>;
  /** Keeps a lease for another while; false when it is lost: then stop, another has it. */
  extend(lease: Lease): Promise<boolean>;
  /** Done for good, however it ended. */
  finish(lease: Lease): Promise<void>;
  /** Back into the queue, at shutdown. */
  release(lease: Lease): Promise<void>;
  /** Finds work whose worker or process is gone: back to the queue at most twice, then failed; bound work whose process is gone: failed. Gives what it did. */
  recover(now: number): Promise<{ readonly requeued: number; readonly failed: number }>;
  /** Calls back when there may be something to lease. */
  onWork(heard: () => void): void;
  stats(): Promise<{ readonly queued: number; readonly running: number; readonly oldestAgeS: number }>;
  close(): Promise<void>;
};
