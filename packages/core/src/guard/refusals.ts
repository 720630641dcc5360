/** Every reason of the guard with what to tell a user. The codes are bounded: they may be labels of a metric. */
export const REFUSALS = {
  'not-an-address': 'this is not an IP address',
  'zone-id': 'the address names a network interface of this machine',
  'wrapped-ipv4': 'the address is an IPv4 address in the form of an IPv6 address',
  'special-purpose': 'the address is private, local or reserved',
  'not-global': 'the address is not in the space of the public internet',
  'cloud-service': 'the address belongs to a service inside a cloud',
  denied: 'the address is on the list of those that are never tested',
  'bad-name': 'this is not a host name',
  'number-as-name': 'a host name cannot end in a number; some programs would read it as an address',
  'single-label': 'a full host name is needed, for example mail.example.com',
  'reserved-name': 'names with this ending do not exist on the public internet',
  'port-not-allowed': 'this port is not among those that may be tested',
  proxied: 'a proxy looks names up by itself, so what it would connect to cannot be checked',
} as const;

/** Why the guard says no. It never names an address, since that could tell a stranger what is inside. */
export type Refusal = keyof typeof REFUSALS;

/** What the guard says of one thing. */
export type Judgement = { readonly ok: true } | { readonly ok: false; readonly reason: Refusal };

/** Nothing against it. */
export const ALLOWED: Judgement = { ok: true };

/** No, and why. */
export const refuse = (reason: Refusal): Judgement & { readonly ok: false } => ({ ok: false, reason });
