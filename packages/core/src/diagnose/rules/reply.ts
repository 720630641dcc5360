import type { Code } from '../../catalogue/causes.ts';
import { describeReply } from '../../catalogue/enhanced.ts';
import { type Registered, registeredFinding } from '../../catalogue/registered.ts';
import { meaningOf, type ReplyMeaning } from '../../catalogue/replies/meaning.ts';
import type { EventOf, Stage } from '../../trace/types.ts';
import type { Claim } from '../claim.ts';
import { quoted, quoteOf, type RouteFacts, type Seen } from '../facts.ts';

type Reply = EventOf<'reply'>;

/** Findings that a reply alone cannot prove: they are about what was not said, or about settings. */
const BEYOND_A_REPLY: ReadonlySet<Code> = new Set<Code>([
  'connection-dropped',
  'implicit-tls-on-starttls-port',
  'not-smtp',
  'port-unreachable',
  'starttls-on-implicit-tls-port',
]);

/**
 * The claim that a refusal is: what the catalogue of real replies knows of it, else what the rule makes of the code. The
 * server's own words always stand in the evidence.
 */
export function refusal(
  about: RouteFacts,
  seen: Seen<Reply>,
  stage: Stage,
  otherwise: Pick<Claim, 'code' | 'confidence'>,
  words: Readonly<Record<string, string>> = {},
): Claim {
  const { code, enhanced, lines, to } = seen.event;
  const registered = describeReply({ code, enhanced, to });
  const greeting = about.see('reply', (reply) => reply.to === 'CONNECT')?.event.lines.join(' ') ?? null;
  const known = meaningOf({ stage, code, enhanced, lines, host: about.route.host, greeting });
  if (about.see('secured') !== null && wantsTls(seen.event, known)) return unawareOfTls(about, seen, stage);
  const useful = known?.specific === true && isProof(known.finding, to, otherwise.code) ? known : null;
  const reply = quoteOf(seen.event);
  const verb = to === null ? 'no command of ours' : (VERBS[to] ?? to);
  return {
    code: useful?.finding ?? otherwise.code,
    confidence: useful === null ? otherwise.confidence : 'certain',
    about,
    evidence: [quoted(seen)],
    stage,
    words: { reply, verb, detail: `the server answered ${verb} with "${reply}"`, ...words },
    ...(useful !== null
      ? { meaning: { cause: useful.cause, fix: useful.fix } }
      : registered === null
        ? {}
        : { registered }),
  };
}

/** Encryption asked for in words, or by codes that mean nothing else (RFC 4954 §6, RFC 5248 §2.4). */
const wantsTls = ({ code, enhanced }: Reply, known: ReplyMeaning | null): boolean =>
  known?.finding === 'auth-requires-tls' ||
  [523, 524, 538].includes(code) ||
  enhanced === '5.7.10' ||
  enhanced === '5.7.11';

/** Who asks for TLS inside TLS does not end it: something in front does, and does not tell. */
function unawareOfTls(about: RouteFacts, seen: Seen<Reply>, stage: Stage): Claim {
  const reply = quoteOf(seen.event);
  return {
    code: 'protocol-violation',
    confidence: 'likely',
    about,
    evidence: [quoted(seen)],
    stage,
    words: { detail: `inside TLS the server asks for TLS ("${reply}")`, inner: 'it does not see the encryption' },
  };
}

/** What the codes of a reply come to, as far as that can be: who is in TLS already cannot be asked for it. */
export function registeredFor(about: RouteFacts, { code, enhanced, to }: Reply): Registered | null {
  const registered = registeredFinding({ code, enhanced, to });
  if (registered === null || !fitsOccasion(registered.finding, to)) return null;
  return registered.finding === 'auth-requires-tls' && about.see('secured') !== null ? null : registered;
}

/** Whether a known reply says so of itself, here. Who answers a command of ours has not waited for us in vain. */
const isProof = (finding: Code, to: Reply['to'], rule: Code): boolean =>
  !BEYOND_A_REPLY.has(finding) &&
  fitsOccasion(finding, to) &&
  !overruled(finding, rule) &&
  (finding !== 'reply-timeout' || to === null);

/** Findings about an address, which nobody can refuse who has not heard of one. */
const ABOUT_AN_ADDRESS: ReadonlySet<Code> = new Set<Code>([
  'recipient-relay-denied',
  'recipient-unknown',
  'sender-not-permitted',
]);
const ENVELOPE: ReadonlySet<Reply['to']> = new Set<Reply['to']>(['MAIL', 'RCPT', 'DATA', 'TEXT']);
const fitsOccasion = (finding: Code, to: Reply['to']): boolean => !ABOUT_AN_ADDRESS.has(finding) || ENVELOPE.has(to);

/** Being told off for the EHLO name is surer than any general reading of a 421, and a list than one of a 554. */
const overruled = (finding: Code, rule: Code): boolean =>
  (rule === 'ehlo-rejected' && finding === 'greeting-busy') ||
  (rule === 'address-blocklisted' && finding === 'greeting-rejected');

/** How a reply's occasion is said, where it is no word on the wire. */
const VERBS: Readonly<Partial<Record<string, string>>> = {
  CONNECT: 'the greeting',
  CONTINUE: 'the login',
  AUTH: 'the login',
  TEXT: 'the message',
};
