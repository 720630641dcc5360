import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { createContext, runInContext } from 'node:vm';
import { beforeAll, describe, expect, it } from 'vitest';

/** What runs inside: a target, a whole dialogue with a login, a diagnosis of its trace, a report. */
const SCENARIO = `
  import { diagnose, parseTarget, parseTraces, printable, reportToMarkdown, reportOf } from './src/index.ts';
  import { LOGIN, specOf } from './test/attempts.ts';
  import { converse } from './test/table-server.ts';
  import { request, run, STARTTLS_SERVER } from './test/world.ts';
  const target = parseTarget('smtp://tim:s%20ecret@mail.example.test:587');
  const spec = specOf({ mechanisms: ['PLAIN'] });
  const { attempt, events } = converse(spec, LOGIN);
  const trace = { schema: 'smtp-triage/trace@1', route: spec.route, goal: spec.goal, startedAt: spec.startedAt, events };
  const read = parseTraces(JSON.parse(JSON.stringify([trace])));
  const { triaged } = run({ places: { '198.51.100.7:587': STARTTLS_SERVER } }, request());
  globalThis.result = JSON.stringify({
    target: target.ok ? [target.value.host, target.value.port, target.value.user] : target.problem,
    ended: attempt.result,
    verdict: read.ok ? diagnose(read.value).verdict : read.problem,
    report: reportToMarkdown(reportOf(triaged)).split('\\n')[0],
    printable: printable('\\u001b[2J'),
  });
`;

const ABSENT = [
  ...[
    'process',
    'Buffer',
    'require',
    'module',
    'console',
    'setTimeout',
    'setInterval',
    'setImmediate',
    'queueMicrotask',
  ],
  ...[
    'TextDecoder',
    'TextEncoder',
    'URL',
    'fetch',
    'performance',
    'crypto',
    'structuredClone',
    'atob',
    'btoa',
    'window',
  ],
];

/** What is used of esbuild, which comes with tsup and is no dependency of its own. */
type Esbuild = { build(options: object): Promise<{ readonly outputFiles: readonly { readonly text: string }[] }> };

/** Bundles a script as tsup does with core, for a place that has neither modules nor Node. */
async function bundled(contents: string): Promise<string> {
  const esbuild = createRequire(createRequire(import.meta.url).resolve('tsup'))('esbuild') as Esbuild;
  const resolveDir = fileURLToPath(new URL('..', import.meta.url));
  const { outputFiles } = await esbuild.build({
    stdin: { contents, resolveDir, loader: 'ts' },
    bundle: true,
    write: false,
    format: 'iife',
    platform: 'neutral',
    target: 'node20',
    logLevel: 'silent',
  });
  return outputFiles[0]?.text ?? '';
}

describe('core in a place that has nothing but the language', () => {
  const context = createContext(Object.create(null), { codeGeneration: { strings: false, wasm: false } });
  beforeAll(() => void runInContext('delete globalThis.console; delete globalThis.WebAssembly;', context));

  it('is really in such a place', () => {
    expect(ABSENT.filter((name) => runInContext(`typeof ${name}`, context) !== 'undefined')).toEqual([]);
  });

  it('reads a target, speaks a whole dialogue and diagnoses it', async () => {
    runInContext(await bundled(SCENARIO), context);
    expect(JSON.parse(runInContext('result', context) as string)).toEqual({
      target: ['mail.example.test', 587, 'tim'],
      ended: { outcome: 'ok', failedAt: null, why: 'goal' },
      verdict: 'ready',
      report: expect.stringMatching(/^# 198\.51\.100\.7: /),
      printable: '\\x1b[2J',
    });
  });

  it('needs nothing from outside when its modules are loaded', async () => {
    const everything = await bundled(
      "import * as core from './src/index.ts'; globalThis.names = Object.keys(core).join();",
    );
    runInContext(everything, context);
    expect(runInContext('names', context)).toContain('parseTarget');
    expect(everything).not.toMatch(/\brequire\(|\bimport\(|from\s+["']node:/);
  });
});
