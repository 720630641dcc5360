import { conditionName, type MailCondition, mailFits, mailLine } from '../mail-match.ts';
import { lastSession, nearestMail } from '../mailbox.ts';
import { isWanted, quoted, type Wanted } from '../wanted.ts';
import { isCaptured, messagesOf, type Observed, type Outcome, outcome } from './outcome.ts';

/** Passes when at least one message fits. */
export function toHaveReceivedMail(received: unknown, match?: MailCondition): Outcome {
  const mails = messagesOf(received, 'toHaveReceivedMail');
  const found = mails.find((mail) => mailFits(match, mail));
  return outcome(
    found !== undefined,
    () => [`Expected a message with ${conditionName(match)}.`, ...nearestMail(mails, match), ...ending(received)],
    () => [
      `Expected no message with ${conditionName(match)}, but there is one:`,
      ...mails.filter((mail) => mailFits(match, mail)).map(mailLine),
    ],
  );
}

/** Passes when exactly so many messages fit. */
export function toHaveReceivedMailTimes(received: unknown, times: number, match?: MailCondition): Outcome {
  const mails = messagesOf(received, 'toHaveReceivedMailTimes');
  const found = mails.filter((mail) => mailFits(match, mail));
  return outcome(
    found.length === times,
    () => [
      `Expected ${times} messages with ${conditionName(match)}, got ${found.length} of ${mails.length}:`,
      ...mails.map((mail) => `  ${found.includes(mail) ? 'fits ' : 'other'} ${mailLine(mail)}`),
      ...ending(received),
    ],
    () => [`Expected any number but ${times} of messages with ${conditionName(match)}.`],
  );
}

/** Passes when the Subject field, decoded, is this. */
export function toHaveSubject(received: unknown, subject: Wanted): Outcome {
  if (!isCaptured(received)) throw new TypeError('toHaveSubject wants a message of a mock server');
  return outcome(
    isWanted(subject, received.subject),
    () => [
      `Expected the subject ${quoted(subject)}, got ${quoted(received.subject)}.`,
      `  the message: ${mailLine(received)}`,
    ],
    () => [`Expected another subject than ${quoted(received.subject)}.`],
  );
}

/** What went on last, when a whole server was looked at. */
const ending = (received: unknown): readonly string[] =>
  Array.isArray(received) ? [] : ['', ...lastSession((received as Observed).sessions)];
