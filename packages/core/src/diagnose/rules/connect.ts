import type { Code } from '../../catalogue/causes.ts';
import { LOOK_ALIKE_NAMES, lacksPort, lookAlikeOf, providerOfHost } from '../../catalogue/providers/index.ts';
import type { ConnectFailure } from '../../trace/types.ts';
import type { Claim } from '../claim.ts';
import type { Facts, RouteFacts, Seen } from '../facts.ts';
import { firstSeen } from '../facts.ts';
import type { Evidence } from '../types.ts';
import { seconds } from '../words.ts';

const CODE_OF: Readonly<Partial<Record<ConnectFailure, Code>>> = {
  refused: 'connect-refused',
  reset: 'connection-reset',
  'network-unreachable': 'network-unreachable',
  'no-local-address': 'network-unreachable',
  failed: 'network-unreachable',
  prohibited: 'connect-prohibited',
  'proxy-failed': 'proxy-failed',
};

/** Connections that were rejected aloud. */
export function rejectedConnection(facts: Facts): readonly Claim[] {
  return facts.routes.flatMap((about): Claim | readonly Claim[] => {
    const seen = about.see('not-connected', ({ why }) => why !== 'timed-out');
    if (seen === null || hasLivingSibling(facts, about)) return [];
    const { why, code } = seen.event;
    const detail = code ?? why;
    if (why === 'host-unreachable') return [unreachable(facts, about, seen, detail)];
    const known = CODE_OF[why];
    return known === undefined
      ? []
      : [{ code: known, confidence: 'certain', about, evidence: [seen.evidence], words: { detail } }];
  });
}

/** EHOSTUNREACH is what an ICMP "prohibited" becomes: a rule if the host answers elsewhere, a dead host if it does not. */
function unreachable(facts: Facts, about: RouteFacts, seen: Seen, detail: string): Claim {
  const answering = answersElsewhere(facts, about);
  return answering === null
    ? {
        code: 'host-unreachable',
        confidence: 'likely',
        about,
        evidence: [seen.evidence],
        words: { why: `A router on the way says that the host cannot be reached (${detail})` },
      }
    : {
        code: 'connect-prohibited',
        confidence: 'likely',
        about,
        evidence: [seen.evidence, answering],
        words: { detail },
      };
}

/** One address or family fails where another works on the same port: clients fail by chance, or hang first. */
export function deadAddress(facts: Facts): readonly Claim[] {
  return facts.routes.flatMap((about): Claim | readonly Claim[] => {
    const unreached = firstSeen<Seen['event']>(about.see('not-connected'), silenceOf(about));
    const failure = unreached ?? brokenThere(about);
    const sibling =
      failure === null ? null : unreached === null ? workingSibling(facts, about) : livingSibling(facts, about);
    if (failure === null || sibling === null) return [];
    const sameFamilyLives = facts.routes.some(
      (other) => isSibling(about, other) && lives(other) && other.route.family === about.route.family,
    );
    const atOnce =
      failure.event.type === 'not-connected' &&
      (failure.event.why === 'network-unreachable' || failure.event.why === 'no-local-address');
    return {
      code: sameFamilyLives ? 'address-dead' : about.route.family === 6 ? 'ipv6-broken' : 'ipv4-broken',
      confidence: 'likely',
      about,
      evidence: [failure.evidence, sibling],
      // A machine without that family notices at once and goes on: nobody waits
      ...(atOnce ? { severity: 'info' as const } : {}),
    };
  });
}

/** Connected, and then no further than the handshake, without a word that would say why. */
function brokenThere(about: RouteFacts): Seen | null {
  if (about.ended?.outcome !== 'failed' || about.see('reply', ({ code }) => code >= 400) !== null) return null;
  if (about.failedAt !== 'greeting' && about.failedAt !== 'tls') return null;
  return firstSeen<Seen['event']>(
    about.see('not-secured'),
    about.see('timed-out'),
    about.see('closed', ({ by }) => by === 'peer'),
    about.see('secured'),
  );
}

/** One silent port, and everything that may tell whose silence it is. */
type Silence = {
  readonly facts: Facts;
  readonly about: RouteFacts;
  readonly seen: Seen;
  /** A sign of life from the host on another port. */
  readonly elsewhere: Evidence | null;
  readonly silentPorts: ReadonlySet<number>;
};

type Verdict = Pick<Claim, 'code' | 'evidence' | 'severity'> & { readonly words?: Readonly<Record<string, string>> };

