import { PORTS } from '../../ports.ts';
import type { Bytes, EventOf, Speaker } from '../../trace/types.ts';
import type { Claim } from '../claim.ts';
import type { Facts, RouteFacts, Seen } from '../facts.ts';
import { quoted } from '../facts.ts';
import type { Evidence } from '../types.ts';
import { listing } from '../words.ts';
import { isEcho, isModeMismatch, unheardGreeting } from './mode.ts';

/** Who is heard in place of a mail server; an echo is told from TLS by what it says. */
type Heard = Speaker | 'echo';

const SPEAKERS: Readonly<Partial<Record<Heard, string>>> = {
  http: 'a web server answers',
  ssh: 'an SSH server answers',
  imap: 'an IMAP server answers, for reading mail',
  pop3: 'a POP3 server answers, for fetching mail',
  echo: 'what answers only repeats what it hears',
  unknown: 'something unknown answers',
};

/** Protocols that answer in three digits as SMTP does: known by their words, and by what they make of EHLO. */
const NAMESAKES: readonly { readonly speaker: string; readonly words: RegExp }[] = [
  // RFC 959 §4.2: 220 greets, and 530 says that nobody is logged in
  { speaker: 'an FTP server answers, for files', words: /ftp|filezilla|serv-u|\buser and pass\b/i },
  // RFC 2033 §4.1: LHLO in place of EHLO
  { speaker: 'an LMTP server answers, for delivery inside a mail system', words: /\b(?:lmtp|lhlo)\b/i },
  // RFC 3977 §5.1: 200 and 201 greet
  { speaker: 'a news server (NNTP) answers', words: /\b(?:nntp|nnrp|netnews|innd?)\b|internetnews/i },
];

/** Something answers that is not SMTP. */
export function otherService(facts: Facts): readonly Claim[] {
  const web = webPorts(facts);
  const portal = web.length > 1 ? { portal: listing(web) } : {};
  return facts.routes.flatMap((about): Claim | readonly Claim[] => {
    const namesake = namedOther(about);
    if (namesake !== null) return { ...namesake, code: 'not-smtp', about };
    const here = strangerAt(about);
    const stranger = here ?? strangerBeside(facts, about);
    if (stranger === null || isModeMismatch(facts, about)) return [];
    const { speaker, seen, bytes } = stranger;
    if (speaker === 'unknown' && isGreetingBehind(bytes)) return before220(about, seen, bytes);
    const silence = here === null ? unheardGreeting(about) : null;
    const quote = bytes?.text?.split(/\r?\n/)[0];
    return {
      code: 'not-smtp',
      confidence: speaker === 'unknown' ? 'likely' : 'certain',
      about,
      evidence: [
        quote === undefined ? seen.evidence : { ...seen.evidence, quote },
        ...(silence === null ? [] : [silence.evidence]),
      ],
      ...(speaker === 'http' && web.length > 1 ? { blame: 'network' as const } : {}),
      words: { speaker: SPEAKERS[speaker] ?? '', ...(speaker === 'http' ? portal : {}) },
    };
  });
}

/** A warning of inetd or of a loader, say, which comes before the server has its say. */
const isGreetingBehind = (bytes: Stranger['bytes']): boolean => /\n220[ -]/.test(bytes?.text ?? '');

function before220(about: RouteFacts, { evidence }: Seen, bytes: Stranger['bytes']): Claim {
  const [first = ''] = (bytes?.text ?? '').split(/\r?\n/);
  const words = { detail: `"${first}" stands before the greeting` };
  const quoting = [{ ...evidence, quote: first }] as const;
  return { code: 'protocol-violation', confidence: 'certain', about, evidence: quoting, stage: 'greeting', words };
}

/** The ports for mail on which a web server answers. On several of them it is no server of the host: the network answers for it. */
const webPorts = ({ routes }: Facts): readonly number[] =>
  PORTS.map(({ port }) => port).filter((port) =>
    routes.some((about) => about.route.port === port && strangerAt(about)?.speaker === 'http'),
  );

/** A server of another protocol that speaks in reply codes: it names itself, and does not know EHLO. */
export function namedOther(about: RouteFacts): Pick<Claim, 'confidence' | 'evidence' | 'words'> | null {
  const greeting = about.see('reply', ({ to }) => to === 'CONNECT');
  const refused = about.see('reply', isOutOfPlace);
  const isTaken = about.see('reply', ({ to, code }) => (to === 'EHLO' || to === 'HELO') && code < 400) !== null;
  if (greeting === null || refused === null || isTaken || /smtp/i.test(textOf(greeting))) return null;
  for (const said of [greeting, refused]) {
    const found = NAMESAKES.find(({ words }) => words.test(textOf(said)));
    if (found === undefined) continue;
    const evidence: readonly [Evidence, ...Evidence[]] =
      said === refused ? [quoted(refused)] : [quoted(greeting), quoted(refused)];
    return { confidence: 'likely', evidence, words: { speaker: found.speaker } };
  }
  return null;
}

/** A greeting with another code than SMTP has, or an EHLO that is not known: what is said of our name or address has other codes. */
const isOutOfPlace = ({ to, code }: EventOf<'reply'>): boolean =>
  to === 'CONNECT'
    ? code !== 220 && code < 400
    : (to === 'EHLO' || to === 'HELO') && [500, 502, 503, 530].includes(code);
const textOf = ({ event }: Seen<EventOf<'reply'>>): string => event.lines.join(' ');

type Stranger = { readonly speaker: Heard; readonly seen: Seen; readonly bytes: Bytes | null | undefined };

/** What spoke on this route in place of a greeting or of a handshake, if it is no mail server. */
function strangerAt(about: RouteFacts): Stranger | null {
  const raw = about.ended?.why === 'not-smtp' ? about.see('received') : null;
  const inPlace = about.see(
    'not-secured',
    ({ failure }) =>
      isEcho(failure) || (failure.speaker !== null && failure.speaker in SPEAKERS && failure.firstBytes !== null),
  );
  const failure = inPlace?.event.failure;
  const speaker: Heard =
    raw?.event.speaker ?? (failure !== undefined && isEcho(failure) ? 'echo' : (failure?.speaker ?? 'unknown'));
  const seen = raw ?? inPlace;
  if (seen === null || SPEAKERS[speaker] === undefined) return null;
  return { speaker, seen, bytes: raw?.event.bytes ?? failure?.firstBytes };
}

/** Web servers wait to be spoken to: what is silent here may have named itself to a ClientHello on the same port. */
export function strangerBeside({ routes }: Facts, about: RouteFacts): Stranger | null {
  if (unheardGreeting(about) === null) return null;
  const found = routes
    .filter(({ route }) => route.port === about.route.port && route.address === about.route.address)
    .map(strangerAt);
  return found.find((stranger) => stranger !== null && stranger.speaker !== 'unknown') ?? null;
}
