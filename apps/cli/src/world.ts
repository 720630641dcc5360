import type { Parsed } from '@smtp-triage/core';
import type { Discovery } from '@smtp-triage/probe';

/** A stream to write to. */
export type Sink = {
  readonly isTTY: boolean;
  readonly columns: number;
  readonly rows: number;
  readonly write: (text: string) => void;
};

/** Everything outside: streams, environment, clock, signals and files. Tests bring their own. */
export type World = {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: string;
  readonly pid: number;
  readonly stdout: Sink;
  readonly stderr: Sink;
  readonly stdinIsTTY: boolean;
  /** All of standard input. */
  readonly readInput: () => Promise<string>;
  /** Calls back when whoever holds the other end of standard input is gone; never for a terminal, a file or /dev/null. */
  readonly onInputEnd: (work: () => void) => void;
  /** Hands over every key as it is pressed, without echo, until the returned function is called. */
  readonly keys: (pressed: (keys: string) => void) => () => void;
  /** Milliseconds from a monotonic clock. */
  readonly now: () => number;
  readonly every: (ms: number, work: () => void) => () => void;
  readonly after: (ms: number, work: () => void) => () => void;
  readonly onInterrupt: (work: () => void) => () => void;
  readonly onExit: (work: () => void) => void;
  readonly readFile: (path: string) => Promise<Parsed<string>>;
  readonly writeFile: (path: string, text: string, mode: number) => Promise<Parsed<null>>;
  readonly mayWrite: (path: string) => Promise<Parsed<null>>;
  /** Where names and files of a mail domain are asked for, if not where this machine does. */
  readonly discovery?: Pick<Discovery, 'names' | 'httpsPort' | 'isPublic'>;
};
