import type { NetworkBlock } from '../catalogue/blocks/types.ts';
import { hostsOf, PROVIDERS, type Provider, providerOfHost, providerOfId } from '../catalogue/providers/index.ts';
import { fits } from '../catalogue/providers/names.ts';
import { type Mode, roleOf } from '../ports.ts';
import { seenPorts } from './seen.ts';
import type { Fallback, FallbackRoute, FallbackService, RunReport } from './types.ts';

type Row = { readonly port: number; readonly mode: Mode };

/** Ports in the order in which they are worth trying. */
const ORDER: readonly number[] = [587, 465, 2525, 2587, 2465];

/** What works on a network as it is: what worked in the run, what the provider documents there, other services, HTTPS. */
export function fallbackOf(platform: NetworkBlock, report: RunReport | null): Fallback {
  const provider =
    report === null ? null : (providerOfHost(report.target.host) ?? providerOfId(report.target.provider ?? ''));
  const routes = report === null ? [] : routesOf(platform, report, provider);
  const bothClosed = platform.ports.includes(587) && platform.ports.includes(465);
  return {
    routes,
    services: bothClosed && routes.length === 0 ? servicesOn(platform) : [],
    https: provider?.kind === 'service' ? { name: provider.name, url: provider.docs } : null,
    instead: report === null ? platform.useInstead : insteadOf(platform, failedPorts(report)),
  };
}

function routesOf(platform: NetworkBlock, report: RunReport, provider: Provider | null): readonly FallbackRoute[] {
  const use = report.recommendation;
  const worked: readonly FallbackRoute[] =
    use === null ? [] : [{ host: use.host, port: use.port, mode: use.mode, source: 'run' as const, knownOpen: true }];
  const host = provider === null ? null : hostOf(provider, report.target.host);
  if (provider === null || host === null) return worked;
  const failed = failedPorts(report);
  const documented = rowsOf(provider, host)
    .filter(({ port, mode }) => isUsable({ port, mode }, platform) && !failed.includes(port))
    .filter(({ port, mode }) => use?.port !== port || use.mode !== mode)
    .map(({ port, mode }) => ({
      host,
      port,
      mode,
      source: 'documented' as const,
      knownOpen: platform.open.includes(port),
    }))
    .sort((a, b) => Number(b.knownOpen) - Number(a.knownOpen) || place(a.port) - place(b.port));
  return [...worked, ...documented];
}

/** Ports at which the run did not get to the target. */
const failedPorts = (report: RunReport): readonly number[] =>
  seenPorts(report)
    .filter(({ end }) => end !== 'answered' && end !== 'not-tried')
    .map(({ port }) => port);

/** The usual advice, unless it names a port that was tried in vain: then the ports that are left, or none at all. */
function insteadOf({ useInstead, open }: NetworkBlock, failed: readonly number[]): string {
  const named = (useInstead.match(/\b\d{2,5}\b/g) ?? []).map(Number);
  if (!named.some((port) => failed.includes(port))) return useInstead;
  const left = open.filter((port) => ORDER.includes(port) && !failed.includes(port));
  return left.length === 0
    ? 'The HTTP interface of a sending service, which uses port 443.'
    : `Port ${left.join(' or ')}, if your provider serves it.`;
}

/** The host that was asked if it is the provider's, else the provider's own. */
function hostOf(provider: Provider, asked: string): string | null {
  const name = asked.toLowerCase();
  const hosts = hostsOf(provider);
  return hosts.some((pattern) => fits(pattern, name)) ? name : (hosts.find((host) => !host.includes('{')) ?? null);
}

/** The rows of one host; those of the others for a host that has none of its own, as an alias has not. */
function rowsOf({ submission, altPorts }: Provider, host: string): readonly Row[] {
  const own = submission.filter((row) => fits(row.host, host));
  return [...(own.length > 0 ? own : submission), ...altPorts];
}

/** Sending services with a port that is known to be open there, as they document it themselves. */
const servicesOn = (platform: NetworkBlock): readonly FallbackService[] =>
  PROVIDERS.filter(({ kind }) => kind === 'service').flatMap(({ id, name, submission, altPorts }) => {
    const host = submission[0]?.host;
    const [row] = [...submission, ...altPorts]
      .filter(
        (each) => each.sources.includes('vendor') && platform.open.includes(each.port) && isUsable(each, platform),
      )
      .sort((a, b) => place(a.port) - place(b.port));
    return host === undefined || row === undefined ? [] : [{ id, name, host, port: row.port, mode: row.mode }];
  });

const isUsable = ({ port, mode }: Row, { ports }: NetworkBlock): boolean =>
  mode !== 'cleartext' && roleOf(port) !== 'relay' && !ports.includes(port);

const place = (port: number): number => (ORDER.includes(port) ? ORDER.indexOf(port) : ORDER.length);
