import type { LiveEvent } from '@smtp-triage/core/live';
import { LINE_CHARACTERS } from '@smtp-triage/core/live';
import { PRESETS } from '@smtp-triage/mock-server';
import { describe, expect, it } from 'vitest';
import { caseOf, heardOf, logOf, told } from '../../test/playback.ts';
import { advanceLive, MOST_LINES, NEW_LIVE, VERDICT_MS } from './events.ts';

const NAMES = PRESETS.map(({ name }) => name);

type Of<T extends LiveEvent['type']> = LiveEvent & { readonly type: T };
const only = <T extends LiveEvent['type']>(log: readonly LiveEvent[], type: T): readonly Of<T>[] =>
  log.filter((event): event is Of<T> => event.type === type);

/** The log as one line per event, in words short enough to read. */
const short = (log: readonly LiveEvent[]): readonly string[] =>
  log.flatMap((event) => {
    switch (event.type) {
      case 'stage.finished':
        return [`${event.stage} ${event.state}`];
      case 'rung.finished':
        return [`end ${event.outcome}${event.failedAt === null ? '' : ` at ${event.failedAt}`}`];
      default:
        return [];
    }
  });

/** What happened on one port in one mode. */
const onRoute = (log: readonly LiveEvent[], prefix: string): readonly LiveEvent[] =>
  log.filter((event) =>
    'routeId' in event
      ? event.routeId.startsWith(prefix)
      : event.type === 'rung.started' && event.route.id.startsWith(prefix),
  );

