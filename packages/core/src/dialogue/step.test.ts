import { describe, expect, expectTypeOf, it } from 'vitest';
import { type DialogueEvent, open, type Session, step } from './step.ts';
import { DIALOGUE, type LegalVerb, type Phase, type ReplyKey, type Table, type Verb } from './table.ts';

const TABLE: Table = DIALOGUE;
const PHASES = Object.keys(TABLE) as Phase[];
const VERBS = [...new Set(PHASES.flatMap((phase) => Object.keys(TABLE[phase])))] as Verb[];
const CODES = [
  ...[0, 100, 199, 200, 211, 214, 220, 221, 235, 250, 251, 252, 299, 300, 334, 354, 399, 400, 421, 432, 450, 451, 454],
  ...[499, 500, 501, 502, 503, 504, 530, 534, 535, 538, 550, 554, 599, 600, 999],
];
const OFFERS = [[], ['STARTTLS'], ['AUTH'], ['STARTTLS', 'AUTH', '__proto__']];
const EVENTS: readonly DialogueEvent[] = [
  ...VERBS.filter((verb) => verb !== 'CONNECT' && verb !== 'TLS').map((verb) => ({ type: 'command', verb }) as const),
  ...CODES.flatMap((code) => [
    { type: 'reply', code } as const,
    { type: 'reply', code, offers: ['STARTTLS', 'AUTH'] } as const,
  ]),
  { type: 'handshake', ok: true },
  { type: 'handshake', ok: false },
];

function* sessions(): Generator<Session> {
  for (const phase of PHASES)
    for (const pending of [null, ...VERBS])
      for (const tls of [false, true])
        for (const authenticated of [false, true])
          for (const offers of OFFERS) yield { phase, pending, tls, authenticated, offers };
}

describe('step', () => {
  it('answers every event in every session, possible or not, and never leaves the table', () => {
    let steps = 0;
    for (const session of sessions()) {
      for (const event of EVENTS) {
        const after = step(session, event);
        steps += 1;
        if (after.ok) {
          const { phase, pending } = after.session;
          if (!Object.hasOwn(TABLE, phase)) throw new Error(`left the table: ${JSON.stringify([session, event])}`);
          if (pending !== null && TABLE[phase][pending] === undefined) throw new Error(`${pending} pends in ${phase}`);
          if (event.type === 'reply' && pending !== null) throw new Error('a reply leaves its command pending');
        } else {
          const { by, kind } = after.violation;
          if (by !== (event.type === 'reply' ? 'server' : 'client')) throw new Error(`${by} is blamed for ${kind}`);
        }
      }
    }
    expect(steps).toBe(13 * 20 * 2 * 2 * OFFERS.length * EVENTS.length);
  });

  it('reaches every phase from the two beginnings, and the end from every phase', () => {
    const edges = new Map<Phase, Set<Phase>>();
    const seen = new Map<string, Session>();
    const queue = [open(false), open(true)];
    for (let session = queue.shift(); session !== undefined; session = queue.shift()) {
      const key = JSON.stringify(session);
      if (seen.has(key)) continue;
      seen.set(key, session);
      for (const event of EVENTS) {
        const after = step(session, event);
        if (!after.ok) continue;
        queue.push(after.session);
        edges.set(session.phase, (edges.get(session.phase) ?? new Set()).add(after.session.phase));
      }
    }
    expect(new Set([...seen.values()].map(({ phase }) => phase))).toEqual(new Set(PHASES));
    for (const phase of PHASES.filter((each) => each !== 'closed')) {
      const reached = new Set<Phase>([phase]);
      for (const from of reached) for (const to of edges.get(from) ?? []) reached.add(to);
      expect(reached, phase).toContain('closed');
    }
    for (const { phase, tls, authenticated, offers } of seen.values()) {
      if (phase === 'handshake') expect(tls).toBe(false);
      if (phase === 'hello' && tls) expect([authenticated, offers]).toEqual([false, []]);
    }
  });

  it('takes 235 for a login only where a login was tried', () => {
    for (const pending of VERBS) {
      const after = step({ ...open(false), phase: 'ready', pending }, { type: 'reply', code: 235 });
      if (after.ok) expect(after.session.authenticated, pending).toBe(pending === 'AUTH');
    }
  });

  it('lets 421 answer whatever pends, and closes', () => {
    for (const session of sessions()) {
      if (session.pending === null || session.pending === 'TLS' || TABLE[session.phase][session.pending] === undefined)
        continue;
      expect(step(session, { type: 'reply', code: 421 })).toMatchObject({ ok: true, session: { phase: 'closed' } });
    }
  });

  it('says which side broke what, what was expected and where that is written', () => {
    const ready: Session = { ...open(false), phase: 'ready', pending: null };
    expect(step(ready, { type: 'command', verb: 'STARTTLS' })).toEqual({
      ok: false,
      violation: {
        kind: 'guard-not-met',
        by: 'client',
        got: 'STARTTLS',
        expected: ['offers STARTTLS'],
        ref: 'RFC 3207 §4',
      },
    });
    expect(step({ ...ready, pending: 'MAIL' }, { type: 'reply', code: 354 })).toEqual({
      ok: false,
      violation: {
        kind: 'reply-not-expected',
        by: 'server',
        got: '354',
        expected: ['250', '4yz', '5yz'],
        ref: 'RFC 5321 §4.1.1.2',
      },
    });
  });
});

describe('the types', () => {
  it('know which verbs are legal in a phase', () => {
    expectTypeOf<LegalVerb<'hello'>>().toEqualTypeOf<
      'EHLO' | 'HELO' | 'RSET' | 'NOOP' | 'VRFY' | 'EXPN' | 'HELP' | 'QUIT'
    >();
    expectTypeOf<'DATA'>().toExtend<LegalVerb<'rcpt'>>();
    expectTypeOf<'DATA'>().not.toExtend<LegalVerb<'mail'>>();
    expectTypeOf<LegalVerb<'handshake'>>().toEqualTypeOf<'TLS'>();
    expectTypeOf<LegalVerb<'closed'>>().toEqualTypeOf<never>();
    // @ts-expect-error: MAIL is not legal before EHLO
    const early: LegalVerb<'hello'> = 'MAIL';
    expect(early).toBe('MAIL');
  });

  it('know what a reply key looks like', () => {
    expectTypeOf<250>().toExtend<ReplyKey>();
    expectTypeOf<'4yz'>().toExtend<ReplyKey>();
    // @ts-expect-error: RFC 5321 knows no 1yz replies
    const preliminary: ReplyKey = '1yz';
    // @ts-expect-error: a code is a number
    const text: ReplyKey = '250';
    expect([preliminary, text]).toHaveLength(2);
  });

  it('keep the words that are not on the wire out of commands', () => {
    // @ts-expect-error: CONNECT is nothing a client can say
    const event: DialogueEvent = { type: 'command', verb: 'CONNECT' };
    expect(step(open(false), event)).toMatchObject({ ok: false, violation: { by: 'client', kind: 'out-of-turn' } });
  });
});
