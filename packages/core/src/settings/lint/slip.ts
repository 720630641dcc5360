import { CAUSES, type Code } from '../../catalogue/causes.ts';
import type { Severity } from '../../diagnose/types.ts';
import type { Slip } from '../types.ts';

/** What a rule says: the code and the sentence, and whatever else is known. */
type Said = Pick<Slip, 'code' | 'what'> & Partial<Slip>;

/** A slip, as severe as the catalogue says unless the rule knows better, about no line unless it names one. */
export const slip = ({ code, what, severity, line, key, corrected, words }: Said): Slip => ({
  code,
  severity: severity ?? severityOf(code),
  line: line ?? null,
  key: key ?? null,
  what,
  corrected: corrected ?? null,
  ...(words === undefined ? {} : { words }),
});

const severityOf = (code: Code): Severity => CAUSES[code].severity;
