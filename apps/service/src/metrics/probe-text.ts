import { createHash } from 'node:crypto';
import {
  type Case,
  isTrusted,
  keywordsOf,
  printable,
  type Report,
  type RouteOutcome,
  STAGES,
  type TraceEvent,
  trustProblems,
} from '@smtp-triage/core';
import { exposition, type Family, type Sample } from './exposition.ts';
import type { ProbeModule } from './modules.ts';

/** What is known of a scrape beside the case. */
export type Scrape = {
  readonly module: ProbeModule;
  readonly durationS: number;
  readonly timeoutS: number;
  readonly debug: boolean;
};

/** Keywords and mechanisms that become labels: what a server makes up never does. */
const KEYWORDS = [
  'STARTTLS',
  'AUTH',
  'SIZE',
  'PIPELINING',
  '8BITMIME',
  'SMTPUTF8',
  'CHUNKING',
  'REQUIRETLS',
  'ENHANCEDSTATUSCODES',
  'DSN',
] as const;
const MECHANISMS = ['PLAIN', 'LOGIN', 'CRAM-MD5', 'SCRAM-SHA-1', 'SCRAM-SHA-256', 'XOAUTH2', 'OAUTHBEARER'] as const;
const CONFIDENCE = { certain: 1, likely: 0.75, possible: 0.4 } as const;
/** Phases of the waterfall and the command whose reply ends each. */
const REPLIES = [
  ['greeting', 'CONNECT'],
  ['ehlo', 'EHLO'],
  ['starttls', 'STARTTLS'],
  ['auth', 'AUTH'],
  ['mail', 'MAIL'],
  ['rcpt', 'RCPT'],
  ['data', 'DATA'],
  ['quit', 'QUIT'],
] as const;

/**
 * The answer to a scrape: names and labels as blackbox_exporter has them, so that its dashboards and alerts work
 * unchanged, and beside them what only a diagnosis knows. At most 80 series, whatever the server says (MET-04).
 */
export function probeText(triaged: Case, report: Report, { module, durationS, timeoutS, debug }: Scrape): string {
  const { startedAt } = report.vantage;
  const route = routeOf(report, module);
  const events = triaged.traces.find((trace) => trace.route.id === route?.id)?.events ?? [];
  const text = exposition([
    one('probe_success', 'Whether the goal of the module was reached.', Number(isSuccess(route, module, startedAt))),
    one('probe_duration_seconds', 'How long the probe took.', durationS),
    one('probe_timeout_seconds', 'How long it might have taken.', timeoutS),
    one('probe_dns_lookup_time_seconds', 'Time of the name look-up.', seconds(route?.timings.dns ?? 0)),
    one('probe_ip_protocol', 'IP version, 0 where none was reached.', route?.family ?? 0),
    one(
      'probe_ip_addr_hash',
      'Hash of the address, to see that it changed.',
      route === null ? 0 : hashOf(route.address),
    ),
    ...tlsFamilies(route),
    {
      name: 'probe_smtp_phase_duration_seconds',
      help: 'Time of each phase.',
      samples: phases(route, events),
    },
    one(
      'probe_smtp_stage_reached',
      `Ordinal of the furthest stage: ${STAGES.map((stage, n) => `${n + 1} ${stage}`).join(', ')}; 0 none.`,
      ordinal(route),
    ),
    { name: 'probe_smtp_reply_code', help: 'Last reply code of each phase, 0 for none.', samples: codes(events) },
    {
      name: 'probe_smtp_diagnosis_info',
      help: 'The primary finding.',
      samples: report.findings
        .slice(0, 1)
        .map(({ code, stage, blame }) => ({ labels: { code, stage, blame }, value: 1 })),
    },
    one(
      'probe_smtp_confidence',
      'How sure the primary finding is, from 0 to 1.',
      CONFIDENCE[report.findings[0]?.confidence ?? 'certain'],
    ),
    {
      name: 'probe_smtp_capability',
      help: 'Extensions offered after TLS, from a fixed list.',
      samples: KEYWORDS.map((keyword) => ({ labels: { keyword }, value: Number(offers(events, 'after', keyword)) })),
    },
    {
      name: 'probe_smtp_auth_mechanism',
      help: 'Login mechanisms offered before and after TLS, from a fixed list.',
      samples: (['before', 'after'] as const).flatMap((tls) =>
        MECHANISMS.map((mechanism) => ({
          labels: { mechanism, tls },
          value: Number(offersLogin(events, tls, mechanism)),
        })),
      ),
    },
    one(
      'probe_smtp_tls_verified',
      'Whether name, chain and dates of the certificate hold.',
      Number(isVerified(route, startedAt)),
    ),
    one(
      'probe_smtp_greeting_delay_seconds',
      'How long the server took to greet.',
      seconds(route?.timings.greeting ?? 0),
    ),
    one('probe_smtp_rate_limited', 'Whether the server put us off (421, 4.7.x).', Number(isPutOff(events))),
  ]);
  return debug ? `${text}# ${printable(report.headline)}\n` : text;
}

const one = (name: string, help: string, value: number): Family => ({ name, help, samples: [{ value }] });
const seconds = (ms: number): number => ms / 1_000;

