import { at, type RuleDraft, type Stage, type TlsAlert } from '@smtp-triage/mock-server';
import { waysToWrite } from '../../../packages/core/test/canary.ts';
import { WORDS } from '../../../packages/core/test/smtp-bytes.ts';
import type { Dice } from './dice.ts';

/** A way to misbehave: where it fits, and the rule that it makes of chance. */
type Fault = {
  readonly stages: readonly Stage[];
  readonly make: (rule: RuleDraft, dice: Dice, secret: string) => RuleDraft;
};

const REPLIES: readonly Stage[] = [
  'greeting',
  'ehlo',
  'starttls',
  'auth-command',
  'auth',
  'mail',
  'rcpt',
  'data',
  'body',
  'quit',
];
const ANYWHERE: readonly Stage[] = ['accept', ...REPLIES, 'any', 'tls'];
/** After the login went out: from here on the server knows the secret, and a trace must not. */
const KNOWING: readonly Stage[] = ['auth', 'mail', 'rcpt', 'data', 'body'];

const REFUSALS: readonly number[] = [
  421, 432, 450, 451, 452, 454, 500, 501, 502, 503, 504, 521, 523, 530, 534, 535, 538, 550, 552, 553, 554, 555,
];
const ODD: readonly number[] = [
  100, 150, 199, 200, 211, 220, 221, 235, 250, 251, 252, 299, 300, 334, 354, 399, 600, 999,
];
const ENHANCED: readonly (string | null)[] = [
  null,
  null,
  '4.3.2',
  '4.7.0',
  '4.7.1',
  '5.1.1',
  '5.5.1',
  '5.7.0',
  '5.7.1',
  '5.7.3',
  '5.7.8',
  '5.7.9',
  '5.7.14',
];
const TEXTS: readonly string[] = [
  '',
  'no',
  'Authentication failed',
  'try again later',
  'Service unavailable, client host blocked using zen.example.test',
  'Must issue a STARTTLS command first',
  'Application-specific password required',
  'basic authentication is disabled',
  'Relay access denied',
  'too many connections from your address',
  'Greylisted',
  'Encryption required',
  'grüße, Straße',
  '\u001b[2J\u0007 escapes',
  '{host} {port} undefined',
  'x'.repeat(700),
  'https://example.test/help?a=b&c=<d>',
];
const ALERTS: readonly TlsAlert[] = [
  'handshake_failure',
  'protocol_version',
  'internal_error',
  'unrecognized_name',
  'certificate_required',
  'unknown_ca',
  'close_notify',
  'no_application_protocol',
];
const OFFERS: readonly string[] = [
  'STARTTLS',
  'AUTH PLAIN',
  'AUTH LOGIN',
  'AUTH XOAUTH2',
  'AUTH GSSAPI NTLM',
  'AUTH',
  'AUTH=LOGIN',
  'SIZE 10',
  'SIZE 99999999999999999999',
  '__proto__ x',
  'PIPELINING',
  'XX',
];
const HOLD_MS: readonly number[] = [1, 10, 200, 900, 1_100, 5_000, 11_000, 40_000];

const words = (dice: Dice): string => Array.from({ length: dice.int(1, 6) }, () => dice.pick(WORDS)).join('');
const latin1 = (text: string): Uint8Array => Uint8Array.from(text, (character) => character.charCodeAt(0));

