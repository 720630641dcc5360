import type { ClientKind } from './types.ts';

/** The kinds of clients in the order in which they are listed, as headings. */
export const CLIENT_KINDS: Readonly<Record<ClientKind, string>> = {
  'mail-program': 'Mail programs',
  library: 'Libraries',
  framework: 'Frameworks',
  application: 'Applications and services',
  relay: 'Relays',
  tool: 'Tools',
  device: 'Devices',
};
