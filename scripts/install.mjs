// Installs with the pinned pnpm, when something changed.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { bin, fail, run, say } from './tools.mjs';
import { at, manifestsStamp, read, readManifest, workspaces } from './tree.mjs';

const stamp = at('node_modules', '.smtp-triage-install');

/** Nothing to do when the lock file and every manifest are those of the last install. */
export function install() {
  const now = manifestsStamp();
  if (read(stamp) === now && workspaces().every(hasModules)) return;
  const first = !existsSync(at('node_modules'));
  say(first ? 'Installing (the first time takes a moment) …' : 'Installing what changed …');
  const result = pnpm(['install', '--frozen-lockfile', '--prefer-offline', '--reporter=append-only']);
  if (result.status !== 0) {
    fail(
      `${result.output}\nThe install failed; see above. If a package.json was changed, run \`npx pnpm install\` to renew the lock file.`,
      result.status,
    );
  }
  writeFileSync(stamp, now);
}

function hasModules(/** @type {string} */ folder) {
  const { dependencies, devDependencies } = readManifest(folder);
  return (dependencies ?? devDependencies) === undefined || existsSync(at(folder, 'node_modules'));
}

/** The pinned pnpm: the installed one, else npx. A pnpm on PATH is not asked: it may be a corepack shim. */
function pnpm(/** @type {string[]} */ parameters) {
  const version = readManifest('.').packageManager.replace('pnpm@', '');
  const installed = at('node_modules', 'pnpm', 'package.json');
  if (existsSync(installed) && JSON.parse(readFileSync(installed, 'utf8')).version === version) {
    return bin('pnpm', parameters, { how: 'captured' });
  }
  const npx = ['--yes', '--loglevel=error', `pnpm@${version}`, ...parameters];
  const npm = process.env.npm_execpath ?? '';
  const beside = join(dirname(npm), 'npx-cli.js');
  return basename(npm) === 'npm-cli.js' && existsSync(beside)
    ? run(process.execPath, [beside, ...npx], { how: 'captured' })
    : run('npx', npx, { how: 'captured', shell: process.platform === 'win32' });
}
