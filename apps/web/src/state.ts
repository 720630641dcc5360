import type { Explanation, Mode, Report, Trace, Verdict } from '@smtp-triage/core';
import type { LiveEvent } from '@smtp-triage/core/live';
import type { LintReport } from '@smtp-triage/core/settings';
import {
  advanceLadder,
  type Change,
  type FieldProblem,
  type Fields,
  type Ladder,
  NO_LADDER,
  type RefusalFacts,
  type ShellLine,
} from '@smtp-triage/page';

/** The settings that a person said their program has. */
export type Own = { readonly port: number; readonly mode: Mode } | null;

/** What the page shows below its form. */
export type Screen =
  | { readonly kind: 'home' }
  | {
      readonly kind: 'running';
      readonly id: string | null;
      readonly host: string;
      readonly own: Own;
      readonly ladder: Ladder;
      readonly partial: { readonly verdict: Verdict; readonly headline: string } | null;
      readonly link: 'live' | 'lost';
    }
  | {
      readonly kind: 'result';
      /** Null: a trace that was dropped here; the service has never seen it. */
      readonly id: string | null;
      readonly report: Report;
      readonly traces: readonly Trace[];
    }
  | { readonly kind: 'refused'; readonly refusal: RefusalFacts; readonly commands: readonly ShellLine[] }
  | { readonly kind: 'compared'; readonly host: string; readonly changes: readonly Change[] };

/** What the box for texts shows. */
export type ReadResult =
  | { readonly kind: 'none' }
  | { readonly kind: 'settings'; readonly report: LintReport }
  | { readonly kind: 'error'; readonly all: readonly Explanation[] }
  | { readonly kind: 'unreadable'; readonly says: string };

/** Everything that the page knows. The secret is not in it: it goes from its field into one request. */
export type State = {
  readonly screen: Screen;
  readonly fields: Fields;
  /** Counts how often the form was filled in from elsewhere: then it is a new one. */
  readonly form: number;
  readonly problem: FieldProblem | null;
  readonly hint: string | null;
  readonly read: ReadResult;
  /** Said to those who do not see the ladder light up. */
  readonly said: string;
};

/** What happened. */
export type Action =
  | { readonly type: 'asked'; readonly fields: Fields; readonly own: Own }
  | { readonly type: 'accepted'; readonly id: string }
  | { readonly type: 'opened'; readonly id: string; readonly host: string }
  | { readonly type: 'heard'; readonly event: LiveEvent }
  | { readonly type: 'link'; readonly link: 'live' | 'lost' }
  | {
      readonly type: 'finished';
      readonly id: string | null;
      readonly report: Report;
      readonly traces: readonly Trace[];
    }
  | { readonly type: 'refused'; readonly refusal: RefusalFacts; readonly commands: readonly ShellLine[] }
  | { readonly type: 'field-wrong'; readonly problem: FieldProblem; readonly fields: Fields }
  | { readonly type: 'hinted'; readonly hint: string | null }
  | { readonly type: 'filled'; readonly fields: Fields }
  | { readonly type: 'read'; readonly result: ReadResult }
  | { readonly type: 'compared'; readonly host: string; readonly changes: readonly Change[] };

/** Before anything happened. */
export const START: State = {
  screen: { kind: 'home' },
  fields: {},
  form: 0,
  problem: null,
  hint: null,
  read: { kind: 'none' },
  said: '',
};

/** Takes what happened and gives what the page knows after it. Pure. */
export function advance(state: State, action: Action): State {
  switch (action.type) {
    case 'asked': {
      const host = action.fields['host'] ?? '';
      return {
        ...state,
        fields: action.fields,
        problem: null,
        screen: running(null, host, action.own),
        said: `Testing ${host}`,
      };
    }
    case 'accepted':
      return inRun(state, (screen) => ({ ...screen, id: action.id }));
    case 'opened':
      return { ...state, ...filled(state, { host: action.host }), screen: running(action.id, action.host, null) };
    case 'heard':
      return heard(state, action.event);
    case 'link':
      return inRun(state, (screen) => ({ ...screen, link: action.link }));
    case 'finished': {
      const { id, report, traces } = action;
      return { ...state, screen: { kind: 'result', id, report, traces }, said: `Result: ${report.headline}` };
    }
    case 'refused':
      return {
        ...state,
        screen: { kind: 'refused', refusal: action.refusal, commands: action.commands },
        said: '',
      };
    case 'field-wrong':
      return { ...state, screen: { kind: 'home' }, problem: action.problem, fields: action.fields, said: '' };
    case 'hinted':
      return { ...state, hint: action.hint };
    case 'filled':
      return { ...state, ...filled(state, action.fields) };
    case 'read':
      return { ...state, read: action.result };
    case 'compared':
      return { ...state, screen: { kind: 'compared', host: action.host, changes: action.changes }, said: 'Compared' };
  }
}

const filled = ({ form }: State, fields: Fields): Pick<State, 'fields' | 'form' | 'problem'> => ({
  fields,
  form: form + 1,
  problem: null,
});

type Running = Extract<Screen, { readonly kind: 'running' }>;

const running = (id: string | null, host: string, own: Own): Running => ({
  kind: 'running',
  id,
  host,
  own,
  ladder: NO_LADDER,
  partial: null,
  link: 'live',
});

const inRun = (state: State, change: (screen: Running) => Running): State =>
  state.screen.kind === 'running' ? { ...state, screen: change(state.screen) } : state;

function heard(state: State, event: LiveEvent): State {
  const next = inRun(state, (screen) => ({
    ...screen,
    ladder: advanceLadder(screen.ladder, event),
    partial:
      event.type === 'verdict.partial' || event.type === 'verdict.final'
        ? { verdict: event.verdict, headline: event.headline }
        : screen.partial,
  }));
  return event.type === 'rung.finished' ? { ...next, said: spoken(event) } : next;
}

/** One sentence a route, for screen readers: more would drown out the rest (WCAG 4.1.3). */
const spoken = ({ routeId, outcome, failedAt }: Extract<LiveEvent, { readonly type: 'rung.finished' }>): string => {
  const [port = '', mode = ''] = /^(\d+)-(starttls|implicit-tls|cleartext)/.exec(routeId)?.slice(1) ?? [];
  if (port === '') return '';
  return `Port ${port}, ${mode === 'implicit-tls' ? 'implicit TLS' : mode}: ${failedAt === null ? outcome : `failed at ${failedAt}`}`;
};