/** The best route of the module: one that worked, else the one that came furthest. */
function routeOf(report: Report, module: ProbeModule): RouteOutcome | null {
  const own = report.routes.filter((route) => module.ladder.some((rung) => rung.port === route.port));
  return own.find(({ outcome }) => outcome === 'ok') ?? own.toSorted((a, b) => ordinal(b) - ordinal(a))[0] ?? null;
}

const isSuccess = (route: RouteOutcome | null, { success }: ProbeModule, startedAt: string): boolean =>
  route?.outcome === 'ok' && (success === 'answers' || isVerified(route, startedAt));

const isVerified = (route: RouteOutcome | null, startedAt: string): boolean =>
  route !== null && route.tls !== null && isTrusted(trustProblems(route.tls, startedAt, 'TLSv1.2'));

const ordinal = (route: RouteOutcome | null): number =>
  route?.reached === null || route?.reached === undefined ? 0 : STAGES.indexOf(route.reached) + 1;

/** A number that changes with the address and says nothing else of it. */
const hashOf = (address: string): number => createHash('sha256').update(address).digest().readUInt32BE(0);

function tlsFamilies(route: RouteOutcome | null): readonly Family[] {
  const tls = route?.tls ?? null;
  if (tls === null || tls.certificate === null) return [];
  const ends = [tls.certificate.validTo, ...tls.chain.map(({ validTo }) => validTo)].map(
    (time) => Date.parse(time) / 1_000,
  );
  const { certificate } = tls;
  return [
    one(
      'probe_ssl_earliest_cert_expiry',
      'Unix time at which the first certificate of the chain ends.',
      Math.min(...ends),
    ),
    one(
      'probe_ssl_last_chain_expiry_timestamp_seconds',
      'Unix time at which the last one of the chain ends.',
      Math.max(...ends),
    ),
    {
      name: 'probe_ssl_last_chain_info',
      help: 'The certificate of the server.',
      samples: [
        {
          labels: {
            fingerprint_sha256: certificate.fingerprint256.replaceAll(':', '').toLowerCase(),
            subject: cut(certificate.subject),
            issuer: cut(certificate.issuer),
            subjectalternative: cut(certificate.names.join(',')),
            serialnumber: cut(certificate.serialNumber),
          },
          value: 1,
        },
      ],
    },
    {
      name: 'probe_tls_version_info',
      help: 'TLS version.',
      samples: [{ labels: { version: cut(tls.protocol) }, value: 1 }],
    },
    {
      name: 'probe_tls_cipher_info',
      help: 'Cipher suite.',
      samples: [{ labels: { cipher: cut(tls.cipher) }, value: 1 }],
    },
  ];
}

/** Labels from outside are bounded and hold nothing invisible. */
const cut = (text: string): string => printable(text).slice(0, 256);

function phases(route: RouteOutcome | null, events: readonly TraceEvent[]): readonly Sample[] {
  if (route === null) return [];
  const { dns, connect, tls } = route.timings;
  const named: readonly (readonly [string, number | null])[] = [
    ['resolve', dns],
    ['connect', connect],
    ['tls', tls],
    ...REPLIES.map(([phase, verb]) => [phase, spanOf(events, verb, 0)] as const),
    ['ehlo2', spanOf(events, 'EHLO', 1)],
  ];
  return named.flatMap(([phase, ms]) => (ms === null ? [] : [{ labels: { phase }, value: seconds(ms) }]));
}

/** From the command (or the opening of the connection) to the `nth` reply to it. */
function spanOf(events: readonly TraceEvent[], verb: string, nth: number): number | null {
  const replies = events.filter((event) => event.type === 'reply' && event.to === verb);
  const sent = events.filter((event) =>
    verb === 'CONNECT' ? event.type === 'connected' : event.type === 'sent' && event.verb === verb,
  );
  const from = sent[nth]?.at;
  const to = replies[nth]?.at;
  return from === undefined || to === undefined ? null : to - from;
}

const codes = (events: readonly TraceEvent[]): readonly Sample[] =>
  REPLIES.map(([phase, verb]) => {
    const last = events.findLast((event) => event.type === 'reply' && event.to === verb);
    return { labels: { phase }, value: last?.type === 'reply' ? last.code : 0 };
  });

/** The EHLO reply before or after TLS; on a route without an upgrade there is one. */
function offersAt(
  events: readonly TraceEvent[],
  tls: 'before' | 'after',
): Extract<TraceEvent, { type: 'offers' }>['offers'] | null {
  const secured = events.findIndex((event) => event.type === 'secured');
  const found = events.findLast(
    (event, index) =>
      event.type === 'offers' && (tls === 'after' ? index > secured : secured === -1 || index < secured),
  );
  return found?.type === 'offers' ? found.offers : null;
}

const offers = (events: readonly TraceEvent[], tls: 'before' | 'after', keyword: string): boolean => {
  const found = offersAt(events, tls);
  return found !== null && keywordsOf(found).includes(keyword);
};
const offersLogin = (events: readonly TraceEvent[], tls: 'before' | 'after', mechanism: string): boolean =>
  offersAt(events, tls)?.auth.includes(mechanism) === true;

const isPutOff = (events: readonly TraceEvent[]): boolean =>
  events.some((event) => event.type === 'reply' && (event.code === 421 || event.enhanced?.startsWith('4.7.') === true));
