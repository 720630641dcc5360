import { failureOf } from './simulate.ts';
import type { Violated } from './violated.ts';
import type { Advance } from './watch.ts';
import type { World } from './world.ts';

/** Ways to a simpler world: without one of its parts each. */
function* simpler(world: World): Generator<World> {
  const { faults, net, asked, host } = world;
  for (const fault of faults) yield { ...world, faults: faults.filter((other) => other !== fault) };
  for (const name of Object.keys(net) as (keyof typeof net)[]) {
    if (name === 'seed' || name === 'startedAt') continue;
    const { [name]: _, ...rest } = net;
    yield { ...world, net: rest };
  }
  if (world.idleTicks > 0) yield { ...world, idleTicks: 0 };
  // What is right for a preset is right for the whole of it
  if (world.asTold) return;
  for (const name of Object.keys(asked) as (keyof typeof asked)[]) {
    if (name === 'host') continue;
    const { [name]: _, ...rest } = asked;
    yield { ...world, asked: rest as World['asked'] };
  }
  for (const name of Object.keys(host.listeners)) {
    const { [name]: _, ...listeners } = host.listeners;
    yield { ...world, host: { ...host, listeners } };
  }
  for (const name of ['ports', 'addresses', 'certificate', 'tls', 'path', 'rules', 'control'] as const) {
    if (host[name] === undefined) continue;
    const { [name]: _, ...rest } = host;
    yield { ...world, host: rest };
  }
}

/** The smallest world on this way that breaks the same rule, and how it breaks it. */
export function shrink(
  world: World,
  failure: Violated,
  advance?: Advance,
): { readonly world: World; readonly failure: Violated } {
  for (const smaller of simpler(world)) {
    const again = failureOf(smaller, advance);
    if (again?.rule === failure.rule) return shrink(smaller, again, advance);
  }
  return { world, failure };
}
