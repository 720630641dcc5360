// Where things are, and what of it changed.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));
export const at = (/** @type {string[]} */ ...parts) => join(root, ...parts);

/** The folders named in pnpm-workspace.yaml that hold a package. */
export function workspaces() {
  const [, globs = ''] = /^packages:\n((?: +- .*\n)+)/m.exec(readFileSync(at('pnpm-workspace.yaml'), 'utf8')) ?? [];
  return [...globs.matchAll(/- ['"]?([^'"\n]+)/g)]
    .map(([, glob = '']) => glob)
    .flatMap((glob) =>
      glob.endsWith('/*') ? list(at(dirname(glob))).map((folder) => join(dirname(glob), folder)) : [glob],
    )
    .filter((folder) => existsSync(at(folder, 'package.json')));
}

/** The lock file and every manifest: an install is due when these changed. */
export function manifestsStamp() {
  const folders = ['.', ...workspaces()];
  const files = ['pnpm-lock.yaml', 'pnpm-workspace.yaml', ...folders.map((folder) => join(folder, 'package.json'))];
  const hash = createHash('sha256').update(`${process.platform} ${process.arch}`);
  for (const file of files) hash.update(`\0${file}\0${read(at(file)) ?? ''}`);
  return hash.digest('hex');
}

/** Every file a build reads, by path, size and times: asking turbo costs several hundred milliseconds, this costs a few. */
export function sourcesStamp() {
  const hash = createHash('sha256');
  const add = (/** @type {string} */ path) => {
    const { size, mtimeMs, ctimeMs } = statSync(path);
    hash.update(`${relative(root, path)} ${size} ${mtimeMs} ${ctimeMs}\n`);
  };
  const walk = (/** @type {string} */ folder) => {
    if (!existsSync(folder)) return;
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) walk(path);
      else if (!entry.name.endsWith('.test.ts')) add(path);
    }
  };
  for (const file of ['pnpm-lock.yaml', 'tsconfig.base.json', 'tsup.base.ts', 'turbo.json']) add(at(file));
  for (const folder of workspaces()) {
    for (const file of ['package.json', 'tsconfig.json', 'tsconfig.build.json', 'tsup.config.ts']) {
      if (existsSync(at(folder, file))) add(at(folder, file));
    }
    walk(at(folder, 'src'));
  }
  return hash.digest('hex');
}

export function readManifest(/** @type {string} */ folder) {
  return JSON.parse(readFileSync(at(folder, 'package.json'), 'utf8'));
}

export function read(/** @type {string} */ file) {
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}

export function list(/** @type {string} */ folder) {
  return existsSync(folder) ? readdirSync(folder).sort() : [];
}
