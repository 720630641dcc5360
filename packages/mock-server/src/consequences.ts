import type { Verb } from '@smtp-triage/core/dialogue';
import { BodyReader } from './body.ts';
import { NOTHING_ASKED, NOTHING_MAILED } from './parameters.ts';
import type { Talk } from './talk.ts';

type Consequence = (talk: Talk, code: number) => void;

/** What a reply that the table allows does besides moving the session. */
export const CONSEQUENCES: Readonly<Partial<Record<Verb, Consequence>>> = {
  EHLO: startAfresh,
  HELO: startAfresh,
  RSET: startAfresh,
  AUTH: login,
  CONTINUE: login,
  MAIL: (talk, code) => {
    const { offered } = talk;
    if (code !== 250) return;
    talk.mail = {
      from: offered?.address ?? '',
      declared: offered?.mail ?? NOTHING_MAILED,
      recipients: [],
      message: null,
    };
  },
  RCPT: ({ mail, offered }, code) => {
    if (code >= 300 || offered === null) return;
    mail?.recipients.push(offered.recipient ?? { ...NOTHING_ASKED, address: offered.address });
  },
  DATA: (talk, code) => {
    if (code !== 354 || talk.mail === null) return;
    talk.body = new BodyReader(talk.config.maxSize);
    talk.mail.message = talk.body.kept;
  },
  TEXT: endMessage,
  LAST: endMessage,
};

/** RFC 5321 §4.1.4, §4.1.1.5: a transaction that was open is no more. */
function startAfresh(talk: Talk, code: number): void {
  if (code === 250) talk.mail = null;
}

function login(talk: Talk, code: number): void {
  if (code === 235) talk.log.user = talk.claim;
}

/** The message has been answered: 250 means that the server has it now (RFC 5321 §4.2.5). */
function endMessage(talk: Talk, code: number): void {
  const { mail, at, log } = talk;
  talk.mail = null;
  talk.body = null;
  if (mail === null || mail.message === null || code !== 250) return;
  const { from, recipients, declared, message } = mail;
  const { id, listener, user, tls } = log;
  log.add({ at, type: 'message', octets: message.size, recipients: recipients.length });
  talk.act({
    type: 'capture',
    message: {
      session: id,
      listener,
      at,
      from,
      to: recipients.map(({ address }) => address),
      user,
      tls,
      raw: message.octets,
      declared,
      recipients,
    },
  });
}
