import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';

/**
 * The README shows whole files of this folder, which run as tests: the TypeScript ones here, the Python one in apps/cli. After a
 * change of a file, UPDATE_README=1 copies it into the README.
 */
const README = new URL('../../README.md', import.meta.url);
const BLOCK = /<!-- (\S+) -->\n+```(ts|python)\n(.*?)```/gs;

it('shows examples that run, and no others', () => {
  const text = readFileSync(README, 'utf8');
  const shown: string[] = [];
  const wanted = text.replace(BLOCK, (_, file: string, language: string) => {
    shown.push(file);
    return `<!-- ${file} -->\n\n\`\`\`${language}\n${readFileSync(new URL(file, import.meta.url), 'utf8')}\`\`\``;
  });
  if (process.env['UPDATE_README'] !== undefined) writeFileSync(README, wanted);
  else expect(text).toBe(wanted);
  const blocks = text.match(/^```(?:ts|python)$/gm) ?? [];
  expect(blocks).toHaveLength(shown.length);
  const examples = readdirSync(new URL('.', import.meta.url)).filter((file) => file !== 'readme.test.ts');
  expect(shown.toSorted()).toEqual(examples.filter((file) => !file.startsWith('__')).toSorted());
});
