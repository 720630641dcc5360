import type { SpecialBlock } from './special-v4.ts';

/** Where global unicast addresses are allocated; everything outside is refused, known or not (IANA IPv6 address space). */
export const GLOBAL_UNICAST_V6 = '2000::/3';

/**
 * IANA IPv6 Special-Purpose Address Registry (RFC 6890) without rows inside other rows, and site-local and multicast.
 * Blocks that carry an IPv4 address are in `wrappers.ts` and are judged before these.
 */
export const SPECIAL_V6: readonly SpecialBlock[] = [
  { block: '::/128', name: 'unspecified', ref: 'RFC 4291 §2.5.2', never: true },
  { block: '::1/128', name: 'loopback', ref: 'RFC 4291 §2.5.3' },
  { block: '100::/64', name: 'discard only', ref: 'RFC 6666', never: true },
  { block: '100:0:0:1::/64', name: 'dummy prefix', ref: 'RFC 9780', never: true },
  // Holds Teredo, ORCHID, benchmarking 2001:2::/48, AMT, AS112-v6 and anycast addresses
  { block: '2001::/23', name: 'IETF protocol assignments', ref: 'RFC 2928' },
  { block: '2001:db8::/32', name: 'documentation', ref: 'RFC 3849' },
  // Anycast, as in IPv4
  { block: '2620:4f:8000::/48', name: 'direct delegation AS112 service', ref: 'RFC 7534' },
  { block: '3fff::/20', name: 'documentation', ref: 'RFC 9637' },
  { block: '5f00::/16', name: 'segment routing (SRv6) SIDs', ref: 'RFC 9602', never: true },
  { block: 'fc00::/7', name: 'unique local', ref: 'RFC 4193' },
  { block: 'fe80::/10', name: 'link local', ref: 'RFC 4291 §2.5.6' },
  { block: 'fec0::/10', name: 'site local, deprecated', ref: 'RFC 3879' },
  { block: 'ff00::/8', name: 'multicast', ref: 'RFC 4291 §2.7', never: true },
];
