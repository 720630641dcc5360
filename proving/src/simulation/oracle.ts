import {
  type Case,
  type Diagnosis,
  diagnose,
  jsonText,
  parseReport,
  parseTraces,
  type Report,
  reportOf,
  reportToCsv,
  reportToJunit,
  reportToMarkdown,
  reportToText,
  TIMING,
  type Trace,
} from '@smtp-triage/core';
import type { CapturedMessage, Note, SessionRecord } from '@smtp-triage/mock-server';
import { primaryOf } from '@smtp-triage/mock-server/virtual-net';
import { must } from './violated.ts';
import type { Route, Watch } from './watch.ts';
import type { World } from './world.ts';

/** What a run left behind. */
export type Left = {
  readonly world: World;
  readonly watch: Watch;
  readonly case: Case;
  readonly elapsedMs: number;
  /** The server's record of each connection, by route. */
  readonly records: ReadonlyMap<string, SessionRecord>;
  readonly messages: readonly CapturedMessage[];
};

/** What a careful client never does, whatever the server did before. */
const CARELESS: ReadonlySet<Note> = new Set<Note>([
  'bare-lf',
  'nul',
  'eight-bit',
  'line-too-long',
  'unknown-command',
  'early-talker',
  'credentials-in-clear',
  'pipelining-not-offered',
  'did-not-wait',
  'input-overflow',
]);
/** A wait of the goodbye on a route that was given up. */
const HURRIED_MS = 120;
/** What a server of ours says to look like a gap in our own words. */
const GAPS_OF_OTHERS = '{host} {port} undefined';
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/;
/** Times are rounded to a tenth. */
const ROUNDING_MS = 1;

/** Judges a run by what the server saw and by what the contract promises. */
export function judge(left: Left): Report {
  left.watch.ended();
  inTime(left);
  for (const [id, record] of left.records) wellBehaved(left, left.watch.routes.get(id), record);
  for (const trace of left.case.traces) saidGoodbye(left, trace);
  const report = sameAgain(left);
  neverFalselyReady(left, report);
  asExpected(left, report);
  return report;
}

function inTime({ world, elapsedMs }: Left): void {
  const { budgetMs = 12_000, timing = TIMING, interruptAtMs } = world.asked;
  const late = 3 * (world.net.lateMs ?? 0) + ROUNDING_MS;
  const end =
    interruptAtMs === undefined
      ? budgetMs + timing.quitMs
      : Math.min(budgetMs + timing.quitMs, interruptAtMs + HURRIED_MS);
  must(elapsedMs <= end + late, 'it ends within its budget', () => `${elapsedMs} ms of ${end}`);
}

/** No violation by us, and nothing that a careful client does not do. */
function wellBehaved({ world }: Left, route: Route | undefined, { entries }: SessionRecord): void {
  if (route === undefined || route.purpose === 'injection-test') return;
  let lawless = false;
  for (const entry of entries) {
    // A server that breaks the law has no claim on what comes after
    if (entry.type === 'note' && entry.note === 'deviates') lawless = true;
    // A ClientHello before the greeting is what another mode looks like
    if (entry.type === 'note' && entry.note === 'early-talker' && route.mode === 'implicit-tls') continue;
    const broke = entry.type === 'violation' && entry.violation.by === 'client';
    const careless = entry.type === 'note' && CARELESS.has(entry.note);
    must(
      !(broke || careless) || lawless,
      'no violation by us',
      () => `${route.id}: ${JSON.stringify(entry)} ${world.seed}`,
    );
  }
}

/** A good end says QUIT, unless the server has hung up already. */
function saidGoodbye({ watch }: Left, { route, goal, events }: Trace): void {
  const end = events.at(-1);
  if (end?.type !== 'ended' || end.why !== 'goal' || goal === 'connect' || route.purpose === 'lookup') return;
  const cut = events.some((event) => event.type === 'closed' && event.by === 'peer');
  must(cut || watch.routes.get(route.id)?.saidQuit === true, 'a good end says QUIT', () => route.id);
}

/** JSON there and back changes nothing; reports can be read, and point at what is there. */
function sameAgain({ world, case: triaged, watch }: Left): Report {
  const report = reportOf(triaged);
  // This, and printing below, takes as long as all the rest: one seed in two, and one in four, must do
  if (world.seed % 2 === 0) diagnosedAgain(triaged, report);
  for (const { code, evidence, title, cause, fix } of report.findings) {
    const words = `${title} ${cause} ${fix.join(' ')}`;
    const own = words.replaceAll(GAPS_OF_OTHERS, '');
    must(!/\{\w+\}|undefined/.test(own), 'words have no gaps', () => `${code}: ${words}`);
    for (const { route, event } of evidence) {
      const seen = triaged.traces.find((trace) => trace.route.id === route)?.events[event];
      must(seen !== undefined, 'evidence is there', () => `${code}: ${route} ${event}`);
    }
  }
  if (world.seed % 4 === 0) printedWell(report, watch);
  return report;
}

