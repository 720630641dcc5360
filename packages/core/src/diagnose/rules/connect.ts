import type { Code } from '../../catalogue/causes.ts';
import type { ConnectFailure } from '../../trace/types.ts';
import type { Claim } from '../claim.ts';
import type { Facts, RouteFacts, Seen } from '../facts.ts';
import { firstSeen } from '../facts.ts';
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
    const failure = firstSeen(about.see('not-connected'), silenceOf(about));
    const sibling = failure === null ? null : livingSibling(facts, about);
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

/** No answer to a connection attempt, and what controls and other ports say about whose silence it is. */
export function silentPort(facts: Facts): readonly Claim[] {
  const silent = facts.routes.filter(
    (about) =>
      silenceOf(about) !== null &&
      !hasLivingSibling(facts, about) &&
      (about.role !== 'relay' || about.route.purpose === 'settings' || facts.best !== null),
  );
  const silentPorts = new Set(silent.map(({ route }) => route.port));
  const allSilent = [587, 465, 2525].every((port) => silentPorts.has(port));
  return silent.map((about) => {
    const seen = silenceOf(about) as Seen;
    const elsewhere = answersElsewhere(facts, about);
    const waitedMs = 'waitedMs' in seen.event ? seen.event.waitedMs : 0;
    const words = { seconds: seconds(waitedMs) };
    const base = { about, evidence: [seen.evidence] as const, words };
    if (about.role === 'relay' && facts.best !== null)
      return { ...base, code: 'relay-port-blocked', confidence: 'likely' };
    const onPort = facts.controls.filter(({ route }) => route.port === about.route.port);
    const through = onPort
      .map((control) => ({ control, seen: control.see('connected') }))
      .find((each) => each.seen !== null);
    if (through?.seen != null) {
      const control = through.control.route.host;
      const evidence = [seen.evidence, through.seen.evidence] as const;
      return elsewhere === null
        ? {
            ...base,
            code: 'host-unreachable',
            confidence: 'likely',
            evidence,
            words: {
              ...words,
              why: `No port of it answers, although the control host ${control} does on the same port`,
            },
          }
        : {
            ...base,
            code: 'port-not-offered',
            confidence: 'likely',
            evidence: [...evidence, elsewhere],
            words: { ...words, control },
          };
    }
    const otherControl =
      facts.controls.map((control) => control.see('connected')).find((each) => each !== null) ?? null;
    const reachable = elsewhere ?? otherControl?.evidence ?? null;
    const silentControl = onPort
      .map((control) => ({ control, seen: silenceOf(control) }))
      .find((each) => each.seen !== null);
    if (silentControl?.seen != null && reachable !== null) {
      return {
        ...base,
        code: 'port-blocked-by-network',
        confidence: 'likely',
        evidence: [seen.evidence, silentControl.seen.evidence, reachable],
        words: { ...words, control: silentControl.control.route.host },
      };
    }
    if (allSilent && reachable !== null && about.role !== 'relay') {
      const where = elsewhere === null ? 'a control host' : `port ${portAt(facts, elsewhere.route)} of the same host`;
      return {
        ...base,
        code: 'all-submission-ports-blocked',
        confidence: 'likely',
        evidence: [seen.evidence, reachable],
        words: { ...words, reachable: where },
      };
    }
    return { ...base, code: 'port-unreachable', confidence: 'possible' };
  });
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
function answersElsewhere({ routes }: Facts, about: RouteFacts) {
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
const hasLivingSibling = (facts: Facts, about: RouteFacts): boolean => livingSibling(facts, about) !== null;
