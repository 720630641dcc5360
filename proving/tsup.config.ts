import type { Options } from 'tsup';

/** The simulation as one file of plain JavaScript, made of the sources of our packages: Node 20 reads no TypeScript. */
const config: Options = {
  entry: { simulate: 'src/simulation/main.ts' },
  outDir: '.build',
  format: ['esm'],
  target: 'node20',
  platform: 'node',
  dts: false,
  silent: true,
  noExternal: [/.*/],
  esbuildOptions(options) {
    options.conditions = ['@smtp-triage/source', 'module'];
  },
};

export default config;
