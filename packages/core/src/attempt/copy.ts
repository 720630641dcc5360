import type { Attempt, Draft } from './draft.ts';

// Field by field: for an object of this size engines are many times slower at "all fields and three more" or "all but
// three", and both copies are made for every input. The compiler sees to it that no field is missing.

/** The attempt as a draft that one input may change. */
export const thaw = (attempt: Attempt, at: number): Draft => ({
  spec: attempt.spec,
  status: attempt.status,
  session: attempt.session,
  reader: attempt.reader,
  head: attempt.head,
  stage: attempt.stage,
  since: attempt.since,
  deadline: attempt.deadline,
  toldQuiet: attempt.toldQuiet,
  reached: attempt.reached,
  offers: attempt.offers,
  usedHelo: attempt.usedHelo,
  tls: attempt.tls,
  verified: attempt.verified,
  login: attempt.login,
  bytesRead: attempt.bytesRead,
  eventCount: attempt.eventCount,
  result: attempt.result,
  at,
  actions: [],
  events: [],
});

/** The draft as a value again. */
export const freeze = (draft: Draft): Attempt => ({
  spec: draft.spec,
  status: draft.status,
  session: draft.session,
  reader: draft.reader,
  head: draft.head,
  stage: draft.stage,
  since: draft.since,
  deadline: draft.deadline,
  toldQuiet: draft.toldQuiet,
  reached: draft.reached,
  offers: draft.offers,
  usedHelo: draft.usedHelo,
  tls: draft.tls,
  verified: draft.verified,
  login: draft.login,
  bytesRead: draft.bytesRead,
  eventCount: draft.eventCount,
  result: draft.result,
});
