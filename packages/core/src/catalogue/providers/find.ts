import type { Mode } from '../../ports.ts';
import { PROVIDERS, providerOfId } from './list.ts';
import { comparable, fits, fitsEnd } from './names.ts';
import type { Provider } from './types.ts';

/**
 * Whose submission host this is: an exact name, or one of a documented pattern.
 *
 * @example
 * ```ts
 * providerOfHost('email-smtp.eu-west-1.amazonaws.com')?.id; // 'ses'
 * providerOfHost('smtp.gmail.com.evil.test'); // null
 * ```
 */
export function providerOfHost(host: string): Provider | null {
  const name = comparable(host);
  if (name === null) return null;
  const isItsHost = ({ submission, aliases }: Provider): boolean =>
    submission.some(({ host: pattern }) => fits(pattern, name)) || aliases.some((pattern) => fits(pattern, name));
  return PROVIDERS.find(isItsHost) ?? null;
}

/** Whose mail domain this is. The domain of somebody's own is nobody's here: ask for its MX. */
export function providerOfDomain(mailDomain: string): Provider | null {
  const name = comparable(mailDomain);
  if (name === null) return null;
  return PROVIDERS.find(({ domains }) => domains.some((pattern) => fits(pattern, name))) ?? null;
}

/** Whose MX host this is: the longest pattern that its name ends with. */
export function providerOfMx(mxHost: string): Provider | null {
  const name = comparable(mxHost);
  if (name === null) return null;
  const found = PROVIDERS.flatMap((each) =>
    each.mxPatterns.filter((pattern) => fitsEnd(pattern, name)).map((pattern) => ({ each, length: pattern.length })),
  );
  return found.sort((a, b) => b.length - a.length)[0]?.each ?? null;
}

/**
 * Whether the provider is known to serve a port in a mode, on one of its hosts or on any. `not-documented` says no more
 * than that: only {@link lacksPort} says that the port is not there.
 */
export function offersThere(
  provider: Provider,
  port: number,
  mode: Mode,
  host?: string,
): 'documented' | 'not-documented' {
  const name = host === undefined ? null : comparable(host);
  // Rows of other hosts do not count, unless the host has none of its own, as an alias has not
  const own = name === null ? [] : provider.submission.filter((row) => fits(row.host, name));
  const rows = [...(own.length > 0 ? own : provider.submission), ...provider.altPorts];
  return rows.some((row) => row.port === port && row.mode === mode) ? 'documented' : 'not-documented';
}

/** Whether it is known that the provider does not serve this port. */
export const lacksPort = (provider: Provider, port: number): boolean => provider.lacks.includes(port);

/** The provider that is meant without doubt: by id, host, mail domain, e-mail address or MX host. */
export function exactProvider(query: string): Provider | null {
  const text = query.trim();
  const place = text.slice(text.lastIndexOf('@') + 1);
  return providerOfId(text.toLowerCase()) ?? providerOfHost(place) ?? providerOfDomain(place) ?? providerOfMx(place);
}

/** Every provider that a query may mean, the most likely first: the exact one, then names that begin with it, then any that hold all of its words. */
export function searchProviders(query: string): readonly Provider[] {
  const text = query.trim().toLowerCase();
  if (text === '') return PROVIDERS;
  const exact = exactProvider(query);
  const rest = PROVIDERS.filter((each) => each !== exact);
  const starts = rest.filter((each) => wordsOf(each).some((word) => word.startsWith(text)));
  const words = text.split(/\s+/);
  const holds = rest.filter((each) => !starts.includes(each) && words.every((word) => textOf(each).includes(word)));
  return [...(exact === null ? [] : [exact]), ...starts, ...holds];
}

/** All hosts of a provider, other names included, each once. */
export const hostsOf = ({ submission, aliases }: Provider): readonly string[] => [
  ...new Set([...submission.map(({ host }) => host), ...aliases]),
];

const wordsOf = ({ id, name }: Provider): readonly string[] => [id, ...name.toLowerCase().split(/[^\p{L}\p{N}.&]+/u)];
const textOf = (each: Provider): string =>
  [each.id, each.name, ...each.domains, ...hostsOf(each)].join(' ').toLowerCase();
