import type { Options } from 'tsup';

/** What every library package shares. Declarations come from `tsc -p tsconfig.build.json`, not from tsup. */
export const shared: Options = {
  entry: ['src/index.ts'],
  format: ['esm'],
  target: 'node20',
  platform: 'node',
  dts: false,
  sourcemap: true,
  clean: true,
  treeshake: true,
  silent: true,
};
