import { advance, wakeAt } from '../attempt/attempt.ts';
import { type Attempt, newAttempt } from '../attempt/draft.ts';
import type { AttemptInput, AttemptSpec } from '../attempt/types.ts';
import { type Family, type Goal, type Route, TRACE_SCHEMA, type Trace, type TraceEvent } from '../trace/types.ts';
import type { InvestigationAction, Request } from './types.ts';

/** One route under investigation: its attempt and everything that happened on it. */
export type Line = { readonly attempt: Attempt; readonly events: readonly TraceEvent[] };

/** A name look-up under way or done. */
export type LookupState = {
  readonly route: Route;
  readonly pending: readonly Family[];
  readonly deadline: number;
  readonly events: readonly TraceEvent[];
};

/** A whole investigation, as a value. */
export type Investigation = {
  readonly request: Request;
  readonly lookups: readonly LookupState[];
  readonly lines: readonly Line[];
  /** Routes that were deliberately not tried. */
  readonly skipped: readonly Trace[];
  /** When the first route stood ready for the login, and which route got it. */
  readonly firstHeldAt: number | null;
  readonly loginRoute: string | null;
  /** When nothing open could change the advice any more. */
  readonly enoughAt: number | null;
  readonly controlsAsked: boolean;
  readonly interrupted: boolean;
  readonly armed: number | null;
  readonly finished: boolean;
};

/** An investigation while one input is applied. */
export type Draft = { -readonly [K in keyof Investigation]: Investigation[K] } & {
  at: number;
  readonly actions: InvestigationAction[];
};

/** The most connections to one address, port and mode: a route, and one test of a single question. */
const CONNECTIONS_PER_PLACE = 2;

/** Starts an attempt, unless it has been made, there were as many to the same place as politeness allows, or time is up. */
export function launch(draft: Draft, spec: AttemptSpec): void {
  const { id, port, mode, address } = spec.route;
  const before = draft.lines.map(({ attempt }) => attempt.spec.route);
  const there = before.filter((route) => route.port === port && route.mode === mode && route.address === address);
  if (isOverdue(draft) || before.some((route) => route.id === id) || there.length >= CONNECTIONS_PER_PLACE) return;
  draft.lines = [...draft.lines, { attempt: newAttempt(spec), events: [] }];
  feed(draft, id, { type: 'start', at: draft.at });
}

/** Gives an input to one attempt; its actions go out, its events into its trace. */
export function feed(draft: Draft, id: string, input: AttemptInput): void {
  const index = draft.lines.findIndex(({ attempt }) => attempt.spec.route.id === id);
  const line = draft.lines[index];
  if (line === undefined) return;
  const { attempt, actions, events } = advance(line.attempt, input);
  draft.lines = draft.lines.with(index, {
    attempt,
    events: events.length === 0 ? line.events : [...line.events, ...events],
  });
  for (const action of actions) draft.actions.push({ type: 'attempt', id, action });
  for (const event of events) draft.actions.push({ type: 'event', route: id, event });
}

/** Lets every attempt whose time has come look at the clock. */
export function tickAttempts(draft: Draft): void {
  for (const { attempt } of draft.lines) {
    const due = wakeAt(attempt);
    if (due !== null && due <= draft.at) feed(draft, attempt.spec.route.id, { type: 'tick', at: draft.at });
  }
}

/** The time for the whole run is up: nothing new begins, even where the tick that says so comes late. */
export const isOverdue = ({ at, request }: Draft): boolean => at >= request.budgetMs;
/** Neither over nor saying goodbye. A login that we have cancelled has its result, and still waits for the server's word. */
export const isOpen = ({ attempt: { status } }: Line): boolean => status !== 'leaving' && status !== 'ended';
/** The routes of the ladder, the user's settings and second looks at them; not controls and tests of a single question. */
export const ofTarget = ({ attempt }: Line): boolean =>
  !['control', 'size-test', 'injection-test'].includes(attempt.spec.route.purpose);

/** A trace as it stands. */
export const traceOf = (route: Route, goal: Goal, startedAt: string, events: readonly TraceEvent[]): Trace => ({
  schema: TRACE_SCHEMA,
  route,
  goal,
  startedAt,
  events,
});
