import type { Report, RouteOutcome } from '@smtp-triage/core';
import { MODE_LABELS } from './words.ts';

/** One thing that two reports on the same server say differently; null: it was not there. */
export type Change = { readonly what: string; readonly before: string | null; readonly after: string | null };

const nameOf = ({ port, mode, address }: RouteOutcome): string => `${port} ${MODE_LABELS[mode]}, ${address}`;
const outcomeOf = ({ outcome, failedAt }: RouteOutcome): string =>
  outcome === 'failed' && failedAt !== null ? `failed at ${failedAt}` : outcome;

/** What changed from one report to the next: verdict, routes, findings. Times are never the same, so they do not count. */
export function differenceOf(before: Report, after: Report): readonly Change[] {
  const outcomes = (report: Report) => new Map(report.routes.map((route) => [nameOf(route), outcomeOf(route)]));
  const findings = (report: Report) => new Map(report.findings.map(({ code, title }) => [code as string, title]));
  return [
    ...changesOf(new Map([['Verdict', before.verdict as string]]), new Map([['Verdict', after.verdict as string]])),
    ...changesOf(outcomes(before), outcomes(after)),
    ...changesOf(findings(before), findings(after)),
  ];
}

function changesOf(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): readonly Change[] {
  return [...new Set([...before.keys(), ...after.keys()])]
    .map((what) => ({ what, before: before.get(what) ?? null, after: after.get(what) ?? null }))
    .filter((change) => change.before !== change.after);
}
