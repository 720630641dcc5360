import { describe, expect, it } from 'vitest';
import {
  bytes,
  closed,
  connected,
  type Happening,
  line,
  type Played,
  play,
  secured,
  specOf,
} from '../../test/attempts.ts';
import { wakeAt } from './attempt.ts';
import { ATTEMPT_CAPS } from './draft.ts';
import { TIMING } from './types.ts';

const limits = ({ events }: Played): readonly string[] =>
  events.flatMap((event) => (event.type === 'limit-hit' ? [event.limit] : []));
const texts = ({ events }: Played): string =>
  events.map((event) => (event.type === 'received' ? event.bytes.text : '')).join('');

describe('the clock', () => {
  it('is not moved by a server that drips (SEC-23)', () => {
    const played = play(specOf(), connected);
    const deadline = wakeAt({ ...played.attempt, toldQuiet: true });
    for (const octet of '220-slow\r\n'.repeat(3)) {
      played.at += 300;
      played.feed(bytes(octet));
    }
    expect(wakeAt({ ...played.attempt, toldQuiet: true })).toBe(deadline);
    expect(played.wait(deadline ?? 0).result).toBe('failed greeting timed-out');
  });

  it('shows what a server had said of an unfinished reply', () => {
    const played = play(specOf(), connected, bytes('220-please\r\n220-wait')).wait(20_000);
    expect(played.result).toBe('failed greeting timed-out');
    expect(texts(played)).toBe('220-please\r\n220-wait');
    expect(texts(play(specOf(), connected, bytes('220-a\r\n220-b\r\n'), closed))).toBe('220-a\r\n220-b\r\n');
    expect(texts(play(specOf(), connected, bytes('HT'), closed))).toBe('HT');
  });

  it('tells of silence once, in the stages where something else may be tried', () => {
    const played = play(specOf()).wait(TIMING.quietMs);
    expect(played.events.at(-1)).toMatchObject({ type: 'quiet', stage: 'connect' });
    expect(
      played
        .wait(1)
        .wait(1)
        .events.filter(({ type }) => type === 'quiet'),
    ).toHaveLength(1);
    played.feed(connected).wait(TIMING.quietMs);
    expect(played.events.at(-1)).toMatchObject({ type: 'quiet', stage: 'greeting' });
    const ehlo = play(specOf(), connected, line('220 hi')).wait(TIMING.quietMs);
    expect(ehlo.events.at(-1)?.type).toBe('sent');
  });

  it('waits for a word without end, and for the answer to QUIT not long', () => {
    const offers = line('250-x\r\n250 AUTH PLAIN');
    const held = play(specOf({ mode: 'implicit-tls' }), connected, secured, line('220 hi'), offers);
    expect(wakeAt(held.attempt)).toBeNull();
    held.wait(3_600_000).feed({ type: 'told', word: 'finish' });
    expect(wakeAt(held.attempt)).toBe(held.at + TIMING.quitMs);
    expect(held.wait(TIMING.quitMs).attempt.status).toBe('ended');
    expect(held.result).toBe('ok told');
  });

  it('never asks to be woken once the attempt has ended', () => {
    expect(wakeAt(play(specOf(), connected, closed).attempt)).toBeNull();
  });
});

describe('the caps (SEC-25)', () => {
  it('end an attempt that reads more than 256 KiB, in one chunk or in many', () => {
    const big = play(specOf(), connected, bytes('220-'.repeat(ATTEMPT_CAPS.bytes / 4 + 1)));
    expect(big.result).toBe('failed greeting limit');
    const many: Happening[] = Array.from({ length: 30_000 }, () => line('220-hello'));
    const endless = play(specOf(), connected, ...many);
    expect(endless.result).toBe('failed greeting limit');
    expect(limits(endless)).toEqual(['attempt-bytes']);
  });

  it('keep a trace within 2000 events, its end included', () => {
    const played = play(specOf(), connected, line('220 hi'), ...Array.from({ length: 5_000 }, () => line('x')));
    played.feed(closed);
    expect(played.events.length).toBeLessThanOrEqual(ATTEMPT_CAPS.events + 3);
    expect(limits(played)).toEqual(['attempt-events']);
    expect(played.events.slice(-2).map(({ type }) => type)).toEqual(['closed', 'ended']);
  });

  it('note a line, a reply or garbage that was cut', () => {
    const long = 'x'.repeat(5_000);
    expect(limits(play(specOf(), connected, line(`220 ${long}`)))).toEqual(['reply-line']);
    expect(limits(play(specOf(), connected, line('220 hi'), line(long)))).toEqual(['reply-line']);
    expect(limits(play(specOf(), connected, bytes('220-x\r\n'.repeat(150)), line('220 x')))).toEqual(['reply-lines']);
  });

  it('count all of what they do not keep', () => {
    const played = play(specOf(), connected, line('220 hi'), line('x'.repeat(5_000)));
    const received = played.events.find((event) => event.type === 'received');
    expect(received).toMatchObject({ bytes: { length: 5_001, truncated: true } });
  });
});
