import { dirname, resolve } from 'node:path';
import type { Options } from 'tsup';

type Plugin = NonNullable<Options['esbuildPlugins']>[number];

/**
 * One self-contained CommonJS file per entry, named dist/<key>.cjs. `smtp-triage` is the program and stays small.
 * Anything heavy that not every run needs becomes an entry of its own here; `await import('./that/file.ts')`
 * in the program then loads dist/<key>.cjs on first use. Code that two entries use is in both files.
 */
const entry: Record<string, string> = {
  'smtp-triage': 'src/main.ts',
  program: 'src/start.ts',
  argv: 'src/argv.ts',
  commands: 'src/commands.ts',
  providers: 'src/providers.ts',
  blocks: 'src/blocks.ts',
  codes: 'src/codes.ts',
  config: 'src/config.ts',
  lint: 'src/lint.ts',
  demo: 'src/demo.ts',
  mock: 'src/mock.ts',
  completion: 'src/completion.ts',
};

/** CommonJS output has no code splitting: without this a dynamic import would be copied into the file that asks for it. */
const entriesStayApart: Plugin = {
  name: 'entries-stay-apart',
  setup(build) {
    const files = new Map(Object.entries(entry).map(([name, file]) => [resolve(file), `./${name}.cjs`]));
    build.onResolve({ filter: /^\.\.?\// }, (asked) => {
      if (asked.kind !== 'dynamic-import') return undefined;
      const path = files.get(resolve(dirname(asked.importer), asked.path));
      return path === undefined ? undefined : { path, external: true };
    });
  },
};

/**
 * Commander can start other programs as subcommands, which is not used here. Node's module for that loads its sockets too:
 * milliseconds at start, and a road to the network for commands that must have none.
 */
const commanderStartsNothing: Plugin = {
  name: 'commander-starts-nothing',
  setup(build) {
    build.onResolve({ filter: /^node:child_process$/ }, (asked) =>
      /[\\/]commander[\\/]/.test(asked.importer) ? { path: asked.path, namespace: 'nothing' } : undefined,
    );
    build.onLoad({ filter: /.*/, namespace: 'nothing' }, () => ({ contents: 'module.exports = {};' }));
  },
};

const config: Options = {
  entry,
  format: ['cjs'],
  outExtension: () => ({ js: '.cjs' }),
  target: 'node20',
  platform: 'node',
  dts: false,
  sourcemap: false,
  clean: true,
  treeshake: false,
  minify: true,
  silent: true,
  // tsup would resolve `node:` names before a plugin of ours sees them
  removeNodeProtocol: false,
  noExternal: [/.*/],
  esbuildPlugins: [entriesStayApart, commanderStartsNothing],
  esbuildOptions(options) {
    // Our packages from their sources, module by module: of a built index esbuild can drop nothing that might have an effect
    options.conditions = ['@smtp-triage/source', 'module'];
    // `import()` becomes `require()`: these are CommonJS files, and the ESM loader costs milliseconds at start.
    options.supported = { ...options.supported, 'dynamic-import': false };
  },
};

export default config;
