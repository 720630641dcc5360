import { NETWORK_BLOCKS } from './list.ts';
import type { NetworkBlock } from './types.ts';

/** Networks whose name or id holds every word of a query, those that begin with it first; all of them for an empty one. */
export function searchBlocks(query: string): readonly NetworkBlock[] {
  const words = query
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  const found = NETWORK_BLOCKS.filter((each) => words.every((word) => textOf(each).includes(word)));
  const first = words[0] ?? '';
  return [...found.filter((each) => starts(each, first)), ...found.filter((each) => !starts(each, first))];
}

/** Networks that are known to block a port outbound. */
export const blocksOfPort = (port: number): readonly NetworkBlock[] =>
  NETWORK_BLOCKS.filter(({ ports }) => ports.includes(port));

const textOf = ({ id, network }: NetworkBlock): string => `${id} ${network}`.toLowerCase();
const starts = ({ id, network }: NetworkBlock, word: string): boolean =>
  id.startsWith(word) || network.toLowerCase().startsWith(word);
