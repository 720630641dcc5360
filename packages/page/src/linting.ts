import type { Parsed } from '@smtp-triage/core';
import { type LintReport, lint } from '@smtp-triage/core/settings';

/** Reads settings and says what is wrong with them. */
export const linted = (text: string): Parsed<LintReport> => lint(text);

/** Whether these are the settings of a program beyond doubt: a client is recognised, or two of host, port and mode are said. */
export const isPlainlySettings = ({ client, settings: { host, port, mode } }: LintReport): boolean =>
  client !== null || [host, port, mode].filter((each) => each !== null).length >= 2;
