export { blocksOfPort, searchBlocks } from './find.ts';
export { NETWORK_BLOCKS } from './list.ts';
export type { NetworkBlock, NetworkKind } from './types.ts';
