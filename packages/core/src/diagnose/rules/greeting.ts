import type { Code } from '../../catalogue/causes.ts';
import type { EventOf, Stage } from '../../trace/types.ts';
import type { Claim } from '../claim.ts';
import type { Facts, RouteFacts, Seen } from '../facts.ts';
import { quoted } from '../facts.ts';
import type { Evidence } from '../types.ts';
import { listing, seconds } from '../words.ts';
import { silenceOf } from './connect.ts';
import { isModeMismatch, isMute, unheardGreeting } from './mode.ts';
import { namedOther, strangerBeside } from './other-service.ts';
import { refusal } from './reply.ts';

const isHello = ({ to }: EventOf<'reply'>): boolean => to === 'EHLO' || to === 'HELO';

/** What a refusal before any business means. A 421 that speaks of the EHLO is about our name, as smtp-relay.gmail.com's is. */
const REFUSALS: readonly { readonly code: Code; readonly when: (reply: EventOf<'reply'>) => boolean }[] = [
  // Before any mail, only the address of the client can be on a list
  {
    code: 'address-blocklisted',
    when: ({ lines }) => /\b(?:black|block) ?-?list(?:ed)?\b|\b(?:dnsbl|rbl)\b|\bis listed\b/i.test(lines.join(' ')),
  },
  { code: 'greeting-rejected', when: ({ code, to }) => code >= 500 && to === 'CONNECT' },
  {
    code: 'ehlo-rejected',
    when: (reply) => isHello(reply) && (reply.code >= 500 || /\b(ehlo|helo)\b/i.test(reply.lines.join(' '))),
  },
  {
    code: 'server-fault',
    // RFC 5321 §4.2.3: 451 is a fault of the server's own
    when: (reply) =>
      isHello(reply) && reply.code !== 421 && (reply.code === 451 || /^4\.3\./.test(reply.enhanced ?? '')),
  },
  { code: 'greeting-busy', when: () => true },
];

/** The greeting, or the reply to EHLO, was a refusal. */
export function refusedAtTheDoor({ routes }: Facts): readonly Claim[] {
  return routes.flatMap((about): Claim | readonly Claim[] => {
    const seen = about.see(
      'reply',
      ({ to, code }) => code >= 400 && (to === 'CONNECT' || to === 'EHLO' || to === 'HELO' || code === 421),
    );
    if (seen === null || about.ok || namedOther(about) !== null) return [];
    const { code, to } = seen.event;
    // What answers the login or the envelope is read there; a 421 that answers nothing is read here (RFC 5321 §3.8)
    const later = about.failedAt === 'auth' || about.failedAt === 'envelope' || about.failedAt === 'data';
    if (later && to !== null) return [];
    const helloFollows = about.see('reply', (next) => next.to === 'HELO' && next.code < 400) !== null;
    if (code >= 500 && to === 'EHLO' && helloFollows) return [];
    const found = REFUSALS.find(({ when }) => when(seen.event))?.code ?? 'greeting-busy';
    return refusal(about, seen, about.failedAt ?? 'greeting', { code: found, confidence: 'certain' }, ehloName(about));
  });
}

/** The server knows HELO only. */
export function heloOnly({ routes }: Facts): readonly Claim[] {
  return routes.flatMap((about): Claim | readonly Claim[] => {
    const seen = about.see('reply', ({ to, code }) => to === 'HELO' && code < 400);
    return seen === null
      ? []
      : [{ code: 'esmtp-not-supported', confidence: 'certain', about, evidence: [quoted(seen)] }];
  });
}

/** Nobody speaks, or the peer hangs up before a word; the wrong mode is ruled out. */
export function unspoken(facts: Facts): readonly Claim[] {
  return facts.routes.flatMap((about): Claim | readonly Claim[] => {
    const mute = isMute(facts, about) ? hangInTls(about) : null;
    if (mute !== null) return { ...mute, code: 'greeting-missing', confidence: 'likely', about };
    const seen = unheardGreeting(about);
    if (seen === null || seen.event.type === 'received' || isModeMismatch(facts, about)) return [];
    if (strangerBeside(facts, about) !== null) return [];
    const { event, evidence } = seen;
    if (event.type === 'closed') {
      const words = { when: 'before its greeting' };
      return [
        {
          code: event.how === 'end' ? 'connection-dropped' : 'connection-reset',
          confidence: 'certain',
          about,
          evidence: [evidence],
          words,
        },
      ];
    }
    const alsoInTls = facts.routes.find(
      ({ route, see }) =>
        route.port === about.route.port &&
        route.mode !== about.route.mode &&
        see('connected') !== null &&
        see('secured') === null,
    );
    const second = alsoInTls?.see('quiet') ?? null;
    const hungUp = alsoInTls?.see('not-secured', ({ failure: { why } }) => why === 'closed' || why === 'reset') ?? null;
    return {
      code: 'greeting-missing',
      confidence: second === null ? 'possible' : 'likely',
      about,
      evidence: [evidence, ...[second, hungUp].flatMap((each) => (each === null ? [] : [each.evidence]))],
      words: {
        seconds: seconds('waitedMs' in event ? event.waitedMs : 0),
        ...(hungUp === null ? {} : { hangsUp: 'it hangs up on whatever it hears' }),
      },
    };
  });
}

