import type { Verdict } from '../diagnose/types.ts';
import type { Outcome, Route, Stage, Trace } from '../trace/types.ts';

/** What is known of a route before anything happens on it: a trace without its events. */
export type TraceHead = Omit<Trace, 'events'>;

/** How a stage of a route looks to somebody who watches. */
export type StageState = 'ok' | 'warn' | 'fail' | 'skipped';

/**
 * What a watcher is told, in order, without gaps (API-33). `line` is one line of the wire, secrets masked, controls made
 * visible; the others are what the ladder on a page needs to light up.
 */
export type LiveEvent =
  | {
      readonly type: 'snapshot';
      readonly state: string;
      readonly ladder: readonly { readonly port: number; readonly mode: string }[];
    }
  | { readonly type: 'rung.started'; readonly route: Route; readonly atMs: number }
  | { readonly type: 'stage.started'; readonly routeId: string; readonly stage: Stage; readonly atMs: number }
  | {
      readonly type: 'stage.finished';
      readonly routeId: string;
      readonly stage: Stage;
      readonly state: StageState;
      readonly atMs: number;
      readonly tookMs: number;
    }
  | {
      readonly type: 'line';
      readonly routeId: string;
      readonly who: 'client' | 'server' | 'note';
      readonly text: string;
      readonly atMs: number;
    }
  | {
      readonly type: 'rung.finished';
      readonly routeId: string;
      readonly outcome: Outcome;
      readonly reached: Stage | null;
      readonly failedAt: Stage | null;
      readonly atMs: number;
    }
  | {
      readonly type: 'verdict.partial' | 'verdict.final';
      readonly verdict: Verdict;
      readonly headline: string;
      readonly code: string | null;
    }
  | { readonly type: 'error'; readonly reason: string }
  | { readonly type: 'end'; readonly reason: 'done' | 'cancelled' | 'failed' | 'shutdown' | 'slow' | 'idle' };
