import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { heldOctets, pausedReader } from '../test/paused.ts';
import { serve } from '../test/serve.ts';
import { line, streams } from '../test/streams.ts';

/** Readers that ask for a stream and never read it, and how long its log is (SEC-35). */
const READERS = 1_000;
const EVENTS = 100_000;
const MOST_PER_READER = 256 * 1_024;
/** Between their end and that of the last stream, in milliseconds. */
const FREED_MS = 30_000;
const ID = 'dg_00000000000000000000000001';

// The readers are a process of their own, so that what they hold is not counted
if (process.argv[2] === 'readers') await read(process.argv[3] ?? '');
else await measure();

async function read(url: string): Promise<void> {
  const sockets: Awaited<ReturnType<typeof pausedReader>>[] = [];
  for (let n = 0; n < READERS; n++) sockets.push(await pausedReader(url, `/api/v1/diagnoses/${ID}/events`));
  await sleep(600_000);
}

async function measure(): Promise<void> {
  const at = streams({}, { perNetwork: READERS });
  const { url, close } = await serve(at.app);
  await at.add(ID);
  await at.log(
    ID,
    Array.from({ length: EVENTS }, (_, n) => line(n, 150)),
  );
  const [heldBefore, rssBefore] = [heldOctets(), process.memoryUsage.rss()];
  const child = spawn(process.execPath, [process.argv[1] ?? '', 'readers', url], { stdio: 'inherit' });
  const gone = once(child, 'exit');
  for (let last = -1; at.counted.open < READERS || last !== at.store.reads; await sleep(1_000)) last = at.store.reads;
  const rss = (process.memoryUsage.rss() - rssBefore) / READERS;
  const held = (heldOctets() - heldBefore) / READERS;
  child.kill('SIGKILL');
  await gone;
  const began = performance.now();
  while (at.counted.open > 0 && performance.now() - began < FREED_MS) await sleep(10);
  const freedMs = performance.now() - began;
  await close();
  const kib = (octets: number): string => `${Math.round(octets / 1_024)} KiB`;
  console.log(`${READERS} readers that do not read, a log of ${EVENTS} events`);
  console.log(`  per reader: ${kib(held)} held, ${kib(rss)} resident (at most ${kib(MOST_PER_READER)})`);
  console.log(`  all streams free ${Math.round(freedMs)} ms after the readers were killed (at most ${FREED_MS} ms)`);
  if (rss > MOST_PER_READER || at.counted.open > 0) process.exitCode = 1;
}
