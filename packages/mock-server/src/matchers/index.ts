import type { MailCondition } from '../mail-match.ts';
import type { SessionMatch } from '../session-match.ts';
import type { Wanted } from '../wanted.ts';
import { toHaveReceivedMail, toHaveReceivedMailTimes, toHaveSubject } from './mail.ts';
import {
  toHaveFiredRule,
  toHaveLeakedNoCredentials,
  toHaveNegotiatedTls,
  toHaveSeenCommands,
  toHaveSession,
} from './session.ts';
import { toMatchTranscript } from './text.ts';

/**
 * Matchers for Vitest and Jest. Where nothing else is said they take a mock server, its list of sessions or one session.
 *
 * @example
 * expect.extend(matchers);
 * expect(smtp).toHaveReceivedMail({ to: 'bob@example.test' });
 */
export const matchers = {
  toHaveReceivedMail,
  toHaveReceivedMailTimes,
  toHaveSubject,
  toHaveSession,
  toHaveSeenCommands,
  toHaveNegotiatedTls,
  toHaveLeakedNoCredentials,
  toHaveFiredRule,
  toMatchTranscript,
} as const;

/** What `expect.extend(matchers)` adds to `expect(…)`, for the types of a test runner. */
export type SmtpMatchers<R = void> = {
  /** A server or its messages: at least one message fits. */
  readonly toHaveReceivedMail: (match?: MailCondition) => R;
  /** A server or its messages: exactly so many messages fit. */
  readonly toHaveReceivedMailTimes: (times: number, match?: MailCondition) => R;
  /** A message: its Subject field, decoded. */
  readonly toHaveSubject: (subject: Wanted) => R;
  /** At least one session fits. */
  readonly toHaveSession: (match?: SessionMatch) => R;
  /** One session has these commands in this order; others may stand between. A string is how a line begins. */
  readonly toHaveSeenCommands: (commands: readonly Wanted[]) => R;
  /** Every session was secured, with this version of TLS (TLSv1.2 when none is named) or a newer one. */
  readonly toHaveNegotiatedTls: (least?: string) => R;
  /** No client said a password or a token before TLS. */
  readonly toHaveLeakedNoCredentials: () => R;
  /** A rule has fired: by its id, as the transcript names it. */
  readonly toHaveFiredRule: (id: number | string) => R;
  /** The stable transcript is this text; a line that is only `…` stands for any lines. */
  readonly toMatchTranscript: (expected: string) => R;
};
