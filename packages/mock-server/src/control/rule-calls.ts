import { CERTIFICATE_PROFILES } from '../certificates.ts';
import { TLS_ALERTS, type TlsAlert } from '../effects.ts';
import type { Per, RuleDraft } from '../rules.ts';
import { ArgumentProblem, type Arguments } from './arguments.ts';
import { textOrPattern } from './patterns.ts';

type Call = (rule: RuleDraft, values: Arguments) => RuleDraft;

const PHASES = ['start', 'client-hello', 'server-hello'] as const;
const PER: readonly Per[] = ['client', 'session', 'user', 'sender', 'server'];
const ALERTS = Object.keys(TLS_ALERTS) as readonly TlsAlert[];

/** What JSON can say to a rule, in the words of {@link RuleDraft}. */
export const RULE_CALLS: Readonly<Record<string, Call>> = {
  reply: (rule, values) => rule.reply(values.number(), values.text(null), values.text('scripted')),
  replyLines: (rule, values) => rule.replyLines(values.number(), values.texts(), values.text(null)),
  replyRaw: (rule, values) => rule.replyRaw(values.text()),
  garbage: (rule, values) => rule.garbage(values.number()),
  httpReply: (rule) => rule.httpReply(),
  delay: (rule, values) => rule.delay(values.number()),
  jitter: (rule, values) => rule.jitter(values.number(), values.number()),
  trickle: (rule, values) => rule.trickle({ bytesPerSecond: values.fields().number('bytesPerSecond') }),
  slice: (rule, values) => {
    const fields = values.fields();
    return rule.slice({ size: fields.number('size'), gap: fields.number('gap') });
  },
  truncate: (rule, values) => rule.truncate(values.number()),
  noFinalLine: (rule) => rule.noFinalLine(),
  bareLf: (rule) => rule.bareLf(),
  overlong: (rule, values) => rule.overlong(values.number()),
  never: (rule) => rule.never(),
  drop: (rule) => rule.drop(),
  halfClose: (rule) => rule.halfClose(),
  reset: (rule) => rule.reset(),
  stall: (rule) => rule.stall(),
  afterBytes: (rule, values) => rule.afterBytes(values.number()),
  hide: (rule, values) => rule.hide(values.text()),
  mangle: (rule, values) => rule.mangle(values.text()),
  advertise: (rule, values) => rule.advertise(...values.rest()),
  'tls.plaintextReply': (rule, values) => rule.tls.plaintextReply(values.text(null)),
  'tls.alert': (rule, values) => rule.tls.alert(values.choice(ALERTS, 'handshake_failure')),
  'tls.stall': (rule, values) => rule.tls.stall(values.choice(PHASES, 'client-hello')),
  'tls.close': (rule, values) => rule.tls.close(values.choice(PHASES, 'client-hello')),
  'tls.inject': (rule, values) => rule.tls.inject(values.text()),
  'tls.profile': (rule, values) =>
    rule.tls.profile({ certificate: values.fields().choice('certificate', CERTIFICATE_PROFILES) }),
  on: (rule, values) => rule.on(values.text()),
  forClient: (rule, values) => {
    const fields = values.fields();
    const wanted = (['address', 'hello'] as const).flatMap((name) => {
      const value = fields.value(name);
      return value === undefined ? [] : [[name, textOrPattern(value, name)] as const];
    });
    return rule.forClient(Object.fromEntries(wanted));
  },
  once: (rule) => rule.once(),
  times: (rule, values) => rule.times(values.number()),
  nth: (rule, values) => rule.nth(values.number()),
  after: (rule, values) => rule.after(values.number()),
  every: (rule, values) => rule.every(values.number()),
  chance: (rule, values) => rule.chance(values.number()),
  rate: (rule, values) => {
    const fields = values.fields();
    const given = fields.value('reply');
    const [code = 450, enhanced, text] = Array.isArray(given) ? (given as readonly unknown[]) : [];
    if (typeof code !== 'number') throw new ArgumentProblem('reply begins with a code');
    const words = [enhanced, text].map((each) => (typeof each === 'string' ? each : undefined));
    const limits = { per: fields.choice('per', PER), limit: fields.number('limit'), window: fields.number('window') };
    return rule.rate(
      given === undefined ? limits : { ...limits, reply: [code, words[0] ?? null, words[1] ?? 'Rate limit exceeded'] },
    );
  },
  when: (rule, values) => rule.when(values.text()),
  goto: (rule, values) => rule.goto(values.text()),
};
