import { type Case, type Diagnosis, diagnose, reportOf, type TraceEvent, type Verdict } from '@smtp-triage/core';
import { advanceRung, type LiveEvent, linesOf, newRung, type Rung, type TraceHead } from '@smtp-triage/core/live';

/** What has been seen and said of one diagnosis so far. */
export type Live = {
  readonly rungs: Readonly<Record<string, Rung>>;
  /** Lines of the transcript said so far. */
  readonly lines: number;
  /** The last verdict said, and when; by the clock of the run. */
  readonly said: string;
  readonly saidAtMs: number;
  /** A login or a message may have left: this run must never be repeated by itself. */
  readonly pastLogin: boolean;
};

/** Nothing seen yet. */
export const NEW_LIVE: Live = {
  rungs: {},
  lines: 0,
  said: '',
  saidAtMs: Number.NEGATIVE_INFINITY,
  pastLogin: false,
};

/** Lines of the transcript that one diagnosis says at most; the traces have the rest. */
export const MOST_LINES = 2_000;
/** Between two verdicts that are not final, in milliseconds. */
export const VERDICT_MS = 250;

/** What is said before `line` events stop. */
const NO_MORE = 'the rest of the transcript is in the traces';

/** Takes one trace event and says what watchers are told of it (API-33). Pure: the same events, the same log. */
export function advanceLive(
  live: Live,
  head: TraceHead,
  event: TraceEvent,
): { readonly live: Live; readonly events: readonly LiveEvent[] } {
  const { id } = head.route;
  const { rung, events } = advanceRung(live.rungs[id] ?? newRung(head), event);
  const rungs = { ...live.rungs, [id]: rung };
  const { lines, count } = transcript(live.lines, id, event, head.startedAt);
  const verdict = event.type === 'ended' ? partial(live, rungs, event.at) : null;
  const started = events.findIndex(({ type }) => type === 'stage.finished' || type === 'rung.finished');
  const cut = started < 0 ? events.length : started;
  return {
    live: {
      rungs,
      lines: live.lines + count,
      said: verdict === null ? live.said : wordOf(verdict),
      saidAtMs: verdict === null ? live.saidAtMs : event.at,
      pastLogin: live.pastLogin || isPastLogin(event),
    },
    // What was said on the wire stands after what it begins and before what it ends
    events: [...events.slice(0, cut), ...lines, ...events.slice(cut), ...(verdict === null ? [] : [verdict])],
  };
}

/** The last words on a diagnosis that came to its end. */
export const finalEvents = (triaged: Case): { readonly verdict: Verdict; readonly events: readonly LiveEvent[] } => {
  const report = reportOf(triaged);
  return { verdict: report.verdict, events: [verdictEvent('verdict.final', report), { type: 'end', reason: 'done' }] };
};

function transcript(
  before: number,
  routeId: string,
  event: TraceEvent,
  startedAt: string,
): { readonly lines: readonly LiveEvent[]; readonly count: number } {
  const room = MOST_LINES - before;
  if (room <= 0) return { lines: [], count: 0 };
  const said = linesOf(event, startedAt);
  const kept = said.length < room ? said : [...said.slice(0, room - 1), { who: 'note' as const, text: NO_MORE }];
  return {
    lines: kept.map(({ who, text }) => ({ type: 'line', routeId, who, text, atMs: event.at })),
    count: kept.length,
  };
}

/** What the routes that have ended come to, if that is news. */
function partial(live: Live, rungs: Live['rungs'], at: number): (LiveEvent & { readonly type: Verdicts }) | null {
  if (at - live.saidAtMs < VERDICT_MS) return null;
  const traces = Object.values(rungs)
    .filter(({ trace }) => trace.events.at(-1)?.type === 'ended')
    .map(({ trace }) => trace);
  // A name that was found is no news
  if (
    !traces.some(({ route, events }) => route.purpose !== 'lookup' || events.some((e) => e.type === 'not-resolved'))
  ) {
    return null;
  }
  const verdict = verdictEvent('verdict.partial', diagnose(traces));
  return wordOf(verdict) === live.said ? null : verdict;
}

type Verdicts = 'verdict.partial' | 'verdict.final';

const verdictEvent = (
  type: Verdicts,
  { verdict, headline, findings }: Pick<Diagnosis, 'verdict' | 'headline' | 'findings'>,
): LiveEvent & { readonly type: Verdicts } => ({ type, verdict, headline, code: findings[0]?.code ?? null });

const wordOf = ({ verdict, headline, code }: LiveEvent & { readonly type: Verdicts }): string =>
  `${verdict} ${code} ${headline}`;

const isPastLogin = (event: TraceEvent): boolean =>
  event.type === 'sent' && (event.verb === 'AUTH' || event.verb === 'DATA' || event.verb === 'BDAT');
