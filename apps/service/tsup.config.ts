import type { Options } from 'tsup';
import { shared } from '../../tsup.base.ts';

const config: Options = {
  ...shared,
  entry: { index: 'src/index.ts', main: 'src/main.ts' },
};

export default config;
