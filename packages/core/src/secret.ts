import { base64Encode, hexEncode, latin1, utf8Encode } from './wire/bytes.ts';

const SHOWN = '[secret]';
const MARK = '‹redacted›';
/** Shorter forms would turn every third word of a transcript into the mark. */
const SHORTEST_FORM = 4;

let textOf: (secret: Secret) => string;

/**
 * A password or token that no log, template, JSON or inspection shows (RFC 4954 §9: credentials want protection).
 *
 * @example
 * const password = new Secret('correct horse');
 * `${password}`;     // '[secret]'
 * reveal(password);  // 'correct horse'
 */
export class Secret {
  readonly #text: string;

  static {
    textOf = (secret) => secret.#text;
    // For console.log and util.inspect of Node, which look for this symbol; a method of that name has no declarable type here.
    Object.defineProperty(Secret.prototype, Symbol.for('nodejs.util.inspect.custom'), { value: () => SHOWN });
  }

  /** Wraps the text; from here on only {@link reveal} gives it back. */
  constructor(text: string) {
    this.#text = text;
  }

  /** `[secret]`, so that templates and concatenation are safe. */
  toString(): string {
    return SHOWN;
  }

  /** `[secret]`, so that a trace that holds one by mistake is safe. */
  toJSON(): string {
    return SHOWN;
  }
}

/** The one way to the text of a secret: search for this name to see every place that handles it in the clear (RFC 4954 §9). */
export function reveal(secret: Secret): string {
  return textOf(secret);
}

/** What of base64(octets) stays the same wherever in a longer base64 text the octets begin, one per alignment. */
function base64Inners(octets: Uint8Array): readonly string[] {
  return [0, 1, 2].map((before) => {
    const shifted = new Uint8Array(before + octets.length);
    shifted.set(octets, before);
    // The first characters still carry bits of what stands before, the last one bits of what follows.
    return base64Encode(shifted).slice(Math.ceil((before * 4) / 3), Math.floor((shifted.length * 4) / 3));
  });
}

/** RFC 3986 §2.1, of octets rather than of text, so that no password can make it throw as encodeURIComponent would. */
function percentEncode(octets: Uint8Array): string {
  return Array.from(octets, (octet) => {
    const character = String.fromCharCode(octet);
    return /[\w.!~*'()-]/.test(character) ? character : `%${hexEncode(Uint8Array.of(octet)).toUpperCase()}`;
  }).join('');
}

/**
 * Every text form in which a server could echo this secret, or an encoder leak it (RFC 4954 §4 sends it as base64), longest first.
 * Left out are forms under four characters and the user name itself. What depends on a challenge (CRAM-MD5, SCRAM) is not
 * here: whoever sends such a response adds its base64 to the list.
 */
export function secretForms(secret: Secret, user: string): readonly string[] {
  const text = reveal(secret);
  const octets = utf8Encode(text);
  const percent = percentEncode(octets);
  const forms = new Set([
    text,
    latin1(octets), // UTF-8 that somebody printed octet by octet
    base64Encode(octets),
    ...base64Inners(octets),
    base64Encode(utf8Encode(`\0${user}\0${text}`)),
    base64Encode(utf8Encode(user)),
    hexEncode(octets),
    hexEncode(octets).toUpperCase(),
    percent,
    percent.replaceAll('%20', '+'), // application/x-www-form-urlencoded
    percent.replace(/%../g, (octet) => octet.toLowerCase()),
    JSON.stringify(text).slice(1, -1),
  ]);
  forms.delete(user);
  return [...forms].filter((form) => form.length >= SHORTEST_FORM).sort((a, b) => b.length - a.length);
}

/**
 * The text with every form replaced by a mark, in one pass per form (RFC 4954 §4: servers do echo what they cannot decode).
 * Places are found before anything is replaced, so forms that overlap are covered whole and a mark is never searched.
 */
export function scrub(text: string, forms: readonly string[]): string {
  const found: { start: number; end: number }[] = [];
  for (const form of forms) {
    if (form === '') continue;
    for (let at = text.indexOf(form); at >= 0; at = text.indexOf(form, at + form.length)) {
      found.push({ start: at, end: at + form.length });
    }
  }
  if (found.length === 0) return text;
  found.sort((a, b) => a.start - b.start || b.end - a.end);
  let clean = '';
  let done = 0;
  for (const { start, end } of found) {
    if (start >= done) clean += text.slice(done, start) + MARK;
    done = Math.max(done, end);
  }
  return clean + text.slice(done);
}
