import type { Case, TraceEvent } from '@smtp-triage/core';
import { MAX_ATTEMPTS } from '../src/http/saved.ts';
import { caseOf } from './playback.ts';

/** Cases as large as a request may be, each of another shape: many events, many refusals, long replies, one long line. */
export type Shape = 'events' | 'refusals' | 'replies' | 'lines';
export const SHAPES: readonly Shape[] = ['events', 'refusals', 'replies', 'lines'];

/** What every attempt gets more of, the n-th of them. */
const MORE: Readonly<Record<Shape, (n: number) => readonly TraceEvent[]>> = {
  events: (n) => [
    { at: n, type: 'sent', verb: 'NOOP', line: 'NOOP' },
    { at: n, type: 'reply', to: 'NOOP', code: 250, enhanced: '2.0.0', lines: [`Ok ${n}`] },
  ],
  refusals: (n) => [
    { at: n, type: 'sent', verb: 'RCPT', line: 'RCPT TO:<a@example.net>' },
    { at: n, type: 'reply', to: 'RCPT', code: 450, enhanced: '4.2.1', lines: [`Later ${n}`] },
  ],
  replies: (n) => [
    { at: n, type: 'sent', verb: 'NOOP', line: 'NOOP' },
    {
      ...{ at: n, type: 'reply', to: 'NOOP', code: 451, enhanced: '4.7.1' },
      lines: Array.from(
        { length: 100 },
        (_, line) => `4.7.1 Greylisted, try again in ${n * 100 + line} seconds, see https://x.example`,
      ),
    },
  ],
  lines: (n) => [
    { at: n, type: 'sent', verb: 'NOOP', line: 'NOOP' },
    { at: n, type: 'reply', to: 'NOOP', code: 550, enhanced: null, lines: ['a blocked '.repeat(400)] },
  ],
};

/** A case of this shape with as many attempts as are taken, a little smaller than `octets` as JSON. */
export function largestCase(shape: Shape, octets: number): Case {
  const base = caseOf('auth-535-bad-credentials');
  const attempts = base.traces.filter(({ route }) => route.purpose !== 'lookup');
  const traces = Array.from({ length: MAX_ATTEMPTS }, (_, n) => {
    const trace = attempts[n % attempts.length] ?? attempts[0];
    if (trace === undefined) throw new Error('a case without attempts');
    return { ...trace, route: { ...trace.route, id: `${trace.route.id}-${n}` } };
  });
  const share = octets / MAX_ATTEMPTS;
  const grown = traces.map((trace) => {
    const events = [...trace.events];
    let size = JSON.stringify(trace).length;
    for (let n = 1; ; n++) {
      const more = MORE[shape](n);
      size += JSON.stringify(more).length;
      if (size > share - 100) return { ...trace, events };
      // Before the last, which says how the attempt ended
      events.splice(-1, 0, ...more);
    }
  });
  return { ...base, traces: grown };
}
