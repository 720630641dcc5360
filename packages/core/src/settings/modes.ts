import type { Mode } from '../ports.ts';
import { fallbackOf, isCode, isLookup, truthOf } from './expression.ts';
import { slip } from './lint/slip.ts';
import { type Lookup, type Tables, takesTextForTrue } from './tables.ts';
import type { Pair, Said, Saying, Settings, Slip, Syntax, Wanted } from './types.ts';

/** What a table of modes says of some pairs. */
export type Resolved = { readonly mode: Settings['mode']; readonly slip: Slip | null };

/** What is looked at: the pairs, the port that was read, and what stands for the place of a default. */
export type Given = {
  readonly find: Lookup;
  readonly port: Said<string> | null;
  readonly host: Said<string> | null;
  readonly syntax: Syntax;
};

/** The first row that fits. A value that only the running program knows leaves the mode open, for no row can be sure then. */
export function resolveMode(tables: Tables, given: Given): Resolved {
  for (const row of tables.modes) {
    const fits = rowFits(row, tables, given);
    if (fits === null) return { mode: null, slip: null };
    if (!fits) continue;
    const said = placeOf(row, given);
    if ('mode' in row) return { mode: modeSaid(row.mode, row.optional === true, said), slip: null };
    const place = said === null ? {} : { line: said.line, key: said.key };
    return { mode: null, slip: slip({ code: 'settings-conflict', what: row.conflict, ...place }) };
  }
  return { mode: null, slip: null };
}

const modeSaid = (value: Mode, optional: boolean, said: Said<unknown> | null): Settings['mode'] => ({
  value,
  optional,
  line: said?.line ?? 1,
  key: said?.key ?? '',
});

/** What said it: the pair of a row, else, for what a client assumes, the port or the host. */
function placeOf({ when }: Saying, { find, port, host }: Given): Said<unknown> | null {
  for (const [key, wanted] of Object.entries(when)) {
    const pair = wanted === 'absent' ? null : find([key]);
    if (pair !== null) return pair;
  }
  return port ?? host;
}

/** Whether a row fits; null: that depends on what only the running program knows. */
function rowFits({ when, port }: Saying, tables: Tables, given: Given): boolean | null {
  let open = false;
  for (const [key, wanted] of Object.entries(when)) {
    const fits = pairFits(
      given.find([key]),
      wanted,
      () => wordsFor(tables, key),
      takesTextForTrue(tables, key),
      given.syntax,
    );
    if (fits === false) return false;
    open ||= fits === null;
  }
  if (port !== undefined) {
    const said = given.port === null ? tables.port : Number(given.port.value.trim());
    if (said === null) return false;
    if (Number.isNaN(said)) open = true;
    else if (!port.includes(said)) return false;
  }
  return open ? null : true;
}

function pairFits(
  pair: Pair | null,
  wanted: Wanted,
  all: () => readonly string[],
  stringsAreTrue: boolean,
  syntax: Syntax,
): boolean | null {
  if (wanted === 'absent') return pair === null;
  if (pair === null) return false;
  if (wanted === 'any') return true;
  const fallback = pair.quoted ? null : fallbackOf(pair.value);
  const { value, quoted } = fallback ?? pair;
  const text = value.trim().toLowerCase();
  const truth = stringsAreTrue && quoted && text !== '' ? true : truthOf(text);
  const words = wanted.map((each) => each.toLowerCase());
  if (words.includes(text) && !(truth !== null && truthOf(text) !== truth)) return true;
  if (!quoted && words.some((each) => isNamed(text, each))) return true;
  if (truth !== null && words.includes(`${truth}`)) return true;
  const isOther = (): boolean => all().some((each) => each === text || isNamed(text, each));
  const isWritten = fallback !== null || quoted || truth !== null || isOther();
  return isWritten || (!isLookup(value) && !(isCode(syntax) && isName(value))) ? false : null;
}

/** `SecureSocketOptions.StartTls` and `PHPMailer::ENCRYPTION_SMTPS` are also called by their last part. */
const isNamed = (text: string, word: string): boolean => text.endsWith(`.${word}`) || text.endsWith(`::${word}`);

/** Every word that some row wants of a key. */
const wordsFor = ({ modes }: Tables, key: string): readonly string[] =>
  modes.flatMap(({ when }) => {
    const wanted = when[key];
    return Array.isArray(wanted) ? wanted.map((each: string) => each.toLowerCase()) : [];
  });

/** A variable or a call, whose value nothing here tells; a constant with a known name would have fitted. */
const isName = (value: string): boolean => /^[a-z_$][\w$.]*$/.test(value) || /[()[\]]/.test(value);
