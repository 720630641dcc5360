// Writes docs/benchmarks.md from what the benches print.
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { at, read } from './tree.mjs';

const file = at('docs', 'benchmarks.md');
const HEADING = /^## `(.*)`$/;

/** @typedef {{ path: string, output: string, load: string }} Measured */

/** The load of the machine before a bench: on a shared one it says how much to believe. */
export const load = () => (loadavg()[0] ?? 0).toFixed(1);

/** Puts the benches just measured in place of their last sections; the text before the first section and all others stay. */
export function writeBenchmarks(/** @type {readonly Measured[]} */ measured) {
  const [before = '', ...old] = (read(file) ?? '# Benchmarks\n').split(/^(?=## `)/m);
  const sections = new Map(old.map((text) => [HEADING.exec(text.split('\n', 1)[0] ?? '')?.[1] ?? '', text.trim()]));
  for (const each of measured) sections.set(each.path, section(each));
  const sorted = [...sections].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, text]) => text);
  writeFileSync(file, `${[before.trim(), ...sorted].join('\n\n')}\n`);
}

/** @returns {string} */
function section(/** @type {Measured} */ { path, output, load: before }) {
  const [cpu] = cpus();
  const machine = `${cpus().length} cores (${cpu?.model.trim() ?? 'unknown'}), load average ${before} at the start`;
  const day = new Date().toISOString().slice(0, 10);
  const command = `npm run bench -- ${path.replace(/\.bench\.ts$/, '')}`;
  return [
    `## \`${path}\``,
    purpose(path),
    `\`${command}\`, ${day}, Node ${process.versions.node}, ${machine}.`,
    `\`\`\`text\n${output.replace(/^\n+/, '').trimEnd()}\n\`\`\``,
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

/** What the bench says of itself: its first comment. */
function purpose(/** @type {string} */ path) {
  const [comment = ''] = /^(?:(?:\/\/ .*\n)+|\/\*\* .* \*\/$)/m.exec(readFileSync(at(path), 'utf8')) ?? [];
  return comment.replace(/^\/\/ |^\/\*\* | \*\/$/gm, '').trim();
}
