import { fallbackOf, isBareLookup, truthOf } from '../expression.ts';
import { slip } from '../lint/slip.ts';
import type { Found } from '../syntax/found.ts';
import { type Tables, takesTextForTrue } from '../tables.ts';
import type { Slip } from '../types.ts';
import { type Context, lineWith } from './context.ts';

/** Texts that stand where yes or no is meant, in clients to which every text is a yes. */
export function stringsAsBooleans(context: Context): readonly Slip[] {
  const { tables, syntax, find } = context;
  if (!tables.stringsAreTrue || syntax === 'env') return [];
  return switchesOf(tables).flatMap((key) => {
    const pair = find([key]);
    return pair === null ? [] : (asText(context, pair) ?? asLookup(context, pair) ?? []);
  });
}

/** `secure: 'false'`: the quotes make a text of it. */
function asText(context: Context, pair: Found): readonly Slip[] | null {
  const { key, value, quoted, line, from, to } = pair;
  if (!quoted || value === '' || truthOf(value) !== false) return null;
  const word = context.syntax === 'python' ? 'False' : 'false';
  const what = `${nameOf(key)} is the text "${value}", which counts as true.`;
  return [slip({ code: 'settings-string-as-boolean', line, key, what, corrected: lineWith(context, from, to, word) })];
}

/** `secure: process.env.SMTP_SECURE`: "false" from the environment is a text as well. */
function asLookup(context: Context, pair: Found): readonly Slip[] | null {
  const { key, value, quoted, line, from, to } = pair;
  if (quoted || !isBareLookup(value)) return null;
  const fallback = fallbackOf(value);
  const isTrap = fallback?.quoted === true && truthOf(fallback.value) === false;
  return [
    slip({
      code: 'settings-string-as-boolean',
      severity: isTrap ? 'error' : 'warning',
      line,
      key,
      what: isTrap
        ? `${nameOf(key)} falls back to the text "${fallback.value}", which counts as true.`
        : `${nameOf(key)} comes from the environment as text: "false" there counts as true.`,
      corrected: lineWith(context, from, to, compared(value, context.syntax === 'python')),
    }),
  ];
}

/** The look-up compared with the word for yes. */
function compared(value: string, isPython: boolean): string {
  const inner = value.replace(/^(?:!!|(?:Boolean|bool)\((.*)\)$)/, '$1').trim();
  const whole = /\|\||\?\?| or /.test(inner) ? `(${inner})` : inner;
  return isPython ? `${whole} == 'True'` : `${whole} === 'true'`;
}

/** Keys that say yes or no about the mode. */
const switchesOf = (tables: Tables): readonly string[] => [
  ...new Set(
    tables.modes.flatMap(({ when }) =>
      Object.entries(when).flatMap(([key, wanted]) =>
        Array.isArray(wanted) &&
        wanted.some((each: string) => /^(?:true|false)$/i.test(each)) &&
        takesTextForTrue(tables, key)
          ? [key]
          : [],
      ),
    ),
  ),
];

const nameOf = (key: string): string => key.slice(key.lastIndexOf('.') + 1);
