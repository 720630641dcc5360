import type { NetworkBlock } from '../catalogue/blocks/types.ts';
import { providerOfHost } from '../catalogue/providers/index.ts';
import { diagnose } from '../diagnose/diagnose.ts';
import { unblockKit } from '../unblock/kit.ts';
import { guessStep } from './guess.ts';
import { type Case, REPORT_SCHEMA, type Report } from './types.ts';

/** What a report may hold besides the diagnosis: the traces, and what to do about the network it was made in. */
export type ReportOptions = { readonly traces?: boolean; readonly platform?: NetworkBlock };

/** Turns a case into the report that every front end prints, stores and serves. Pure: the same case, the same report. */
export function reportOf(triaged: Case, { traces: withTraces = false, platform }: ReportOptions = {}): Report {
  const { tool, target, vantage, settings, interrupted, traces } = triaged;
  const diagnosis = diagnose(traces);
  const works = (port: number, mode: string): boolean =>
    diagnosis.routes.some((route) => route.port === port && route.mode === mode && route.outcome === 'ok') &&
    diagnosis.verdict !== 'unusable';
  const report: Report = {
    schema: REPORT_SCHEMA,
    tool,
    target: { ...target, provider: target.provider ?? providerOfHost(target.host)?.id ?? null },
    vantage,
    settings: settings === null ? null : { ...settings, works: works(settings.port, settings.mode) },
    ...(interrupted === true ? { interrupted } : {}),
    ...diagnosis,
    next: [...guessStep(target, diagnosis.verdict), ...diagnosis.next],
  };
  return {
    ...report,
    ...(platform === undefined ? {} : { unblock: unblockKit(platform, { ...report, traces }) }),
    ...(withTraces ? { traces } : {}),
  };
}
