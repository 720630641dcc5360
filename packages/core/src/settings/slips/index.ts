import type { Slip } from '../types.ts';
import { stringsAsBooleans } from './booleans.ts';
import type { Context } from './context.ts';
import { badQuotes } from './quotes.ts';
import { unencodedUrls } from './url.ts';

/** What shows while reading: it needs the text itself, which rules over settings do not see. */
export const slipsIn = (context: Context): readonly Slip[] => [
  ...unencodedUrls(context),
  ...badQuotes(context),
  ...stringsAsBooleans(context),
];
