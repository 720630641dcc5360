export { blocksOfPort, exactBlock, searchBlocks } from './find.ts';
export { NETWORK_BLOCKS } from './list.ts';
export type { Lift, NetworkBlock, NetworkKind } from './types.ts';
