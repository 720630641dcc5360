/** What a token may be used for (SEC-39). */
export const SCOPES = ['diagnose', 'auth-step', 'data-step', 'metrics', 'admin'] as const;
/** One of the scopes. */
export type Scope = (typeof SCOPES)[number];

/** Who asks. `id` is what budgets, idempotency keys and ownership hang on: a token's id, or a keyed hash of the network address. */
export type Caller = {
  readonly kind: 'anonymous' | 'token';
  readonly id: string;
  readonly scopes: ReadonlySet<Scope>;
  /** The address budgets count: IPv4, or the /64 of IPv6 (SEC-37). */
  readonly network: string;
};
