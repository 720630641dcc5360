import type { Options } from 'tsup';
import { shared } from '../../tsup.base.ts';

const config: Options = {
  ...shared,
  entry: {
    index: 'src/index.ts',
    'matchers/index': 'src/matchers/index.ts',
    'matchers/vitest': 'src/matchers/vitest.ts',
    'control/index': 'src/control/index.ts',
    'virtual-net/index': 'src/virtual-net/index.ts',
  },
};

export default config;
