import type { AttemptSpec } from '../attempt/types.ts';
import type { Mode } from '../ports.ts';
import { roleOf } from '../ports.ts';
import { mechanismsFor, type SaslMechanism } from '../sasl/index.ts';
import { addressFamily } from '../target.ts';
import type { Family, Goal, Purpose, Route } from '../trace/types.ts';
import { type Draft, launch, traceOf } from './state.ts';
import type { PortMode, Request } from './types.ts';

/** The ports and modes to try, the user's own first. */
export function plan(request: Request): readonly (PortMode & { readonly purpose: Purpose })[] {
  const { settings } = request;
  const own = settings === null ? [] : [{ ...settings, purpose: 'settings' as const }];
  if (settings !== null && request.only) return own;
  const rest = request.ladder.filter(({ port, mode }) => port !== settings?.port || mode !== settings.mode);
  return [...own, ...rest.map((place) => ({ ...place, purpose: 'ladder' as const }))];
}

/** Where a port is really looked for: the host, or what `connectTo` says. */
export const placeOf = (request: Request, port: number): { readonly host: string; readonly toPort: number } =>
  request.connectTo.find((place) => place.port === port) ?? { host: request.host, toPort: port };

/** Every place that the routes to the target may lead to: what a guard must have judged before the first is taken. */
export const placesOf = (request: Request): readonly { readonly host: string; readonly port: number }[] =>
  plan(request).map((planned) => {
    const { host, toPort } = placeOf(request, planned.port);
    return { host, port: toPort };
  });

/** The names that must be looked up before anything can be tried. */
export const namesToLookUp = (request: Request): readonly string[] =>
  request.proxied
    ? []
    : [...new Set(plan(request).map(({ port }) => placeOf(request, port).host))].filter(
        (h) => addressFamily(h) === null,
      );

/** Launches every planned route to a host whose addresses of one family are now known. */
export function launchTo(draft: Draft, host: string, family: Family | null, addresses: readonly string[]): void {
  const { request } = draft;
  for (const place of plan(request)) {
    if (placeOf(request, place.port).host !== host) continue;
    for (const [index, address] of addresses.entries()) {
      const route = routeOf(request, place.port, place.mode, family, address, place.purpose);
      if (index < request.addressesPerFamily) launch(draft, specOf(request, route));
      else skip(draft, route);
    }
  }
}

/** One way to the target. */
export const routeOf = (
  request: Request,
  port: number,
  mode: Mode,
  family: Family | null,
  address: string,
  purpose: Purpose,
): AttemptSpec['route'] => ({
  id: `${port}-${mode}-${address}`,
  purpose,
  host: request.host,
  port,
  mode,
  family,
  address,
});

/** What an attempt on a route needs to know. */
export function specOf(request: Request, route: AttemptSpec['route']): AttemptSpec {
  const name = request.servername ?? request.host;
  const goal = goalOf(request, route);
  return {
    route,
    goal,
    connectPort: placeOf(request, route.port).toPort,
    mechanisms: mechanismsWanted(request, goal),
    ehloName: request.ehloName,
    servername: name,
    minTls: request.minTls,
    offer: 'usual',
    slipsIn: false,
    envelope: request.envelope,
    timing: request.timing,
    startedAt: request.startedAt,
  };
}

/** Relay ports are looked at for information; nobody logs in there unless their own client does. */
function goalOf({ credentials, envelope }: Request, route: Route): Goal {
  if (route.purpose === 'control') return 'connect';
  if (route.purpose !== 'settings' && roleOf(route.port ?? 0) === 'relay') return 'tls';
  if (envelope !== null) return envelope.message === null ? 'envelope' : 'data';
  return credentials === null ? 'tls' : 'auth';
}

function mechanismsWanted({ credentials, mechanism }: Request, goal: Goal): readonly SaslMechanism[] {
  const wanted = goal === 'auth' || goal === 'envelope' || goal === 'data';
  return wanted && credentials !== null ? mechanismsFor(credentials, mechanism) : [];
}

function skip(draft: Draft, route: AttemptSpec['route']): void {
  const ended = {
    at: draft.at,
    type: 'ended',
    outcome: 'skipped',
    reached: null,
    failedAt: null,
    why: 'not-tried',
  } as const;
  draft.actions.push({ type: 'event', route: route.id, event: ended });
  draft.skipped = [...draft.skipped, traceOf(route, goalOf(draft.request, route), draft.request.startedAt, [ended])];
}
