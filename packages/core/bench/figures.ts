import { Bench } from 'tinybench';

/** How long a call takes, in seconds; `spread` is the least, the median and what 99 of a hundred stay within, in microseconds. */
export type Figure = { readonly seconds: number; readonly spread: string };

/** The median of each function, all measured in the same run, one after another. */
export async function secondsOf(
  work: Readonly<Record<string, () => unknown>>,
): Promise<Readonly<Record<string, Figure>>> {
  const bench = new Bench({ time: 700, warmupTime: 300, throws: true });
  for (const [name, run] of Object.entries(work)) bench.add(name, run);
  await bench.run();
  return Object.fromEntries(
    bench.tasks.map(({ name, result }) => {
      if (result.state !== 'completed') throw new Error(`${name} did not complete: ${result.state}`);
      const { min, p50, p99 } = result.latency;
      return [name, { seconds: p50 / 1_000, spread: [min, p50, p99].map(microseconds).join(' / ') }];
    }),
  );
}

const microseconds = (ms: number): string => String(Number((ms * 1_000).toPrecision(3)));

/** A ratio as people read it. */
export const times = (ratio: number): string => `${ratio.toFixed(2)}×`;

/** Whether a bar is met, in words, so that a run of the bench says it without a look at the code. */
export const bar = (value: number, atLeast: number): string => (value >= atLeast ? 'met' : 'MISSED');

/** Prints a small table. */
export function print(rows: readonly Readonly<Record<string, string>>[]): void {
  process.stdout.write(
    `${rows
      .map((row) =>
        Object.entries(row)
          .map(([k, v]) => `${k}: ${v}`)
          .join('   '),
      )
      .join('\n')}\n`,
  );
}
