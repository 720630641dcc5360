import type { Verb } from '../dialogue/index.ts';
import type { Stage, Trace, TraceEvent } from '../trace/types.ts';
import { isTrusted, trustProblems } from '../trust.ts';
import type { LiveEvent, StageState, TraceHead } from './types.ts';

/** A route as it stands: its trace so far, the stage that runs, and how those before it ended. */
export type Rung = {
  readonly trace: Trace;
  readonly stage: Stage | null;
  readonly stageAt: number;
  readonly done: Readonly<Partial<Record<Stage, StageState>>>;
};

/** A route on which nothing has happened. */
export const newRung = (head: TraceHead): Rung => ({
  trace: { ...head, events: [] },
  stage: null,
  stageAt: 0,
  done: {},
});

const STAGE_OF: Readonly<Partial<Record<Verb, Stage>>> = {
  CONNECT: 'greeting',
  EHLO: 'ehlo',
  HELO: 'ehlo',
  STARTTLS: 'starttls',
  AUTH: 'auth',
  CONTINUE: 'auth',
  MAIL: 'envelope',
  RCPT: 'envelope',
  DATA: 'data',
  TEXT: 'data',
};

/**
 * Adds an event to a route and says which stages begin and end with it. A stage begins and ends at most once: the second
 * EHLO, after STARTTLS, is not shown. Whatever still runs when the route ends, ends with it.
 */
export function advanceRung(
  before: Rung,
  event: TraceEvent,
): { readonly rung: Rung; readonly events: readonly LiveEvent[] } {
  const { trace } = before;
  const { route } = trace;
  const events: LiveEvent[] = [];
  let { stage, stageAt, done } = before;
  const at = event.at;

  const enter = (next: Stage): void => {
    if (stage === next || done[next] !== undefined) return;
    if (stage !== null) leave('ok');
    stage = next;
    stageAt = at;
    events.push({ type: 'stage.started', routeId: route.id, stage: next, atMs: at });
  };
  const leave = (state: StageState): void => {
    if (stage === null) return;
    done = { ...done, [stage]: state };
    const tookMs = Math.round((at - stageAt) * 10) / 10;
    events.push({ type: 'stage.finished', routeId: route.id, stage, state, atMs: at, tookMs });
    stage = null;
  };

  if (trace.events.length === 0) events.push({ type: 'rung.started', route, atMs: at });
  switch (event.type) {
    case 'lookup':
      enter('dns');
      break;
    case 'connecting':
      enter('connect');
      break;
    case 'connected':
      leave('ok');
      if (trace.goal !== 'connect') enter(route.mode === 'implicit-tls' ? 'tls' : 'greeting');
      break;
    case 'not-connected':
    case 'not-secured':
    case 'timed-out':
      leave('fail');
      break;
    case 'sent': {
      const next = STAGE_OF[event.verb];
      if (next !== undefined) enter(next);
      break;
    }
    case 'reply': {
      const state = stateAfter(event);
      if (state !== null && STAGE_OF[event.to ?? 'CONNECT'] === stage) leave(state);
      break;
    }
    case 'securing':
      enter('tls');
      break;
    case 'secured':
      leave(isTrusted(trustProblems(event.tls, trace.startedAt, 'TLSv1.2')) ? 'ok' : 'warn');
      if (route.mode === 'implicit-tls') enter('greeting');
      break;
    case 'ended':
      if (event.failedAt !== null) {
        enter(event.failedAt);
        if (stage === event.failedAt) leave('fail');
      }
      leave(event.outcome === 'skipped' ? 'skipped' : event.outcome === 'failed' ? 'fail' : 'ok');
      events.push({
        type: 'rung.finished',
        routeId: route.id,
        outcome: event.outcome,
        reached: event.reached,
        failedAt: event.failedAt,
        atMs: at,
      });
      break;
    default:
      break;
  }
  return { rung: { trace: { ...trace, events: [...trace.events, event] }, stage, stageAt, done }, events };
}

/** How a reply ends the stage of its command; null: it does not. `4yz` says "not now", which is no failure yet (RFC 5321 §4.2.1). */
function stateAfter({ code, to }: Extract<TraceEvent, { readonly type: 'reply' }>): StageState | null {
  // HELO may follow a refused EHLO, and RCPT follows MAIL: only the end of the route says more
  if (code >= 500) return to === 'EHLO' ? null : 'fail';
  if (code >= 400) return 'warn';
  return code >= 300 || to === 'MAIL' ? null : 'ok';
}
