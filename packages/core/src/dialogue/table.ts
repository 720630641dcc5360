/**
 * The SMTP dialogue, written once. This file does not know which side we play: the attempt, the mock server and the
 * law sheet all read {@link DIALOGUE}. A rule that is not in the table is not a rule.
 */

/** Which side of the dialogue. */
export type Role = 'client' | 'server';

/** A row of the table: what has been agreed so far. */
export type Phase =
  | 'secure'
  | 'greeting'
  | 'refused'
  | 'hello'
  | 'ready'
  | 'handshake'
  | 'auth'
  | 'mail'
  | 'rcpt'
  | 'chunks'
  | 'failed'
  | 'text'
  | 'closed';

/**
 * What the client says. CONNECT, TLS, CONTINUE and TEXT are no words on the wire: opening, handshake, SASL response, message.
 * BDAT and LAST are one word and two rules: `BDAT n` and `BDAT n LAST` (RFC 3030 §2).
 */
export type Verb =
  | 'CONNECT'
  | 'TLS'
  | 'EHLO'
  | 'HELO'
  | 'STARTTLS'
  | 'AUTH'
  | 'CONTINUE'
  | 'MAIL'
  | 'RCPT'
  | 'DATA'
  | 'TEXT'
  | 'BDAT'
  | 'LAST'
  | 'RSET'
  | 'NOOP'
  | 'VRFY'
  | 'EXPN'
  | 'HELP'
  | 'QUIT';

/** What must hold besides the phase. */
export type Guard = 'cleartext' | 'unauthenticated' | 'offers STARTTLS' | 'offers AUTH';

/** An exact code wins over its class, written as RFC 5321 does: `2yz` is any of 200-299. The two words end a TLS handshake. */
export type ReplyKey = number | `${2 | 3 | 4 | 5}yz` | 'established' | 'failed';

/** One rule: where it stands, what it needs, and where each reply leads. */
export type Row = {
  readonly ref: string;
  readonly on: Readonly<Partial<Record<ReplyKey, Phase>>>;
  readonly needs?: readonly Guard[];
};

/** The shape of the whole law: a row for each legal verb of each phase. */
export type Table = Readonly<Record<Phase, Readonly<Partial<Record<Verb, Row>>>>>;

const quit = { ref: 'RFC 5321 §4.1.1.10', on: { 221: 'closed' } } as const;
const rset = <P extends Phase>(to: P) => ({ ref: 'RFC 5321 §4.1.1.5', on: { 250: to } }) as const;
const staying = <P extends Phase>(ref: string, stay: P) =>
  ({ ref, on: { '2yz': stay, '4yz': stay, '5yz': stay } }) as const;

/** Verbs that may come at any time and change nothing. */
const asides = <P extends Phase>(stay: P) =>
  ({
    NOOP: staying('RFC 5321 §4.1.1.9', stay),
    VRFY: staying('RFC 5321 §4.1.1.6', stay),
    EXPN: staying('RFC 5321 §4.1.1.7', stay),
    HELP: staying('RFC 5321 §4.1.1.8', stay),
    QUIT: quit,
  }) as const;

/** EHLO and HELO start afresh wherever they come; a refused one leaves everything as it was (RFC 5321 §4.1.4). */
const hello = <P extends Phase>(stay: P) =>
  ({
    EHLO: { ref: 'RFC 5321 §4.1.1.1, §4.1.4', on: { 250: 'ready', '4yz': stay, '5yz': stay } },
    HELO: { ref: 'RFC 5321 §4.1.1.1, §4.1.4', on: { 250: 'ready', '4yz': stay, '5yz': stay } },
  }) as const;

const auth = { ref: 'RFC 4954 §4', on: { 235: 'ready', 334: 'auth', '4yz': 'ready', '5yz': 'ready' } } as const;
const rcpt = <P extends Phase>(onFail: P) =>
  ({ ref: 'RFC 5321 §4.1.1.3', on: { '2yz': 'rcpt', '4yz': onFail, '5yz': onFail } }) as const;

// RFC 3030 §2: every chunk is answered; a transaction with a refused one has failed, and the last one ends it either way
const bdat = { ref: 'RFC 3030 §2', on: { 250: 'chunks', '4yz': 'failed', '5yz': 'failed' } } as const;
const last = { ref: 'RFC 3030 §2', on: { 250: 'ready', '4yz': 'ready', '5yz': 'ready' } } as const;

/** What RFC 3030, 3207, 4954, 5321, 6409 and 8314 allow. Policy (TLS before AUTH) and faults do not belong here. */
export const DIALOGUE = {
  secure: { TLS: { ref: 'RFC 8314 §3.3', on: { established: 'greeting', failed: 'closed' } } },
  greeting: { CONNECT: { ref: 'RFC 5321 §3.1', on: { 220: 'hello', '4yz': 'refused', '5yz': 'refused' } } },
  refused: { QUIT: quit }, // a refusing server still waits for QUIT, RFC 5321 §3.1
  hello: { ...hello('hello'), RSET: rset('hello'), ...asides('hello') },
  ready: {
    STARTTLS: {
      ref: 'RFC 3207 §4',
      needs: ['cleartext', 'offers STARTTLS'],
      on: { 220: 'handshake', '4yz': 'ready', '5yz': 'ready' },
    },
    AUTH: { ...auth, needs: ['unauthenticated', 'offers AUTH'] },
    MAIL: { ref: 'RFC 5321 §4.1.1.2', on: { 250: 'mail', '4yz': 'ready', '5yz': 'ready' } },
    ...hello('ready'),
    RSET: rset('ready'),
    ...asides('ready'),
  },
  handshake: { TLS: { ref: 'RFC 3207 §4.2', on: { established: 'hello', failed: 'closed' } } },
  auth: { CONTINUE: auth },
  mail: { RCPT: rcpt('mail'), ...hello('mail'), RSET: rset('ready'), ...asides('mail') },
  rcpt: {
    RCPT: rcpt('rcpt'),
    // Postfix keeps the transaction when it refuses DATA (smtpd answers a following MAIL with "nested MAIL command").
    DATA: { ref: 'RFC 5321 §4.1.1.4', on: { 354: 'text', '4yz': 'rcpt', '5yz': 'rcpt' } },
    BDAT: bdat,
    LAST: last,
    ...hello('rcpt'),
    RSET: rset('ready'),
    ...asides('rcpt'),
  },
  chunks: { BDAT: bdat, LAST: last, ...hello('chunks'), RSET: rset('ready'), ...asides('chunks') }, // and no DATA: RFC 3030 §2
  failed: { ...hello('failed'), RSET: rset('ready'), ...asides('failed') },
  text: { TEXT: { ref: 'RFC 5321 §4.1.1.4', on: { 250: 'ready', '4yz': 'ready', '5yz': 'ready' } } },
  closed: {},
} as const satisfies Table;

/** The verbs that the table allows in a phase, known to the compiler. */
export type LegalVerb<P extends Phase> = keyof (typeof DIALOGUE)[P];
