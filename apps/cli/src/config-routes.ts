import { type Mode, type Parsed, type Port, portFact, type Report, roleOf, usualMode } from '@smtp-triage/core';
import {
  exactProvider,
  GATHERED,
  lacksPort,
  NEED_NAMES,
  offersThere,
  type Provider,
  providerOfHost,
} from '@smtp-triage/core/providers';
import { PORT_OF_MODE } from '@smtp-triage/core/settings';
import type { Asked } from './config-options.ts';
import { problem } from './fields.ts';

/** A target that is an e-mail address, not a URL. */
const ADDRESS = /^[^\s/:@]+@[^\s/:@]+$/;

/** A way into a server, whoever says that it works. */
export type Place = { readonly host: string; readonly port: number; readonly mode: Mode };

/** Where settings lead, the best first, and who says so: the user, the list of providers, or a run just now. */
export type Found = {
  readonly source: 'given' | 'provider' | 'tested';
  readonly routes: readonly Place[];
  /** What the user should know besides. */
  readonly notes: readonly string[];
  /** Why there is no route. */
  readonly none?: string;
  readonly user?: string | undefined;
  readonly from?: string | undefined;
};

/** The routes that need no test: those the user names, or those of a provider that is meant without doubt; null: it takes a run. */
export function routesWithoutNetwork(asked: Asked): Parsed<Found | null> {
  const { target, port, mode } = asked;
  const provider = providerOf(asked);
  const own =
    target.kind === 'email' ? null : providerOfHost(target.host) !== null || provider === null ? target.host : null;
  if (provider === null) {
    if (port === null && mode === null) return { ok: true, value: null };
    return own === null
      ? problem(
          `the server of ${target.input} is not known without a test: name it instead, or leave --port and --mode out`,
        )
      : {
          ok: true,
          value: {
            source: 'given',
            routes: [place(own, port, mode)],
            notes: [],
            ...login(asked, addressOf(asked), null),
          },
        };
  }
  const rows = provider.submission
    .map((row) => ({ ...row, host: own ?? row.host }))
    .filter((row) => own === null || offersThere(provider, row.port, row.mode, own) === 'documented');
  const wanted = rows.filter((row) => (port === null || row.port === port) && (mode === null || row.mode === mode));
  const host = own ?? rows[0]?.host ?? null;
  if (host === null) {
    const none = `${provider.name} takes no mail by SMTP${provider.notes === null ? '' : `: ${provider.notes}`}`;
    return { ok: true, value: { source: 'provider', routes: [], notes: [], none } };
  }
  if (host.includes('{'))
    return problem(
      `${provider.name} has a host for each ${/\{(.*?)\}/.exec(host)?.[1] ?? 'place'}, ${host}: name yours`,
    );
  if (port === null && mode === null) return { ok: true, value: listed(asked, provider, rows.map(bare)) };
  const routes = wanted.length > 0 ? wanted.map(bare) : [place(host, port, mode)];
  const notes =
    port !== null && lacksPort(provider, port) ? [`warning: ${provider.name} does not serve port ${port}`] : [];
  return { ok: true, value: { source: 'given', routes, notes, ...login(asked, addressOf(asked), provider) } };
}

/** What a run found: the recommended route, then whatever else works and is encrypted. */
export function foundBy(report: Report, asked: Pick<Asked, 'user' | 'from'>): Found {
  const { recommendation, routes, target } = report;
  const others = routes.filter(
    ({ outcome, mode, port }) => outcome === 'ok' && mode !== 'cleartext' && roleOf(port) !== 'relay',
  );
  const all =
    recommendation === null ? [] : [recommendation, ...others.map((route) => ({ ...route, host: target.host }))];
  const address = ADDRESS.test(target.input) ? target.input.trim() : undefined;
  return {
    source: 'tested',
    routes: all
      .map(bare)
      .filter(
        (one, index, list) => list.findIndex(({ port, mode }) => port === one.port && mode === one.mode) === index,
      ),
    notes: [],
    ...login(asked, address, providerOfHost(target.host)),
  };
}

const bare = ({ host, port, mode }: Place): Place => ({ host, port, mode });

/** By host, by mail domain, or by its own name: servers for tests are no such name, since hosts are called like them. */
function providerOf({ target }: Asked): Provider | null {
  const found = exactProvider(target.kind === 'email' ? target.input : target.host);
  return found?.kind === 'test' && providerOfHost(target.host) === null ? null : found;
}

function listed(asked: Asked, provider: Provider, routes: readonly Place[]): Found {
  const needs = provider.needs.map((need) => NEED_NAMES[need]).join(' or ');
  return {
    source: 'provider',
    routes,
    notes: [
      `from the list of providers: ${provider.name}, gathered ${GATHERED}, not tested; the login needs: ${needs}`,
    ],
    ...login(asked, addressOf(asked), provider),
  };
}

/** What is not said follows from what is: 465 goes with implicit TLS, everything else with STARTTLS. */
const place = (host: string, port: Port | null, mode: Mode | null): Place => ({
  host,
  port: port ?? PORT_OF_MODE[mode ?? 'starttls'],
  mode: mode ?? (port === null ? 'starttls' : (portFact(port)?.mode ?? usualMode(port))),
});

/** Who logs in: whoever was named, else what the provider wants of somebody with this address. */
const login = (
  { user, from }: Pick<Asked, 'user' | 'from'>,
  address: string | undefined,
  provider: Provider | null,
): Pick<Found, 'user' | 'from'> => ({ user: user ?? userAt(provider, address), from: from ?? address });

const addressOf = ({ target }: Asked): string | undefined =>
  target.kind === 'email' ? target.input.trim() : undefined;

function userAt(provider: Provider | null, address: string | undefined): string | undefined {
  const form = provider?.usernameForm ?? 'address';
  if (typeof form === 'object') return form.literal;
  if (form === 'local-part') return address?.slice(0, address.lastIndexOf('@'));
  return form === 'address' || form === 'address-or-local-part' ? address : undefined;
}
