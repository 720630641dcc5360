import type { Code } from '../../catalogue/causes.ts';
import { meaningOf } from '../../catalogue/replies/meaning.ts';
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
  'reply-timeout',
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
  const greeting = about.see('reply', (reply) => reply.to === 'CONNECT')?.event.lines.join(' ') ?? null;
  const known = meaningOf({ stage, code, enhanced, lines, host: about.route.host, greeting });
  const useful =
    known?.specific === true && !BEYOND_A_REPLY.has(known.finding) && !overruled(known.finding, otherwise.code)
      ? known
      : null;
  return {
    code: useful?.finding ?? otherwise.code,
    confidence: useful === null ? otherwise.confidence : 'certain',
    about,
    evidence: [quoted(seen)],
    stage,
    words: { reply: quoteOf(seen.event), verb: VERBS[to ?? 'CONNECT'] ?? to ?? '', ...words },
    ...(useful === null ? {} : { meaning: { cause: useful.cause, fix: useful.fix } }),
  };
}

/** Being told off for the EHLO name is surer than any general reading of a 421. */
const overruled = (finding: Code, rule: Code): boolean => rule === 'ehlo-rejected' && finding === 'greeting-busy';

/** How a reply's occasion is said, where it is no word on the wire. */
const VERBS: Readonly<Partial<Record<string, string>>> = {
  CONNECT: 'the greeting',
  CONTINUE: 'the login',
  AUTH: 'the login',
  TEXT: 'the message',
};
