import { describe, expect, it } from 'vitest';
import { connected, line, type Played, play, secured, specOf } from '../../test/attempts.ts';
import { diagnose } from '../diagnose/diagnose.ts';
import type { Finding } from '../diagnose/types.ts';
import { latin1 } from '../wire/bytes.ts';

const SPEC = { goal: 'tls', mechanisms: [] } as const;
const UP_TO_TLS = [
  connected,
  line('220 mail.example.test ESMTP'),
  line('250-mail.example.test\r\n250 STARTTLS'),
  line('220 2.0.0 go ahead'),
  secured,
] as const;
const OFFERS = line('250-mail.example.test\r\n250 AUTH PLAIN');
const ANSWERED = line('250 2.0.0 OK');

/** An attempt that slips a NOOP in behind STARTTLS, and what the server says inside TLS. */
function slipped(...inside: readonly ReturnType<typeof line>[]): Played {
  const route = { ...specOf().route, id: 'r-slip', purpose: 'injection-test' } as const;
  return play(specOf({ ...SPEC, route, slipsIn: true }), ...UP_TO_TLS, ...inside);
}

/** What is found beside an ordinary attempt on the same port. */
function found(test: Played): readonly Finding[] {
  const usual = play(specOf(SPEC), ...UP_TO_TLS, OFFERS, line('221 2.0.0 bye'));
  const traces = [usual, test].map(({ attempt: { spec }, events }) => ({
    schema: 'smtp-triage/trace@1' as const,
    route: spec.route,
    goal: spec.goal,
    startedAt: spec.startedAt,
    events,
  }));
  return diagnose(traces).findings;
}

describe('an attempt that slips a command in before the handshake', () => {
  it('writes both in one packet, and says so in its trace', () => {
    const { actions, events } = slipped(OFFERS);
    const writes = actions.flatMap((action) => (action.type === 'write' ? [latin1(action.bytes)] : []));
    expect(writes).toContain('STARTTLS\r\nNOOP\r\n');
    expect(events.flatMap((event) => (event.type === 'sent' ? [event.line] : []))).toEqual([
      'EHLO client.example.test',
      'STARTTLS',
      'NOOP (behind STARTTLS, before the handshake)',
      'EHLO client.example.test',
      'QUIT',
    ]);
  });

  it('shows a server that answers it inside TLS', () => {
    const test = slipped(ANSWERED, OFFERS);
    const [first] = found(test);
    expect(first).toMatchObject({ code: 'starttls-command-injection', confidence: 'certain', stage: 'starttls' });
    expect(first?.evidence.map(({ event }) => test.events[event])).toMatchObject([
      { type: 'reply', code: 250, lines: ['2.0.0 OK'] },
      { type: 'violation', violation: { by: 'server' } },
    ]);
  });

  it('finds nothing at a server that has forgotten it', () => {
    expect(found(slipped(OFFERS, line('221 2.0.0 bye')))).toEqual([]);
  });

  it('finds nothing at a server that answers it before the handshake, or hangs up', () => {
    const route = { ...specOf().route, id: 'r-slip', purpose: 'injection-test' } as const;
    const spec = specOf({ ...SPEC, route, slipsIn: true });
    const early = play(spec, ...UP_TO_TLS.slice(0, 3), line('220 go\r\n250 2.0.0 OK'));
    expect(early.result).toBe('failed starttls injected-bytes');
    expect(found(early)).toEqual([]);
    const gone = play(spec, ...UP_TO_TLS.slice(0, 3), { type: 'closed', how: 'end', code: null });
    expect(found(gone)).toEqual([]);
  });

  it('finds nothing where the server ends inside TLS with a 421', () => {
    expect(found(slipped(line('421 4.7.0 that was no good')))).toEqual([]);
  });
});
