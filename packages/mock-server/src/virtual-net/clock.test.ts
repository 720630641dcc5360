import { describe, expect, it, vi } from 'vitest';
import { SYSTEM_CLOCK, VirtualClock } from './clock.ts';

describe('the virtual clock', () => {
  it('does what is due in the order of time, and at one time in the order of asking', () => {
    const clock = new VirtualClock();
    const done: string[] = [];
    const note = (what: string) => () => done.push(`${what}@${clock.now()}`);
    for (const ms of [5, 1, 3, 1, 4, 2]) clock.after(ms, note(`${ms}`));
    clock.after(3, note('again'));
    clock.runUntilIdle();
    expect(done).toEqual(['1@1', '1@1', '2@2', '3@3', 'again@3', '4@4', '5@5']);
  });

  it('keeps a thousand in order', () => {
    const clock = new VirtualClock();
    const times: number[] = [];
    for (let i = 0; i < 1_000; i++) clock.after((i * 7_919) % 1_009, () => times.push(clock.now()));
    clock.runUntilIdle();
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(times).toHaveLength(1_000);
  });

  it('takes back what was asked for, also from within', () => {
    const clock = new VirtualClock();
    const never = vi.fn();
    const cancel = clock.after(2, never);
    clock.after(1, cancel);
    clock.runUntilIdle();
    expect(never).not.toHaveBeenCalled();
    expect([clock.now(), clock.next, clock.step()]).toEqual([1, null, false]);
  });

  it('lets time pass, and what is due in it happen', () => {
    const clock = new VirtualClock();
    const early = vi.fn();
    const late = vi.fn();
    clock.after(10, early);
    clock.after(11, late);
    clock.advance(10);
    expect([early.mock.calls.length, late.mock.calls.length, clock.now(), clock.next]).toEqual([1, 0, 10, 11]);
  });

  it('does not run for ever', () => {
    const clock = new VirtualClock();
    const again = (): void => void clock.after(1, again);
    again();
    expect(() => clock.runUntilIdle(100)).toThrow('not idle');
  });
});

describe('the system clock', () => {
  it('calls back later, unless it is told not to', async () => {
    const never = vi.fn();
    SYSTEM_CLOCK.after(1, never)();
    const before = SYSTEM_CLOCK.now();
    await new Promise<void>((resolve) => SYSTEM_CLOCK.after(5, resolve));
    expect(SYSTEM_CLOCK.now() - before).toBeGreaterThan(3);
    expect(never).not.toHaveBeenCalled();
  });
});
