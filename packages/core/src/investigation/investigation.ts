import { assertNever } from '../assert-never.ts';
import { wakeAt } from '../attempt/attempt.ts';
import { addressFamily } from '../target.ts';
import type { Trace } from '../trace/types.ts';
import { freeze, thaw } from './copy.ts';
import { launchControl, orderControls, orderFollowUps } from './follow-up.ts';
import { decideLogin, loginDeadline } from './login.ts';
import { answered, cutLookups, expireLookups, lookUp } from './lookup.ts';
import { launchTo, namesToLookUp, placeOf, plan } from './routes.ts';
import { type Draft, feed, type Investigation, isOpen, isOverdue, type Line, tickAttempts, traceOf } from './state.ts';
import { enoughDeadline, stopWhenEnough } from './stop.ts';
import type { InvestigationAction, InvestigationInput, Request } from './types.ts';

/** An investigation that has not begun. */
export const openInvestigation = (request: Request): Investigation => ({
  request,
  lookups: [],
  lines: [],
  skipped: [],
  firstHeldAt: null,
  loginRoute: null,
  enoughAt: null,
  controlsAsked: false,
  interrupted: false,
  armed: null,
  finished: false,
});

/** Applies one input. Pure: time, names and bytes come in; look-ups, socket actions and one timer go out. */
export function advanceInvestigation(
  investigation: Investigation,
  input: InvestigationInput,
): { readonly investigation: Investigation; readonly actions: readonly InvestigationAction[] } {
  if (investigation.finished) return { investigation, actions: [] };
  const draft = thaw(investigation, input.at);
  apply(draft, input);
  if (isDeciding(draft)) {
    orderFollowUps(draft);
    decideLogin(draft);
    orderControls(draft);
    stopWhenEnough(draft);
  }
  rest(draft);
  return { investigation: freeze(draft), actions: draft.actions };
}

/** Every trace so far: look-ups first, then the routes in the order in which they were tried. */
export const tracesOf = ({ request: { startedAt }, lookups, lines, skipped }: Investigation): readonly Trace[] => [
  ...lookups.map(({ route, events }) => traceOf(route, 'connect', startedAt, events)),
  ...lines.map(({ attempt: { spec }, events }) => traceOf(spec.route, spec.goal, startedAt, events)),
  ...skipped,
];

function apply(draft: Draft, input: InvestigationInput): void {
  switch (input.type) {
    case 'start':
      return start(draft);
    case 'looked-up': {
      const { name, answer } = input;
      if (!answered(draft, name, answer) || !answer.ok || draft.interrupted) return;
      launchTo(draft, name, answer.family, answer.addresses);
      const [address] = answer.addresses;
      if (draft.controlsAsked && address !== undefined) launchControl(draft, name, answer.family, address);
      return;
    }
    case 'attempt':
      return feed(draft, input.id, input.input);
    case 'tick':
      draft.armed = null;
      expireLookups(draft);
      tickAttempts(draft);
      if (isOverdue(draft)) closeAll(draft, 'give-up');
      return;
    case 'interrupt':
      draft.interrupted = true;
      return closeAll(draft, 'abandon', ({ attempt }) => attempt.status !== 'ended');
    default:
      return assertNever(input);
  }
}

function start(draft: Draft): void {
  const { request } = draft;
  for (const name of namesToLookUp(request)) lookUp(draft, name);
  const places = new Set(plan(request).map(({ port }) => placeOf(request, port).host));
  for (const host of places) {
    const family = addressFamily(host);
    // A proxy resolves the name itself: it is given the name as if it were the address
    if (family !== null || request.proxied) launchTo(draft, host, family, [host]);
  }
}

function closeAll(draft: Draft, word: 'give-up' | 'abandon', which: (line: Line) => boolean = isOpen): void {
  for (const line of draft.lines.filter(which)) {
    feed(draft, line.attempt.spec.route.id, { type: 'told', word, at: draft.at });
  }
  cutLookups(draft);
}

/** Something may still be ordered; what is not decided any more has no deadline either. */
const isDeciding = (draft: Draft): boolean => !draft.interrupted && !isOverdue(draft);

/** Sets the one timer, or finishes when nothing is open. */
function rest(draft: Draft): void {
  const idle = draft.lines.every(({ attempt }) => attempt.status === 'ended');
  if (idle && draft.lookups.every(({ pending }) => pending.length === 0)) {
    draft.finished = true;
    draft.actions.push({ type: 'arm', at: null }, { type: 'finished' });
    return;
  }
  const times = [
    draft.lines.some(isOpen) || draft.lookups.some(({ pending }) => pending.length > 0) ? draft.request.budgetMs : null,
    ...(isDeciding(draft) ? [loginDeadline(draft), enoughDeadline(draft)] : []),
    ...draft.lines.map(({ attempt }) => wakeAt(attempt)),
    ...draft.lookups.filter(({ pending }) => pending.length > 0).map(({ deadline }) => deadline),
  ].filter((time) => time !== null);
  const next = times.length === 0 ? null : Math.max(draft.at, Math.min(...times));
  // A timer that is due already is left alone: moved with every input, it would never ring under a flood of them
  const isDue = draft.armed !== null && draft.armed <= draft.at;
  if (next === draft.armed || isDue) return;
  draft.armed = next;
  draft.actions.push({ type: 'arm', at: next });
}