/** What a silence may mean, the surest reading first; the last one always holds. */
const READINGS: readonly ((silence: Silence) => Verdict | null)[] = [
  function relayPort({ facts, about, seen }) {
    if (about.role !== 'relay' || facts.best === null) return null;
    // Harmless for everyone but whoever has set it
    return {
      code: 'relay-port-blocked',
      evidence: [seen.evidence],
      severity: about.route.purpose === 'settings' ? 'error' : 'info',
    };
  },
  function documentedElsewhere({ about, seen }) {
    const provider = providerOfHost(about.route.host);
    if (provider === null || !lacksPort(provider, about.route.port)) return null;
    const why = `${provider.name} documents other ports and not this one`;
    return { code: 'port-not-offered', evidence: [seen.evidence], words: { why } };
  },
  function noSubmissionHost({ about, seen }) {
    const alike = about.role === 'relay' ? null : lookAlikeOf(about.route.host);
    // A name that is only guessed may be served all the same
    if (alike === null || alike.is === 'guess') return null;
    const why = `${alike.host} is ${LOOK_ALIKE_NAMES[alike.is]}`;
    return { code: 'port-not-offered', evidence: [seen.evidence], words: { why } };
  },
  function deadHost({ facts, seen, elsewhere, silentPorts }) {
    const control = elsewhere === null ? connectedControl(facts, (port) => silentPorts.has(port)) : null;
    if (control === null) return null;
    const why = `No port of it answers, although the control host ${control.host} does on port ${control.port}`;
    return { code: 'host-unreachable', evidence: [seen.evidence, control.evidence], words: { why } };
  },
  function notServed({ facts, about, seen, elsewhere }) {
    const control = connectedControl(facts, (port) => port === about.route.port);
    if (control === null || elsewhere === null) return null;
    const why = `The same port answers at the control host ${control.host}, and ${facts.host} answers elsewhere`;
    return { code: 'port-not-offered', evidence: [seen.evidence, control.evidence, elsewhere], words: { why } };
  },
  function blockedHere({ facts, about, seen, elsewhere }) {
    const control = facts.controls.find((each) => each.route.port === about.route.port && silenceOf(each) !== null);
    const silent = control === undefined ? null : silenceOf(control);
    const reachable = elsewhere ?? connectedControl(facts, () => true)?.evidence ?? null;
    if (control === undefined || silent === null || reachable === null) return null;
    const words = { control: control.route.host };
    return { code: 'port-blocked-by-network', evidence: [seen.evidence, silent.evidence, reachable], words };
  },
  function allBlocked({ facts, about, seen, elsewhere, silentPorts }) {
    const reachable = elsewhere ?? connectedControl(facts, () => true)?.evidence ?? null;
    const all = [587, 465, 2525].every((port) => silentPorts.has(port));
    if (!all || reachable === null || about.role === 'relay') return null;
    const where = elsewhere === null ? 'a control host' : `port ${portAt(facts, elsewhere.route)} of the same host`;
    return { code: 'all-submission-ports-blocked', evidence: [seen.evidence, reachable], words: { reachable: where } };
  },
  ({ seen }) => ({ code: 'port-unreachable', evidence: [seen.evidence] }),
];

/** No answer to a connection attempt, and what controls and other ports say about whose silence it is. */
export function silentPort(facts: Facts): readonly Claim[] {
  const silent = facts.routes.flatMap((about) => {
    const seen = silenceOf(about);
    const matters = about.role !== 'relay' || about.route.purpose === 'settings' || facts.best !== null;
    return seen === null || !matters || hasLivingSibling(facts, about) ? [] : [{ about, seen }];
  });
  const silentPorts = new Set(silent.map(({ about }) => about.route.port));
  return silent.flatMap(({ about, seen }): Claim | readonly Claim[] => {
    const silence: Silence = { facts, about, seen, elsewhere: answersElsewhere(facts, about), silentPorts };
    const reading = READINGS.map((read) => read(silence)).find((each) => each !== null);
    if (reading === undefined) return [];
    const waited = seconds('waitedMs' in seen.event ? seen.event.waitedMs : 0);
    // One silent port from one place is never certain; without a second look it is no more than possible
    const confidence = reading.code === 'port-unreachable' ? 'possible' : 'likely';
    return { ...reading, about, confidence, words: { seconds: waited, ...reading.words } };
  });
}

/** A control host that answered on a port that fits. */
function connectedControl(
  { controls }: Facts,
  fits: (port: number) => boolean,
): { readonly host: string; readonly port: number; readonly evidence: Evidence } | null {
  for (const { route, see } of controls) {
    const connected = fits(route.port) ? see('connected') : null;
    if (connected !== null) return { host: route.host, port: route.port, evidence: connected.evidence };
  }
  return null;
}

/** The end of a connection attempt that nobody answered: not ours to hear, or given up for that reason. */
export function silenceOf(about: RouteFacts): Seen | null {
  if (about.ended?.outcome !== 'failed' || about.failedAt !== 'connect') return null;
  if (about.see('not-connected', ({ why }) => why !== 'timed-out') !== null) return null;
  return firstSeen<Seen['event']>(
    about.see('timed-out', ({ stage }) => stage === 'connect'),
    about.see('not-connected'),
    about.see('quiet', ({ stage }) => stage === 'connect'),
  );
}

/** Some sign of life from the host on another port: a connection, or a refusal, which a dead host cannot give. */
function answersElsewhere({ routes }: Facts, about: RouteFacts): Evidence | null {
  const others = routes.filter(({ route }) => route.port !== about.route.port);
  return (
    firstSeen<Seen['event']>(
      ...others.map((other) => other.see('connected')),
      ...others.map((other) => other.see('not-connected', ({ why }) => why === 'refused')),
    )?.evidence ?? null
  );
}

const portAt = ({ routes }: Facts, id: string): number | string =>
  routes.find(({ route }) => route.id === id)?.route.port ?? '?';
const lives = (about: RouteFacts): boolean => about.see('connected') !== null;
const isSibling = (one: RouteFacts, other: RouteFacts): boolean =>
  one !== other && one.route.port === other.route.port && one.route.address !== other.route.address;
const livingSibling = ({ routes }: Facts, about: RouteFacts) =>
  routes.find((other) => isSibling(about, other) && lives(other))?.see('connected')?.evidence ?? null;
const workingSibling = ({ routes }: Facts, about: RouteFacts) =>
  routes.find((other) => isSibling(about, other) && other.route.mode === about.route.mode && other.ok)?.see('connected')
    ?.evidence ?? null;
const hasLivingSibling = (facts: Facts, about: RouteFacts): boolean => livingSibling(facts, about) !== null;
