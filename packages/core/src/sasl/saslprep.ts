/**
 * SASLprep, as far as it changes or refuses what people type: mapping, NFKC and prohibited characters (RFC 4013 §2.1 to §2.3).
 *
 * Left out: the check of right-to-left text (§2.4) and of unassigned code points (§2.5), which real servers skip, too.
 * NFKC is that of the running engine's Unicode, not of Unicode 3.2 as RFC 3454 says; the two differ for characters assigned
 * since, and there every other implementation differs as well.
 */

/** RFC 3454 C.1.2: spaces other than U+0020, U+200B among them, and U+200B wins over its other entry in B.1. */
const OTHER_SPACES = /[\u00a0\u1680\u2000-\u200b\u202f\u205f\u3000]/gu;
/** RFC 3454 B.1: code points mapped to nothing, as an alternation because some of them combine with their neighbour in a class. */
const NOTHING = /\u00ad|\u034f|\u1806|[\u180b-\u180d]|[\u200c-\u200d]|\u2060|[\ufe00-\ufe0f]|\ufeff/gu;
/**
 * RFC 3454 C.2.1 and C.2.2 control, C.3 private use, C.4 non-characters, C.5 surrogates, C.6 and C.7 inappropriate,
 * C.8 display properties and C.9 tagging; C.1.2 is gone by then.
 */
const PROHIBITED: RegExp = new RegExp(
  [
    '\\p{Cc}|\\p{Co}|\\p{Cs}|\\p{Noncharacter_Code_Point}',
    '\\u06dd|\\u070f|\\u180e|[\\u2028\\u2029\\u2061-\\u2063\\u206a-\\u206f]|[\\ufff9-\\ufffd]|[\\u{1d173}-\\u{1d17a}]',
    '[\\u2ff0-\\u2ffb]|\\u0340|\\u0341|\\u200e|\\u200f|[\\u202a-\\u202e]|\\u{e0001}|[\\u{e0020}-\\u{e007f}]',
  ].join('|'),
  'u',
);

/** The text prepared for comparison, or null when it has a character that SASLprep prohibits (RFC 4013 §2). */
export function saslprep(text: string): string | null {
  const prepared = text.replace(OTHER_SPACES, ' ').replace(NOTHING, '').normalize('NFKC');
  return PROHIBITED.test(prepared) ? null : prepared;
}
