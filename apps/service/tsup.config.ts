import type { Options } from 'tsup';
import { shared } from '../../tsup.base.ts';

const config: Options = {
  ...shared,
  entry: { index: 'src/index.ts', main: 'src/main.ts' },
  // Two hundred small modules, which take a fifth of a start to find; bundled, a twentieth (REL-17)
  noExternal: ['kysely'],
};

export default config;
