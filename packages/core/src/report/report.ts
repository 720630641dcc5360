import { providerOfHost } from '../catalogue/providers/index.ts';
import { diagnose } from '../diagnose/diagnose.ts';
import { guessStep } from './guess.ts';
import { type Case, REPORT_SCHEMA, type Report } from './types.ts';

/** What a report may hold besides the diagnosis: the traces. */
export type ReportOptions = { readonly traces?: boolean };

/** Turns a case into the report that every front end prints, stores and serves. Pure: the same case, the same report. */
export function reportOf(triaged: Case, { traces: withTraces = false }: ReportOptions = {}): Report {
  const { tool, target, vantage, settings, interrupted, traces } = triaged;
  const diagnosis = diagnose(traces);
  const works = (port: number, mode: string): boolean =>
    diagnosis.routes.some((route) => route.port === port && route.mode === mode && route.outcome === 'ok') &&
    diagnosis.verdict !== 'unusable';
  return {
    schema: REPORT_SCHEMA,
    tool,
    target: { ...target, provider: target.provider ?? providerOfHost(target.host)?.id ?? null },
    vantage,
    settings: settings === null ? null : { ...settings, works: works(settings.port, settings.mode) },
    ...(interrupted === true ? { interrupted } : {}),
    ...diagnosis,
    next: [...guessStep(target, diagnosis.verdict), ...diagnosis.next],
    ...(withTraces ? { traces } : {}),
  };
}
