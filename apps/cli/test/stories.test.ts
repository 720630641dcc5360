import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { run } from '../src/program.ts';
import { CASES } from './cases.ts';
import { type FakeWorld, fakeWorld, type Outside } from './fake-world.ts';

/**
 * A story is one file: what it shows, the command line, the world around it, and what comes out. Files are edited by
 * hand, or written anew with UPDATE_STORIES=1 and then read as a user would.
 */
const FOLDER = fileURLToPath(new URL('stories/', import.meta.url));

type Story = {
  readonly head: readonly string[];
  readonly argv: readonly string[];
  readonly outside: Outside;
  readonly want: string;
};

/** A word, or a JSON string where quotes are needed. */
const words = (text: string): readonly string[] =>
  [...text.matchAll(/"(?:[^"\\]|\\.)*"|\S+/g)].map(([word]) =>
    word.startsWith('"') ? (JSON.parse(word) as string) : word,
  );

function readStory(text: string): Story {
  const [before = '', ...after] = text.split(/^(?=exit )/m);
  const head = before.trimEnd().split('\n');
  const command = head.find((line) => line.startsWith('$ ')) ?? '$ smtp-triage';
  const files: Record<string, string> = {};
  const env: Record<string, string> = {};
  let outside: Outside = {};
  for (const line of head.filter((each) => each.startsWith('with '))) {
    const [, what = '', rest = ''] = /^with (\S+) ?(.*)$/.exec(line) ?? [];
    const [name = '', value = ''] = rest.split(/ = (.*)/s);
    if (what === 'env') env[name] = value;
    else if (what === 'case') files[name] = JSON.stringify(CASES[value]?.());
    else if (what === 'file') files[name] = JSON.parse(value) as string;
    else if (what === 'input')
      outside = { ...outside, input: CASES[rest] === undefined ? rest : JSON.stringify(CASES[rest]()) };
    else if (what === 'tty') outside = { ...outside, tty: { stdout: true, stderr: true } };
    else if (what === 'columns') outside = { ...outside, columns: Number(rest) };
    else throw new Error(`a story cannot say: ${line}`);
  }
  return { head, argv: words(command.slice(2)).slice(1), outside: { ...outside, env, files }, want: after.join('') };
}

/** Escape sequences are written out, so that a story can be read in any editor. */
const visible = (text: string): string => text.replaceAll('\u001b', '␛');

async function outcome({ argv, outside }: Story): Promise<string> {
  const world: FakeWorld = fakeWorld(outside);
  const status = await run(argv, world, { name: 'smtp-triage', version: '0.1.0' });
  const written = [...world.files].filter(([path]) => outside.files?.[path] === undefined);
  const section = (title: string, text: string): string => (text === '' ? '' : `--- ${title}\n${visible(text)}`);
  return [
    `exit ${status}\n`,
    section('stdout', world.written.stdout),
    section('stderr', world.written.stderr),
    ...written.map(([path, { text }]) => section(path, text)),
  ].join('');
}

describe('stories', () => {
  for (const file of readdirSync(FOLDER).sort()) {
    const path = `${FOLDER}${file}`;
    const story = readStory(readFileSync(path, 'utf8'));
    it(`${story.head[0]?.replace(/^# /, '')} (${file})`, async () => {
      const got = await outcome(story);
      if (process.env['UPDATE_STORIES'] !== undefined) writeFileSync(path, `${story.head.join('\n')}\n${got}`);
      else expect(got).toBe(story.want);
    });
  }
});
