import { type Cause, fill } from '../catalogue/cause.ts';
import { CAUSES } from '../catalogue/causes.ts';
import { meantWords } from '../catalogue/providers/index.ts';
import { WITH_LOGIN } from '../catalogue/replies/advice.ts';
import { MODE_NAMES } from '../ports.ts';
import type { Claim } from './claim.ts';
import type { Facts, RouteFacts } from './facts.ts';
import { isLessThanProviders, providerAdvice } from './provider-advice.ts';

/** Milliseconds as people say them: "1.2". */
export const seconds = (ms: number): string => (ms < 10_000 ? (ms / 1_000).toFixed(1) : `${Math.round(ms / 1_000)}`);

/** "587", "587 and 465", "587, 465 and 2525". */
export const listing = (items: readonly (string | number)[]): string =>
  items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;

/** Settings as people say them. */
export const settingsOf = ({ route }: Pick<RouteFacts, 'route'>): string =>
  `port ${route.port} with ${MODE_NAMES[route.mode]}`;

/** The words of a finding: the catalogue's templates, filled in with what is known of these claims, all of one code. */
export function wording(facts: Facts, claims: readonly [Claim, ...Claim[]]): Pick<Cause, 'title' | 'cause' | 'fix'> {
  const [first] = claims;
  const cause: Cause = CAUSES[first.code];
  const words = { ...common(facts, claims), ...first.words };
  const advice = providerAdvice(first);
  return {
    title: fill(cause.title, words) ?? cause.title,
    cause: causeOf(first, cause, words),
    // Advice for this very reply makes general advice superfluous, but not what is known of this very run
    fix: [
      ...(first.meaning?.fix ?? []).filter((line) => line !== WITH_LOGIN || first.about?.role === 'relay'),
      ...cause.fix
        .filter((line) => first.meaning === undefined || line.includes('{'))
        .filter((line) => advice === null || !isLessThanProviders(line))
        .map((line) => fill(line, words))
        .filter((line) => line !== null),
      ...(advice === null ? [] : [advice]),
    ],
  };
}

/** What the reply means, then what the cause always says; a server that was heard is quoted. */
function causeOf({ meaning, registered }: Claim, { cause }: Cause, words: Readonly<Record<string, string>>): string {
  const isRefusal = meaning !== undefined || registered !== undefined;
  const said = [meaning?.cause ?? registered, fill(cause, words) ?? (isRefusal ? undefined : cause)]
    .filter((part) => part !== undefined)
    .join(' ');
  const { reply } = words;
  return !isRefusal || reply === undefined || said.includes(reply) ? said : `${said} The server said: ${reply}`;
}

function common(
  { host, usable, routes }: Facts,
  claims: readonly [Claim, ...Claim[]],
): Readonly<Record<string, string>> {
  const about = claims[0].about;
  const ports = [...new Set(claims.flatMap((claim) => (claim.about === null ? [] : [claim.about.route.port])))];
  const named = ports.length === 1 ? `port ${ports[0]}` : `ports ${listing(ports)}`;
  const elsewhere = usable.find(
    ({ route, role }) => role !== 'relay' && !(ports.includes(route.port) && about?.route.mode === route.mode),
  );
  const isForIncomingOnly =
    about?.role !== 'relay' &&
    usable.length === 0 &&
    routes.some(
      ({ role, see }) => role === 'relay' && see('reply', ({ to, code }) => to === 'CONNECT' && code < 400),
    ) &&
    routes.every(({ role, see }) => role === 'relay' || see('connected') === null);
  return {
    host,
    ...meantWords(host),
    ...(isForIncomingOnly ? { mailOnly: 'nothing else' } : {}),
    what: about?.failedAt === 'auth' ? 'this login' : 'this mail',
    ...(ports.length === 0 ? {} : { ports: named, Ports: `P${named.slice(1)}` }),
    ...(elsewhere === undefined ? {} : { working: settingsOf(elsewhere) }),
    ...(about === null
      ? {}
      : {
          port: `${about.route.port}`,
          ...(about.role === 'relay' ? {} : { submissionPort: `${about.route.port}` }),
          address: about.route.address,
          family: about.route.family === 6 ? 'IPv6' : 'IPv4',
          ...untriedOrWorking(routes, 'implicit-tls', 465, 'implicitPort'),
          ...untriedOrWorking(routes, 'starttls', 587, 'starttlsPort'),
        }),
  };
}

/** A port for a mode: one that worked, else the registered one unless it was tried in vain. */
function untriedOrWorking(
  routes: readonly RouteFacts[],
  mode: RouteFacts['route']['mode'],
  usual: number,
  word: string,
): Readonly<Record<string, string>> {
  const tried = routes.filter(
    ({ route }) => route.mode === mode && (route.port === usual || route.purpose !== 'follow-up'),
  );
  const working = tried.find(({ ok, role }) => ok && role !== 'relay') ?? null;
  const failed = tried.some(({ route, failedAt }) => route.port === usual && failedAt !== null);
  return working !== null ? { [word]: `${working.route.port}` } : failed ? {} : { [word]: `${usual}` };
}
