import { type Interceptor, interceptorInGreeting, interceptorInIssuer } from '../../catalogue/interceptors.ts';
import { hostsOf, type Provider, providerOfHost } from '../../catalogue/providers/index.ts';
import { registrableDomain } from '../../catalogue/registrable.ts';
import type { EventOf } from '../../trace/types.ts';
import type { TrustProblem } from '../../trust.ts';
import type { Claim } from '../claim.ts';
import { type Facts, quoteOf, type RouteFacts, type Seen } from '../facts.ts';
import type { Evidence } from '../types.ts';

/** What somebody in between makes of a certificate: once that is known, no news. */
const EXPLAINED: ReadonlySet<TrustProblem> = new Set<TrustProblem>([
  'tls-certificate-untrusted',
  'tls-certificate-self-signed',
  'tls-certificate-chain-incomplete',
  'tls-certificate-name-mismatch',
]);

type Sign = Pick<Claim, 'confidence' | 'evidence' | 'blame'> & { readonly sign: string };

/** Somebody else answers where the server should: by the CA, by the greeting, or by another owner's name in both. */
export const interceptedTls = ({ routes }: Facts): readonly Claim[] =>
  routes.flatMap((about): Claim | readonly Claim[] => {
    const found = signOf(about, routes);
    if (found === null) return [];
    const { sign, ...claim } = found;
    return { ...claim, code: 'tls-intercepted', about, words: { sign } };
  });

/** The problems of a route's certificate that nobody in between explains. */
export function unexplained(about: RouteFacts, routes: readonly RouteFacts[]): readonly TrustProblem[] {
  const isExplained = signOf(about, routes)?.confidence === 'likely';
  return isExplained ? about.problems.filter((code) => !EXPLAINED.has(code)) : about.problems;
}

/** Who names himself in the greeting or in the first line to EHLO, if he is known to stand in between. */
export function selfNamed(about: RouteFacts): { readonly row: Interceptor; readonly evidence: Evidence } | null {
  for (const to of ['CONNECT', 'EHLO'] as const) {
    const seen = about.see('reply', (reply) => reply.to === to);
    const line = seen?.event.lines[0] ?? '';
    const row = interceptorInGreeting(line);
    if (seen !== null && row !== null) return { row, evidence: { ...seen.evidence, quote: quoteOf(seen.event) } };
  }
  return null;
}

function signOf(about: RouteFacts, routes: readonly RouteFacts[]): Sign | null {
  const secured = about.see('secured');
  const bad = about.problems.some((code) => EXPLAINED.has(code));
  // A certificate that holds is the server's own, whatever stands in the greeting
  if (secured !== null && !bad) return null;
  return (
    (secured === null ? null : signedByOther(secured)) ??
    greetedByOther(about, secured) ??
    (secured === null ? null : (redirected(about, secured) ?? strangerOnOnePort(about, secured, routes)))
  );
}

/** A certificate nobody trusts, made by something whose business is to look inside. */
function signedByOther({ event: { tls }, evidence }: Seen<EventOf<'secured'>>): Sign | null {
  const issuer = tls.certificate?.issuer ?? '';
  const row = tls.authorized ? null : interceptorInIssuer(issuer);
  // A device shows the certificate it came with, in its own name, to whoever talks to the device itself
  const ownName = /CN ?= ?([^,]*)/.exec(tls.certificate?.subject ?? '')?.[1] ?? '';
  if (row === null || (!tls.nameMatches && interceptorInIssuer(ownName) !== null)) return null;
  const sign = `The certificate was not made by the server but by "${issuer}" (${row.name})`;
  return { confidence: 'likely', evidence: [evidence], blame: blameOf(row), sign };
}

