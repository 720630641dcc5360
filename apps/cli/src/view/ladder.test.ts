import { describe, expect, it } from 'vitest';
import {
  CASES,
  connect,
  ehlo,
  greeting,
  HOST,
  lookup,
  route,
  secure,
  starttls,
  trace,
  V4,
  V6,
} from '../../test/cases.ts';
import { ladder } from './ladder.ts';
import type { Column, LiveTrace } from './rail.ts';
import { lineWidth } from './text.ts';
import { lookFor, print } from './theme.ts';

const draw = (
  traces: readonly LiveTrace[],
  more: { now?: number; columns?: number; unicode?: boolean; asked?: readonly Column[] } = {},
): string => {
  const look = lookFor({ colour: false, unicode: more.unicode ?? true, columns: more.columns ?? 80 });
  return print(
    ladder(
      { host: HOST, settings: { port: 465, mode: 'starttls' }, traces, asked: more.asked ?? [], now: more.now ?? null },
      look,
    ),
    look,
  );
};

const starttlsRoute = route(587, 'starttls');
const implicitRoute = route(465, 'implicit-tls');

describe('the ladder while it runs', () => {
  it('begins with the look-up', () => {
    const only = [{ ...lookup(), events: [{ at: 0, type: 'lookup' as const, name: HOST }] }];
    expect(draw([], { now: 40 })).toContain('◐ looking up');
    expect(draw(only, { now: 250 })).toContain('◑ looking up');
  });

  it('turns a sign where something is under way, and says what and for how long', () => {
    const traces = [
      lookup([4, [V4]], [6, [V6]]),
      trace(starttlsRoute, ...connect(4, starttlsRoute), greeting(24), ...ehlo(26), ...starttls(38), [
        48,
        { type: 'securing', servername: HOST },
      ]),
      trace(implicitRoute, ...connect(4, implicitRoute), ...secure(20)),
      trace(route(587, 'starttls', 6), [4, { type: 'connecting', address: V6, port: 587 }]),
    ];
    expect(draw(traces, { now: 900 })).toMatchInlineSnapshot(`
      "smtp.example.com  203.0.113.5, 2001:db8::5                               900 ms

                            connect tls greet ehlo starttls tls
        465 implicit TLS v4    ●─────●════◒  waiting for the greeting          896 ms
        587 STARTTLS     v4    ●──────────●────●──────●──────◒  handshake      896 ms
                         v6    ◒  connecting                                   896 ms

        ● done   ── cleartext   ══ encrypted
      "
    `);
  });

  it('shows the columns that were asked for before a route gets there', () => {
    const traces = [lookup([4, [V4]]), trace(starttlsRoute, ...connect(4, starttlsRoute))];
    expect(draw(traces, { now: 900, asked: ['auth', 'envelope'] })).toMatchInlineSnapshot(`
      "smtp.example.com  203.0.113.5                                            900 ms

                        connect greet ehlo starttls tls login mail
        587 STARTTLS v4    ●──────◒  waiting for the greeting                  896 ms

        ● done   ── cleartext
      "
    `);
  });

  it('says that a route waits for its turn to log in, and that one says goodbye', () => {
    const steps = [
      ...connect(4, starttlsRoute),
      greeting(24),
      ...ehlo(26),
      ...starttls(38),
      ...secure(48),
      ...ehlo(72, true),
    ];
    const held = trace(starttlsRoute, ...steps, [90, { type: 'held' }]);
    const leaving = trace(route(2525, 'starttls'), ...steps, [95, { type: 'sent', verb: 'QUIT', line: 'QUIT' }]);
    expect(draw([held, leaving], { now: 300, asked: ['auth'] })).toMatchInlineSnapshot(`
      "smtp.example.com  203.0.113.5                                            300 ms

                        connect greet ehlo starttls tls login
        587 STARTTLS v4    ●──────●────●──────●──────●  waits                  296 ms
       2525 STARTTLS v4    ●──────●────●──────●──────●  QUIT                    91 ms

        ● done   ── cleartext
      "
    `);
  });
});

describe('the ladder as a record', () => {
  it('puts the user’s port first, second tests under it and control hosts last', () => {
    const own = route(465, 'starttls', 4, { purpose: 'settings' });
    const again = route(465, 'implicit-tls', 4, { purpose: 'follow-up' });
    const control = route(587, 'cleartext', 4, {
      purpose: 'control',
      host: 'control.example.net',
      address: '198.51.100.7',
      id: 'control',
    });
    const traces = [
      trace(control, ...connect(1_020, control), [
        1_040,
        { type: 'ended', outcome: 'ok', reached: 'connect', failedAt: null, why: 'goal' },
      ]),
      trace(
        starttlsRoute,
        ...connect(4, starttlsRoute),
        [900, { type: 'timed-out', stage: 'greeting', waitedMs: 884 }],
        [900, { type: 'ended', outcome: 'failed', reached: 'connect', failedAt: 'greeting', why: 'timed-out' }],
      ),
      trace(again, ...connect(1_010, again), ...secure(1_022), greeting(1_050), [
        1_060,
        { type: 'ended', outcome: 'ok', reached: 'greeting', failedAt: null, why: 'goal' },
      ]),
      trace(
        own,
        ...connect(4, own),
        [1_060, { type: 'told', word: 'give-up' }],
        [1_060, { type: 'ended', outcome: 'failed', reached: 'connect', failedAt: 'greeting', why: 'told' }],
      ),
    ];
    expect(draw(traces)).toMatchInlineSnapshot(`
      "smtp.example.com  203.0.113.5

                            connect tls greet ehlo starttls tls
      ▸ 465 STARTTLS     v4    ●──────────✗  no greeting                        1.1 s
      ↳ 465 implicit TLS v4    ●─────●════●                     answers         50 ms
        587 STARTTLS     v4    ●──────────✗  no greeting                       896 ms
        587 control      v4    ●  answers: control.example.net                  20 ms

        ▸ your settings   ↳ second test   ● done   ✗ failed   ── cleartext
        ══ encrypted
      "
    `);
  });

  it('is never wider than the terminal, whatever it shows', () => {
    for (const [name, make] of Object.entries(CASES)) {
      for (const unicode of [true, false]) {
        for (let columns = 40; columns <= 110; columns++) {
          const look = lookFor({ colour: false, unicode, columns });
          const { traces, settings } = make();
          for (const parts of ladder({ host: HOST, settings, traces, asked: ['auth'], now: 1_234 }, look)) {
            expect(lineWidth(parts), `${name} at ${columns} columns`).toBeLessThanOrEqual(columns);
          }
        }
      }
    }
  });

  it('has one sign for each state, in ASCII as well', () => {
    const traces = [lookup([4, [V4]]), trace(starttlsRoute, ...connect(4, starttlsRoute))];
    expect(draw(traces, { now: 900, unicode: false })).toMatch(/o-+[|/\\-] {2}waiting for the greeting/);
  });
});