/** A port that is as silent to a handshake as its neighbours are without one. */
function hangInTls(about: RouteFacts): Pick<Claim, 'evidence' | 'words'> | null {
  const hung = about.see('timed-out') ?? about.see('quiet', ({ stage }) => stage === 'tls');
  return hung === null ? null : { evidence: [hung.evidence], words: { seconds: seconds(hung.event.waitedMs) } };
}

/** How long clients wait for a greeting, in seconds (their defaults, November 2026). */
const PATIENCE: readonly { readonly client: string; readonly seconds: number }[] = [
  { client: 'blackbox_exporter', seconds: 5 },
  { client: 'Thunderbird', seconds: 10 },
  { client: 'Post SMTP', seconds: 10 },
  { client: 'nodemailer', seconds: 30 },
  { client: 'swaks', seconds: 30 },
  { client: 'K-9 Mail', seconds: 60 },
  { client: 'curl', seconds: 120 },
];
const SLOW_GREETING_MS = 5_000;

/** Who has given up by then, and who still waits. */
function patienceAt(waitedMs: number): string {
  const said = (list: typeof PATIENCE): string =>
    listing(list.map(({ client, seconds: limit }) => `${client} (${limit} s)`));
  const gone = PATIENCE.filter(({ seconds: limit }) => limit * 1_000 <= waitedMs);
  const waiting = PATIENCE.filter((each) => !gone.includes(each));
  const still = waiting.length === 0 ? '' : ` ${said(waiting)} still ${waiting.length === 1 ? 'waits' : 'wait'}.`;
  return `By then ${said(gone)} ${gone.length === 1 ? 'has' : 'have'} given up.${still}`;
}

/** The greeting came, but later than some clients wait. */
export function lateGreeting({ routes }: Facts): readonly Claim[] {
  return routes.flatMap((about) => {
    const seen = about.see('reply', ({ to }) => to === 'CONNECT');
    const since = (about.see('secured', ({ at }) => at <= (seen?.event.at ?? 0)) ?? about.see('connected'))?.event.at;
    const waitedMs = seen === null || since === undefined ? 0 : seen.event.at - since;
    return seen === null || waitedMs < SLOW_GREETING_MS
      ? []
      : [
          {
            code: 'greeting-slow',
            confidence: 'certain',
            about,
            evidence: [quoted(seen)],
            words: { seconds: seconds(waitedMs), patience: patienceAt(waitedMs) },
          },
        ];
  });
}

/** Stages in which one reply follows another. */
const DIALOGUE: ReadonlySet<Stage> = new Set<Stage>(['ehlo', 'envelope', 'data']);

const heard = ({ event: { bytes }, evidence }: Seen<EventOf<'received'>>): Evidence =>
  bytes.text === undefined ? evidence : { ...evidence, quote: bytes.text.trim() };

/** The dialogue broke off, in a greeting that never ended or after one. */
export function brokenOff(facts: Facts): readonly Claim[] {
  return facts.routes.flatMap((about): Claim | readonly Claim[] => {
    if (about.failedAt === null || silenceOf(about) !== null) return [];
    const { failedAt } = about;
    const verb = about.see('sent')?.event.verb ?? 'EHLO';
    const timedOut = about.see('timed-out', ({ stage }) => stage === failedAt);
    const begun = failedAt === 'greeting' ? about.see('received', ({ speaker }) => speaker === 'smtp') : null;
    if (timedOut !== null && (begun !== null || DIALOGUE.has(failedAt))) {
      const due = begun !== null ? 'end of the greeting' : `reply to ${failedAt === 'ehlo' ? verb : 'the envelope'}`;
      const words = { due, seconds: seconds(timedOut.event.waitedMs) };
      const evidence = begun === null ? ([timedOut.evidence] as const) : ([heard(begun), timedOut.evidence] as const);
      return [{ code: 'reply-timeout', confidence: 'likely', about, evidence, stage: failedAt, words }];
    }
    const closed = about.see('closed', ({ by }) => by === 'peer');
    if (
      closed !== null &&
      about.ended?.why === 'closed' &&
      failedAt !== 'greeting' &&
      failedAt !== 'starttls' &&
      failedAt !== 'connect'
    ) {
      const words = { when: `at the stage "${failedAt}"` };
      return [
        {
          code: 'connection-dropped',
          confidence: 'certain',
          about,
          evidence: [closed.evidence],
          stage: failedAt,
          words,
        },
      ];
    }
    const violation = about.see('violation', ({ violation: { by } }) => by === 'server');
    const isGoodbye = about.see('reply', ({ to, at }) => to === 'QUIT' && at === violation?.event.at) !== null;
    // How somebody says goodbye to whom he has refused is no news
    if (violation === null || isGoodbye || namedOther(about) !== null) return [];
    const { got, expected } = violation.event.violation;
    const detail = `the server said ${got} where ${expected.join(' or ') || 'nothing'} was due`;
    return [
      {
        code: 'protocol-violation',
        confidence: 'certain',
        about,
        evidence: [violation.evidence],
        stage: failedAt,
        words: { detail },
      },
    ];
  });
}

const ehloName = (about: RouteFacts): Readonly<Record<string, string>> => {
  const line = about.see('sent', ({ verb }) => verb === 'EHLO')?.event.line;
  return line === undefined ? {} : { ehlo: line.slice('EHLO '.length) };
};
