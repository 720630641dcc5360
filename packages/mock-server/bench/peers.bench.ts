import { createTransport } from 'nodemailer';
import { caCertPem } from '../src/index.ts';
import { bare } from './peers/bare.ts';
import { maildev, ours, oursByDefault, smtpServer, smtpTester } from './peers/others.ts';
import type { Start } from './peers/server.ts';

// A whole test, side by side in one process and in interleaved rounds: start a server, send one message with nodemailer, wait until
// it has been captured, close. The reference is a bare node:net server with a line parser and canned replies; read the ratios.
// Few cycles, since ports in TIME_WAIT make binds slow: a second run within a minute is worse, for all alike.

const ROUNDS = 20;
const LIMIT_MS = 90_000;
const MESSAGE = { from: 'ann@example.test', to: 'bob@example.test', subject: 'hello', text: '0123456789'.repeat(50) };

type Contestant = { readonly name: string; readonly start: Start; readonly starttls: boolean; readonly times: number };
const CONTESTANTS: readonly Contestant[] = [
  { name: 'bare node:net', start: bare, starttls: false, times: 12 },
  { name: 'ours', start: ours, starttls: false, times: 12 },
  { name: 'ours, two listeners', start: oursByDefault, starttls: false, times: 12 },
  { name: 'smtp-server 3.21.6', start: smtpServer, starttls: false, times: 1 },
  { name: 'smtp-tester 2.1.0', start: smtpTester, starttls: false, times: 1 },
  { name: '@maildev/smtp 3.0.0', start: maildev, starttls: false, times: 1 },
  { name: 'bare node:net', start: bare, starttls: true, times: 12 },
  { name: 'ours', start: ours, starttls: true, times: 12 },
  { name: 'smtp-server 3.21.6', start: smtpServer, starttls: true, times: 1 },
];

async function cycle({ start, starttls, name }: Contestant): Promise<void> {
  const server = await start(starttls);
  const client = createTransport({
    ...{ host: '127.0.0.1', port: server.port, secure: false, ignoreTLS: !starttls, requireTLS: starttls },
    tls: { ca: caCertPem(), servername: 'mail.example.test' },
  });
  await client.sendMail(MESSAGE);
  if ((await server.captured) < 1) throw new Error(`${name} lost the message`);
  client.close();
  await server.close();
}

async function timed(contestant: Contestant): Promise<number> {
  const before = performance.now();
  for (let i = 0; i < contestant.times; i++) await cycle(contestant);
  return (performance.now() - before) / contestant.times;
}

const sorted = (values: readonly number[]): readonly number[] => [...values].sort((a, b) => a - b);
const quantile = (values: readonly number[], q: number): number =>
  sorted(values)[Math.round((values.length - 1) * q)] ?? 0;

const began = performance.now();
for (const contestant of CONTESTANTS) for (let i = 0; i < (contestant.times > 2 ? 4 : 1); i++) await timed(contestant);
const times = CONTESTANTS.map((): number[] => []);
let rounds = 0;
for (; rounds < ROUNDS && performance.now() - began < LIMIT_MS; rounds++) {
  // Back and forth, so that nobody always runs after the same neighbour
  const order = [...CONTESTANTS.entries()];
  for (const [index, contestant] of rounds % 2 === 0 ? order : order.reverse())
    times[index]?.push(await timed(contestant));
}

/** Median over the rounds of the ratio to the contestant of this name in the same round. */
function ratioTo(name: string, index: number): number {
  const { starttls } = CONTESTANTS[index] ?? { starttls: false };
  const reference = times[CONTESTANTS.findIndex((each) => each.name === name && each.starttls === starttls)] ?? [];
  return quantile(
    (times[index] ?? []).map((value, round) => value / (reference[round] ?? value)),
    0.5,
  );
}

const shown = (value: number): string => value.toFixed(2).padStart(8);
console.log(`${rounds} interleaved rounds; milliseconds for one whole test, its median and spread`);
console.log(`${''.padEnd(30)}  median      p10      p90   × bare   × ours`);
for (const [index, { name, starttls }] of CONTESTANTS.entries()) {
  const values = times[index] ?? [];
  const figures = [0.5, 0.1, 0.9].map((q) => quantile(values, q));
  const row = [...figures, ratioTo('bare node:net', index), ratioTo('ours', index)].map(shown).join(' ');
  console.log(`${`${name}, ${starttls ? 'STARTTLS' : 'plain'}`.padEnd(30)}${row}`);
}
console.log('goals: ours at most 1.30 × bare, plain and with STARTTLS; every other at least 25 × ours');
process.exit(0);
