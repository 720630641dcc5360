import type { Blame, Confidence, Mode, Severity, Stage, Verdict } from '@smtp-triage/core';
import type { CellState } from './ladder.ts';

/** What a stage is called on the page. */
export const STAGE_WORDS: Readonly<Record<Stage, string>> = {
  dns: 'name look-up',
  connect: 'connection',
  greeting: 'greeting',
  ehlo: 'EHLO',
  starttls: 'STARTTLS',
  tls: 'TLS handshake',
  auth: 'login',
  envelope: 'sender and recipient',
  data: 'message',
};

/** The word below a station of the ladder. */
export const STATE_WORDS: Readonly<Record<CellState, string>> = {
  waiting: 'waiting',
  running: 'running',
  ok: 'ok',
  warn: 'warning',
  fail: 'failed',
  skipped: 'skipped',
  past: 'not reached',
};

/** What a verdict means, in the fewest words. */
export const VERDICT_WORDS: Readonly<Record<Verdict, string>> = {
  ready: 'Ready',
  degraded: 'Works, with a flaw',
  fixable: 'Works with other settings',
  unusable: 'Does not work',
  inconclusive: 'Not settled',
};

/** Whose move it is, to the person who asks. */
export const BLAME_WORDS: Readonly<Record<Blame, string>> = {
  client: 'Your settings',
  network: 'Your network',
  server: 'The server',
  provider: 'The provider',
  account: 'The account',
};

/** How sure a finding is, in words; what it takes to be so sure stands behind it. */
export const CONFIDENCE_WORDS: Readonly<Record<Confidence, readonly [word: string, why: string]>> = {
  certain: ['Certain', 'A second test confirmed it, or the server said it in words.'],
  likely: ['Likely', 'What was seen points there, though it has another, rarer explanation.'],
  possible: ['Possible', 'What was seen fits, and so do other causes.'],
};

/** What a finding is to somebody who wants to send mail. */
export const SEVERITY_WORDS: Readonly<Record<Severity, string>> = {
  error: 'In the way',
  warning: 'Should be mended',
  info: 'Good to know',
};

/** How a mode is shown to those who set up a client. */
export const MODE_LABELS: Readonly<Record<Mode, string>> = {
  starttls: 'STARTTLS',
  'implicit-tls': 'implicit TLS',
  cleartext: 'no encryption',
};

/** A time span as people read it. */
export function duration(ms: number): string {
  if (ms < 10) return `${Math.round(ms * 10) / 10} ms`;
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  return `${(ms / 1_000).toFixed(ms < 10_000 ? 2 : 1)} s`;
}

/** Whose fault a refusal of this service is, by the slug of its problem, and what helps. */
export type Refusal = { readonly whose: string; readonly help: string };

const INPUT = 'Something in the form';
const LIMITS = 'The limits of this service';
const SERVICE = 'This service';
const CLI = 'From your own computer there is no such limit: the command below asks the same.';

/** Refusals by slug; what is not here is a fault of the service. */
const REFUSALS: Readonly<Record<string, Refusal>> = {
  malformed: { whose: INPUT, help: 'It cannot be read as it is.' },
  'invalid-field': { whose: INPUT, help: 'The field is marked.' },
  'secret-needs-tls': {
    whose: INPUT,
    help: 'A password is only ever sent over verified TLS. Choose STARTTLS or implicit TLS.',
  },
  'target-not-allowed': {
    whose: LIMITS,
    help: `Only hosts that are meant to be reached from here are tested: no private addresses, no names of an inner network. ${CLI}`,
  },
  'port-not-allowed': { whose: LIMITS, help: `Only mail ports are tested: 25, 465, 587 and 2525. ${CLI}` },
  'step-not-allowed': { whose: LIMITS, help: `A login is tested only for those whom the operator trusts. ${CLI}` },
  unauthorized: { whose: LIMITS, help: `This takes a token of the operator. ${CLI}` },
  forbidden: { whose: LIMITS, help: `The token is for other things. ${CLI}` },
  'rate-limited': { whose: LIMITS, help: `You, or all who test this server together, have asked too often. ${CLI}` },
  'too-many-streams': { whose: LIMITS, help: 'Close another tab of this page, or reload in a moment.' },
  'not-found': { whose: 'The address', help: 'There is no such result, or it belongs to somebody else.' },
  expired: { whose: 'Time', help: 'Results are kept for a while only. Test again.' },
  'foreign-origin': { whose: 'Another web page', help: 'Only this page may start tests here.' },
  overloaded: { whose: SERVICE, help: 'There is too much to do at the moment. Try again in a moment.' },
  'shutting-down': { whose: SERVICE, help: 'It is being restarted. Try again in a moment.' },
  'store-unavailable': {
    whose: SERVICE,
    help: 'It cannot remember anything new right now. Old results can still be read.',
  },
  offline: {
    whose: 'Your connection to this page',
    help: 'The service did not answer at all. Your mail server has not been asked.',
  },
};

/** Whose fault it is, and what helps. */
export const refusalOf = (slug: string): Refusal =>
  REFUSALS[slug] ?? {
    whose: SERVICE,
    help: 'This is a fault of ours, not of your mail server. Try again, or use the command below.',
  };
