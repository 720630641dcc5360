import { type DialogueEvent, keywordsOf, open, step, type Trace, type Violation } from '@smtp-triage/core';

/** Drives the dialogue table with what was said in a recorded attempt, and gives every step that it does not allow. */
export function violationsIn({ route, events }: Trace): readonly Violation[] {
  const violations: Violation[] = [];
  let session = open(route.mode === 'implicit-tls');
  for (const [index, event] of events.entries()) {
    const said = saidIn(event, events[index + 1]);
    if (said === null) continue;
    const next = step(session, said);
    if (next.ok) session = next.session;
    else violations.push(next.violation);
  }
  return violations;
}

function saidIn(event: Trace['events'][number], after: Trace['events'][number] | undefined): DialogueEvent | null {
  switch (event.type) {
    case 'sent':
      return event.verb === 'CONNECT' || event.verb === 'TLS' ? null : { type: 'command', verb: event.verb };
    case 'reply':
      return {
        type: 'reply',
        code: event.code,
        ...(after?.type === 'offers' ? { offers: keywordsOf(after.offers) } : {}),
      };
    case 'secured':
      return { type: 'handshake', ok: true };
    case 'not-secured':
      return { type: 'handshake', ok: false };
    default:
      return null;
  }
}
