import { MODE_NAMES, type Mode, portFact, usualMode } from '../../ports.ts';
import type { Speaker, TlsFailure } from '../../trace/types.ts';
import { CLIENT_HELLO } from '../../wire/handshake.ts';
import type { Claim } from '../claim.ts';
import type { Facts, RouteFacts, Seen } from '../facts.ts';
import { firstSeen, quoted } from '../facts.ts';

/** TLS at once, answered in plain SMTP: the server said it in words. */
export function tlsToCleartextPort({ routes }: Facts): readonly Claim[] {
  return routes
    .filter(({ route }) => route.mode === 'implicit-tls')
    .flatMap((about): Claim | readonly Claim[] => {
      const failed = about.see('not-secured');
      if (failed === null) return [];
      const { failure } = failed.event;
      const greeting = greetingInCleartext(routes, about);
      if (failure.speaker !== 'smtp' && greeting === null) return [];
      // A handshake that was closed or reset proves nothing by itself; beside a plain greeting it does
      const quote = failure.firstBytes?.text?.trim();
      const said = quote === undefined ? failed.evidence : { ...failed.evidence, quote };
      const actual = lacksStarttls(routes, about) ? 'cleartext' : 'starttls';
      return [mismatch(about, actual, [said, ...(greeting === null ? [] : [greeting])])];
    });
}

/** Plain SMTP awaited on a port that answers a TLS handshake. */
export function cleartextToTlsPort({ routes }: Facts): readonly Claim[] {
  return routes
    .filter(({ route }) => route.mode !== 'implicit-tls')
    .flatMap((about): Claim | readonly Claim[] => {
      const unheard = unheardGreeting(about);
      if (unheard === null) return [];
      const there = routes.filter(({ route }) => route.port === about.route.port && route.mode === 'implicit-tls');
      const proof = firstSeen<Seen['event']>(
        ...there.map(({ see }) => see('secured')),
        about.see('received', ({ speaker }) => isTls(speaker)),
        // Who answers a ClientHello with TLS speaks TLS, even where the handshake then fails
        ...there.map(({ see }) => see('not-secured', ({ failure }) => isTls(failure.speaker) && !isEcho(failure))),
      );
      return proof === null ? [] : [mismatch(about, 'implicit-tls', [unheard.evidence, proof.evidence])];
    });
}

/** Our own ClientHello came back: whoever repeats what he hears speaks no TLS. */
export const isEcho = ({ messages }: TlsFailure): boolean => messages?.[0] === CLIENT_HELLO;

const isTls = (speaker: Speaker | null): boolean => speaker === 'tls-alert' || speaker === 'tls-handshake';

/** Whether a route's failure is a wrong mode, so that no other rule needs to explain it. */
export const isModeMismatch = (facts: Facts, about: RouteFacts): boolean =>
  [...tlsToCleartextPort(facts), ...cleartextToTlsPort(facts)].some((claim) => claim.about === about);

/** Silence, a hang-up or bytes that are no greeting, where a greeting was due. */
export const unheardGreeting = (about: RouteFacts): Seen | null =>
  about.ended?.outcome === 'failed' && about.failedAt === 'greeting' && about.see('reply') === null
    ? firstSeen<Seen['event']>(
        about.see('received'),
        about.see('timed-out'),
        about.see('closed', ({ by }) => by === 'peer'),
        about.see('quiet', ({ stage }) => stage === 'greeting'),
      )
    : null;

/**
 * No byte came in a handshake, and none on another port where a greeting is due without being asked: nobody speaks at that
 * address, which is no matter of TLS.
 */
export function isMute({ routes }: Facts, about: RouteFacts): boolean {
  const { mode, port, address } = about.route;
  if (mode !== 'implicit-tls' || about.failedAt !== 'tls' || about.see('secured') !== null) return false;
  if (about.see('not-secured', ({ failure }) => failure.speaker !== null || failure.alert !== null) !== null)
    return false;
  const others = routes.filter(
    (other) =>
      other.route.address === address &&
      other.route.port !== port &&
      usualMode(other.route.port) === 'starttls' &&
      other.see('connected') !== null,
  );
  return (
    others.some((other) => other.route.mode !== 'implicit-tls' && isSilence(unheardGreeting(other))) &&
    others.every(
      (other) => other.see('reply') === null && other.see('received') === null && other.see('secured') === null,
    )
  );
}

const isSilence = (seen: Seen | null): boolean => seen?.event.type === 'timed-out' || seen?.event.type === 'quiet';

/** Where the port is registered for the mode that was used, the server is the odd one; else the client is set wrongly. */
function mismatch(
  about: RouteFacts,
  actual: Mode,
  evidence: Claim['evidence'] | readonly Claim['evidence'][0][],
): Claim {
  const { port, mode } = about.route;
  const registered = portFact(port)?.mode === mode;
  const code = registered
    ? 'server-mode-unexpected'
    : actual === 'implicit-tls'
      ? 'starttls-on-implicit-tls-port'
      : 'implicit-tls-on-starttls-port';
  return {
    code,
    confidence: 'certain',
    about,
    evidence: evidence as Claim['evidence'],
    stage: actual === 'implicit-tls' ? 'greeting' : 'tls',
    words: {
      mode: MODE_NAMES[mode],
      usual: MODE_NAMES[mode],
      actual: MODE_NAMES[actual],
      // Nobody is told to set what is not there
      ...(actual === 'cleartext'
        ? { ...UPGRADELESS, barePort: `${port}` }
        : { ...UPGRADING, setTo: MODE_NAMES[actual], upgradePort: `${port}` }),
    },
  };
}

const UPGRADING = { wants: 'wants STARTTLS', upgrade: ' and upgrades with STARTTLS' };
const UPGRADELESS = {
  wants: 'begins in cleartext',
  upgrade: ', and offers no STARTTLS either',
  actual: 'cleartext and no STARTTLS',
};

/** The port was asked in cleartext, and listed no STARTTLS. */
const lacksStarttls = (routes: readonly RouteFacts[], about: RouteFacts): boolean =>
  routes.some(
    ({ route, before }) =>
      route.port === about.route.port && route.mode !== 'implicit-tls' && before !== null && !before.starttls,
  );

const greetingInCleartext = (routes: readonly RouteFacts[], about: RouteFacts) => {
  const seen = routes
    .find(
      ({ route, see }) =>
        route.port === about.route.port &&
        route.mode !== 'implicit-tls' &&
        see('reply', ({ to }) => to === 'CONNECT') !== null,
    )
    ?.see('reply');
  return seen == null ? null : quoted(seen);
};