function diagnosedAgain({ traces }: Case, report: Report): void {
  const read = parseTraces(JSON.parse(JSON.stringify(traces)));
  must(read.ok, 'traces can be read again', () => (read.ok ? '' : read.problem));
  const once = essence(report);
  const again = essence(diagnose(read.value));
  must(once === again, 'diagnose(JSON(trace)) is the same', () => `${once}\n${again}`);
}

const essence = ({ verdict, headline, recommendation, routes, findings }: Diagnosis): string =>
  JSON.stringify([verdict, headline, recommendation, routes, findings]);

/** In every form a report can be read, holds no secret, and does nothing to a terminal. */
function printedWell(report: Report, watch: Watch): void {
  const json = jsonText(report);
  const back = parseReport(JSON.parse(json));
  must(back.ok, 'reports can be read again', () => (back.ok ? '' : back.problem));
  for (const text of [
    json,
    reportToText(report),
    reportToMarkdown(report),
    reportToJunit(report),
    reportToCsv(report),
  ]) {
    const control = CONTROL.exec(text);
    const at = control?.index ?? 0;
    must(control === null, 'print holds no control characters', () => JSON.stringify(text.slice(at - 40, at + 40)));
    const secret = watch.secretIn(text);
    must(secret === null, 'no secret in a report', () => `${secret}`);
  }
}

/**
 * Whether the server answered a command of this kind with this code, at any time. In octets of a rule's own any line may be
 * the one that decides.
 */
function wasAnswered({ entries }: SessionRecord, command: RegExp, code: string): boolean {
  const exactly = new RegExp(`^${code}`);
  const somewhere = new RegExp(`(?:^|\\D)${code}(?:\\D|$)`);
  return entries.some((entry, index) => {
    if (entry.type !== 'sent') return false;
    const says = entry.code === null ? somewhere.test(entry.lines.join(' ')) : exactly.test(`${entry.code}`);
    const before = entries.slice(0, index).findLast(({ type }) => type === 'received');
    return says && before?.type === 'received' && command.test(before.line);
  });
}

/** What was recommended or called good must have worked in the eyes of the server. */
function neverFalselyReady({ world, watch, records, messages, case: triaged }: Left, report: Report): void {
  const { verdict, recommendation, settings } = report;
  const isReady = verdict === 'ready' || verdict === 'degraded';
  const praised = [recommendation, ...(isReady ? [settings] : [])].filter((each) => each !== null);
  must(!isReady || praised.length > 0, 'never falsely ready', () => `${verdict} without a route`);
  const { login, envelope } = world.asked;
  for (const { port, mode } of praised) {
    const own = [...watch.routes.values()].filter((route) => route.port === port && route.mode === mode);
    const good = own.filter(({ id, tls }) => {
      const record = records.get(id);
      return (
        record !== undefined &&
        (mode === 'cleartext' || (tls !== null && record.tls !== null)) &&
        wasAnswered(record, /^(EHLO|HELO)/, '250')
      );
    });
    must(
      good.length > 0,
      'never falsely ready',
      () => `${verdict}: ${port} ${mode} never got so far (${JSON.stringify(triaged.target.host)})`,
    );
  }
  if (!isReady) return;
  const any = [...records.values()];
  const loggedIn = any.some((record) => wasAnswered(record, /^AUTH|‹|\*/, '235'));
  must(login === undefined || loggedIn, 'never falsely ready', () => `${verdict}, and nobody logged in`);
  const accepted = any.some((record) => wasAnswered(record, /^RCPT/, '2\\d\\d'));
  must(envelope == null || accepted, 'never falsely ready', () => `${verdict}, and no recipient was accepted`);
  const wantsMessage = envelope != null && envelope.message !== null;
  const taken = messages.length > 0 || any.some((record) => wasAnswered(record, /message/, '2\\d\\d'));
  must(!wantsMessage || taken, 'never falsely ready', () => `${verdict}, and no message was taken`);
}

/** A rough net does not change what a preset comes to. */
function asExpected({ world }: Left, report: Report): void {
  if (!world.asTold || world.preset === null) return;
  const { code, verdict } = world.preset.expected;
  const found = primaryOf(report)?.code ?? null;
  must(
    found === code && report.verdict === verdict,
    'a preset comes to what is right for it',
    () => `${world.preset?.name}: ${report.verdict} ${found}, not ${verdict} ${code}`,
  );
}
