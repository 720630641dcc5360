import type { Draft, Investigation } from './state.ts';

// Field by field, as in attempt/copy.ts and for the same reason.

/** The investigation as a draft that one input may change. */
export const thaw = (investigation: Investigation, at: number): Draft => ({
  request: investigation.request,
  lookups: investigation.lookups,
  lines: investigation.lines,
  skipped: investigation.skipped,
  firstHeldAt: investigation.firstHeldAt,
  loginRoute: investigation.loginRoute,
  enoughAt: investigation.enoughAt,
  controlsAsked: investigation.controlsAsked,
  interrupted: investigation.interrupted,
  armed: investigation.armed,
  finished: investigation.finished,
  at,
  actions: [],
});

/** The draft as a value again. */
export const freeze = (draft: Draft): Investigation => ({
  request: draft.request,
  lookups: draft.lookups,
  lines: draft.lines,
  skipped: draft.skipped,
  firstHeldAt: draft.firstHeldAt,
  loginRoute: draft.loginRoute,
  enoughAt: draft.enoughAt,
  controlsAsked: draft.controlsAsked,
  interrupted: draft.interrupted,
  armed: draft.armed,
  finished: draft.finished,
});
