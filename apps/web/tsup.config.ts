import { readFileSync } from 'node:fs';
import type { Options } from 'tsup';

type Plugin = NonNullable<Options['esbuildPlugins']>[number];

/**
 * What the lists of core say for tests, for the command line and for readers of the source, and nothing on the page asks
 * for. That both come to the same is tested with the service (`apps/service/test/page/catalogue.test.ts`).
 */
const UNSHOWN: Readonly<Record<string, readonly string[]>> = {
  catalogue: ['source'],
  'catalogue/errors': ['by'],
  'catalogue/providers': ['auth', 'notes'],
  'catalogue/replies': ['id', 'sample', 'source'],
  guard: ['name', 'ref'],
  'settings/clients': ['aliases', 'confidence', 'gathered', 'mistake', 'source'],
};

/** A text, the name of one, or a list of them. */
const TEXT = /'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|`(?:[^`\\]|\\.)*`|[A-Z_]+|\[[^\]]*\]/.source;

/** Leaves those fields out of the files of those folders, on a line of their own or beside others. */
const unshownStaysHome: Plugin = {
  name: 'unshown-stays-home',
  setup(build) {
    for (const [folder, fields] of Object.entries(UNSHOWN)) {
      const files = new RegExp(`/core/src/${folder}/[\\w-]+\\.ts$`.replaceAll('/', '[\\\\/]'));
      const unshown = new RegExp(`(?<=^ +|[{,] )(?:${fields.join('|')}):\\s*(?:${TEXT})(?:,|(?= \\}))`, 'gm');
      build.onLoad({ filter: files }, ({ path }) => ({
        contents: readFileSync(path, 'utf8').replace(unshown, ''),
        loader: 'ts',
      }));
    }
  },
};

const config: Options = {
  entry: { main: 'src/main.tsx', theme: 'src/theme.ts', style: 'src/style.css' },
  outDir: 'dist/assets',
  format: ['esm'],
  target: 'es2022',
  platform: 'browser',
  dts: false,
  sourcemap: false,
  splitting: true,
  clean: true,
  // After esbuild's own: 3 kB less once it is packed
  minify: 'terser',
  terserOptions: { module: true, ecma: 2020, compress: { passes: 3 } },
  metafile: true,
  silent: true,
  noExternal: [/.*/],
  esbuildPlugins: [unshownStaysHome],
  esbuildOptions(options) {
    // Our packages from their sources, module by module: of a built index esbuild can drop nothing that might have an effect
    options.conditions = ['@smtp-triage/source', 'module', 'browser'];
    options.minify = true;
    options.entryNames = '[name]-[hash]';
    options.chunkNames = '[name]-[hash]';
    options.jsx = 'automatic';
    options.jsxImportSource = 'preact';
  },
};

export default config;
