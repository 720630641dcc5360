import type { Diagnosis } from '../diagnose/types.ts';
import type { PortMode } from '../investigation/types.ts';
import type { TargetSource } from '../target.ts';
import type { Trace } from '../trace/types.ts';
import type { UnblockKit } from '../unblock/types.ts';

/** Which program made a document. */
export type Tool = { readonly name: string; readonly version: string };

/** Who was asked. */
export type TargetInfo = {
  readonly input: string;
  readonly host: string;
  readonly provider: string | null;
  readonly source: TargetSource;
  /** For an e-mail address: how the host was found, in words. */
  readonly foundBy?: string;
};

/** From where, when and how long. */
export type Vantage = { readonly label: string; readonly startedAt: string; readonly durationMs: number };

/** The version of the case file format. */
export const CASE_SCHEMA = 'smtp-triage/case@1';

/** A whole investigation as data: what was asked, and every trace. Diagnosing it again needs nothing else. */
export type Case = {
  readonly schema: typeof CASE_SCHEMA;
  readonly tool: Tool;
  readonly target: TargetInfo;
  readonly vantage: Vantage;
  readonly settings: PortMode | null;
  /** Ended before its time by the user. */
  readonly interrupted?: true;
  readonly traces: readonly Trace[];
};

/** The version of the report format. */
export const REPORT_SCHEMA = 'smtp-triage/diagnosis@1';

/** What every front end prints, stores and serves. */
export type Report = {
  readonly schema: typeof REPORT_SCHEMA;
  readonly tool: Tool;
  readonly target: TargetInfo;
  readonly vantage: Vantage;
  readonly settings: (PortMode & { readonly works: boolean }) | null;
  readonly interrupted?: true;
} & Diagnosis & {
    readonly traces?: readonly Trace[];
    /** Where the network was named that the run was made in: what its policy has to do with it. */
    readonly unblock?: UnblockKit;
  };
