import type { Options } from 'tsup';
import { shared } from '../../tsup.base.ts';

const config: Options = {
  ...shared,
  platform: 'neutral',
  entry: {
    index: 'src/index.ts',
    clients: 'src/clients.ts',
    reading: 'src/reading.ts',
    linting: 'src/linting.ts',
    document: 'src/document.tsx',
  },
};

export default config;
