import { setImmediate as turn } from 'node:timers/promises';
import { expect, it } from 'vitest';
import type { Channel } from '../store/channel.ts';
import { makeHub } from './hub.ts';

/** Two ends of a channel as PostgreSQL has it: every process hears every message, its own too. */
function channel(): Channel & { lose(): void } {
  const heard = new Set<(id: string) => void>();
  const missed = new Set<() => void>();
  return {
    publish: (id) =>
      setImmediate(() => {
        for (const each of heard) each(id);
      }),
    subscribe: (hear, miss = () => undefined) => {
      heard.add(hear);
      missed.add(miss);
      return () => void heard.delete(hear);
    },
    lose: () => {
      for (const each of missed) each();
    },
  };
}

it('tells those who listen to a diagnosis, and nobody else, until they stop', async () => {
  const hub = makeHub();
  const heard: string[] = [];
  const stop = hub.listen('a', () => heard.push('a'));
  hub.listen('b', () => heard.push('b'));
  expect(hub.size).toBe(2);
  hub.poke('a');
  await turn();
  expect(heard).toEqual(['a']);
  stop();
  stop();
  expect(hub.size).toBe(1);
  hub.poke('a');
  await turn();
  expect(heard).toEqual(['a']);
});

it('makes one of many pokes in a row', async () => {
  const hub = makeHub();
  let times = 0;
  hub.listen('a', () => times++);
  for (let n = 0; n < 10; n++) hub.poke('a');
  await turn();
  expect(times).toBe(1);
});

it('reaches other processes over a channel, and looks everywhere when messages may have got lost', async () => {
  const wire = channel();
  const [here, there] = [makeHub(wire), makeHub(wire)];
  const heard: string[] = [];
  there.listen('a', () => heard.push('there'));
  here.poke('a');
  await turn();
  await turn();
  expect(heard).toEqual(['there']);
  wire.lose();
  expect(heard).toEqual(['there', 'there']);
});

it('tells everybody a last time when it closes, and nobody after that', async () => {
  const hub = makeHub();
  const heard: boolean[] = [];
  hub.listen('a', () => heard.push(hub.closed));
  await hub.close();
  await hub.close();
  hub.poke('a');
  await turn();
  expect(heard).toEqual([true]);
});
