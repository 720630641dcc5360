/**
 * A block of addresses that is not for hosts of the public internet. `never`: no server of anyone's own can be there, so
 * not even an operator's list opens it.
 */
export type SpecialBlock = {
  readonly block: string;
  readonly name: string;
  readonly ref: string;
  readonly never?: true;
};

/** IANA IPv4 Special-Purpose Address Registry (RFC 6890) without rows inside other rows, and multicast. */
export const SPECIAL_V4: readonly SpecialBlock[] = [
  // 0.0.0.0 connects to loopback on Linux and macOS
  { block: '0.0.0.0/8', name: 'this network', ref: 'RFC 791 §3.2', never: true },
  { block: '10.0.0.0/8', name: 'private use', ref: 'RFC 1918' },
  // Mailpit's guard missed it: GHSA-j3fj-qppj-fmmc
  { block: '100.64.0.0/10', name: 'shared address space (CGNAT)', ref: 'RFC 6598' },
  { block: '127.0.0.0/8', name: 'loopback', ref: 'RFC 1122 §3.2.1.3' },
  { block: '169.254.0.0/16', name: 'link local', ref: 'RFC 3927' },
  { block: '172.16.0.0/12', name: 'private use', ref: 'RFC 1918' },
  { block: '192.0.0.0/24', name: 'IETF protocol assignments', ref: 'RFC 6890 §2.1' },
  { block: '192.0.2.0/24', name: 'documentation (TEST-NET-1)', ref: 'RFC 5737' },
  // Globally reachable, but anycast: the nearest instance may be one's own, inside
  { block: '192.31.196.0/24', name: 'AS112-v4', ref: 'RFC 7535' },
  { block: '192.52.193.0/24', name: 'AMT', ref: 'RFC 7450' },
  { block: '192.88.99.0/24', name: '6to4 relay anycast, deprecated', ref: 'RFC 7526' },
  { block: '192.168.0.0/16', name: 'private use', ref: 'RFC 1918' },
  { block: '192.175.48.0/24', name: 'direct delegation AS112 service', ref: 'RFC 7534' },
  { block: '198.18.0.0/15', name: 'benchmarking', ref: 'RFC 2544' },
  { block: '198.51.100.0/24', name: 'documentation (TEST-NET-2)', ref: 'RFC 5737' },
  { block: '203.0.113.0/24', name: 'documentation (TEST-NET-3)', ref: 'RFC 5737' },
  { block: '224.0.0.0/4', name: 'multicast', ref: 'RFC 5771', never: true },
  { block: '255.255.255.255/32', name: 'limited broadcast', ref: 'RFC 919', never: true },
  { block: '240.0.0.0/4', name: 'reserved', ref: 'RFC 1112 §4' },
];
