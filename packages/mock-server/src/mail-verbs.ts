import { addressReply, answerMail, answerRcpt } from './answers.ts';
import { parsePath } from './command-line.ts';
import { readMail, readRcpt } from './parameters.ts';
import type { Talk } from './talk.ts';

/** `MAIL FROM:<address> …` (RFC 5321 §4.1.1.2), where it may come. */
export function mailFrom(talk: Talk, argument: string): void {
  const { session, config } = talk;
  const path = parsePath('FROM', argument);
  const read = path === null ? null : readMail(path, session.offers);
  talk.offered =
    path === null ? null : { address: path.address, ...(read?.ok === true ? { mail: read.declared } : {}) };
  talk.perform('mail', () => answerMail(path, read, session, config));
}

/** `RCPT TO:<address> …` (RFC 5321 §4.1.1.3), where it may come. */
export function rcptTo(talk: Talk, argument: string): void {
  const { session, config, mail } = talk;
  const path = parsePath('TO', argument);
  const read = path === null ? null : readRcpt(path, session.offers);
  talk.offered =
    path === null
      ? null
      : {
          address: path.address,
          ...(read?.ok === true ? { recipient: { address: path.address, ...read.declared } } : {}),
        };
  talk.perform('rcpt', () => {
    const tricked = config.addressReplies && path !== null ? addressReply(path.address) : null;
    return tricked ?? answerRcpt(path, read, mail, session, config);
  });
}
