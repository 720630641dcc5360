import type { AddressPolicy, Tool, TraceEvent } from '@smtp-triage/core';
import type { Stub } from './guard/stub.ts';
import type { NameService, Override } from './lookup.ts';
import type { Trust } from './trust.ts';

/** Everything about this machine and this run that is not part of the question. All of it may be left out. */
export type Edge = {
  /** Hears every trace event as it happens; `route` is the id of its route. */
  readonly onEvent?: (route: string, event: TraceEvent) => void;
  /** Ends the run early, within {@link INTERRUPT_MS}; the case is then marked `interrupted`. */
  readonly signal?: AbortSignal;
  /** Addresses to use instead of asking for a name. */
  readonly resolve?: readonly Override[];
  /** The local address to connect from. */
  readonly sourceAddress?: string;
  /** `socks5://…` or `http://…`, see `parseProxy`; the request must then be `proxied`. */
  readonly proxy?: string;
  readonly trust?: Trust;
  /** The wall clock, read once. */
  readonly now?: () => Date;
  /**
   * What may be connected to, for runs on behalf of others. Then names are asked of `stub` alone, everything is judged
   * before the first socket, and nothing else is ever connected to; see `vet`.
   */
  readonly policy?: AddressPolicy;
  /** Where names are asked for under a policy; the DNS servers of this machine if nothing is said. */
  readonly stub?: Stub;
  /** A last word before every connection, with or without a policy; false means no. */
  readonly permits?: (address: string, port: number) => boolean;
  /** Where names are asked for without a policy. */
  readonly names?: NameService;
  /** What the case says made it. */
  readonly tool?: Tool;
  /** What the case says about where it was made; `local` if nothing is said. */
  readonly vantage?: string;
  readonly provider?: string | null;
  /**
   * How closely handshakes are listened to; `all` if nothing is said. `failures` is for many targets in a row: what a peer
   * says in a handshake is not kept, which makes a session a tenth cheaper, and a run in which a handshake fails is made
   * once more with everything kept. Such a target is connected to twice, and takes up to twice its budget. A run that logs
   * in, names an envelope or reports its events as they happen is never made twice: for it, this changes nothing.
   */
  readonly listens?: 'all' | 'failures';
};

/** How long a run may go on after it was interrupted, in milliseconds: enough to say QUIT. */
export const INTERRUPT_MS = 200;
