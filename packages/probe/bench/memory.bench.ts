import { fork } from 'node:child_process';
import { once } from 'node:events';
import { diagnose } from '@smtp-triage/core';
import { triage } from '@smtp-triage/probe';
import { requestOf } from './clients.ts';
import { playServer, type ServerProcess, startServer } from './server.ts';

// Memory of one process that triages and diagnoses ten thousand targets of different names, sixteen at a time, and keeps nothing of
// what it found. Looked at after a garbage collection; the bar compares the end with the first thousand.

const LOOKS = [1_000, 2_500, 5_000, 10_000];
const AT_A_TIME = 16;
const MOST_CHANGE = 0.1;
const MB = 1_048_576;
const PART = 'targets';

const [part, given = '{}'] = process.argv.slice(2);
if (part === PART) await probeAll(JSON.parse(given));
else if (!(await playServer(process.argv.slice(2)))) await measure();

async function measure(): Promise<void> {
  const { port, caPem, stop } = await startServer();
  const child = fork(process.argv[1] ?? '', [PART, JSON.stringify({ port, caPem })], { execArgv: ['--expose-gc'] });
  const [status] = (await once(child, 'exit')) as [number | null];
  await stop();
  process.exitCode = status ?? 1;
}

async function probeAll({ port, caPem }: Pick<ServerProcess, 'port' | 'caPem'>): Promise<void> {
  const trust = { ca: [caPem] };
  const heap: number[] = [];
  const resident: number[] = [];
  let done = 0;
  const one = async (until: number): Promise<void> => {
    while (done < until) {
      const host = `host-${done++}.example.test`;
      const found = await triage(requestOf(port, host), { trust, resolve: [{ host, addresses: ['127.0.0.1'] }] });
      const { verdict } = diagnose(found.traces);
      if (verdict !== 'ready') throw new Error(`${host}: ${verdict}`);
    }
  };
  console.log(
    `${'targets'.padStart(8)}${'heap MB'.padStart(10)}${'with buffers MB'.padStart(18)}${'resident MB'.padStart(14)}`,
  );
  for (const look of LOOKS) {
    await Promise.all(Array.from({ length: AT_A_TIME }, () => one(look)));
    const { heapUsed, external, rss } = afterCollection();
    heap.push(heapUsed + external);
    resident.push(rss);
    const columns = [`${look}`.padStart(8), mb(heapUsed).padStart(10), mb(heapUsed + external).padStart(18)];
    console.log(`${columns.join('')}${mb(rss).padStart(14)}`);
  }
  judge('heap with buffers', heap);
  judge('resident memory', resident);
}

function afterCollection(): NodeJS.MemoryUsage {
  if (globalThis.gc === undefined) throw new Error('not started with --expose-gc');
  for (let n = 0; n < 4; n++) globalThis.gc();
  return process.memoryUsage();
}

function judge(what: string, sizes: readonly number[]): void {
  const change = (sizes.at(-1) ?? Number.NaN) / (sizes[0] ?? Number.NaN) - 1;
  const percent = `${change < 0 ? '' : '+'}${(change * 100).toFixed(1)} %`;
  console.log(
    `${what}: ${percent} from the first look to the last; bar ±10 %: ${Math.abs(change) <= MOST_CHANGE ? 'met' : 'MISSED'}`,
  );
}

function mb(octets: number): string {
  return (octets / MB).toFixed(1);
}
