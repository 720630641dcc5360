import type { Severity } from '../../diagnose/types.ts';
import { isLookup } from '../expression.ts';
import { slip } from '../lint/slip.ts';
import { coverage } from '../mask.ts';
import type { Found } from '../syntax/found.ts';
import { endOfLine } from '../syntax/tokens.ts';
import { isKey, keysOf } from '../tables.ts';
import type { Slip, Syntax } from '../types.ts';
import { type Context, lineWith } from './context.ts';

/** What is wrong with how a value is written, if anything. */
type Fault = { readonly what: string; readonly severity: Severity };

/** Passwords that do not arrive as they stand there, for want of quotes or because of the wrong ones; and quotes without an end. */
export function badQuotes(context: Context): readonly Slip[] {
  const known = keysOf(context.tables);
  return context.pairs.flatMap((pair) => {
    const isSecret = context.secrets.has(pair);
    if (!isSecret && !known.some((key) => isKey(pair.key, key))) return [];
    // A name that is masked itself is not told
    if (coverage(context.spans, pair.at, Math.max(pair.at, pair.from)) !== 'none') return [];
    const inUrl = isPartOfUrl(context, pair);
    const fault = pair.closed ? (isSecret ? (inUrl ? faultInUrl : faultIn)(context, pair) : null) : open(pair);
    if (fault === null) return [];
    const place = { line: pair.line, key: pair.key };
    const instead = inUrl
      ? lineWith(context, pair.from, pair.to, '‹password, with $ as %24›')
      : corrected(context, pair, isSecret);
    return [slip({ code: 'settings-value-cut', ...fault, ...place, corrected: instead })];
  });
}

const open = ({ key, quote }: Found): Fault => ({
  what: `The ${quote} that opens the value of ${key} is not closed on this line.`,
  severity: 'error',
});

/** Quotes stand around a URL, never around a part of it; what ends a part too early is said where URLs are looked at. */
const isPartOfUrl = ({ urls }: Context, { from, to }: Found): boolean =>
  urls.some((url) => from > url.from && to <= url.from + url.text.length);

function faultInUrl({ text, syntax }: Context, { key, from, to }: Found): Fault | null {
  // The quote of the whole setting decides
  const quote = /["'`]/.exec(text.slice(text.lastIndexOf('\n', from) + 1, from))?.[0] ?? '';
  return !isLookup(text.slice(from, to)) && expands(syntax, quote) && VARIABLE.test(text.slice(from, to))
    ? dollar(key)
    : null;
}

/** What readers of .env files, shells and PHP take for a variable. */
const VARIABLE = /\$[A-Za-z0-9_{(]/;
const dollar = (key: string): Fault => ({
  severity: 'warning',
  what: `The value of ${key} holds a $ that may be taken for a variable.`,
});

/** Faults in the order in which they are looked for: the first names the line's trouble. */
function faultIn({ text, syntax }: Context, pair: Found): Fault | null {
  const { key, value, quote, from, to } = pair;
  const rest = text.slice(from, endOfLine(text, from));
  if (isPlain(syntax) && quote === '' && /^#\S/.test(rest))
    return {
      severity: 'error',
      what: `The value of ${key} begins with #, which makes a comment of it: the password is empty.`,
    };
  if (syntax === 'yaml' && quote === '' && /^[@`%]/.test(rest))
    return {
      severity: 'error',
      what: `The value of ${key} begins with ${rest[0]}, which YAML does not take without quotes.`,
    };
  // Quotes around the whole `KEY=value` keep it together
  if (isLookup(value) || (syntax === 'env' && /["']/.test(text[pair.at - 1] ?? ''))) return null;
  if (expands(syntax, quote) && VARIABLE.test(text.slice(from, to))) return dollar(key);
  if (syntax !== 'env' || quote !== '') return null;
  if (value.includes('#'))
    return { severity: 'warning', what: `The value of ${key} holds a # without quotes: some programs end it there.` };
  if (/^[a-z]{4}(?: [a-z]{4}){3}$/.test(value))
    return {
      severity: 'warning',
      what: `The value of ${key} is an app password in four blocks without quotes: a blank may end it.`,
    };
  if (/\s/.test(value))
    return { severity: 'warning', what: `The value of ${key} holds a blank without quotes: it may end there.` };
  return value !== '' &&
    /[=:]\s$/.test(text.slice(Math.max(0, from - 2), from)) &&
    !/\s[=:]\s$/.test(text.slice(Math.max(0, from - 3), from)) &&
    text[from - 2] === '='
    ? {
        severity: 'warning',
        what: `A blank stands between = and the value of ${key}: some programs take it for a part of the value.`,
      }
    : null;
}

/** Syntaxes in which a # begins a comment and quotes may be left out. */
const isPlain = (syntax: Syntax): boolean => syntax === 'env' || syntax === 'yaml' || syntax === 'ini';

/** Whether a $ means something in these quotes: to shells and readers of .env, and to PHP in double quotes. */
const expands = (syntax: Syntax, quote: string): boolean =>
  syntax === 'env' || syntax === 'flags' ? quote !== "'" && quote !== '`' : syntax === 'php' && quote === '"';

/** The line with the password in single quotes, or double ones where it holds a single one; with the missing quote. */
function corrected(context: Context, pair: Found, isSecret: boolean): string | null {
  const { text } = context;
  const { from, to, quote, value } = pair;
  const end = endOfLine(text, to);
  if (!isSecret)
    return to === end && isPlain(context.syntax)
      ? lineWith(context, from, to, `${text.slice(from, to)}${quote}`)
      : null;
  const mark = value.includes("'") ? '"' : "'";
  return lineWith(
    context,
    from,
    pair.closed && quote !== '' ? to : isPlain(context.syntax) ? end : to,
    `${mark}‹password›${mark}`,
  );
}
