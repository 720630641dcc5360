import type { Mode } from '@smtp-triage/core';
import type { Violation } from '@smtp-triage/core/dialogue';
import type { MailParameters, Recipient } from './parameters.ts';
import type { Stage } from './rules.ts';

/** What a client did that a careful one would not; `deviates` is what the server did on purpose. */
export type Note =
  | 'bare-lf'
  | 'nul'
  | 'eight-bit'
  | 'line-too-long'
  | 'unknown-command'
  | 'early-talker'
  | 'client-hello-in-cleartext'
  | 'credentials-in-clear'
  | 'command-before-tls'
  | 'plaintext-after-starttls'
  | 'pipelining-not-offered'
  | 'did-not-wait'
  | 'input-overflow'
  | 'no-quit'
  | 'deviates';

/** One thing that happened in a session. `at` is milliseconds since the server started. Credentials are masked. */
export type SessionEntry = { readonly at: number } & (
  | { readonly type: 'connected' }
  | { readonly type: 'received'; readonly line: string }
  | { readonly type: 'sent'; readonly code: number | null; readonly lines: readonly string[] }
  | { readonly type: 'rules'; readonly stage: Stage; readonly ids: readonly number[] }
  | { readonly type: 'violation'; readonly violation: Violation }
  | { readonly type: 'note'; readonly note: Note; readonly detail: string }
  | { readonly type: 'secured'; readonly protocol: string; readonly cipher: string }
  | { readonly type: 'not-secured'; readonly reason: string }
  | { readonly type: 'message'; readonly octets: number; readonly recipients: number }
  | { readonly type: 'closed'; readonly by: 'client' | 'server'; readonly how: 'end' | 'reset' | 'error' }
);

/** What one connection came to, readable while it goes on. */
export type SessionRecord = {
  readonly id: number;
  readonly listener: string;
  readonly mode: Mode;
  readonly entries: readonly SessionEntry[];
  /** TLS version once secured, else null. */
  readonly tls: string | null;
  /** Who logged in, and how; null for nobody. */
  readonly user: string | null;
  readonly mechanism: string | null;
  readonly closed: boolean;
};

/** A message that the server took, whole (RFC 5321 §4.4 trace lines are not added). */
export type CapturedMessage = {
  readonly session: number;
  readonly listener: string;
  readonly at: number;
  readonly from: string;
  readonly to: readonly string[];
  readonly user: string | null;
  readonly tls: string | null;
  /** The octets after DATA with the doubled dots undone, or all chunks in a row. */
  readonly raw: Uint8Array;
  /** What MAIL said besides the address: size, body, DSN (RFC 3461) … */
  readonly declared?: MailParameters;
  /** The recipients with what RCPT said besides their addresses. */
  readonly recipients?: readonly Recipient[];
};

/** Entries that one session keeps, and characters of what the client said; what comes after is not written down. */
export const ENTRY_CAP = 10_000;
const LINES_CAP = 1_000_000;

/** The pen of one session. Only the machine writes. */
export class SessionWriter implements SessionRecord {
  readonly id: number;
  readonly listener: string;
  readonly mode: Mode;
  readonly entries: SessionEntry[] = [];
  tls: string | null = null;
  user: string | null = null;
  mechanism: string | null = null;
  closed = false;
  #room = LINES_CAP;

  /** A session at its first moment. */
  constructor(id: number, listener: string, mode: Mode) {
    this.id = id;
    this.listener = listener;
    this.mode = mode;
  }

  /** Adds an entry while there is room. */
  add(entry: SessionEntry): void {
    if (entry.type === 'received') this.#room -= entry.line.length;
    if (this.#room > 0 && this.entries.length < ENTRY_CAP) this.entries.push(entry);
  }

  /** The notes of one kind, oldest first. */
  notes(note: Note): readonly string[] {
    return this.entries.flatMap((entry) => (entry.type === 'note' && entry.note === note ? [entry.detail] : []));
  }
}
