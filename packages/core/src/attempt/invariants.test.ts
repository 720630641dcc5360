import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CANARY, ENVELOPE, type Happening, LOGIN, NO_TLS, Played, specOf, started } from '../../test/attempts.ts';
import { smtpBytes } from '../../test/smtp-bytes.ts';
import { GOOD_TLS } from '../../test/world.ts';
import { SASL_MECHANISMS } from '../sasl/index.ts';
import { secretForms } from '../secret.ts';
import { wakeAt } from './attempt.ts';
import type { AttemptSpec } from './types.ts';

const passwordMechanisms = SASL_MECHANISMS.filter(({ needs }) => needs === 'password').map(({ name }) => name);

/** Any spec the investigation can make, and some that it does not. */
const anySpec: fc.Arbitrary<AttemptSpec> = fc
  .record({
    mode: fc.constantFrom('starttls', 'implicit-tls', 'cleartext' as const),
    goal: fc.constantFrom('connect', 'greeting', 'ehlo', 'tls', 'auth', 'envelope', 'data' as const),
    mechanisms: fc.shuffledSubarray(passwordMechanisms),
    envelope: fc.constantFrom(null, ENVELOPE, { ...ENVELOPE, message: 'Subject: x\r\n\r\n.\r\n' }),
  })
  .map((changes) => specOf(changes as Parameters<typeof specOf>[0]));

/** Every kind of input, in any order, as often as one likes; bytes are made of what servers say. */
const anyHappening: fc.Arbitrary<Happening> = fc.oneof(
  { weight: 20, arbitrary: smtpBytes(6).map((chunk): Happening => ({ type: 'bytes', chunk })) },
  fc.constant<Happening>(started),
  { weight: 3, arbitrary: fc.constant<Happening>({ type: 'connected' }) },
  fc.constant<Happening>({ type: 'not-connected', why: 'refused', code: null }),
  { weight: 4, arbitrary: fc.constant<Happening>({ type: 'secured', tls: GOOD_TLS }) },
  fc.constant<Happening>({ type: 'secured', tls: { ...GOOD_TLS, nameMatches: false } }),
  fc.constant<Happening>({ type: 'not-secured', failure: NO_TLS }),
  fc.constant<Happening>({ type: 'closed', how: 'end', code: null }),
  fc.constant<Happening>({ type: 'tick' }),
  { weight: 4, arbitrary: fc.constant<Happening>({ type: 'told', word: 'proceed', login: LOGIN }) },
  fc.constant<Happening>({ type: 'told', word: 'proceed', login: null }),
  fc.constantFrom('finish', 'give-up', 'abandon' as const).map((word): Happening => ({ type: 'told', word })),
);

/** A script that gets far, with something else thrown in; pure noise would hardly ever reach a login. */
const offers = (text: string): Happening => ({ type: 'bytes', chunk: Uint8Array.from(text, (c) => c.charCodeAt(0)) });
const SCRIPT: readonly Happening[] = [
  { type: 'connected' },
  offers('220 hi\r\n'),
  offers('250-x\r\n250 STARTTLS\r\n'),
  offers('220 go\r\n'),
  { type: 'secured', tls: GOOD_TLS },
  offers('250-x\r\n250 AUTH LOGIN PLAIN CRAM-MD5 SCRAM-SHA-1\r\n'),
  { type: 'told', word: 'proceed', login: LOGIN },
  offers('334 VXNlcm5hbWU6\r\n'),
  offers('235 welcome\r\n'),
  offers('250 ok\r\n'),
  offers('250 ok\r\n'),
];
/** All the way without a detour: chance must not decide whether the depths were reached. */
const WHOLE: readonly Happening[] = SCRIPT.filter((_, index) => index !== 7);
const anyPlot: fc.Arbitrary<readonly Happening[]> = fc
  .tuple(fc.nat(SCRIPT.length), fc.array(anyHappening, { maxLength: 12 }), fc.nat(3))
  .map(([length, noise, skip]) => [...SCRIPT.slice(skip === 3 ? 1 : 0, length), ...noise]);

/** Plays, and then ticks whenever the attempt asks for it, until it asks no more. */
function playOut(spec: AttemptSpec, plot: readonly Happening[]): Played {
  const played = new Played(spec).feed(started, ...plot);
  for (let ticks = 0; ; ticks++) {
    if (played.attempt.status === 'held') played.feed({ type: 'told', word: 'finish' });
    const due = wakeAt(played.attempt);
    if (due === null) return played;
    if (ticks > 9) throw new Error('it does not come to an end');
    played.wait(Math.max(0, due - played.at));
  }
}

const forms = secretForms('password' in LOGIN.credentials ? LOGIN.credentials.password : LOGIN.credentials.token, '');

describe('any attempt, whatever happens to it', () => {
  it('never throws, ends when its deadlines say so, with one `ended` as its last event and no word after its close', () => {
    const reached = new Set<string>();
    fc.assert(
      fc.property(anySpec, anyPlot, (spec, plot) => {
        const { attempt, events, actions } = playOut(spec, plot);
        reached.add(`${attempt.reached}`);
        expect(attempt.status).toBe('ended');
        expect(events.filter(({ type }) => type === 'ended')).toHaveLength(1);
        expect(events.at(-1)?.type).toBe('ended');
        expect(actions.filter(({ type }) => type === 'close').length).toBeLessThanOrEqual(1);
        const close = actions.findIndex(({ type }) => type === 'close');
        if (close >= 0) expect(close).toBe(actions.length - 1);
      }),
      { numRuns: 3_000, examples: [[specOf({ goal: 'envelope', mechanisms: ['PLAIN'], envelope: ENVELOPE }), WHOLE]] },
    );
    expect([...reached]).toEqual(expect.arrayContaining(['connect', 'tls', 'ehlo', 'auth', 'envelope']));
  });

  it('leaves a trace that is plain JSON and holds no form of the secret', () => {
    fc.assert(
      fc.property(anySpec, anyPlot, (spec, plot) => {
        const { events } = playOut(spec, plot);
        const text = JSON.stringify(events);
        expect(JSON.parse(text)).toEqual(events);
        for (const form of [CANARY, ...forms]) if (text.includes(form)) throw new Error(`${form} in ${text}`);
      }),
      { numRuns: 1_000 },
    );
  });

  it('gives the same again for the same', () => {
    fc.assert(
      fc.property(anySpec, anyPlot, (spec, plot) => {
        const once = playOut(spec, plot);
        const again = playOut(spec, plot);
        expect([again.events, again.actions]).toEqual([once.events, once.actions]);
      }),
      { numRuns: 300 },
    );
  });
});
