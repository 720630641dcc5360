import { writeFileSync } from 'node:fs';
import { availableParallelism, loadavg } from 'node:os';
import { networks } from '../network/network.ts';
import { fromRoot } from '../root.ts';
import { CASES } from './cases.ts';
import { type Kept, type Output, readKept, writeKept } from './outputs.ts';
import { pageOf } from './page.ts';
import { runTool, versionOf } from './run.ts';
import { TOOLS } from './tools.ts';

/** Most runs wait, so more than there are processors; not so many that they wait for each other. */
const AT_ONCE = 5;

/** Names of cases and tools; those alone are run anew. */
const chosen = process.argv.slice(2).filter((word) => !word.startsWith('-'));
const isChosen = (id: string, all: readonly { readonly id: string }[]): boolean => {
  const named = all.filter((each) => chosen.includes(each.id));
  return named.length === 0 || named.some((each) => each.id === id);
};

/** Runs every installed tool on every case, or what was chosen; tells of each as it ends. */
async function runAll(): Promise<Kept> {
  const load = (loadavg()[0] ?? 0).toFixed(1);
  const machine = `a Linux machine with ${availableParallelism()} processors and a load average of ${load} before it began, ${AT_ONCE} runs at once`;
  const versions = Object.fromEntries(TOOLS.map((tool) => [tool.id, versionOf(tool)]));
  const waiting = CASES.filter(({ id }) => isChosen(id, CASES)).flatMap((of) =>
    TOOLS.filter(({ id }) => versions[id] !== null && isChosen(id, TOOLS)).map((tool) => ({ of, tool })),
  );
  const total = waiting.length;
  const done = new Map<string, Output>();
  const before = chosen.length > 0 ? readKept() : null;
  for (const [id, outputs] of Object.entries(before?.outputs ?? {})) {
    for (const output of outputs) done.set(`${id} ${output.tool}`, output);
  }
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const { of, tool } = next;
      const output = await runTool(tool, of);
      if (output === null) continue;
      done.set(`${of.id} ${tool.id}`, output);
      process.stderr.write(`${total - waiting.length}/${total} ${of.id}, ${tool.id}: ${output.seconds} s\n`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  const outputs = CASES.map(({ id }) => [id, TOOLS.flatMap((tool) => done.get(`${id} ${tool.id}`) ?? [])] as const);
  return {
    // What is said of the whole run stays where a part is run anew
    about: before?.about ?? { date: new Date().toISOString().slice(0, 10), machine, versions },
    outputs: Object.fromEntries(outputs),
  };
}

if (!process.argv.includes('--judge')) {
  const able = networks();
  if (!able.ok) throw new Error(`this needs ${able.missing}`);
  writeKept(await runAll());
}
writeFileSync(fromRoot('docs/comparison.md'), pageOf(readKept()));
