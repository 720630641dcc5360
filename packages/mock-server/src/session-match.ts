import { tlsCheck } from './mail-match.ts';
import type { SessionRecord } from './session-log.ts';
import { type Check, quoted, textCheck, valueCheck, type Wanted } from './wanted.ts';

/** What must hold of a session; an absent field holds always. */
export type SessionMatch = {
  readonly listener?: string;
  /** Whether it was secured, or the TLS version; null for not at all. */
  readonly tls?: boolean | string | null;
  /** The SASL mechanism; null for no login. */
  readonly auth?: string | null;
  /** Who logged in; null for nobody. */
  readonly user?: Wanted | null;
  /** Whether a password or a token was said before TLS. */
  readonly credentialsInClear?: boolean;
  /** How many messages it brought. */
  readonly messages?: number;
  /** Commands in this order, others between them allowed: a string is how a line begins. */
  readonly commands?: readonly Wanted[];
  readonly closed?: boolean;
};

/** Something a client did that a careful one would not. */
export type ClientFault = {
  readonly session: number;
  /** A note's name, or the kind of violation of the dialogue table. */
  readonly what: string;
  readonly detail: string;
};

/** Whether a session is one that was asked for. */
export const sessionFits = (match: SessionMatch | undefined, session: SessionRecord): boolean =>
  match === undefined || sessionChecks(match, session).every(({ holds }) => holds);

/** Every condition of a match with what this session has instead. */
export function sessionChecks(match: SessionMatch, session: SessionRecord): readonly Check[] {
  const { listener, tls, auth, user, credentialsInClear, messages, commands, closed } = match;
  const { mechanism } = session;
  return [
    ...(listener === undefined ? [] : [textCheck('listener', listener, session.listener)]),
    ...(tls === undefined ? [] : [tlsCheck(tls, session.tls)]),
    ...(auth === undefined
      ? []
      : [auth === null ? valueCheck('auth', null, mechanism) : textCheck('auth', auth, mechanism)]),
    ...(user === undefined
      ? []
      : [user === null ? valueCheck('user', null, session.user) : textCheck('user', user, session.user)]),
    ...(credentialsInClear === undefined ? [] : [valueCheck('credentialsInClear', credentialsInClear, leaks(session))]),
    ...(messages === undefined ? [] : [valueCheck('messages', messages, messagesIn(session))]),
    ...(commands === undefined ? [] : [commandsCheck(commands, session)]),
    ...(closed === undefined ? [] : [valueCheck('closed', closed, session.closed)]),
  ];
}

/** Whether credentials were said before TLS. */
export const leaks = ({ entries }: SessionRecord): boolean =>
  entries.some((entry) => entry.type === 'note' && entry.note === 'credentials-in-clear');

/** What the client said, line by line, credentials masked. */
export const commandsOf = ({ entries }: SessionRecord): readonly string[] =>
  entries.flatMap((entry) => (entry.type === 'received' ? [entry.line] : []));

/** How many of the wanted commands came, in their order. */
export function seenInOrder(wanted: readonly Wanted[], said: readonly string[]): number {
  let seen = 0;
  for (const line of said) {
    const next = wanted[seen];
    if (next !== undefined && isCommand(next, line)) seen++;
  }
  return seen;
}

/** What the clients did wrong, oldest first. */
export const faultsOf = (sessions: readonly SessionRecord[]): readonly ClientFault[] =>
  sessions.flatMap(({ id, entries }) =>
    entries.flatMap((entry): readonly ClientFault[] => {
      if (entry.type === 'note' && entry.note !== 'deviates')
        return [{ session: id, what: entry.note, detail: entry.detail }];
      if (entry.type !== 'violation' || entry.violation.by !== 'client') return [];
      return [{ session: id, what: entry.violation.kind, detail: entry.violation.got }];
    }),
  );

/** The session in one line, as failure messages name it. */
export const sessionLine = (session: SessionRecord): string =>
  `session ${session.id} on ${session.listener}: tls ${quoted(session.tls)}, auth ${quoted(session.mechanism)}, user ${quoted(session.user)}`;

const messagesIn = ({ entries }: SessionRecord): number => entries.filter(({ type }) => type === 'message').length;

function isCommand(wanted: Wanted, line: string): boolean {
  if (typeof wanted === 'string') return line.toLowerCase().startsWith(wanted.toLowerCase());
  wanted.lastIndex = 0;
  return wanted.test(line);
}

function commandsCheck(wanted: readonly Wanted[], session: SessionRecord): Check {
  const said = commandsOf(session);
  const shown = wanted.map((each) => (typeof each === 'string' ? each : String(each)));
  return {
    name: 'commands',
    wanted: quoted(shown),
    got: quoted(said),
    holds: seenInOrder(wanted, said) === wanted.length,
  };
}
