import { APPLICATIONS } from './applications.ts';
import { COMPILED } from './compiled.ts';
import { DEVICES } from './devices.ts';
import { FALSE_ALARMS } from './false-alarms.ts';
import { JAVASCRIPT } from './javascript.ts';
import { MAIL_PROGRAMS } from './mail-programs.ts';
import { QUESTIONS } from './questions.ts';
import type { LintRow } from './row.ts';
import { SCRIPTING } from './scripting.ts';
import { TOOLS } from './tools.ts';
import { UNKNOWN } from './unknown.ts';

/** Every row. */
export const TABLE: readonly LintRow[] = [
  ...JAVASCRIPT,
  ...SCRIPTING,
  ...COMPILED,
  ...APPLICATIONS,
  ...MAIL_PROGRAMS,
  ...DEVICES,
  ...TOOLS,
  ...UNKNOWN,
  ...FALSE_ALARMS,
  ...QUESTIONS,
];
