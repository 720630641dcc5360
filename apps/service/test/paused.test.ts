import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { heldOctets, pausedReader } from './paused.ts';
import { serve } from './serve.ts';
import { line, streams } from './streams.ts';

const ID = 'dg_00000000000000000000000001';
const READERS = 200;
const EVENTS = 10_000;
const MOST_PER_READER = 256 * 1_024;

it(`holds at most 256 KiB for a reader that does not read (SEC-35)`, { timeout: 60_000 }, async () => {
  const at = streams({}, { perNetwork: READERS });
  const { url, close } = await serve(at.app);
  await at.add(ID);
  await at.log(
    ID,
    Array.from({ length: EVENTS }, (_, n) => line(n, 900)),
  );
  const before = heldOctets();
  const readers = await Promise.all(
    Array.from({ length: READERS }, () => pausedReader(url, `/api/v1/diagnoses/${ID}/events`)),
  );
  await quiet(() => at.store.reads);
  // News do not wake whoever cannot take them
  const reads = at.store.reads;
  for (let n = 0; n < 20; n++) await at.log(ID, [line(n)]);
  await sleep(50);
  expect(at.store.reads).toBe(reads);
  expect(at.counted.open).toBe(READERS);
  const perReader = (heldOctets() - before) / READERS;
  expect(perReader).toBeLessThan(MOST_PER_READER);
  // None has got the whole log: all of them did wait
  expect(at.hub.size).toBe(READERS);
  for (const reader of readers) reader.destroy();
  await quiet(() => at.counted.open);
  expect(at.counted.open).toBe(0);
  await close();
});

/** Waits until a number has not changed for a while. */
async function quiet(count: () => number): Promise<void> {
  for (let last = -1; last !== count(); await sleep(300)) last = count();
}
