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
  const lines: string[] = [];
  const auth: string[] = [];
  const masked: string[] = [];
  let size: number | null | undefined;
  let starttls = false;
  let pipelining = false;
  let smtputf8 = false;
  for (const replyLine of replyLines.slice(1)) {
    const line = replyLine.trim();
    if (line === '') continue;
    lines.push(line);
    if (line.startsWith('XXXX') && /^X{4,}[A-Z]?$/.test(line)) masked.push(line);
    const [keyword = '', ...rest] = line.toUpperCase().split(/[ \t]+/);
    if (keyword === 'STARTTLS') starttls = true;
    else if (keyword === 'PIPELINING') pipelining = true;
    else if (keyword === 'SMTPUTF8') smtputf8 = true;
    else if (keyword === 'SIZE') size ??= sizeIn(rest[0]);
    else if (keyword === 'AUTH') note(auth, rest);
    // "AUTH=LOGIN PLAIN": announced beside the real line for mail programs of the 1990s
    else if (keyword.startsWith('AUTH=')) note(auth, [keyword.slice('AUTH='.length), ...rest]);
  }
  return { lines, starttls, auth, size: size ?? null, pipelining, smtputf8, masked };
}

/** The keywords alone, in upper case: what the dialogue table guards on. */
export const keywordsOf = (offers: Offers): readonly string[] =>
  offers.lines.map((line) => {
    const end = line.search(/[ \t=]/);
    return (end < 0 ? line : line.slice(0, end)).toUpperCase();
  });

/** RFC 1870 §4: digits, or nothing at all for no fixed limit. */
function sizeIn(digits = '0'): number | null {
  return /^\d{1,15}$/.test(digits) ? Number(digits) : null;
}

function note(list: string[], words: readonly string[]): void {
  for (const word of words) if (word !== '' && !list.includes(word)) list.push(word);
}
