/** What the server announced in its EHLO reply (RFC 5321 §4.1.1.1). Lists, not maps: the server chooses the words. */
export type Offers = {
  /** Every keyword line as it came, first line (the server's name) left out. */
  readonly lines: readonly string[];
  readonly starttls: boolean;
  /** SASL mechanism names in upper case (RFC 4954 §3), from `AUTH …` and the old `AUTH=…` form. */
  readonly auth: readonly string[];
  /** Maximum message size in octets (RFC 1870); 0 means no fixed limit; null when not announced. */
  readonly size: number | null;
  readonly pipelining: boolean;
  readonly smtputf8: boolean;
  /** Keyword lines that a device on the path overwrote with X's, as inspecting firewalls do. */
  readonly masked: readonly string[];
};

/** No offers: before EHLO, after HELO. */
export const NO_OFFERS: Offers = {
  lines: [],
  starttls: false,
  auth: [],
  size: null,
  pipelining: false,
  smtputf8: false,
  masked: [],
};

/** Reads the lines of a 250 reply to EHLO; the first line is the server's name. */
export function readOffers(replyLines: readonly string[]): Offers {
  const lines = replyLines
    .slice(1)
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const words = lines.map((line) => line.toUpperCase().split(/[ \t]+/));
  const has = (keyword: string): boolean => words.some(([first]) => first === keyword);
  return {
    lines,
    starttls: has('STARTTLS'),
    auth: [...new Set(words.flatMap(mechanisms))],
    size: declaredSize(words),
    pipelining: has('PIPELINING'),
    smtputf8: has('SMTPUTF8'),
    masked: lines.filter((line) => /^X{4,}[A-Z]?$/.test(line)),
  };
}

/** The keywords alone, in upper case: what the dialogue table guards on. */
export const keywordsOf = (offers: Offers): readonly string[] =>
  offers.lines.map((line) => line.toUpperCase().split(/[ \t=]/)[0] ?? '');

function mechanisms([keyword = '', ...rest]: readonly string[]): readonly string[] {
  if (keyword === 'AUTH') return rest.filter((word) => word !== '');
  // "AUTH=LOGIN PLAIN": announced beside the real line for mail programs of the 1990s
  return keyword.startsWith('AUTH=') ? [keyword.slice('AUTH='.length), ...rest].filter((word) => word !== '') : [];
}

function declaredSize(words: readonly (readonly string[])[]): number | null {
  const line = words.find(([first]) => first === 'SIZE');
  if (line === undefined) return null;
  const digits = line[1] ?? '0';
  return /^\d{1,15}$/.test(digits) ? Number(digits) : null;
}
