import { advanceInvestigation, type Report, type Trace } from '@smtp-triage/core';
import type { SessionRecord } from '@smtp-triage/mock-server';
import { PRESET_HOST, virtualNet } from '@smtp-triage/mock-server/virtual-net';
import { judge } from './oracle.ts';
import { Violated } from './violated.ts';
import { type Advance, Watch } from './watch.ts';
import { type World, worldOf } from './world.ts';

/** What one run came to. */
export type Simulated = {
  readonly world: World;
  readonly report: Report;
  readonly traces: readonly Trace[];
  /** Connections on which a server and a client talked. */
  readonly sessions: readonly SessionRecord[];
  /** All that were opened, also those that nobody answered. */
  readonly connections: number;
  readonly elapsedMs: number;
};

/** Plays a world from start to end and judges every step; throws what did not hold. */
export function play(world: World, advance: Advance = advanceInvestigation): Simulated {
  const { net: options, host, faults } = world;
  const net = virtualNet(options).host(PRESET_HOST, {
    ...host,
    rules: [...(host.rules ?? []), ...faults.map(({ rule }) => rule)],
  });
  const watch = new Watch(world, advance);
  const records = new Map<string, SessionRecord>();
  const connect = net.connect.bind(net);
  let connections = 0;
  net.connect = (address, port, client) => {
    // Connections are opened in the order in which the watch was told of them
    const id = [...watch.routes.keys()][connections++] ?? '';
    const wire = connect(address, port, client);
    if (wire !== null) records.set(id, wire.machine.record);
    return wire;
  };
  const { case: triaged, elapsedMs } = net.triage({ ...world.asked, advance: watch.advance });
  const { sessions, messages } = net;
  const report = judge({ world, watch, case: triaged, elapsedMs, records, messages });
  return { world, report, traces: triaged.traces, sessions, connections, elapsedMs };
}

/** The same for a seed; a failure says how to see it again. */
export function simulate(seed: number, advance?: Advance): Simulated {
  return play(worldOf(seed), advance);
}

/** What went wrong with a seed, or null. */
export function failureOf(world: World, advance?: Advance): Violated | null {
  try {
    play(world, advance);
    return null;
  } catch (error) {
    return error instanceof Violated
      ? error
      : new Violated('never throws', error instanceof Error ? `${error.stack}` : `${error}`);
  }
}
