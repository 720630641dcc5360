import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fromRoot } from '../root.ts';

/** What a tool said to a case; status null: it had to be stopped. */
export type Output = {
  readonly tool: string;
  readonly command: string;
  readonly status: number | null;
  readonly seconds: number;
  readonly text: string;
};

/** When, where and with which versions the outputs were made. */
export type About = {
  readonly date: string;
  readonly machine: string;
  /** By tool; null: it was not installed. */
  readonly versions: Readonly<Record<string, string | null>>;
};

/** Everything that was kept: outputs by case, in the order of the tools. */
export type Kept = { readonly about: About; readonly outputs: Readonly<Record<string, readonly Output[]>> };

const FOLDER = fromRoot('proving/testdata/comparison');
const RULE = '────';

/** Reads what was kept of the last run. */
export function readKept(): Kept {
  const about = JSON.parse(readFileSync(join(FOLDER, 'about.json'), 'utf8')) as About;
  const files = readdirSync(FOLDER).filter((name) => name.endsWith('.txt'));
  const outputs = files.map((name) => [name.slice(0, -4), parse(readFileSync(join(FOLDER, name), 'utf8'))] as const);
  return { about, outputs: Object.fromEntries(outputs) };
}

/** Keeps a run in place of the last one, a file a case. */
export function writeKept({ about, outputs }: Kept): void {
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(join(FOLDER, 'about.json'), `${JSON.stringify(about, null, 2)}\n`);
  for (const [id, of] of Object.entries(outputs)) writeFileSync(join(FOLDER, `${id}.txt`), print(of));
}

/** A head line for each tool, its command, and what it said, indented. */
export const print = (outputs: readonly Output[]): string =>
  outputs
    .map(({ tool, command, status, seconds, text }) => {
      const head = `${RULE} ${tool}, ${status === null ? 'stopped' : `exit ${status}`}, ${seconds} s`;
      const body = text.split('\n').map((line) => (line === '' ? '' : `  ${line}`));
      return `${[head, `$ ${command}`, ...body].join('\n')}\n`;
    })
    .join('\n');

/** The outputs in a file. */
export const parse = (file: string): readonly Output[] =>
  file
    .split(new RegExp(`^${RULE} `, 'm'))
    .slice(1)
    .map((part) => {
      const [head = '', command = '', ...body] = part.trimEnd().split('\n');
      const [, tool = '', status, seconds] = /^(.+), (?:stopped|exit (\d+)), ([\d.]+) s$/.exec(head) ?? [];
      return {
        tool,
        command: command.slice(2),
        status: status === undefined ? null : Number(status),
        seconds: Number(seconds),
        text: body.map((line) => line.slice(2)).join('\n'),
      };
    });
