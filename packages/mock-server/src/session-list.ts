import { type After, Handout } from './handout.ts';
import type { SessionRecord } from './session-log.ts';
import {
  type ClientFault,
  faultsOf,
  type SessionMatch,
  sessionChecks,
  sessionFits,
  sessionLine,
} from './session-match.ts';
import { type TranscriptOptions, tail, transcript } from './transcript.ts';
import { SYSTEM_CLOCK } from './virtual-net/clock.ts';
import { missLines, nearest } from './wanted.ts';

/** How long to wait. */
export type Within = { /** Milliseconds; 2000. */ readonly within?: number };

/** Every connection so far, oldest first: an array that can be waited on. The records grow while connections go on. */
export type SessionLog = readonly SessionRecord[] & {
  /**
   * The oldest session that has ended, that fits, and that no earlier `next` has returned; waits for one when there is none.
   * A client hears that its message was taken before it says QUIT: what a session came to is known when it has ended.
   */
  readonly next: (match?: SessionMatch, options?: Within) => Promise<SessionRecord>;
  /** Every session that fits, ended or not. */
  readonly all: (match?: SessionMatch) => readonly SessionRecord[];
  /** What the clients did that careful ones would not: early talkers, credentials in clear, pipelining without the offer … */
  readonly faults: () => readonly ClientFault[];
  /** The sessions as text, stable for snapshots. */
  readonly text: (options?: TranscriptOptions) => string;
};

/** How long `next` waits when it is not told: less than a test runner, so that our message is the one that is seen. */
export const WITHIN_MS = 2_000;

/** The list that a server writes; users see a {@link SessionLog}. */
export class SessionList extends Array<SessionRecord> implements SessionLog {
  readonly #ended: Handout<SessionRecord>;

  /** What `map` and `filter` make is a plain array. */
  static override get [Symbol.species](): ArrayConstructor {
    return Array;
  }

  /** A list with nothing in it. */
  constructor(after: After = SYSTEM_CLOCK.after) {
    super();
    this.#ended = new Handout(after);
  }

  /** A session is over: whoever waits for it is told. */
  ended(session: SessionRecord): void {
    this.#ended.offer(session);
  }

  /** Forgets what there was. */
  clear(): void {
    this.length = 0;
    this.#ended.clear();
  }

  /** Nothing more will come. */
  close(): void {
    this.#ended.close();
  }

  /** See {@link SessionLog}. */
  async next(match?: SessionMatch, { within = WITHIN_MS }: Within = {}): Promise<SessionRecord> {
    const waited = await this.#ended.take((session) => sessionFits(match, session), within);
    if (waited.type === 'here') return waited.item;
    const why = waited.type === 'late' ? `within ${within} ms` : 'before the server was closed';
    throw new Error([`No session that fits ended ${why}.`, ...nearestSession(this, match ?? {})].join('\n'));
  }

  /** See {@link SessionLog}. */
  all(match?: SessionMatch): readonly SessionRecord[] {
    return this.filter((session) => sessionFits(match, session));
  }

  /** See {@link SessionLog}. */
  faults(): readonly ClientFault[] {
    return faultsOf(this);
  }

  /** See {@link SessionLog}. */
  text(options?: TranscriptOptions): string {
    return transcript(this, options);
  }
}

/** What came nearest to a wanted session, and its last lines. */
export function nearestSession(sessions: readonly SessionRecord[], match: SessionMatch): readonly string[] {
  const near = nearest(sessions, (session) => sessionChecks(match, session));
  if (near === null) return ['Nobody has connected.'];
  const count = sessions.length === 1 ? 'One session' : `${sessions.length} sessions`;
  return [`${count} so far; the nearest: ${sessionLine(near.item)}`, ...missLines(near.failed), '', tail(near.item)];
}
