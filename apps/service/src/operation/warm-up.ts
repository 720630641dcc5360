import { setImmediate as nextTurn } from 'node:timers/promises';
import { CASE_SCHEMA, parseCase, reportOf, TRACE_SCHEMA } from '@smtp-triage/core';

/** Times that the small case below is read and diagnosed: about as many events as the largest request has. */
const ROUNDS = 100;
const ATTEMPTS = 16;
let done = false;

/**
 * Reads and diagnoses a small case again and again, a few milliseconds in each turn of the loop, so that the largest
 * request does not meet code that has never run: that took four times as long (REL-07). Once in a process is enough.
 */
export async function warmUp(): Promise<void> {
  if (done) return;
  done = true;
  for (let n = 0; n < ROUNDS; n++) {
    const parsed = parseCase(JSON.parse(CASE));
    if (!parsed.ok) throw new Error(parsed.problem);
    reportOf(parsed.value);
    await nextTurn();
  }
}

const HOST = 'mail.example.net';
const EXTENSIONS = ['SIZE 10485760', 'PIPELINING', '8BITMIME', 'ENHANCEDSTATUSCODES'];
const NAMES = { masked: [], size: 10_485_760, pipelining: true, smtputf8: false };
const hello = (at: number, last: string, offers: unknown): readonly unknown[] => [
  { at, type: 'sent', verb: 'EHLO', line: 'EHLO client.example.net' },
  { at, type: 'reply', to: 'EHLO', code: 250, enhanced: null, lines: [HOST, ...EXTENSIONS, last] },
  { at, type: 'offers', offers: { ...NAMES, lines: [...EXTENSIONS, last], ...Object(offers) } },
];
const answered = (at: number, verb: string, code: number, enhanced: string, text: string): readonly unknown[] => [
  { at, type: 'sent', verb, line: verb },
  { at, type: 'reply', to: verb, code, enhanced, lines: [`${enhanced} ${text}`] },
];

/** What a refused login over STARTTLS looks like. */
const EVENTS: readonly unknown[] = [
  { at: 1, type: 'connecting', address: '198.51.100.7', port: 587 },
  { at: 2, type: 'connected' },
  { at: 3, type: 'reply', to: 'CONNECT', code: 220, enhanced: null, lines: [`${HOST} ESMTP`] },
  ...hello(4, 'STARTTLS', { starttls: true, auth: [] }),
  ...answered(5, 'STARTTLS', 220, '2.0.0', 'Ready to start TLS'),
  { at: 6, type: 'securing', servername: HOST },
  {
    ...{ at: 7, type: 'secured' },
    tls: {
      ...{ protocol: 'TLSv1.3', cipher: 'TLS_AES_256_GCM_SHA384', keyExchange: null, chain: [], certificate: null },
      ...{ authorized: true, authorizationError: null, nameMatches: true },
    },
  },
  ...hello(8, 'AUTH PLAIN LOGIN', { starttls: false, auth: ['PLAIN', 'LOGIN'] }),
  { at: 9, type: 'held' },
  { at: 9, type: 'told', word: 'proceed' },
  ...answered(9, 'AUTH', 535, '5.7.8', 'Authentication credentials invalid'),
  ...answered(10, 'QUIT', 221, '2.0.0', 'Bye'),
  { at: 11, type: 'closed', by: 'us', how: 'end', code: null },
  { at: 11, type: 'ended', outcome: 'failed', reached: 'tls', failedAt: 'auth', why: 'refused' },
];

/** What a case that is large is large by. */
const MORE: readonly unknown[] = Array.from({ length: 10 }, () => [
  ...answered(10, 'RCPT', 450, '4.2.1', 'Later'),
  ...answered(10, 'NOOP', 250, '2.0.0', 'Ok'),
]).flat();

const route = (n: number) => ({
  ...{ id: `${n}`, purpose: 'ladder', host: HOST, port: n % 2 === 0 ? 587 : 465 },
  ...{ mode: n % 2 === 0 ? 'starttls' : 'implicit-tls', family: 4, address: '198.51.100.7' },
});

/** As text: objects that JSON.parse makes are other objects to the compiler than those that a program makes. */
const CASE = JSON.stringify({
  schema: CASE_SCHEMA,
  tool: { name: 'smtp-triage', version: '0.0.0' },
  target: { input: HOST, host: HOST, provider: null, source: 'given' },
  vantage: { label: 'warm-up', startedAt: '2026-01-01T00:00:00.000Z', durationMs: 11 },
  settings: null,
  traces: Array.from({ length: ATTEMPTS }, (_, n) => ({
    ...{ schema: TRACE_SCHEMA, route: route(n), goal: 'auth', startedAt: '2026-01-01T00:00:00.000Z' },
    events: [...EVENTS.slice(0, -2), ...MORE, ...EVENTS.slice(-2)],
  })),
});
