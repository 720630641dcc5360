import { setTimeout as sleep } from 'node:timers/promises';
import type { AddressPolicy, Refusal as GuardReason } from '@smtp-triage/core';
import { NotPermitted, prepare, type Stub } from '@smtp-triage/probe';
import type { Caller } from '../caller.ts';
import { addressesOf } from '../jobs/addresses.ts';
import type { Refusal } from '../limits/types.ts';
import type { Order } from '../order.ts';
import type { Config } from './config.ts';
import { policyOf, stubOf } from './policy.ts';
import { judgeSteps } from './steps.ts';

/** Refusals are answered at multiples of this, in milliseconds: how long judging took says nothing (SEC-11). */
export const REFUSAL_BUCKET_MS = 250;
/** Time for all look-ups of a judgement, in milliseconds; the stub resolver gives up earlier by itself. */
const JUDGE_MS = 5_000;

/** Nothing is said to a server here, so this machine is not asked for its name, which takes a look at all its interfaces. */
const UNSAID = '[127.0.0.1]';

/** Judges an order of a caller: null, or why not. Tells `heard` which addresses the target has, once they passed. */
export type OrderGuard = (
  order: Order,
  caller: Caller,
  heard?: (addresses: readonly string[]) => void,
) => Promise<Refusal | null>;

/** What a guard works with besides the configuration; all of it may be left out. */
type GuardParts = {
  readonly policy?: AddressPolicy;
  readonly stub?: Stub;
  /** Waits; milliseconds. */
  readonly wait?: (ms: number) => Promise<unknown>;
};

/**
 * The judgement before anything is accepted: how far the caller may go, the ports, the host by its text, then everything
 * that DNS says of it. No socket to the target is opened. For a mail domain the server is still to be found, so here only
 * its name is judged, and the run judges the server. Every refusal takes {@link REFUSAL_BUCKET_MS} or a multiple of it.
 */
export function makeGuard(config: Config, parts: GuardParts = {}): OrderGuard {
  const { policy = policyOf(config), stub = stubOf(config), wait = sleep } = parts;
  return async (order, caller, heard) => {
    const began = performance.now();
    const judged = judgeSteps(order, caller, config.profile) ?? (await judgeTarget(order, policy, stub));
    if ('addresses' in judged) {
      heard?.(judged.addresses);
      return null;
    }
    await wait(untilBucketEnds(performance.now() - began));
    return judged;
  };
}

/** How long an answer that took `elapsedMs` has to wait so that it comes at the end of a bucket. */
export const untilBucketEnds = (elapsedMs: number): number =>
  Math.max(1, Math.ceil(elapsedMs / REFUSAL_BUCKET_MS)) * REFUSAL_BUCKET_MS - elapsedMs;

type Admitted = { readonly addresses: readonly string[] };

async function judgeTarget(
  { target, settings }: Order,
  policy: AddressPolicy,
  stub: Stub,
): Promise<Refusal | Admitted> {
  const { input, host, ports, sni, family } = target;
  const request = prepare({
    target: { input, host, kind: 'host', port: null, mode: null, user: null, password: null },
    ...(ports === null ? {} : { ladder: ports }),
    ...(settings === null ? {} : settings),
    ...(sni === null ? {} : { servername: sni }),
    ...(family === null ? {} : { families: [family] }),
    controls: [],
    ehloName: UNSAID,
  });
  if (!request.ok) return refusal('bad-name');
  // A mail domain itself is never connected to: its ports and its name count, its addresses do not
  const asked = target.kind === 'email' ? { ...request.value, families: [] } : request.value;
  try {
    return { addresses: await addressesOf(asked, policy, stub, AbortSignal.timeout(JUDGE_MS)) };
  } catch (error) {
    if (error instanceof NotPermitted) return refusal(error.reason);
    throw error;
  }
}

const refusal = (reason: GuardReason): Refusal => ({
  problem: reason === 'port-not-allowed' ? 'port-not-allowed' : 'target-not-allowed',
  reason,
});
