import { isNameOnly } from '../expression.ts';
import { joined, type Span } from '../mask.ts';
import type { FoundUrl } from '../slips/context.ts';
import type { Found } from '../syntax/found.ts';
import { endOfLine } from '../syntax/tokens.ts';
import type { Tables } from '../tables.ts';
import { hidesSomething } from './among.ts';
import { beginBehind } from './order.ts';
import { below, unread } from './unread.ts';
import { urlSpans } from './urls.ts';

/** Shorter ones would turn every third word into the mark. */
const SHORTEST_ECHO = 6;
/** In longer ones quotes are not counted. */
const LONGEST_LINE = 1_000;
/** In longer ones nothing is looked for. */
const LONGEST_EXPRESSION = 200;
/** More are masked where they stand, but not looked for elsewhere. */
const MOST_ECHOES = 32;

/** Where secrets are looked for. */
export type Hiding = {
  readonly text: string;
  readonly pairs: readonly Found[];
  readonly secrets: readonly Found[];
  readonly urls: readonly FoundUrl[];
  readonly tables: Tables;
  /** A setting is a line: what a comment sign or a lost quote cut off belongs to it. */
  readonly byLine: boolean;
};

/**
 * What is to be masked in a text: the values of secret pairs, passwords in URLs, the same values where they stand again, and
 * what follows a word such as "password" where nothing was read as a pair. In order, without overlaps.
 */
export function secretSpans(hiding: Hiding): readonly Span[] {
  const { text, pairs, secrets, byLine } = hiding;
  const ordered = pairs.toSorted((a, b) => a.at - b.at);
  const spans = joined([
    ...secrets.flatMap((pair) => [
      spanOf(pair, text, byLine ? beginBehind(ordered, pair.to) : pair.to),
      ...(byLine && /^(?:[|>][-+\d]*|.*\\)?$/.test(pair.value) ? below(hiding, ordered, pair) : []),
    ]),
    ...urlSpans(hiding, ordered),
    ...telling(text),
    ...echoes(text, secrets.filter(hidesSomething)),
  ]);
  return joined([...spans, ...unread(hiding, ordered, spans)]);
}

/** What of a secret's pair is hidden: what stands in its quotes; up to the next pair, if anything stands behind them. */
function spanOf(pair: Found, text: string, next: number): Span {
  const { from, to, quote, closed, quoted } = pair;
  const end = Math.min(endOfLine(text, to), next);
  const rest = text.slice(to, end);
  // Behind a password in a URL its host goes on
  const isUrl = text[to] === '@' && !quoted;
  const isWhole = closed && (next <= to || isUrl || rest.trim() === '');
  // An odd quote on the line: nobody knows where the value ends
  const last = endOfLine(text, to);
  const isShort = last - from <= LONGEST_LINE;
  if (quoted && quote.length === 1 && next <= to && isShort && countOf(quote, text.slice(from, last)) % 2 === 1)
    return { from, to: last };
  if (quoted && isWhole) {
    const inner = quote === '|' ? 0 : quote.length;
    return { from: from + inner, to: to - inner };
  }
  if (!hidesSomething(pair) && rest.trim() === '') return { from, to: from };
  return { from, to: isUrl ? to : Math.max(to, end) };
}

const countOf = (quote: string, text: string): number => text.replace(/\\./g, '').split(quote).length - 1;

/** Secrets that show by their form, under whatever name they stand: the group `secret` of each pattern. */
const TELLING: readonly RegExp[] = [
  /\b(?:Bearer\s|ya29\.|eyJ|SG\.)(?<secret>[\w.~+/=-]{8,2048})/dg,
  /\bAUTH (?:PLAIN|LOGIN|CRAM-MD5|XOAUTH2|OAUTHBEARER) (?<secret>[\w+/]{3,4096}={0,2})(?![-\w])/dg,
  // Tables of relays: `[smtp.example.com]:587 user:password`, `user|smtp.example.com:password`
  /^[ \t#]{0,8}(?:\[[\w.:-]{1,255}\]|[\w-]{1,63}\.[\w.-]{1,255})(?::\d{1,5})?[ \t]{1,64}[^\s:]{1,255}:(?!\d{1,5}[ \t]{0,64}$|\/\/)(?<secret>\S{1,512})/dgm,
  /^[ \t#]{0,8}[^\s|]{1,255}\|[\w.-]{1,255}:(?<secret>\S{1,512})/dgm,
];

const telling = (text: string): readonly Span[] =>
  TELLING.flatMap((pattern) =>
    [...text.matchAll(pattern)].flatMap(({ indices }) => {
      const place = indices?.groups?.['secret'];
      return place === undefined ? [] : [{ from: place[0], to: place[1] }];
    }),
  );

/** The same secrets elsewhere: in comments, or as the user name, which some providers want to be the token again. */
function echoes(text: string, secrets: readonly Found[]): readonly Span[] {
  const raw = ({ from, to, quote, closed }: Found): string =>
    text.slice(from + quote.length, to - (closed ? quote.length : 0));
  const words = new Set(secrets.flatMap((pair) => [pair.value, raw(pair), ...literalsIn(pair)]));
  const long = [...words].filter((word) => word.length >= SHORTEST_ECHO && !isNameOnly(word)).slice(0, MOST_ECHOES);
  const spans: Span[] = [];
  for (const word of long) {
    for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + word.length)) {
      const around = `${text[at - 1] ?? ' '}${text[at + word.length] ?? ' '}`;
      if (!/[\p{L}\p{N}_@-]|^\.|\.$/u.test(around)) spans.push({ from: at, to: at + word.length });
    }
  }
  return spans;
}

/** The texts in an expression: what a look-up falls back to, what is joined. */
const literalsIn = ({ value, quoted }: Found): readonly string[] =>
  quoted || value.length > LONGEST_EXPRESSION
    ? []
    : [...value.matchAll(/"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'/g)].map(
        ([, double = '', single = '']) => double + single,
      );
