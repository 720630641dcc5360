import { readFileSync } from 'node:fs';
import type { Options } from 'tsup';

type Plugin = NonNullable<Options['esbuildPlugins']>[number];

/** Samples and sources of replies and clients are there for tests and for readers of the source; no page shows them. */
const provenanceStaysHome: Plugin = {
  name: 'provenance-stays-home',
  setup(build) {
    const provenance = /^ +(?:sample|source):\s*(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|`(?:[^`\\]|\\.)*`),$/gm;
    build.onLoad({ filter: /[\\/](?:catalogue[\\/]replies|settings[\\/]clients)[\\/].*\.ts$/ }, ({ path }) => ({
      contents: readFileSync(path, 'utf8').replace(provenance, ''),
      loader: 'ts',
    }));
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
  minify: true,
  metafile: true,
  silent: true,
  noExternal: [/.*/],
  esbuildPlugins: [provenanceStaysHome],
  esbuildOptions(options) {
    // Our packages from their sources, module by module: of a built index esbuild can drop nothing that might have an effect
    options.conditions = ['@smtp-triage/source', 'module', 'browser'];
    options.entryNames = '[name]-[hash]';
    options.chunkNames = 'part-[hash]';
    options.jsx = 'automatic';
    options.jsxImportSource = 'preact';
  },
};

export default config;
