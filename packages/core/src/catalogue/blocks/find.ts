import { NETWORK_BLOCKS } from './list.ts';
import type { NetworkBlock } from './types.ts';

/** The network that is meant without doubt: by id, name or another word for it. */
export function exactBlock(query: string): NetworkBlock | null {
  const text = query.trim().toLowerCase();
  return (
    NETWORK_BLOCKS.find(
      ({ id, network, aliases }) => id === text || network.toLowerCase() === text || aliases.includes(text),
    ) ?? null
  );
}

/**
 * Networks that a query may mean, the exact one first, then those that begin with it, then any whose id, name or other
 * words hold all of it; all networks for an empty query.
 */
export function searchBlocks(query: string): readonly NetworkBlock[] {
  const words = query
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  const found = NETWORK_BLOCKS.filter((each) => words.every((word) => textOf(each).includes(word)));
  const first = words[0] ?? '';
  const exact = exactBlock(query);
  const rank = (each: NetworkBlock): number => (each === exact ? 0 : starts(each, first) ? 1 : 2);
  return found.toSorted((a, b) => rank(a) - rank(b));
}

/** Networks that are known to block a port outbound. */
export const blocksOfPort = (port: number): readonly NetworkBlock[] =>
  NETWORK_BLOCKS.filter(({ ports }) => ports.includes(port));

const textOf = ({ id, network, aliases }: NetworkBlock): string => [id, network, ...aliases].join(' ').toLowerCase();
const starts = ({ id, network }: NetworkBlock, word: string): boolean =>
  id.startsWith(word) || network.toLowerCase().startsWith(word);
