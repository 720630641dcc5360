import type { Mode, Port, TargetSource } from '@smtp-triage/core';
import type { UsernameForm } from '@smtp-triage/core/providers';

/** A server that mail of a domain may be submitted to, and who says so. */
export type Candidate = {
  readonly host: string;
  readonly source: Exclude<TargetSource, 'given'>;
  /** What the source says about them; null for a guess. */
  readonly port: Port | null;
  readonly mode: Mode | null;
  /** What the source says the user name looks like, if it does. */
  readonly username: UsernameForm | null;
  /** The evidence, in words: "SRV record _submissions._tcp.example.com says smtp.example.com:465". */
  readonly why: string;
};

/** What a source says: its candidates, best first, or why what it holds cannot be used. */
export type Answer = { readonly candidates: readonly Candidate[]; readonly remark: string | null };

/** A source that knows nothing about a domain. */
export const NOTHING: Answer = { candidates: [], remark: null };
