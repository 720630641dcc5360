import {
  type Attempt,
  type AttemptAction,
  type AttemptInput,
  type AttemptSpec,
  advance,
  type Login,
  newAttempt,
  type TraceEvent,
  wakeAt,
} from '@smtp-triage/core';
import type { VirtualNet } from './net.ts';
import type { Client, Wire } from './wire.ts';

/** One attempt from start to end: what it came to, and everything that happened. */
export type Attempted = {
  readonly attempt: Attempt;
  readonly events: readonly TraceEvent[];
  readonly elapsedMs: number;
};

/** Plays one attempt in a net, without an investigation around it. Whoever asks for the login is told to go on. */
export function attemptIn(net: VirtualNet, spec: AttemptSpec, login: Login | null): Attempted {
  const { clock } = net;
  const origin = clock.now();
  const events: TraceEvent[] = [];
  const now = (): number => clock.now() - origin;
  let attempt = newAttempt(spec);
  let wire: Wire | null = null;

  const feed = (input: AttemptInput): void => {
    const next = advance(attempt, input);
    attempt = next.attempt;
    for (const event of next.events) events.push(event);
    for (const action of next.actions) act(action);
    if (attempt.status === 'held') feed({ type: 'told', word: 'proceed', login, at: input.at });
  };
  const client: Client = { now, tell: feed };
  const act = (action: AttemptAction): void => {
    switch (action.type) {
      case 'connect':
        wire = net.connect(action.address, action.port, client);
        return;
      case 'write':
        return wire?.write(action.bytes);
      case 'secure':
        return wire?.secure(action.servername ?? spec.route.host, action.offer);
      case 'close':
        return wire?.close();
      default:
        action satisfies never;
    }
  };

  feed({ type: 'start', at: 0 });
  while (attempt.status !== 'ended') {
    const { next } = clock;
    const ring = wakeAt(attempt);
    if (ring !== null && (next === null || origin + ring < next)) {
      clock.advance(Math.max(0, origin + ring - clock.now()));
      feed({ type: 'tick', at: Math.max(ring, now()) });
    } else if (!clock.step()) throw new Error('the attempt waits for nothing');
  }
  const elapsedMs = now();
  // The server hears of the end too
  clock.runUntilIdle();
  return { attempt, events, elapsedMs };
}
