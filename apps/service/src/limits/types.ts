/** Why a diagnosis is not made. `reason` is bounded: it is a label in metrics and in the audit log, never an address. */
export type Refusal = {
  readonly problem: 'target-not-allowed' | 'port-not-allowed' | 'step-not-allowed';
  readonly reason: string;
};

/**
 * Whose budget (ABU-02 to ABU-05, SEC-11, SEC-15, SEC-16). `hosts` and `neighbours` count different things of one caller:
 * host names, and addresses within one network. `scrapes`: what a client has for `/probe`.
 * `recipient`: who gets a test message.
 */
export type Bucket =
  | 'client'
  | 'scrapes'
  | 'target'
  | 'network'
  | 'global'
  | 'login'
  | 'hosts'
  | 'neighbours'
  | 'recipient';

/** What taking from budgets came to. 429 is the caller's budget, 503 is ours. */
export type Taken =
  | { readonly ok: true; readonly remaining: number; readonly limit: number; readonly resetS: number }
  | { readonly ok: false; readonly bucket: Bucket; readonly retryAfterS: number };

/** Counts what may be done; in memory on the embedded store, in the database on PostgreSQL so that all processes share it. */
export type Budgets = {
  /**
   * Takes `cost` from a bucket of `key`; all or nothing. Cost 0 takes nothing, and fits while something is left. With an `item`, which `hosts` and `neighbours` need, nothing is
   * taken for one that was counted in this window before.
   */
  take(bucket: Bucket, key: string, cost: number, item?: string): Promise<Taken>;
  /** Gives back what was taken for something that did not come about. Not for buckets that count items. */
  giveBack(bucket: Bucket, key: string, cost: number): Promise<void>;
  /** What is left, without taking. */
  peek(
    bucket: Bucket,
    key: string,
  ): Promise<{ readonly remaining: number; readonly limit: number; readonly resetS: number }>;
};
