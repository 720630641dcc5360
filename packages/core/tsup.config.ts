import type { Options } from 'tsup';
import { shared } from '../../tsup.base.ts';

const config: Options = {
  ...shared,
  platform: 'neutral',
  // Part of our files: seven small modules less to find and load for whoever imports `./sasl`
  noExternal: [/^@noble\/hashes/],
  entry: {
    index: 'src/index.ts',
    'dialogue/index': 'src/dialogue/index.ts',
    'trace/index': 'src/trace/index.ts',
    'catalogue/index': 'src/catalogue/index.ts',
    'catalogue/providers/index': 'src/catalogue/providers/index.ts',
    'catalogue/blocks/index': 'src/catalogue/blocks/index.ts',
    'settings/index': 'src/settings/index.ts',
    'unblock/index': 'src/unblock/index.ts',
    'live/index': 'src/live/index.ts',
    ports: 'src/ports.ts',
    'sasl/index': 'src/sasl/index.ts',
    'wire/index': 'src/wire/index.ts',
  },
};

export default config;
