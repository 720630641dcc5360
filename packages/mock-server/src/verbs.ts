import { step, type Verb } from '@smtp-triage/core/dialogue';
import { refusalOf } from './answers.ts';
import { parseBdat, type WireVerb } from './command-line.ts';
import { authenticate } from './login.ts';
import { mailFrom, rcptTo } from './mail-verbs.ts';
import { REPLIES, type Reply } from './replies.ts';
import type { Stage } from './rules.ts';
import type { Talk } from './talk.ts';
import type { Chunk } from './transaction.ts';

/** What becomes of a command that the table allows now. */
type Handler = (talk: Talk, argument: string) => void;

/** A verb that is answered by one reply, whatever stands behind it; `bare` ones take no parameter. */
const answering =
  (stage: Stage, answer: Reply, bare: boolean = false): Handler =>
  (talk, argument) =>
    talk.perform(stage, () => (bare && argument !== '' ? REPLIES.noArgument : answer));

const hello =
  (say: (talk: Talk, argument: string) => void): Handler =>
  (talk, argument) => {
    talk.hello = argument === '' ? talk.hello : argument;
    say(talk, argument);
  };

/** One handler for each verb on the wire but BDAT, whose octets come first. */
const HANDLERS: Readonly<Record<Exclude<WireVerb, 'BDAT'>, Handler>> = {
  // RFC 5321 §4.1.1.1: no hello without a name
  EHLO: hello((talk, name) =>
    talk.perform('ehlo', ({ edits }) => {
      if (name === '') return REPLIES.nameMissing;
      const { cleartext, secured } = talk.config.offers;
      const answer = (talk.session.tls ? secured : cleartext).hello(edits);
      const hidden = edits.filter(
        ({ type, keyword }) => type === 'mangle' && answer.offers?.includes(keyword) !== true,
      );
      talk.mangled = hidden.map(({ keyword }) => keyword);
      return answer;
    }),
  ),
  HELO: hello((talk, name) => talk.perform('ehlo', () => (name === '' ? REPLIES.nameMissing : talk.config.helo))),
  STARTTLS: answering('starttls', REPLIES.readyForTls, true), // RFC 3207 §4: no parameter
  AUTH: authenticate,
  MAIL: mailFrom,
  RCPT: rcptTo,
  DATA: answering('data', REPLIES.startMail, true),
  QUIT: answering('quit', REPLIES.bye),
  // RFC 5321 §4.1.1.5 to §4.1.1.9
  RSET: answering('any', REPLIES.reset),
  NOOP: answering('any', REPLIES.ok),
  VRFY: answering('any', REPLIES.cannotVerify),
  EXPN: answering('any', REPLIES.notImplemented),
  HELP: answering('any', REPLIES.help),
};

/** Takes a command: the table says whether it may come now, its handler what is made of it. */
export function command(talk: Talk, verb: WireVerb, argument: string): void {
  const { session, config } = talk;
  if (verb === 'AUTH' && !session.tls && argument.includes(' ')) talk.note('credentials-in-clear', talk.line);
  if (verb === 'BDAT') return bdat(talk, argument);
  const refusal = hear(talk, verb);
  if (refusal !== null) return talk.refuse(refusal);
  if (verb === 'MAIL' && config.policy.tlsBeforeMail && !session.tls) talk.note('command-before-tls', talk.line);
  HANDLERS[verb](talk, argument);
}

/** The reply to a command that may not come now; null when it may, and then it waits for its reply. */
function hear(talk: Talk, verb: Exclude<Verb, 'CONNECT' | 'TLS'>): Reply | null {
  const { session, config } = talk;
  const heard = step(session, { type: 'command', verb });
  if (heard.ok) {
    talk.session = heard.session;
    return null;
  }
  talk.log.add({ at: talk.at, type: 'violation', violation: heard.violation });
  const refusal = refusalOf(heard.violation, verb, session, config.policy);
  if (refusal === REPLIES.tlsFirst) talk.note('command-before-tls', talk.line);
  return refusal;
}

/**
 * RFC 3030 §2: the octets follow the line at once, and are read before they are answered, even where the answer is 503. A server
 * that does not offer CHUNKING takes them for commands.
 */
function bdat(talk: Talk, argument: string): void {
  if (!talk.session.offers.includes('CHUNKING')) return talk.refuse(REPLIES.notImplemented);
  const size = parseBdat(argument);
  if (size === null) return talk.refuse(REPLIES.badChunk);
  const { octets, isLast } = size;
  const refusal = hear(talk, isLast ? 'LAST' : 'BDAT');
  const chunk: Chunk = { left: octets, octets, isLast, refusal };
  talk.chunk = chunk;
  if (octets === 0) endChunk(talk, chunk);
}

/** All octets of a chunk are there. */
export function endChunk(talk: Talk, chunk: Chunk): void {
  talk.chunk = null;
  const { refusal, isLast, octets } = chunk;
  talk.log.add({ at: talk.at, type: 'received', line: `‹chunk, ${octets} octets›` });
  if (refusal !== null) return talk.refuse(refusal);
  const size = talk.mail?.message?.size ?? 0;
  talk.perform(isLast ? 'body' : 'data', () => {
    if (size > talk.config.maxSize) return REPLIES.tooLarge;
    return isLast ? REPLIES.accepted : REPLIES.chunkTaken;
  });
}
