import type { Bytes, Case, TraceEvent } from '@smtp-triage/core';

/**
 * The event without what somebody said who does not speak SMTP: who it seems to be and how much it was stays (SEC-12). A
 * service for strangers would otherwise read the first words of any port to them.
 */
export function withoutForeignBytes(event: TraceEvent): TraceEvent {
  if (event.type === 'received' && event.speaker !== 'smtp') return { ...event, bytes: emptied(event.bytes) };
  if (event.type !== 'not-secured' || event.failure.speaker === 'smtp') return event;
  const { failure } = event;
  return { ...event, failure: { ...failure, firstBytes: failure.firstBytes && emptied(failure.firstBytes) } };
}

/** The same for everything in a case. */
export const caseWithoutForeignBytes = (triaged: Case): Case => ({
  ...triaged,
  traces: triaged.traces.map((trace) => ({ ...trace, events: trace.events.map(withoutForeignBytes) })),
});

const emptied = ({ length }: Bytes): Bytes => ({ length, truncated: true });
