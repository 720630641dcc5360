// The launcher behind `npm start`, `npm test` and the other scripts: no dependency, so it runs in a fresh clone.
// It installs with the pinned pnpm, builds with turbo, and does neither when nothing has changed.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { load, writeBenchmarks } from './benchmarks.mjs';
import { install } from './install.mjs';
import { bin, fail, quiet, run, say, title, turbo } from './tools.mjs';
import { at, list, read, readManifest, sourcesStamp, workspaces } from './tree.mjs';

const program = at('apps', 'cli', 'dist', 'smtp-triage.cjs');
const buildStamp = at('node_modules', '.smtp-triage-build');
const cache = at('node_modules', '.cache', 'smtp-triage');

const TYPECHECK = ['typecheck', 'typecheck:root'];
const LINT = ['ci', '--error-on-warnings', ...(process.stdout.isTTY ? [] : ['--colors=off'])];
const COMMANDS = { start, build, typecheck, lint, test, coverage, bench, compare, simulate, screenshots };

checkNode();
const [name = '', ...rest] = process.argv.slice(2);
const args = rest[0] === '--' ? rest.slice(1) : rest;
if (!Object.hasOwn(COMMANDS, name)) fail(`Usage: node scripts/run.mjs ${Object.keys(COMMANDS).join(' | ')}`);
await COMMANDS[/** @type {keyof typeof COMMANDS} */ (name)]();

// ---- commands

/** Installs and builds what is out of date, silently when nothing is, then becomes the program. */
function start() {
  install();
  const now = sourcesStamp();
  if (!existsSync(program) || read(buildStamp) !== now) {
    say('Building …');
    const built = turbo(['build', '--filter=smtp-triage']);
    if (built.status !== 0) fail('The build failed; see above.', built.status);
    writeFileSync(buildStamp, now);
  }
  // In this process: the exit status, signals and stdin are then the program's own.
  process.argv = [process.execPath, program, ...(args.length > 0 ? args : ['demo'])];
  createRequire(import.meta.url)(program);
}

function build() {
  install();
  process.exitCode = turbo(['build', ...args]).status;
}

function typecheck() {
  install();
  process.exitCode = turbo(TYPECHECK).status;
}

function lint() {
  install();
  process.exitCode = bin('@biomejs/biome', [...LINT, ...args]).status;
}

/** Everything that must hold before a change lands. With arguments, which go to vitest, only those tests: `npm test -- packages/core`. */
function test() {
  install();
  runAll([...quality(), ['tests', () => vitest(args)], ...(args.length === 0 ? packaging() : [])]);
}

function coverage() {
  install();
  runAll([
    ['build', () => turbo(['build'])],
    ['tests', () => vitest(['--coverage', ...args])],
  ]);
}

/**
 * Runs every `bench/*.bench.ts` of the packages, or those whose path contains one of the arguments.
 * With `--write` docs/benchmarks.md is renewed for them.
 */
function bench() {
  install();
  const built = turbo(['build']);
  if (built.status !== 0) fail('The build failed; see above.', built.status);
  const files = workspaces().flatMap((folder) =>
    list(at(folder, 'bench'))
      .filter((file) => file.endsWith('.bench.ts'))
      .map((file) => ({ folder, file: join('bench', file) })),
  );
  const write = args.includes('--write');
  const parts = args.filter((each) => each !== '--write');
  const wanted = files.filter(
    (each) => parts.length === 0 || parts.some((part) => join(each.folder, each.file).includes(part)),
  );
  if (wanted.length === 0)
    fail(`No bench/*.bench.ts ${parts.length === 0 ? 'in any package' : `matches ${parts.join(' ')}`}.`);
  const measured = [];
  for (const { folder, file } of wanted) {
    const path = join(folder, file);
    title(path);
    const before = load();
    const { status, output } = source(folder, file, [], write ? 'captured' : 'shown');
    if (status !== 0) process.exitCode = status;
    if (write) say(output);
    if (status === 0) measured.push({ path, output, load: before });
  }
  if (write) writeBenchmarks(measured);
}

/** Runs other tools and ours on the same broken servers and writes docs/comparison.md; `--judge` marks the kept outputs again. */
function compare() {
  install();
  const built = turbo(['build']);
  if (built.status !== 0) fail('The build failed; see above.', built.status);
  process.exitCode = source('proving', join('src', 'comparison', 'compare.ts'), args).status;
}

/** Seeded sessions of our machines against the mock server's, in memory; see proving/README.md. */
function simulate() {
  install();
  const cwd = at('proving');
  const built = bin('tsup', [], { cwd });
  const result = built.status === 0 ? run(process.execPath, [join('.build', 'simulate.js'), ...args], { cwd }) : built;
  process.exitCode = result.status;
}

/** Takes the screenshots of the page that stand in docs/screenshots/. */
function screenshots() {
  install();
  const built = turbo(['build']);
  if (built.status !== 0) fail('The build failed; see above.', built.status);
  process.exitCode = source('apps/service', join('test', 'page', 'screenshots.ts')).status;
}

