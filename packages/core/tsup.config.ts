import type { Options } from 'tsup';
import { library } from '../../tsup.base.ts';

const config: Options = {
  ...library,
  platform: 'neutral',
  entry: {
    index: 'src/index.ts',
    'dialogue/index': 'src/dialogue/index.ts',
    'trace/index': 'src/trace/index.ts',
    'catalogue/index': 'src/catalogue/index.ts',
  },
};

export default config;
