import type { Parsed } from '@smtp-triage/core';
import { exactBlock, NETWORK_BLOCKS, type NetworkBlock, searchBlocks } from '@smtp-triage/core/blocks';
import { closest } from './closest.ts';
import { problem } from './fields.ts';

/** How many networks are named in one line. */
const NAMED = 6;

/** The one network that a name means, by id, name or a part of it. */
export function readPlatform(text: string): Parsed<NetworkBlock> {
  const found = platformsOf(text);
  if (!found.ok) return found;
  const [first, ...others] = found.value;
  if (first !== undefined && (others.length === 0 || first === exactBlock(text))) return { ok: true, value: first };
  const ids = found.value.map(({ id }) => id);
  const more = ids.length > NAMED ? ' …' : '';
  return problem(`"${text}" may be ${ids.slice(0, NAMED).join(', ')}${more}; name one of them`);
}

/** What people call it: its id, other words for it, and every longer word of its name. */
const wordsOf = ({ id, network, aliases }: NetworkBlock): readonly string[] => [
  id,
  ...aliases,
  ...network
    .toLowerCase()
    .split(/[^a-z\d.]+/)
    .filter((word) => word.length > 3),
];

/** Every network that a query may mean, or what to type instead. */
export function platformsOf(query: string): Parsed<readonly NetworkBlock[]> {
  const found = searchBlocks(query);
  if (found.length > 0) return { ok: true, value: found };
  const meant = closest(query.trim(), NETWORK_BLOCKS.flatMap(wordsOf));
  return problem(
    `no network ${query.trim()} in the list; ${meant === null ? 'see smtp-triage blocks' : `did you mean ${meant}?`}`,
  );
}
