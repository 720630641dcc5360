import { describe, expect, it } from 'vitest';
import { CASES, GREETING, noTls, refused, reset } from '../../test/attempt-cases.ts';
import {
  closed,
  connected,
  type Happening,
  line,
  type Played,
  play,
  proceed,
  secured,
  specOf,
} from '../../test/attempts.ts';

/** What every trace keeps to: one `ended` at the end of an attempt that ended, and silence behind a close. */
function checkBooks({ attempt, events, actions }: Played): void {
  const ended = events.filter(({ type }) => type === 'ended');
  expect(ended).toHaveLength(attempt.status === 'ended' ? 1 : 0);
  if (attempt.status === 'ended') expect(events.at(-1)?.type).toBe('ended');
  const close = actions.findIndex(({ type }) => type === 'close');
  if (close >= 0) expect(actions.slice(close + 1)).toEqual([]);
}

describe('a reply that was there before the command that it would answer', () => {
  it('answers nothing: the server talks out of turn', () => {
    const early = play(
      specOf({ mode: 'cleartext', mechanisms: [], goal: 'ehlo' }),
      connected,
      line('220 go\r\n250-x\r\n250 AUTH PLAIN'),
    );
    expect(early.result).toBe('failed ehlo refused');
    expect(early.events.find(({ type }) => type === 'violation')).toMatchObject({
      violation: { by: 'server', kind: 'out-of-turn' },
    });
    const inTime = play(
      specOf({ mode: 'cleartext', mechanisms: [], goal: 'ehlo' }),
      connected,
      line('220 go'),
      line('250-x\r\n250 AUTH PLAIN'),
    );
    expect(inTime.result).toBe('ok goal');
  });

  it('may be a 421, which needs no question (RFC 5321 §3.8)', () => {
    const busy = play(
      specOf({ mode: 'cleartext', mechanisms: [], goal: 'ehlo' }),
      connected,
      line('220 go\r\n421 4.3.2 shutting down'),
    );
    expect(busy.result).toBe('failed ehlo refused');
    expect(busy.events.filter(({ type }) => type === 'violation')).toEqual([]);
  });
});

describe('an attempt', () => {
  it.each(CASES)('comes to the right end after %s', (_, spec, happenings, result, verbs) => {
    const played = play(spec, ...happenings);
    expect([played.result, played.verbs.join(' ')]).toEqual([result, verbs]);
    checkBooks(played);
  });

  it('takes the same bytes the same way in any segments', () => {
    for (const [name, spec, happenings, result, verbs] of CASES) {
      const single = happenings.flatMap((each): readonly Happening[] =>
        each.type === 'bytes'
          ? Array.from(each.chunk, (octet) => ({ type: 'bytes', chunk: Uint8Array.of(octet) }))
          : [each],
      );
      const played = play(spec, ...single);
      expect([played.result, played.verbs.join(' ')], name).toEqual([result, verbs]);
      checkBooks(played);
    }
  });

  it('ends at the deadline of whatever stage falls silent, and says which', () => {
    const stages = CASES.flatMap(([name, spec, happenings]) =>
      happenings.map((_, index) => {
        const played = play(spec, ...happenings.slice(0, index));
        const { status, stage } = played.attempt;
        if (status === 'ended' || status === 'held') return '';
        played.wait(60_000);
        expect(played.attempt.status, name).toBe('ended');
        checkBooks(played);
        if (status === 'leaving') return '';
        expect(played.result, name).toBe(`failed ${stage} timed-out`);
        return stage;
      }),
    );
    expect(new Set(stages)).toEqual(
      new Set(['', 'connect', 'greeting', 'ehlo', 'starttls', 'tls', 'auth', 'envelope', 'data']),
    );
  });

  it('takes a FIN, a reset and 421 at every point', () => {
    for (const [name, spec, happenings] of CASES) {
      for (const last of [closed, reset, line('421 4.3.2 shutting down')]) {
        for (let length = 1; length <= happenings.length; length++) {
          const played = play(spec, ...happenings.slice(0, length), last);
          const { session, status } = played.attempt;
          if (session.phase !== 'secure' && session.phase !== 'handshake')
            expect(status, `${name}, ${length}`).toBe('ended');
          checkBooks(played);
        }
      }
    }
  });

  it('changes nothing on what cannot happen where it stands', () => {
    const at = 99;
    const impossible = (happenings: readonly Happening[], last: Happening): void => {
      const played = play(specOf(), ...happenings);
      const { attempt, events } = played;
      expect(played.input({ ...last, at } as Parameters<Played['input']>[0]).attempt).toBe(attempt);
      expect(played.events).toEqual(events);
    };
    impossible([connected], { type: 'start' });
    impossible([connected], connected);
    impossible([connected], refused);
    impossible([connected], secured);
    impossible([connected], noTls);
    impossible([], GREETING);
    impossible([], closed);
    for (const last of [GREETING, closed, secured, noTls, proceed, connected, { type: 'tick' } as const]) {
      impossible([connected, closed], last);
    }
  });
});
