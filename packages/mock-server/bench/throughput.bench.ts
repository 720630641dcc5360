import { once } from 'node:events';
import { performance } from 'node:perf_hooks';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { lean } from './lean.ts';
import { bare } from './peers/bare.ts';
import type { Start } from './peers/server.ts';
import { DIALOGUES, type DialogueName, play } from './raw-client.ts';

// How many connections a server gets through: this thread serves, another is the clients, twenty at a time. Since the clients may be
// what is slow, a second figure counts only the time in which the server's loop was busy. Contestants take turns; read the ratios.

const CONTESTANTS: readonly { readonly name: string; readonly start: Start }[] = [
  { name: 'bare node:net', start: bare },
  { name: 'ours', start: lean },
];
const GOALS: Readonly<Partial<Record<DialogueName, number>>> = {
  'EHLO session': 0.7,
  'message, new connection': 0.6,
  '20 messages, kept connection': 0.6,
  'STARTTLS handshake': 0.9,
};
const ROUNDS = 7;
const ROUND_MS = 250;
const AT_A_TIME = 20;

type Order = { readonly port: number; readonly name: DialogueName };
type Figures = { readonly rate: number; readonly capacity: number };

if (isMainThread) await serve();
else attack();

async function serve(): Promise<void> {
  const clients = new Worker(new URL(import.meta.url), { workerData: { is: 'clients' } });
  console.log(`${''.padEnd(48)}     per s   × bare   per busy s   × bare   goal`);
  for (const name of Object.keys(DIALOGUES) as DialogueName[]) {
    const figures = CONTESTANTS.map((): Figures[] => []);
    for (let round = -1; round < ROUNDS; round++) {
      for (const [index, { start }] of CONTESTANTS.entries()) {
        const measured = await measure(clients, start, name);
        if (round >= 0) figures[index]?.push(measured);
      }
    }
    for (const [index, contestant] of CONTESTANTS.entries())
      print(contestant.name, name, figures[index] ?? [], figures[0] ?? []);
  }
  process.exit(0);
}

async function measure(clients: Worker, start: Start, name: DialogueName): Promise<Figures> {
  const server = await start(name.includes('STARTTLS'));
  const before = performance.eventLoopUtilization();
  clients.postMessage({ port: server.port, name } satisfies Order);
  const [played] = (await once(clients, 'message')) as [number];
  const { active, idle } = performance.eventLoopUtilization(before);
  await server.close();
  return { rate: (played * 1_000) / (active + idle), capacity: (played * 1_000) / active };
}

function print(
  contestant: string,
  name: DialogueName,
  figures: readonly Figures[],
  reference: readonly Figures[],
): void {
  const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;
  const columns = (['rate', 'capacity'] as const).flatMap((figure) => {
    const values = figures.map((each) => each[figure]);
    const ratios = values.map((value, round) => value / (reference[round]?.[figure] ?? value));
    return [median(values).toFixed(0).padStart(10), median(ratios).toFixed(2).padStart(8)];
  });
  const goal = contestant === 'ours' ? (GOALS[name]?.toFixed(2) ?? '') : '';
  console.log(`${name.padEnd(30)} ${contestant.padEnd(16)} ${columns.join(' ')} ${goal.padStart(7)}`);
}

/** The clients' thread: plays what it is told for a while, and says how often it did. */
function attack(): void {
  if (workerData === null) return;
  parentPort?.on('message', ({ port, name }: Order) => {
    const end = performance.now() + ROUND_MS;
    let played = 0;
    const one = async (): Promise<void> => {
      while (performance.now() < end) {
        await play(port, DIALOGUES[name]);
        played++;
      }
    };
    void Promise.all(Array.from({ length: AT_A_TIME }, one)).then(() => parentPort?.postMessage(played));
  });
}
