import type { Stage } from '@smtp-triage/core';

/** Up to so many characters of one sentence or line; a dot within a name does not end it. */
const within = (characters: number): string => `(?:[^.\\n]|\\.(?=\\S)){0,${characters}}?`;

/** One thing and then another in the same sentence. */
export const saying = (first: string, second: string, characters = 90): RegExp =>
  new RegExp(`(?:${first})${within(characters)}(?:${second})`, 'i');

/** Two things in the same sentence, in either order. */
export const near = (one: string, other: string, characters = 90): readonly RegExp[] => [
  saying(one, other, characters),
  saying(other, one, characters),
];

/** A word of advice. */
const DO =
  'use|set|switch|change|choose|select|try|move|check|correct|enable|turn on|configure|allow|ask|tell|make|create|add|log in|submit';

/** Advice to do one of these things with one of those. */
export const bids = (verbs: string, what: string): RegExp => saying(`\\b(?:${verbs})\\b`, what);

/** Advice to do something with one of these things. */
export const advises = (what: string): RegExp => bids(DO, what);

/** A transcript in which a command was answered with a refusal: swaks writes `->` and `<**`, others `>` and `<`. */
const refused = (verb: string): RegExp => new RegExp(`> ?${verb}\\b[^<>]{0,120}<[*~ -]* ?[45]\\d\\d`, 'i');

/** A transcript in which nothing that the server said stands between the connection and its end, or a refusal comes first. */
const atGreeting = /\bconnected\b[^<>]{0,160}(?:<[*~ -]* ?[45]\d\d|reset by peer|timed? ?out|timeout|closed|remotely)/i;

const REFUSED = 'fail|error|refus|reject|denied|not accepted|unsuccessful|invalid|timed? ?out|timeout';
const FAILS = `${REFUSED}|closed|lost|disconnect`;

/**
 * Words that tell where it stopped, in any tool's way of saying so. They are the same for all tools and for all cases of a
 * stage, and are looked for in the whole output as {@link textOf} gives it.
 */
export const STAGE_WORDS: Readonly<Record<Stage, readonly RegExp[]>> = {
  dns: [/resolv|getaddrinfo|ENOTFOUND|\bDNS\b(?!:)|name or service not known|host not found|nodename/i],
  connect: [
    ...near(
      '\\bconnect(?:ion|ing)?\\b',
      'timed? ?out|timeout|refused|unreachable|prohibit|no route|no answer|errno|failed',
    ),
    /ETIMEDOUT|ECONNREFUSED|EHOSTUNREACH|ConnectionRefused|\d\/tcp +(?:filtered|closed)/,
    ...near('\\bport \\d+', 'block|silent|no answer|not answer|never answer|closed|drop|refus|prohibit|forbid'),
    saying('\\bIPv[46]\\b|2001:db8::5', 'no answer|not answer|timed? ?out|timeout|unreachable|block|silent|fail'),
  ],
  greeting: [
    /greeting|\bbanner\b|SMTPConnectError|SMTPServerDisconnected/i,
    saying('\\b(?:accepts?|accepted|opened)\\b', 'reset|close[sd]?|silent|nothing|never|hangs? up|dropped'),
    atGreeting,
  ],
  ehlo: [...near('\\b[EH]?HELO\\b|\\bEHLO\\b', FAILS), refused('EHLO'), /SMTPHeloError/],
  starttls: [
    ...near('STARTTLS', `${FAILS}|\\bnot\\b|n't\\b|\\bno\\b|without|missing|strip|mask|remov|unavailable|unsupported`),
    refused('STARTTLS'),
    /ETLS\b/,
  ],
  tls: [
    /SSL_connect|SSL routines|certificate verify failed|verify error|certificate problem|\bESOCKET\b|SSLError|SSLCert/i,
    ...near('\\b(?:TLS|SSL|certificate|handshake)\\b', FAILS),
    ...near(
      '\\bcertificate\\b',
      'expired|self[- ]signed|another name|mismatch|untrusted|\\bnot\\b|incomplete|missing|unknown',
    ),
    ...near('\\bhandshake\\b', '\\bhangs?\\b|stall|silent|never|no answer'),
    /TLS handshake, Client hello[^<>]{0,160}timed out/i,
  ],
  auth: [
    ...near('\\bauth\\w*|\\blog ?in\\b|\\bpassword\\b', `${REFUSED}|not offered|not advertise|not support`),
    /\bno (?:login|authentication|AUTH)\b|\blogin only\b/i,
    refused('AUTH'),
    /\bEAUTH\b|SMTPAuthenticationError/,
  ],
  envelope: [...near('\\b(?:RCPT|MAIL)\\b|recipient|sender|relay', FAILS), refused('(?:RCPT|MAIL)')],
  data: [...near('\\bDATA\\b|message', FAILS)],
};

/** An output as words are looked for in it: a line that goes on in small letters is one with the next, blanks are single. */
export const textOf = (output: string): string =>
  output.replaceAll(/\s*\n\s*(?=[a-z"'(])/g, ' ').replaceAll(/[^\S\n]+/g, ' ');
