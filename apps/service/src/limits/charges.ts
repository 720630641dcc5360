import type { Caller } from '../caller.ts';
import type { FoundServer } from '../jobs/runner-types.ts';
import type { Order } from '../order.ts';
import { TOKEN_KEY } from './limits.ts';
import { loginKey, loginKeysAt } from './login.ts';
import { neighbourhood } from './network.ts';
import type { Bucket, Budgets, Taken } from './types.ts';

/** Something to be taken from a bucket; with cost 0 it is enough that something is left. */
export type Charge = { readonly bucket: Bucket; readonly key: string; readonly cost: number; readonly item?: string };

/** Routes that one diagnosis of the client's budget pays for: the usual ladder. */
const RUNGS_PER_DIAGNOSIS = 4;

/** The key under which a caller's budget is counted. */
export const clientKey = ({ kind, id }: Caller): string => `${kind === 'token' ? TOKEN_KEY : 'anonymous:'}${id}`;

/** What a diagnosis costs of its caller's budget: one for every four routes begun (ABU-02). */
export function costOf({ target, settings }: Order): number {
  const ladder = target.ports ?? [];
  const beside =
    settings !== null && !ladder.some(({ port, mode }) => port === settings.port && mode === settings.mode);
  const rungs = target.ports === null ? RUNGS_PER_DIAGNOSIS : ladder.length + (beside ? 1 : 0);
  return Math.ceil(rungs / RUNGS_PER_DIAGNOSIS);
}

/**
 * What a diagnosis takes from everybody's budgets besides the caller's own: of the hosts and neighbouring addresses the
 * caller may ask for, of its target by name and by address, of the target's network, of the login, of whoever gets the
 * test message, and of the service. `addresses`: what the guard let through.
 */
export function chargesOf(order: Order, caller: Caller, addresses: readonly string[]): readonly Charge[] {
  const client = clientKey(caller);
  return [
    { bucket: 'hosts', key: client, cost: 1, item: order.target.host },
    ...addresses.map((address) => neighbour(client, address)),
    ...scrapeCharges(order, addresses),
  ];
}

/** The same of a scrape, whose caller the operator has told what to look at: all but what stops those who walk through the net. */
export function scrapeCharges(order: Order, addresses: readonly string[]): readonly Charge[] {
  const login = loginKey(order);
  return [
    ...targetCharges([order.target.host], addresses),
    ...(login === null ? [] : [{ bucket: 'login', key: login, cost: 1 } as const]),
    ...loginKeysAt(order, addresses).flatMap((key): Charge[] =>
      key === login ? [] : [{ bucket: 'login', key, cost: 0 }],
    ),
    ...(order.upTo === 'data' && order.envelope !== null
      ? [{ bucket: 'recipient', key: order.envelope.to.toLowerCase(), cost: 1 } as const]
      : []),
    { bucket: 'global', key: '', cost: 1 },
  ];
}

/** What the server found for an e-mail address takes, once it is known: the mail domain itself has paid already (ABU-03). */
export const foundCharges = ({ target }: Order, { host, addresses }: FoundServer): readonly Charge[] =>
  targetCharges(host === target.host ? [] : [host], addresses);

function targetCharges(hosts: readonly string[], addresses: readonly string[]): readonly Charge[] {
  const networks = new Set(addresses.map((address) => neighbourhood(address) ?? address));
  return [
    ...[...new Set([...hosts, ...addresses])].map((key): Charge => ({ bucket: 'target', key, cost: 1 })),
    ...[...networks].map((key): Charge => ({ bucket: 'network', key, cost: 1 })),
  ];
}

const neighbour = (client: string, address: string): Charge => ({
  bucket: 'neighbours',
  key: `${client} ${neighbourhood(address) ?? address}`,
  cost: 1,
  item: address,
});

/** Takes everything or nothing, and says what stood against it. Hosts and neighbours once asked for stay counted. */
export async function takeAll(
  budgets: Pick<Budgets, 'take' | 'giveBack'>,
  charges: readonly Charge[],
): Promise<(Taken & { readonly ok: false }) | null> {
  const done: Charge[] = [];
  for (const charge of charges) {
    const taken = await budgets.take(charge.bucket, charge.key, charge.cost, charge.item);
    if (!taken.ok) {
      await giveBackAll(budgets, done);
      return taken;
    }
    done.push(charge);
  }
  return null;
}

/** Gives back what {@link takeAll} took. What cannot be given back now comes back by itself when its window ends. */
export async function giveBackAll(budgets: Pick<Budgets, 'giveBack'>, charges: readonly Charge[]): Promise<void> {
  const counted = charges.filter(({ item, cost }) => item === undefined && cost > 0);
  await Promise.allSettled(counted.map(({ bucket, key, cost }) => budgets.giveBack(bucket, key, cost)));
}
