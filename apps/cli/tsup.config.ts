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
  commands: 'src/commands.ts',
  providers: 'src/providers.ts',
  codes: 'src/codes.ts',
  demo: 'src/demo.ts',
  mock: 'src/mock.ts',
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
  noExternal: [/.*/],
  esbuildPlugins: [entriesStayApart],
  esbuildOptions(options) {
    // `import()` becomes `require()`: these are CommonJS files, and the ESM loader costs milliseconds at start.
    options.supported = { ...options.supported, 'dynamic-import': false };
  },
};

export default config;
