import { isLookup } from '../expression.ts';
import { slip } from '../lint/slip.ts';
import { coverage, MARK } from '../mask.ts';
import { urlParts } from '../syntax/url.ts';
import type { Slip } from '../types.ts';
import { type Context, type FoundUrl, lineWith } from './context.ts';

/** Filled in by the program: `%s`, `{password}`, `{{ password }}`. */
const FORMAT = /^(?:%[sv]|%\(\w+\)s|\{.*\})$/s;

/** Characters in the login of a URL that end it, or begin a code (RFC 3986 §2.2, §3.2.1). */
export const unencodedUrls = (context: Context): readonly Slip[] =>
  context.urls.flatMap((url) => unencoded(context, url));

function unencoded(context: Context, { text, from, line, key }: FoundUrl): readonly Slip[] {
  const parts = urlParts(text);
  if (parts === null || parts.user === null) return [];
  const { user, password, loginFrom, loginTo } = parts;
  const inUser = charactersIn(user);
  const inPassword = password === null ? [] : charactersIn(password);
  const all = [...new Set([...inUser, ...inPassword])];
  if (all.length === 0) return [];
  const where = inPassword.length === 0 ? 'user' : inUser.length === 0 ? 'password' : 'user and the password';
  const codes = inPassword.map((each) => `${named(each)} as ${codeOf(each)}`).join(', ');
  const secret = inPassword.length === 0 ? MARK : `‹password, with ${codes}›`;
  const isToken = coverage(context.spans, from + loginFrom, from + loginFrom + user.length) !== 'none';
  const encoded = isToken ? MARK : [...user].map((each) => (inUser.includes(each) ? codeOf(each) : each)).join('');
  const login = `${encoded}${password === null ? '' : `:${secret}`}`;
  return [
    slip({
      code: 'settings-url-unencoded',
      // A colon behind the first does not end the password, but not every program knows that
      severity: all.every((each) => each === ':') ? 'warning' : 'error',
      line,
      key,
      what: `The ${where} in the URL ${where.includes(' ') ? 'hold' : 'holds'} ${all.map(named).join(', ')}: write ${all.map((each) => `${named(each)} as ${codeOf(each)}`).join(', ')}.`,
      corrected: lineWith(context, from + loginFrom, from + loginTo, login),
    }),
  ];
}

/** What must be encoded, each once; a "%" only where no code follows. */
function charactersIn(text: string): readonly string[] {
  if (isLookup(text) || FORMAT.test(text)) return [];
  return [...new Set([...text.matchAll(/[@:/?#\s]|%(?![\da-f]{2})/gi)].map(([character]) => character))];
}

const codeOf = (character: string): string => `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
const named = (character: string): string => (/\s/.test(character) ? 'a blank' : character);
