import { nearestSession } from '../session-list.ts';
import type { SessionRecord } from '../session-log.ts';
import { commandsOf, leaks, type SessionMatch, seenInOrder, sessionFits, sessionLine } from '../session-match.ts';
import { tail } from '../transcript.ts';
import { quoted, type Wanted } from '../wanted.ts';
import { type Expecting, nothingToSee, type Outcome, outcome, sessionsOf } from './outcome.ts';

/** Versions as Node names them, oldest first. */
const VERSIONS: readonly string[] = ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'];
const NOBODY = 'Nobody has connected, so nothing is shown.';

/** Passes when at least one session fits. */
export function toHaveSession(received: unknown, match: SessionMatch = {}): Outcome {
  const sessions = sessionsOf(received, 'toHaveSession');
  const found = sessions.find((session) => sessionFits(match, session));
  return outcome(
    found !== undefined,
    () => [`Expected a session with ${quoted(match)}.`, ...nearestSession(sessions, match)],
    () => [
      `Expected no session with ${quoted(match)}, but there is one:`,
      ...(found === undefined ? [] : [tail(found)]),
    ],
  );
}

/** Passes when one session has these commands in this order; others may stand between. A string is how a line begins. */
export function toHaveSeenCommands(received: unknown, commands: readonly Wanted[]): Outcome {
  const sessions = sessionsOf(received, 'toHaveSeenCommands');
  const scored = sessions.map((session) => ({ session, seen: seenInOrder(commands, commandsOf(session)) }));
  const best = scored.reduce<(typeof scored)[number] | null>(
    (nearest, each) => (nearest === null || each.seen >= nearest.seen ? each : nearest),
    null,
  );
  const wanted = commands.map(String).join(', ');
  return outcome(
    best !== null && best.seen === commands.length,
    () => [
      `Expected a session with these commands in this order: ${wanted}.`,
      ...(best === null
        ? ['Nobody has connected.']
        : [
            `The nearest has ${best.seen} of them, then ${String(commands[best.seen])} is missing:`,
            tail(best.session, 30),
          ]),
    ],
    () => [
      `Expected no session with these commands in this order: ${wanted}.`,
      ...(best === null ? [] : [tail(best.session, 30)]),
    ],
  );
}

/** Passes when every session was secured, with this version of TLS or a newer one. */
export function toHaveNegotiatedTls(this: Expecting, received: unknown, least: string = 'TLSv1.2'): Outcome {
  const sessions = sessionsOf(received, 'toHaveNegotiatedTls');
  if (!VERSIONS.includes(least))
    throw new TypeError(`toHaveNegotiatedTls knows ${VERSIONS.join(', ')}, not ${quoted(least)}`);
  if (sessions.length === 0) return nothingToSee(this, NOBODY);
  const weak = sessions.find(({ tls }) => VERSIONS.indexOf(tls ?? '') < VERSIONS.indexOf(least));
  return outcome(
    weak === undefined,
    () => [`Expected ${least} or newer in every session.`, ...worst(weak)],
    () => [`Expected a session without ${least} or newer; all ${sessions.length} have it.`],
  );
}

/** Passes when no client said a password or a token before TLS. */
export function toHaveLeakedNoCredentials(this: Expecting, received: unknown): Outcome {
  const sessions = sessionsOf(received, 'toHaveLeakedNoCredentials');
  if (sessions.length === 0) return nothingToSee(this, NOBODY);
  const leaking = sessions.find(leaks);
  return outcome(
    leaking === undefined,
    () => ['Expected no credentials in clear, but they were said before TLS.', ...worst(leaking)],
    () => [`Expected credentials in clear; none of the ${sessions.length} sessions has them.`],
  );
}

/** Passes when a rule has fired: by its id, as the transcript names it. */
export function toHaveFiredRule(received: unknown, id: number | string): Outcome {
  const sessions = sessionsOf(received, 'toHaveFiredRule');
  const fired = sessions.flatMap(({ entries }) =>
    entries.flatMap((entry) => (entry.type === 'rules' ? entry.ids : [])),
  );
  const seen = [...new Set(fired.map(String))];
  return outcome(
    seen.includes(String(id)),
    () => [
      `Expected rule ${id} to have fired; ${seen.length === 0 ? 'none has' : `these have: ${seen.join(', ')}`}.`,
      ...worst(sessions.at(-1)),
    ],
    () => [`Expected rule ${id} not to have fired.`],
  );
}

const worst = (session: SessionRecord | undefined): readonly string[] =>
  session === undefined ? [] : [sessionLine(session), '', tail(session)];