describe('the live events of a diagnosis', () => {
  it('light up the stages of a healthy server one after the other', () => {
    const log = logOf('healthy');
    expect(short(onRoute(log, '587-starttls'))).toEqual([
      'connect ok',
      'greeting ok',
      'ehlo ok',
      'starttls ok',
      'tls ok',
      'auth ok',
      'end ok',
    ]);
    expect(short(onRoute(log, '465-implicit-tls'))).toEqual([
      'connect ok',
      'tls ok',
      'greeting ok',
      'ehlo ok',
      'end ok',
    ]);
    expect(log.at(-2)).toMatchObject({ type: 'verdict.final', verdict: 'ready' });
    expect(log.at(-1)).toEqual({ type: 'end', reason: 'done' });
  });

  it('show where a refused login fails', () => {
    const log = logOf('auth-535-bad-credentials');
    expect(short(onRoute(log, '587-starttls')).slice(-2)).toEqual(['auth fail', 'end failed at auth']);
  });

  it('show a refused connection as such', () => {
    const log = logOf('all-refused');
    expect(short(onRoute(log, '587-starttls'))).toEqual(['connect fail', 'end failed at connect']);
    expect(only(log, 'verdict.final')[0]?.verdict).toBe('unusable');
  });

  it('say that a mode is wrong while the other mode is tried', () => {
    const log = logOf('server-implicit-on-587');
    const starts = only(log, 'rung.started').filter(({ route }) => route.port === 587);
    expect(starts.map(({ route }) => route.mode)).toEqual(['starttls', 'implicit-tls']);
    expect(short(onRoute(log, '587-starttls')).at(-1)).toMatch(/^end failed at greeting/);
  });

  it('show "not now" in another colour than "no"', () => {
    expect(short(onRoute(logOf('greeting-421-busy'), '587')).slice(0, 2)).toEqual(['connect ok', 'greeting warn']);
    expect(short(onRoute(logOf('greeting-554'), '587')).slice(0, 2)).toEqual(['connect ok', 'greeting fail']);
    expect(short(onRoute(logOf('cert-expired'), '587'))).toContain('tls warn');
  });

  it.each(NAMES)('are complete and in order for %s', (name) => {
    const log = logOf(name);
    const running = new Map<string, Set<string>>();
    const stages = new Set<string>();
    for (const event of log) {
      if (event.type === 'rung.started') {
        expect(running.has(event.route.id)).toBe(false);
        running.set(event.route.id, new Set());
      }
      if (event.type === 'stage.started') {
        const key = `${event.routeId} ${event.stage}`;
        expect(stages.has(key), key).toBe(false);
        stages.add(key);
        running.get(event.routeId)?.add(event.stage);
        // One after the other: no stage begins before the one before it has ended
        expect(running.get(event.routeId)?.size).toBe(1);
      }
      if (event.type === 'stage.finished') {
        expect(running.get(event.routeId)?.delete(event.stage)).toBe(true);
        expect(event.tookMs).toBeGreaterThanOrEqual(0);
      }
      if (event.type === 'rung.finished') expect(running.get(event.routeId)?.size).toBe(0);
    }
    const ids = caseOf(name).traces.map(({ route }) => route.id);
    expect(
      only(log, 'rung.finished')
        .map(({ routeId }) => routeId)
        .sort(),
    ).toEqual([...ids].sort());
  });

  it('quote the wire, secrets masked', () => {
    const log = logOf('auth-535-bad-credentials');
    const said = only(log, 'line').map(({ who, text }) => `${who === 'client' ? 'C' : 'S'}: ${text}`);
    expect(said).toContain('C: STARTTLS');
    expect(said.some((text) => /^C: AUTH PLAIN ‹redacted/.test(text))).toBe(true);
    expect(said.some((text) => /^S: 535 /.test(text))).toBe(true);
    expect(JSON.stringify(log)).not.toContain('incorrect horse');
  });

  it('say from when on a run must not be repeated', () => {
    const heard = heardOf(caseOf('auth-535-bad-credentials'));
    const at = heard.findIndex(({ event }) => event.type === 'sent' && event.verb === 'AUTH');
    const after = (n: number) =>
      heard.slice(0, n).reduce((live, { head, event }) => advanceLive(live, head, event).live, NEW_LIVE);
    expect(at).toBeGreaterThan(0);
    expect(after(at).pastLogin).toBe(false);
    expect(after(at + 1).pastLogin).toBe(true);
  });

  it('change the verdict on the way at most four times a second, and only to say something new', () => {
    for (const name of NAMES) {
      const triaged = caseOf(name);
      let live = NEW_LIVE;
      const said: { readonly at: number; readonly text: string }[] = [];
      for (const { head, event } of heardOf(triaged)) {
        const next = advanceLive(live, head, event);
        live = next.live;
        for (const { verdict, headline, code } of only(next.events, 'verdict.partial'))
          said.push({ at: event.at, text: `${verdict} ${code} ${headline}` });
      }
      for (const [index, { at, text }] of said.entries()) {
        const before = said[index - 1];
        if (before === undefined) continue;
        expect(at - before.at).toBeGreaterThanOrEqual(VERDICT_MS);
        expect(text).not.toBe(before.text);
      }
    }
    const [first] = only(logOf('auth-535-bad-credentials'), 'verdict.partial');
    expect(first).toBeDefined();
  });

  it('let nothing through that could steer a terminal, and no line without end', () => {
    const [{ head } = expect.fail()] = heardOf(caseOf('healthy')).filter(({ head }) => head.route.port === 587);
    const hostile = `\u001b]0;owned\u0007\u202e${'x'.repeat(5_000)}`;
    const { events } = advanceLive(NEW_LIVE, head, {
      at: 1,
      type: 'reply',
      to: 'CONNECT',
      code: 220,
      enhanced: null,
      lines: [hostile],
    });
    const [line] = only(events, 'line');
    expect(line?.text).toMatch(/^220 \\x1b\]0;owned\\x07\\u\{202e\}x+…$/);
    expect(line?.text.length).toBe(LINE_CHARACTERS + 1);
  });

  it('end the transcript of a server that never ends', () => {
    const [{ head } = expect.fail()] = heardOf(caseOf('healthy')).filter(({ head }) => head.route.port === 587);
    const reply = { type: 'reply', to: 'NOOP', code: 250, enhanced: null, lines: Array(100).fill('ok') } as const;
    const log = told(Array.from({ length: 30 }, (_, at) => ({ head, event: { at, ...reply } })));
    const lines = only(log, 'line');
    expect(lines).toHaveLength(MOST_LINES);
    expect(lines.at(-1)).toMatchObject({ who: 'note', text: 'the rest of the transcript is in the traces' });
  });

  it('say of a speaker whose bytes were not kept only what it is (SEC-12)', () => {
    const [{ head } = expect.fail()] = heardOf(caseOf('healthy')).filter(({ head }) => head.route.port === 587);
    const received = { at: 1, type: 'received', speaker: 'ssh' } as const;
    const told = (bytes: { readonly length: number; readonly text?: string }) =>
      only(advanceLive(NEW_LIVE, head, { ...received, bytes }).events, 'line').map(({ text }) => text);
    expect(told({ length: 21 })).toEqual(['looks like SSH']);
    expect(told({ length: 21, text: 'SSH-2.0-OpenSSH_9.6\r\n' })).toEqual(['SSH-2.0-OpenSSH_9.6', 'looks like SSH']);
  });
});
