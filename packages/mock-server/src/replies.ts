import { utf8 } from './text.ts';

/** A reply as it is sent and as the transcript keeps it; made once, sent often. */
export type Reply = {
  readonly code: number;
  /** Text of each line, enhanced code included. */
  readonly lines: readonly string[];
  readonly bytes: Uint8Array;
  /** In the reply to EHLO, the keywords that the dialogue table guards on. */
  readonly offers?: readonly string[];
};

/** Encodes a reply (RFC 5321 §4.2.1); the enhanced code stands in every line (RFC 2034 §4). */
export function reply(code: number, enhanced: string | null, ...texts: readonly string[]): Reply {
  const prefix = enhanced === null ? '' : `${enhanced} `;
  const lines = texts.map((text) => `${prefix}${text}`);
  const last = lines.length - 1;
  return { code, lines, bytes: utf8(lines.map((line, i) => `${code}${i < last ? '-' : ' '}${line}\r\n`).join('')) };
}

/** Replies that many servers of a process have in common. */
const shared = new Map<string, Reply>();
const SHARED_CAP = 100;

/** The reply of a key, made when it is first asked for: a test that starts a server of its own need not wait for the words. */
export function sharedReply(key: string, make: () => Reply): Reply {
  const known = shared.get(key);
  if (known !== undefined) return known;
  const made = make();
  if (shared.size < SHARED_CAP) shared.set(key, made);
  return made;
}

/**
 * What a client would read in octets that a test wrote: the last line that ends a reply decides (RFC 5321 §4.2.1), and
 * `replies` counts them.
 */
export function rawLines(octets: string): {
  readonly code: number | null;
  readonly lines: readonly string[];
  readonly replies: number;
} {
  const lines = octets.split(/\r?\n/);
  const ends = lines.filter((line) => /^[2-5]\d\d(?: |$)/.test(line));
  const last = ends.at(-1);
  const code = last === undefined ? null : Number(last.slice(0, 3));
  return { code, lines: lines.map((line) => line.slice(4)), replies: ends.length };
}

/** The replies of {@link REPLIES}. */
export type ReplyName =
  | 'ok'
  | 'reset'
  | 'bye'
  | 'help'
  | 'cannotVerify'
  | 'readyForTls'
  | 'senderOk'
  | 'recipientOk'
  | 'startMail'
  | 'accepted'
  | 'authenticated'
  | 'unknown'
  | 'tooLong'
  | 'notImplemented'
  | 'outOfOrder'
  | 'nulInLine'
  | 'nameMissing'
  | 'noArgument'
  | 'badSender'
  | 'badSize'
  | 'badRecipient'
  | 'badParameter'
  | 'badParameterValue'
  | 'needsUtf8'
  | 'badChunk'
  | 'chunkTaken'
  | 'tooManyRecipients'
  | 'tooLarge'
  | 'tlsFirst'
  | 'tlsNotAvailable'
  | 'loginFirst'
  | 'relayDenied'
  | 'credentialsRejected'
  | 'mechanismUnknown'
  | 'badBase64'
  | 'noInitialResponse'
  | 'cancelled'
  | 'exchangeOver'
  | 'authLineTooLong';

/** What the server says when no rule says otherwise. */
export const REPLIES: Readonly<Record<ReplyName, Reply>> = {
  ok: reply(250, '2.0.0', 'Ok'),
  reset: reply(250, '2.0.0', 'Flushed'),
  bye: reply(221, '2.0.0', 'Bye'),
  help: reply(214, '2.0.0', 'See RFC 5321'),
  cannotVerify: reply(252, '2.0.0', 'Cannot verify, but will accept mail'),
  readyForTls: reply(220, '2.0.0', 'Ready to start TLS'),
  senderOk: reply(250, '2.1.0', 'Sender ok'),
  recipientOk: reply(250, '2.1.5', 'Recipient ok'),
  startMail: reply(354, null, 'End data with <CR><LF>.<CR><LF>'),
  accepted: reply(250, '2.0.0', 'Message accepted'),
  authenticated: reply(235, '2.7.0', 'Authentication successful'),

  // RFC 5321 §4.2.4: 500 for what is no command, 502 for one that is not implemented here, 503 for one that is, but not now
  unknown: reply(500, '5.5.1', 'Command not recognized'),
  tooLong: reply(500, '5.5.2', 'Line too long'),
  notImplemented: reply(502, '5.5.1', 'Command not implemented'),
  outOfOrder: reply(503, '5.5.1', 'Bad sequence of commands'),
  nulInLine: reply(500, '5.5.2', 'NUL in command line'),

  nameMissing: reply(501, '5.5.4', 'Domain or address literal required'),
  noArgument: reply(501, '5.5.4', 'No parameter allowed'),
  badSender: reply(501, '5.1.7', 'Syntax: MAIL FROM:<address>'),
  badSize: reply(501, '5.5.4', 'SIZE wants a number'),
  badRecipient: reply(501, '5.1.3', 'Syntax: RCPT TO:<address>'),
  badParameter: reply(555, '5.5.4', 'Parameter not recognized'),
  badParameterValue: reply(501, '5.5.4', 'Syntax error in a parameter'),
  needsUtf8: reply(553, '5.6.7', 'Address needs SMTPUTF8'),
  badChunk: reply(501, '5.5.4', 'Syntax: BDAT size [LAST]'),
  chunkTaken: reply(250, '2.0.0', 'Chunk accepted'),
  tooManyRecipients: reply(452, '4.5.3', 'Too many recipients'),
  tooLarge: reply(552, '5.3.4', 'Message size exceeds fixed limit'),

  tlsNotAvailable: reply(454, '4.7.0', 'TLS not available due to temporary reason'),
  tlsFirst: reply(530, '5.7.0', 'Must issue a STARTTLS command first'),
  loginFirst: reply(530, '5.7.0', 'Authentication required'),
  relayDenied: reply(550, '5.7.1', 'Relaying denied'),
  credentialsRejected: reply(535, '5.7.8', 'Authentication credentials invalid'),
  mechanismUnknown: reply(504, '5.5.4', 'Unrecognized authentication type'),
  badBase64: reply(501, '5.5.2', 'Cannot decode the response'),
  noInitialResponse: reply(501, '5.7.0', 'This mechanism takes no initial response'),
  cancelled: reply(501, '5.7.0', 'Authentication cancelled'),
  exchangeOver: reply(501, '5.5.2', 'No exchange to continue'),
  authLineTooLong: reply(500, '5.5.6', 'Authentication exchange line is too long'),
};
