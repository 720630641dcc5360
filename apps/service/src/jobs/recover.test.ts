import { describe, expect, it } from 'vitest';
import { fateOf, type Lost } from './recover.ts';

describe('what becomes of lost work', () => {
  const lost: Lost = {
    running: true,
    upTo: 'tls',
    bound: false,
    processAlive: false,
    pastLogin: false,
    cancelAsked: false,
    tries: 1,
  };
  it.each<[string, Partial<Lost>, ReturnType<typeof fateOf>]>([
    ['an unbound run', {}, 'again'],
    ['an unbound run on its third try', { tries: 3 }, 'worker-lost'],
    ['a run that may have sent a message', { upTo: 'data' }, 'worker-lost'],
    ['a run past its login', { pastLogin: true }, 'interrupted-after-auth'],
    ['a cancelled run past its login', { pastLogin: true, cancelAsked: true }, 'interrupted-after-auth'],
    ['a cancelled run', { cancelAsked: true }, 'cancelled'],
    ['a run whose process is gone with the secret', { bound: true }, 'secret-lost'],
    ['a run bound to a living process', { bound: true, processAlive: true }, 'again'],
    ['what waits for a process that is gone', { bound: true, running: false, tries: 0 }, 'secret-lost'],
    ['what waits with a message to send', { running: false, upTo: 'data', tries: 0 }, 'again'],
  ])('%s', (_name, more, fate) => {
    expect(fateOf({ ...lost, ...more })).toBe(fate);
  });
});
