import type { Response } from 'express';
import type { Caller } from '../caller.ts';
import type { Deps } from '../deps.ts';
import { type Charge, clientKey, takeAll } from '../limits/charges.ts';
import type { Bucket, Taken } from '../limits/types.ts';
import { Problem } from './problem.ts';

/** Which budgets are ours to keep (503); the others are the caller's own or those of whom they ask about (429), see API-32. */
const OURS: ReadonlySet<Bucket> = new Set(['global']);

/** Writes the rate headers of the IETF httpapi draft for the caller's own budget. */
export function rateHeaders(
  response: Response,
  { limit, remaining, resetS }: Omit<Extract<Taken, { ok: true }>, 'ok'>,
): void {
  response.setHeader('RateLimit-Policy', `"diagnoses";q=${limit};w=3600`);
  response.setHeader('RateLimit', `"diagnoses";r=${remaining};t=${Math.ceil(resetS)}`);
}

/** Takes from the caller's own budget and says in the headers what is left, or throws `rate-limited`. */
export async function spendOwn(deps: Deps, response: Response, caller: Caller, cost: number): Promise<Charge> {
  const charge: Charge = { bucket: 'client', key: clientKey(caller), cost };
  const taken = await deps.budgets.take(charge.bucket, charge.key, cost);
  response.setHeader('X-Diagnosis-Cost', String(cost));
  rateHeaders(response, taken.ok ? taken : await deps.budgets.peek(charge.bucket, charge.key));
  if (!taken.ok) throw refused(deps, taken);
  return charge;
}

/** Takes everything or throws the problem that says whose budget it was; then nothing is taken. */
export async function spendAll(deps: Deps, charges: readonly Charge[]): Promise<void> {
  const refusal = await takeAll(deps.budgets, charges);
  if (refusal !== null) throw refused(deps, refusal);
}

/** Whose budget it was, in words, where that is not plain. */
const DETAILS: Readonly<Partial<Record<Bucket, string>>> = {
  scrapes: 'You have scraped often in this hour.',
  target: 'This target has been tested often in the last minute, by you or by others.',
  network: 'The network of this target has been tested often in the last minute, by you or by others.',
  login: 'This login failed too often; more tries could lock the account.',
  hosts: 'You have tested many different hosts in this hour.',
  neighbours: 'You have tested many neighbouring addresses in this hour.',
  recipient: 'This recipient had a test message a short while ago.',
};

function refused({ metrics }: Deps, { bucket, retryAfterS }: Taken & { readonly ok: false }): Problem {
  metrics.rateLimited(bucket);
  const detail = DETAILS[bucket];
  return new Problem(OURS.has(bucket) ? 'overloaded' : 'rate-limited', {
    retryAfterS,
    ...(detail === undefined ? {} : { detail }),
  });
}