/** Something in between greets, and its TLS is bad; a program on this machine needs only to be in the way of it. */
function greetedByOther(about: RouteFacts, secured: Seen | null): Sign | null {
  const named = selfNamed(about);
  if (named === null || named.row.kind === 'mask') return null;
  const { row, evidence } = named;
  const inTheWay = row.kind === 'antivirus' && isRefusedEarly(about);
  if (secured === null && !inTheWay) return null;
  return {
    confidence: row.kind === 'proxy' ? 'possible' : 'likely',
    evidence: secured === null ? [evidence] : [evidence, secured.evidence],
    blame: blameOf(row),
    sign: `The greeting is that of ${row.name}, not of the server: "${evidence.quote ?? ''}"`,
  };
}

/** A missing STARTTLS is said of itself (`starttls-stripped`). */
const isRefusedEarly = ({ failedAt, ended }: RouteFacts): boolean =>
  ended?.why !== 'not-offered' && (failedAt === 'greeting' || failedAt === 'starttls' || failedAt === 'tls');

/** A provider's host that greets in the name of somebody else, with a certificate that is not the provider's either. */
function redirected(about: RouteFacts, { event: { tls }, evidence }: Seen<EventOf<'secured'>>): Sign | null {
  const provider = providerOfHost(about.route.host);
  const { greeting, name, owner } = greeterOf(about);
  if (provider === null || greeting === null || owner === null || isOf(provider, name, owner)) return null;
  const foreign = tls.nameMatches ? 'that nobody vouches for' : 'for another name';
  return {
    // A good name on a bad certificate may still be the provider's own mistake
    confidence: tls.nameMatches ? 'possible' : 'likely',
    evidence: [{ ...greeting.evidence, quote: quoteOf(greeting.event) }, evidence],
    blame: 'network',
    sign: `Who answers is called ${name}, which is none of ${provider.name}, and shows a certificate ${foreign}`,
  };
}

/** One port of an address greets in the name of somebody else, with that one's certificate, where another port is the host itself. */
function strangerOnOnePort(
  about: RouteFacts,
  { event: { tls }, evidence }: Seen<EventOf<'secured'>>,
  routes: readonly RouteFacts[],
): Sign | null {
  const { greeting, name, owner } = greeterOf(about);
  if (greeting === null || owner === null || tls.nameMatches) return null;
  const host = routes.find(
    (other) =>
      other.route.address === about.route.address &&
      other.see('secured') !== null &&
      other.problems.length === 0 &&
      ![null, owner].includes(greeterOf(other).owner),
  );
  const itself = host?.see('secured') ?? null;
  if (host === undefined || itself === null) return null;
  return {
    confidence: 'likely',
    evidence: [{ ...greeting.evidence, quote: quoteOf(greeting.event) }, evidence, itself.evidence],
    blame: 'network',
    sign: `Who answers on port ${about.route.port} is called ${name} and shows a certificate for another name, while port ${host.route.port} of the same address shows the right one`,
  };
}

/** Who greets, and the domain that this name is under. */
function greeterOf(about: RouteFacts): {
  readonly greeting: Seen<EventOf<'reply'>> | null;
  readonly name: string;
  readonly owner: string | null;
} {
  const greeting = about.see('reply', ({ to }) => to === 'CONNECT');
  const name = /^\S+/.exec(greeting?.event.lines[0] ?? '')?.[0] ?? '';
  return { greeting, name, owner: registrableDomain(name) };
}

/** Whether a name belongs to a provider: one of its hosts, or under a domain that any of its names is under. */
function isOf(provider: Provider, name: string, owner: string): boolean {
  const known = [...hostsOf(provider), ...provider.domains, ...provider.mxPatterns];
  return providerOfHost(name) === provider || known.some((each) => registrableDomain(plain(each)) === owner);
}

/** The pattern of a name without its open words, which stand in the front labels. */
const plain = (pattern: string): string => pattern.replaceAll(/\{\w+\}/g, 'x');

const blameOf = ({ kind }: Interceptor): 'client' | 'network' => (kind === 'antivirus' ? 'client' : 'network');
