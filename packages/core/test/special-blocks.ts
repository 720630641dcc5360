/**
 * Blocks that a stranger must not be able to reach, written down from the registries and RFCs once more, row by row and
 * apart from the guard's own tables, so that a row lost there is missed here. With arithmetic of its own: big integers.
 */
export const REFUSED_V4: readonly string[] = [
  ...[
    '0.0.0.0/8',
    '0.0.0.0/32',
    '10.0.0.0/8',
    '100.64.0.0/10',
    '100.100.100.200/32',
    '127.0.0.0/8',
    '168.63.129.16/32',
  ],
  ...['169.254.0.0/16', '169.254.169.254/32', '172.16.0.0/12', '192.0.0.0/24', '192.0.0.0/29', '192.0.0.8/32'],
  ...['192.0.0.9/32', '192.0.0.10/32', '192.0.0.170/32', '192.0.0.171/32', '192.0.0.192/32', '192.0.2.0/24'],
  ...['192.31.196.0/24', '192.52.193.0/24', '192.88.99.0/24', '192.168.0.0/16', '192.175.48.0/24', '198.18.0.0/15'],
  ...['198.51.100.0/24', '203.0.113.0/24', '224.0.0.0/4', '240.0.0.0/4', '255.255.255.255/32'],
];

/** The same for IPv6; inside 2000::/3 and outside of it. */
export const REFUSED_V6: readonly string[] = [
  ...['::/128', '::1/128', '::/96', '::ffff:0:0/96', '::ffff:0:0:0/96', '64:ff9b::/96', '64:ff9b:1::/48', '100::/64'],
  ...['100:0:0:1::/64', '2001::/23', '2001::/32', '2001:1::1/128', '2001:1::2/128', '2001:1::3/128', '2001:2::/48'],
  ...['2001:3::/32', '2001:4:112::/48', '2001:10::/28', '2001:20::/28', '2001:30::/28', '2001:db8::/32', '2002::/16'],
  ...['2620:4f:8000::/48', '3fff::/20', '5f00::/16', 'fc00::/7', 'fd00:ec2::254/128', 'fd20:ce::254/128', 'fe80::/10'],
  ...['fec0::/10', 'ff00::/8', '::/3', '4000::/2', '8000::/1'],
];

/** A block as numbers. */
export type Block = { readonly family: 4 | 6; readonly first: bigint; readonly last: bigint };

/** Reads a block of the lists above; nothing else. */
export function blockOf(text: string): Block {
  const [address = '', bits = ''] = text.split('/');
  const family = address.includes(':') ? 6 : 4;
  const first = family === 4 ? numberOf(address.split('.').map(Number), 8n) : numberOf(hextets(address), 16n);
  const size = 1n << BigInt((family === 4 ? 32 : 128) - Number(bits));
  return { family, first, last: first + size - 1n };
}

/** First, second, last, last but one, middle and quarters of a block. */
export function inside({ family, first, last }: Block): readonly string[] {
  const [quarter, middle, rest] = [1n, 2n, 3n].map((part) => first + ((last - first) * part) / 4n) as [
    bigint,
    bigint,
    bigint,
  ];
  const numbers = [first, first + 1n, quarter, middle, rest, last - 1n, last];
  return numbers.filter((number) => number >= first && number <= last).map((number) => textOf(family, number));
}

/** The same, and what stands beside the block. */
export function around(block: Block): readonly string[] {
  const { family, first, last } = block;
  const top = (1n << (family === 4 ? 32n : 128n)) - 1n;
  const beside = [first - 256n, first - 1n, last + 1n, last + 256n].filter((number) => number >= 0n && number <= top);
  return [...inside(block), ...beside.map((number) => textOf(family, number))];
}

/** Whether a number lies in one of the blocks. */
export const isIn = (blocks: readonly Block[], family: 4 | 6, number: bigint): boolean =>
  blocks.some((block) => block.family === family && number >= block.first && number <= block.last);

/** An address as text: a dotted quad, or eight groups written in full. */
export function textOf(family: 4 | 6, number: bigint): string {
  const [parts, bits] = family === 4 ? [4, 8n] : [8, 16n];
  const values = Array.from(
    { length: parts },
    (_, i) => (number >> (BigInt(parts - 1 - i) * bits)) & ((1n << bits) - 1n),
  );
  return family === 4 ? values.join('.') : values.map((value) => value.toString(16)).join(':');
}

const numberOf = (parts: readonly number[], bits: bigint): bigint =>
  parts.reduce((sum, part) => (sum << bits) + BigInt(part), 0n);

function hextets(text: string): readonly number[] {
  const [head = '', tail = ''] = text.split('::');
  const [before, after] = [head, tail].map((side) =>
    side === '' ? [] : side.split(':').map((part) => Number.parseInt(part, 16)),
  ) as [number[], number[]];
  return [...before, ...Array.from({ length: 8 - before.length - after.length }, () => 0), ...after];
}
