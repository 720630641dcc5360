import { performance } from 'node:perf_hooks';
import type { Case, Request } from '@smtp-triage/core';
import type { Edge } from './edge.ts';
import { admit } from './guard/vet.ts';
import { Run } from './run.ts';

/**
 * Investigates one target and gives the whole case. What the network does never rejects; a bad option (see `parseProxy`,
 * `trustStore`), a throwing callback or a bug of ours does, and even then no socket or timer is left behind. A look-up that
 * the operating system has not answered yet cannot be taken back and keeps the process alive until it is.
 *
 * Under a policy it rejects with `NotPermitted`, before any socket to the target, where the policy says no, and with
 * {@link GuardTripped} should a connection ever lead elsewhere than it was allowed to.
 *
 * @example
 * const request = prepare({ target: 'smtp.example.com' });
 * if (request.ok) console.log((await triage(request.value)).traces.length);
 */
export async function triage(request: Request, edge: Edge = {}): Promise<Case> {
  if (edge.listens !== 'failures' || !isRepeatable(request, edge)) return runOnce(request, edge, true);
  const found = await runOnce(request, edge, false);
  return hasFailedHandshake(found) ? runOnce(request, edge, true) : found;
}

async function runOnce(request: Request, edge: Edge, taps: boolean): Promise<Case> {
  const origin = performance.now();
  const guard = edge.policy === undefined ? null : await admit(request, edge.policy, edge);
  const run = new Run(request, edge, guard, origin, taps);
  try {
    return await run.finished;
  } finally {
    await run.dispose();
  }
}

const isRepeatable = ({ credentials, envelope }: Request, { onEvent }: Edge): boolean =>
  credentials === null && envelope === null && onEvent === undefined;

const hasFailedHandshake = ({ interrupted, traces }: Case): boolean =>
  interrupted !== true && traces.some(({ events }) => events.some(({ type }) => type === 'not-secured'));
