/** Names that lead nowhere outside of one network (RFC 6762, RFC 8375, and common habit), and bare machine names. */
const INSIDE = /^[^.]+$|\.(?:local|localdomain|lan|internal|intranet|home|corp|home\.arpa)$/i;

/** The name in a certificate that a client can be set to, if there is one. */
export const usableName = (names: readonly string[], host: string): string | undefined =>
  names.find((name) => !name.startsWith('*.') && name !== host && /[a-z]/i.test(name) && !INSIDE.test(name));

/** A wildcard that stands above a host without covering it: it stands for one label (RFC 9525 §6.3). */
export const wildcardAbove = (names: readonly string[], host: string): string | undefined =>
  names.find((name) => name.startsWith('*.') && host.endsWith(name.slice(1)) && host !== name.slice(2));
