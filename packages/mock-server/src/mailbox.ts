import { Captured } from './captured.ts';
import { type After, Handout } from './handout.ts';
import { conditionName, type MailCondition, mailChecks, mailFits, mailLine } from './mail-match.ts';
import { WITHIN_MS, type Within } from './session-list.ts';
import type { CapturedMessage, SessionRecord } from './session-log.ts';
import { tail } from './transcript.ts';
import { SYSTEM_CLOCK } from './virtual-net/clock.ts';
import { missLines, nearest } from './wanted.ts';

/** Every message that was accepted, oldest first: an array that can be waited on. */
export type Mailbox = readonly Captured[] & {
  /**
   * The oldest message that fits and that no earlier `next` has returned; waits for one when there is none. Nothing polls, and
   * the order in which messages come does not matter. Rejects with the nearest message and the end of the last transcript.
   */
  readonly next: (match?: MailCondition, options?: Within) => Promise<Captured>;
  /** Resolves when so many milliseconds have passed without a message that fits; one that nobody has taken counts. */
  readonly none: (options: { readonly for: number; readonly match?: MailCondition }) => Promise<void>;
  /** Every message that fits, taken or not. */
  readonly all: (match?: MailCondition) => readonly Captured[];
  /** Forgets the messages; whoever waits goes on waiting. */
  readonly clear: () => void;
};

/** The mailbox that a server fills; users see a {@link Mailbox}. */
export class Inbox extends Array<Captured> implements Mailbox {
  readonly #sessions: readonly SessionRecord[];
  readonly #fresh: Handout<Captured>;

  /** What `map` and `filter` make is a plain array. */
  static override get [Symbol.species](): ArrayConstructor {
    return Array;
  }

  /** A mailbox with nothing in it; the sessions are for what failure messages say. */
  constructor(sessions: readonly SessionRecord[], after: After = SYSTEM_CLOCK.after) {
    super();
    this.#sessions = sessions;
    this.#fresh = new Handout(after);
  }

  /** A message has been accepted. */
  deliver(message: CapturedMessage): void {
    const mail = new Captured(message);
    this.push(mail);
    this.#fresh.offer(mail);
  }

  /** See {@link Mailbox}. */
  clear(): void {
    this.length = 0;
    this.#fresh.clear();
  }

  /** Nothing more will come. */
  close(): void {
    this.#fresh.close();
  }

  /** See {@link Mailbox}. */
  async next(match?: MailCondition, { within = WITHIN_MS }: Within = {}): Promise<Captured> {
    const waited = await this.#fresh.take((mail) => mailFits(match, mail), within);
    if (waited.type === 'here') return waited.item;
    const wanted = match === undefined ? 'No message' : `No message with ${conditionName(match)}`;
    const why = waited.type === 'late' ? `came within ${within} ms` : 'came before the server was closed';
    throw new Error([`${wanted} ${why}.`, ...nearestMail(this, match), '', ...lastSession(this.#sessions)].join('\n'));
  }

  /** See {@link Mailbox}. */
  async none(options: { readonly for: number; readonly match?: MailCondition }): Promise<void> {
    const waited = await this.#fresh.see((mail) => mailFits(options.match, mail), options.for);
    if (waited.type !== 'here') return;
    const { item } = waited;
    const session = this.#sessions.find(({ id }) => id === item.session);
    const lines = [`A message came where none was to come: ${mailLine(item)}`];
    throw new Error([...lines, ...(session === undefined ? [] : ['', tail(session)])].join('\n'));
  }

  /** See {@link Mailbox}. */
  all(match?: MailCondition): readonly Captured[] {
    return this.filter((mail) => mailFits(match, mail));
  }
}

/** What came nearest to a wanted message. */
export function nearestMail(mails: readonly Captured[], match: MailCondition | undefined): readonly string[] {
  const near = nearest(mails, (mail) => (match === undefined ? [] : mailChecks(match, mail)));
  if (near === null) return ['No message has come at all.'];
  const count = mails.length === 1 ? 'One message' : `${mails.length} messages`;
  const taken = near.failed.length === 0 ? ['  it fits, but an earlier next() has returned it'] : [];
  return [`${count} so far; the nearest: ${mailLine(near.item)}`, ...missLines(near.failed), ...taken];
}

/** The end of the last session, which is where to look first. */
export function lastSession(sessions: readonly SessionRecord[]): readonly string[] {
  const last = sessions.at(-1);
  return last === undefined ? ['Nobody has connected.'] : ['The last session ended so:', tail(last)];
}