/** Runs a TypeScript file of a package: bundled as the packages are, since Node 20 reads no TypeScript. @returns {Result} */
function source(
  /** @type {string} */ folder,
  /** @type {string} */ file,
  /** @type {string[]} */ parameters = [],
  /** @type {'shown' | 'captured'} */ how = 'shown',
) {
  const cwd = at(folder);
  // Beside the source, so that its dependencies resolve
  const out = join(dirname(file), '.build');
  const bundle = [
    '--no-config',
    file,
    '--format',
    'esm',
    '--out-dir',
    out,
    '--target',
    'node20',
    '--silent',
    '--external',
    'playwright-core',
    // A bench may ask for its own package by name: then the built one is measured.
    '--external',
    readManifest(folder).name,
  ];
  const bundled = bin('tsup', bundle, { cwd });
  if (bundled.status !== 0) return bundled;
  return run(process.execPath, [join(out, `${basename(file, '.ts')}.js`), ...parameters], { cwd, how });
}

// ---- steps

/** @typedef {import('./tools.mjs').Result} Result */
/** @typedef {Result & { tests?: { passed: number, failed: number, skipped: number } }} StepResult */
/** @typedef {[title: string, work: () => StepResult]} Step */

/** @returns {Step} */
function step(/** @type {string} */ what, /** @type {Step[1]} */ work) {
  return [what, work];
}

/** @returns {Step[]} */
function quality() {
  return [
    ['build', () => turbo(['build'])],
    ['types', () => turbo(TYPECHECK)],
    ['lint and format', () => bin('@biomejs/biome', LINT)],
  ];
}

/** Whether the packages are fit to publish. @returns {Step[]} */
function packaging() {
  const packages = workspaces().filter((folder) => !readManifest(folder).private);
  const libraries = packages.filter((folder) => readManifest(folder).exports !== undefined);
  return [
    ['unused files, exports and dependencies', () => quiet('knip', [])],
    ...packages.map((folder) => step(`publint ${folder}`, () => quiet('publint', ['--strict'], at(folder)))),
    ...libraries.map((folder) =>
      step(`types of the packed ${folder}`, () =>
        quiet('@arethetypeswrong/cli', ['--pack', '.', '--profile', 'esm-only'], at(folder)),
      ),
    ),
    ['the lock file names no host', lockFileNamesNoHost],
  ];
}

/** Runs every step, also after one that failed, and ends with the one line that sums up. */
function runAll(/** @type {Step[]} */ steps) {
  const sum = { passed: 0, failed: 0, skipped: 0 };
  const broken = [];
  for (const [what, work] of steps) {
    title(what);
    const began = performance.now();
    const result = work();
    const seconds = ((performance.now() - began) / 1000).toFixed(1);
    console.log(`${result.status === 0 ? 'ok' : 'FAILED'}: ${what}, ${seconds} s`);
    if (result.status !== 0) broken.push(what);
    sum.passed += result.tests?.passed ?? 0;
    sum.skipped += result.tests?.skipped ?? 0;
    // A step that failed without a failed test (a type error, a crash) counts as one.
    sum.failed += result.tests?.failed || (result.status === 0 ? 0 : 1);
  }
  if (broken.length > 0) console.log(`\nFailed: ${broken.join(', ')}`);
  const skipped = sum.skipped > 0 ? `, ${sum.skipped} skipped` : '';
  console.log(`\n${sum.passed} passed, ${sum.failed} failed${skipped}`);
  process.exitCode = sum.failed > 0 ? 1 : 0;
}

/** @returns {StepResult} */
function vitest(/** @type {string[]} */ more) {
  const report = join(cache, 'vitest.json');
  rmSync(report, { force: true });
  mkdirSync(cache, { recursive: true });
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const { status, output } = bin('vitest', [
    'run',
    ...reporters,
    ...(process.stdout.isTTY ? [] : ['--no-color']),
    ...more,
  ]);
  const text = read(report);
  if (text === undefined) return { status: status || 1, output };
  const json = JSON.parse(text);
  // A file that could not even be loaded has no tests to count: it counts as one failed.
  const unloaded = json.testResults.filter(
    (/** @type {any} */ file) =>
      file.status === 'failed' && !file.assertionResults.some((/** @type {any} */ t) => t.status === 'failed'),
  ).length;
  const tests = {
    passed: json.numPassedTests,
    failed: json.numFailedTests + unloaded,
    skipped: json.numPendingTests + json.numTodoTests,
  };
  if (tests.passed + tests.failed === 0) {
    console.error('No test ran at all: that is a failure.');
    return { status: status || 1, output, tests };
  }
  return { status: status || (tests.failed > 0 ? 1 : 0), output, tests };
}

/** @returns {StepResult} */
function lockFileNamesNoHost() {
  const lines = readFileSync(at('pnpm-lock.yaml'), 'utf8').split('\n');
  const found = lines.filter((line) => /https?:|registry\.|tarball:/.test(line));
  for (const line of found.slice(0, 5)) console.error(line.trim());
  return { status: found.length === 0 ? 0 : 1, output: '' };
}

// ---- node

function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const fits = major >= 24 || (major === 22 && minor >= 12) || (major === 20 && minor >= 19);
  if (fits) return;
  fail(`smtp-triage needs Node 20.19+, 22.12+ or 24+; this is Node ${process.versions.node} (${process.execPath}).`);
}
