import { type AddressPolicy, type Judgement, placesOf, REFUSALS, type Refusal, type Request } from '@smtp-triage/core';
import type { Override } from '../lookup.ts';
import { Guard } from './guard.ts';
import { type Stub, systemStub } from './stub.ts';

/** The guard that let a request through, or why it did not. */
export type Vetted = { readonly ok: true; readonly value: Guard } | { readonly ok: false; readonly reason: Refusal };

/** Everything of a machine and a run that a guard needs to know; all of it may be left out. */
export type VetOptions = { readonly resolve?: readonly Override[]; readonly signal?: AbortSignal };

/** A run was not begun, or not gone on with, because the policy does not allow it. The message names no address. */
export class NotPermitted extends Error {
  override readonly name = 'NotPermitted';
  readonly reason: Refusal;

  constructor(reason: Refusal) {
    super(REFUSALS[reason]);
    this.reason = reason;
  }
}

/**
 * Judges a request before anything of it is done: its ports, then its hosts by their text, then by what DNS says of them.
 * No socket is opened to the target, and DNS is not asked where the first two settle it. A name that does not exist is no
 * reason to refuse: the run will say so.
 */
export async function vet(
  request: Request,
  policy: AddressPolicy,
  stub: Stub = systemStub(),
  { resolve = [], signal = new AbortController().signal }: VetOptions = {},
): Promise<Vetted> {
  if (request.proxied) return { ok: false, reason: 'proxied' };
  const guard = new Guard(policy, stub, resolve);
  const places = placesOf(request);
  const hosts = [...new Set(places.map(({ host }) => host))];
  const plain = refusalIn([
    ...places.map(({ port }) => guard.judgePort(port)),
    ...hosts.map((host) => guard.judgeText(host)),
  ]);
  if (plain !== null) return plain;
  const answered = refusalIn(await Promise.all(hosts.map((host) => guard.judge(host, request.families, signal))));
  if (answered !== null) return answered;
  // A control host that must not be connected to is left out; it is not what was asked about
  for (const { host } of request.controls) guard.judgeText(host);
  return { ok: true, value: guard };
}

/** The guard of a run that its policy allows. Rejects with {@link NotPermitted} where it does not. */
export async function admit(
  request: Request,
  policy: AddressPolicy,
  options: VetOptions & { readonly stub?: Stub },
): Promise<Guard> {
  const vetted = await vet(request, policy, options.stub, options);
  if (vetted.ok) return vetted.value;
  throw new NotPermitted(vetted.reason);
}

const refusalIn = (judgements: readonly Judgement[]): (Judgement & { readonly ok: false }) | null =>
  judgements.find((judgement) => !judgement.ok) ?? null;
