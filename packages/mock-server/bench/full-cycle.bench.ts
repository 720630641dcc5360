import { once } from 'node:events';
import { connect } from 'node:net';
import { CERTIFICATE_PROFILES, makeCertificate, startMockServer } from '../src/index.ts';
import { lean } from './lean.ts';
import { bare } from './peers/bare.ts';
import type { Start } from './peers/server.ts';
import { DIALOGUES, play } from './raw-client.ts';

// A whole test with the leanest client there is (start, one message over a raw socket, close) against a bare node:net server, turn by
// turn in one process. peers.bench.ts does the same with nodemailer, which is what a test would use. Read the ratios.

const CYCLES = 800;
const WARM_UP = 200;

const quantile = (values: readonly number[], q: number): number =>
  [...values].sort((a, b) => a - b)[Math.round((values.length - 1) * q)] ?? 0;
/** The mean without the tenth that other programs disturbed most. */
function mean(values: readonly number[]): number {
  const kept = [...values].sort((a, b) => a - b).slice(0, Math.ceil(values.length * 0.9));
  return kept.reduce((sum, value) => sum + value, 0) / kept.length;
}

async function timed(work: () => Promise<unknown> | unknown): Promise<number> {
  const before = performance.now();
  await work();
  return performance.now() - before;
}

async function cycle(start: Start, starttls: boolean): Promise<void> {
  const server = await start(starttls);
  await play(server.port, DIALOGUES[starttls ? 'message after STARTTLS' : 'message, new connection']);
  if ((await server.captured) < 1) throw new Error('the message is lost');
  await server.close();
}

async function compare(name: string, starttls: boolean): Promise<void> {
  const [a, b]: [number[], number[]] = [[], []];
  const processor: [number, number] = [0, 0];
  for (let i = 0; i < CYCLES + WARM_UP; i++) {
    for (const [index, start] of [bare, lean].entries()) {
      const before = process.cpuUsage();
      const took = await timed(() => cycle(start, starttls));
      const { user, system } = process.cpuUsage(before);
      if (i < WARM_UP) continue;
      (index === 0 ? a : b).push(took);
      processor[index === 0 ? 0 : 1] += user + system;
    }
  }
  const [bareMs, oursMs] = [quantile(a, 0.5), quantile(b, 0.5)];
  const ratios = `ratio of medians ${(oursMs / bareMs).toFixed(2)}, of means ${(mean(b) / mean(a)).toFixed(2)}, of processor time ${(processor[1] / processor[0]).toFixed(2)}`;
  console.log(`full cycle ${name}: bare ${bareMs.toFixed(3)} ms, ours ${oursMs.toFixed(3)} ms, ${ratios}`);
}

/** How long close() takes while 20 clients are idle. */
async function closing(start: Start): Promise<number> {
  const server = await start(false);
  const clients = await Promise.all(
    Array.from({ length: 20 }, async () => {
      const socket = connect(server.port, '127.0.0.1').on('error', () => undefined);
      await once(socket, 'data');
      return socket;
    }),
  );
  const took = await timed(server.close);
  for (const socket of clients) socket.destroy();
  return took;
}

console.log(
  `first certificate, CA included: ${(await timed(() => makeCertificate('valid', ['first.test']))).toFixed(2)} ms`,
);
for (const profile of CERTIFICATE_PROFILES) {
  const times: number[] = [];
  for (let n = 0; n < 30; n++) times.push(await timed(() => makeCertificate(profile, [`n${n}.test`])));
  console.log(
    `certificate ${profile}: ${quantile(times, 0.5).toFixed(2)} ms, at most ${quantile(times, 1).toFixed(2)} ms`,
  );
}
await compare('plain', false);
await compare('with STARTTLS', true);
const closings: readonly [number[], number[]] = [[], []];
for (let i = 0; i < 15; i++) {
  closings[0].push(await closing(bare));
  closings[1].push(await closing(lean));
}
const [bareClose, oursClose] = closings.map((values) => quantile(values, 0.5));
console.log(`close with 20 open clients: bare ${bareClose?.toFixed(2)} ms, ours ${oursClose?.toFixed(2)} ms`);
const starts: number[] = [];
for (let i = 0; i < 300; i++) starts.push(await timed(async () => (await startMockServer()).close()));
console.log(`start and close, two listeners: ${quantile(starts, 0.5).toFixed(3)} ms`);
process.exit(0);
