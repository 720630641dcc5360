import type { Trace } from '@smtp-triage/core';
import { advanceRung, type Line, type LiveEvent, linesOf, newRung } from '@smtp-triage/core/live';
import { advanceLadder, type Ladder, NO_LADDER } from './ladder.ts';

/** What watchers would have been told of a trace. */
function eventsOf({ events, ...head }: Trace): readonly LiveEvent[] {
  let rung = newRung(head);
  return events.flatMap((event) => {
    const next = advanceRung(rung, event);
    rung = next.rung;
    return next.events;
  });
}

/** The ladder of traces that are complete. */
export const ladderOf = (traces: readonly Trace[]): Ladder => ({
  ...traces.flatMap(eventsOf).reduce(advanceLadder, NO_LADDER),
  ended: true,
});

/** One line of a transcript, and the event that it comes from. */
export type TranscriptLine = Line & {
  readonly at: number;
  readonly event: number;
  /** From here on everything is encrypted. */
  readonly securing: boolean;
};

/** What was said on a route, line by line, as the service would have streamed it. */
export const transcriptOf = ({ events, startedAt }: Trace): readonly TranscriptLine[] =>
  events.flatMap((event, index) =>
    linesOf(event, startedAt).map((line) => ({
      ...line,
      at: event.at,
      event: index,
      securing: event.type === 'secured',
    })),
  );