/** Every kind of fault. */
export const FAULTS = {
  refusal: {
    stages: REPLIES,
    make: (rule, dice) => rule.reply(dice.pick(REFUSALS), dice.pick(ENHANCED), dice.pick(TEXTS)),
  },
  'odd code': {
    stages: REPLIES,
    make: (rule, dice) => rule.reply(dice.pick(ODD), dice.pick(ENHANCED), dice.pick(TEXTS)),
  },
  'several lines': {
    stages: REPLIES,
    make: (rule, dice) =>
      rule.replyLines(
        dice.pick([...REFUSALS, ...ODD]),
        Array.from({ length: dice.int(1, 12) }, () => dice.pick([...TEXTS, ...OFFERS])),
        dice.pick(ENHANCED),
      ),
  },
  words: { stages: ANYWHERE, make: (rule, dice) => rule.replyRaw(latin1(words(dice))) },
  noise: { stages: ANYWHERE, make: (rule, dice) => rule.garbage(dice.pick([1, 5, 100, 5_000, 70_000, 300_000])) },
  portal: { stages: ['accept', 'greeting', 'tls', 'ehlo'], make: (rule) => rule.httpReply() },
  delay: { stages: ANYWHERE, make: (rule, dice) => rule.delay(dice.pick(HOLD_MS)) },
  jitter: { stages: ANYWHERE, make: (rule, dice) => rule.jitter(0, dice.pick(HOLD_MS)) },
  trickle: { stages: REPLIES, make: (rule, dice) => rule.trickle({ bytesPerSecond: dice.pick([1, 10, 300]) }) },
  slice: {
    stages: REPLIES,
    make: (rule, dice) => rule.slice({ size: dice.int(1, 9), gap: dice.pick([0, 1, 30, 400]) }),
  },
  truncate: { stages: REPLIES, make: (rule, dice) => rule.truncate(dice.int(0, 30)) },
  'no final line': { stages: REPLIES, make: (rule) => rule.noFinalLine() },
  'bare LF': { stages: REPLIES, make: (rule) => rule.bareLf() },
  overlong: { stages: REPLIES, make: (rule, dice) => rule.overlong(dice.pick([513, 4_097, 70_000, 300_000])) },
  FIN: { stages: ANYWHERE, make: (rule) => rule.drop() },
  'half close': { stages: ANYWHERE, make: (rule) => rule.halfClose() },
  RST: { stages: ANYWHERE, make: (rule) => rule.reset() },
  stall: { stages: ANYWHERE, make: (rule) => rule.stall() },
  silence: { stages: ANYWHERE, make: (rule) => rule.never() },
  'cut off': {
    stages: [...REPLIES, 'body'],
    make: (rule, dice) => (dice.chance(0.5) ? rule.drop() : rule.reset()).afterBytes(dice.int(1, 60)),
  },
  hide: { stages: ['ehlo'], make: (rule, dice) => rule.hide(dice.pick(['STARTTLS', 'AUTH', 'SIZE', 'PIPELINING'])) },
  mangle: { stages: ['ehlo'], make: (rule, dice) => rule.mangle(dice.pick(['STARTTLS', 'AUTH'])) },
  advertise: { stages: ['ehlo'], make: (rule, dice) => rule.advertise(...dice.some(OFFERS, 0.3)) },
  'TLS: cleartext': {
    stages: ['tls'],
    make: (rule, dice) => rule.tls.plaintextReply(dice.chance(0.5) ? null : latin1(words(dice))),
  },
  'TLS: alert': { stages: ['tls'], make: (rule, dice) => rule.tls.alert(dice.pick(ALERTS)) },
  'TLS: stall': {
    stages: ['tls'],
    make: (rule, dice) => rule.tls.stall(dice.pick(['start', 'client-hello', 'server-hello'])),
  },
  'TLS: close': {
    stages: ['tls'],
    make: (rule, dice) => rule.tls.close(dice.pick(['start', 'client-hello', 'server-hello'])),
  },
  'TLS: injected': { stages: ['tls'], make: (rule, dice) => rule.tls.inject(latin1(words(dice))) },
  'TLS: profile': {
    stages: ['tls'],
    make: (rule, dice) => {
      const certificate = dice.pick([
        'valid',
        'expired',
        'self-signed',
        'wrong-host',
        'unknown-ca',
        'weak-key',
      ] as const);
      return rule.tls.profile({
        certificate,
        ...dice.rarely(0.3, () => ({ maxVersion: dice.pick(['TLSv1.1', 'TLSv1.2'] as const) }), {}),
      });
    },
  },
  rate: {
    stages: ['greeting', 'mail', 'rcpt'],
    make: (rule, dice) =>
      rule.rate({ per: dice.pick(['client', 'session', 'user', 'server']), limit: dice.int(0, 2), window: 1_000 }),
  },
  echo: {
    stages: KNOWING,
    make: (rule, dice, secret) => {
      const said = dice.pick(Object.values(waysToWrite(secret)));
      const code = dice.pick([235, 334, 454, 535, 550, 250]);
      return dice.chance(0.3)
        ? rule.replyLines(code, [said.slice(0, 7), said.slice(7)])
        : rule.reply(code, '5.7.8', `you said ${said}`);
    },
  },
} as const satisfies Readonly<Record<string, Fault>>;

/** The name of a kind of fault. */
export type FaultKind = keyof typeof FAULTS;
export const FAULT_KINDS = Object.keys(FAULTS) as readonly FaultKind[];

/** Where faults are wanted most: a fault at the greeting leaves nothing to see of the rest. */
const DEEP: ReadonlySet<Stage> = new Set<Stage>(['auth-command', 'auth', 'mail', 'rcpt', 'data', 'body', 'quit']);

/** A fault as chance will have it: where it fits, for whom, and how often. */
export function anyFault(kind: FaultKind, dice: Dice, secret: string): RuleDraft {
  const { stages, make }: Fault = FAULTS[kind];
  const deep = stages.filter((stage) => DEEP.has(stage));
  const made = make(at(dice.pick(deep.length > 0 && dice.chance(0.6) ? deep : stages)), dice, secret);
  switch (dice.int(0, 9)) {
    case 0:
      return made.once();
    case 1:
      return made.times(dice.int(2, 4));
    case 2:
      return made.nth(dice.int(1, 3));
    case 3:
      return made.chance(0.5);
    case 4:
    case 5:
      return made.on(dice.pick(['submission', 'submissions', 'fallback', 'relay']));
    case 6:
      return dice.chance(0.5) ? made.goto('later') : made.when(dice.pick(['start', 'later']));
    default:
      return made;
  }
}
