/** Second-level labels below which names are registered, as in `co.uk` or `com.br`; no public-suffix list, so the common ones only. */
const SECOND_LEVEL: ReadonlySet<string> = new Set([
  'ac',
  'co',
  'com',
  'edu',
  'gob',
  'gov',
  'govt',
  'net',
  'ne',
  'or',
  'org',
]);

/** Names that nobody has registered (RFC 6761, RFC 8375, and what is used like them). */
const LOCAL: ReadonlySet<string> = new Set([
  'arpa',
  'corp',
  'home',
  'internal',
  'intranet',
  'invalid',
  'lan',
  'local',
  'localdomain',
  'localhost',
]);

/**
 * The part of a host name that somebody registered, in lower case: `smtp.example.co.uk` → `example.co.uk`. Null for what is
 * no public name: one label, an address, `mail.local`. Good enough to tell two owners apart, not to name one.
 */
export function registrableDomain(host: string): string | null {
  const labels = host.toLowerCase().replace(/\.$/, '').split('.');
  const top = labels.at(-1) ?? '';
  if (labels.length < 2 || labels.some((label) => !/^[a-z\d_-]{1,63}$/.test(label))) return null;
  if (/^\d+$/.test(top) || LOCAL.has(top)) return null;
  const size = top.length === 2 && SECOND_LEVEL.has(labels.at(-2) ?? '') ? 3 : 2;
  return labels.length < size ? null : labels.slice(-size).join('.');
}
