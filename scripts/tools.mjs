// How other programs are started.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { basename, delimiter, dirname, join } from 'node:path';
import { at, root } from './tree.mjs';

/** @typedef {{ status: number, output: string }} Result */
/** @typedef {'shown' | 'captured'} How */
/** @typedef {{ how?: How, cwd?: string, shell?: boolean }} Options */

/** @returns {Result} */
export function turbo(/** @type {string[]} */ tasks) {
  return quiet('turbo', ['run', ...tasks, '--continue', '--output-logs=errors-only']);
}

/** Shows what a tool said only when it fails. @returns {Result} */
export function quiet(/** @type {string} */ pkg, /** @type {string[]} */ parameters, cwd = root) {
  const result = bin(pkg, parameters, { cwd, how: 'captured' });
  if (result.status !== 0) say(result.output);
  return result;
}

/** Runs the program of an installed root dependency with this very Node, without a shell. @returns {Result} */
export function bin(
  /** @type {string} */ pkg,
  /** @type {string[]} */ parameters,
  /** @type {Options} */ options = {},
) {
  const folder = at('node_modules', pkg);
  const bins = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).bin;
  const file = typeof bins === 'string' ? bins : (bins[basename(pkg)] ?? Object.values(bins)[0]);
  return run(process.execPath, [join(folder, file), ...parameters], options);
}

/** @returns {Result} */
export function run(
  /** @type {string} */ command,
  /** @type {string[]} */ parameters,
  /** @type {Options} */ options = {},
) {
  const { how = 'shown', cwd = root, shell = false } = options;
  const done = spawnSync(command, parameters, {
    cwd,
    shell,
    env: environment(),
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
    stdio: how === 'shown' ? ['ignore', 'inherit', 'inherit'] : ['ignore', 'pipe', 'pipe'],
  });
  if (done.error !== undefined) return { status: 127, output: `${command}: ${done.error.message}` };
  if (done.signal === 'SIGINT') process.exit(130);
  const status = done.status ?? 128 + (done.signal === null ? 0 : constants.signals[done.signal]);
  return { status, output: `${done.stdout ?? ''}${done.stderr ?? ''}`.trimEnd() };
}

/**
 * turbo looks for pnpm on PATH. npm hands its own settings down as npm_config_*, which pnpm would take for its own:
 * only those about the network and the caches are kept.
 */
function environment() {
  const kept =
    /^npm_config_(registry|.*_registry|cache|cafile|ca|proxy|https_proxy|noproxy|strict_ssl|store_dir|userconfig|globalconfig)$/i;
  /** @type {NodeJS.ProcessEnv} */
  const env = {};
  for (const [key, value] of Object.entries(process.env)) {
    if (!/^npm_(config|package|lifecycle)_/i.test(key) || kept.test(key)) env[key] = value;
  }
  const path = Object.keys(env).find((key) => key.toUpperCase() === 'PATH') ?? 'PATH';
  env[path] = [at('node_modules', '.bin'), dirname(process.execPath), env[path]].join(delimiter);
  return { ...env, TURBO_TELEMETRY_DISABLED: '1', DO_NOT_TRACK: '1', TURBO_NO_UPDATE_NOTIFIER: '1' };
}

export function title(/** @type {string} */ text) {
  console.log(`\n── ${text} ${'─'.repeat(Math.max(2, 74 - text.length))}`);
}

export function say(/** @type {string} */ text) {
  process.stderr.write(`${text}\n`);
}

/** @returns {never} */
export function fail(/** @type {string} */ text, /** @type {number} */ status = 1) {
  say(text);
  process.exit(status || 1);
}
