import { type AddressPolicy, addressFamily, type Request } from '@smtp-triage/core';
import { NotPermitted, type Stub, vet } from '@smtp-triage/probe';

/** The addresses that a request will connect to, judged; rejects with `NotPermitted` where the policy says no. */
export async function addressesOf(
  request: Request,
  policy: AddressPolicy,
  stub: Stub,
  signal: AbortSignal | undefined,
): Promise<readonly string[]> {
  const vetted = await vet(request, policy, stub, signal === undefined ? {} : { signal });
  if (!vetted.ok) throw new NotPermitted(vetted.reason);
  if (addressFamily(request.host) !== null) return [request.host];
  const ends = signal ?? new AbortController().signal;
  const answers = await vetted.value.lookUp(request.host, request.families, ends);
  return answers.flatMap((each) => (each.ok ? each.addresses.slice(0, request.addressesPerFamily) : []));
}
