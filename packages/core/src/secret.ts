import { base64Decode, base64Encode, hexEncode, latin1, utf8Encode } from './wire/bytes.ts';

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

/** RFC 3986 §2.1, one text per octet: of octets rather than of text, so that no password can make it throw. */
const PERCENT: readonly string[] = Array.from({ length: 256 }, (_, octet) => {
  const character = String.fromCharCode(octet);
  return /[\w.!~*'()-]/.test(character) ? character : `%${hexEncode(Uint8Array.of(octet)).toUpperCase()}`;
});

const PERCENT_LOWER: readonly string[] = PERCENT.map((text) => (text.length === 1 ? text : text.toLowerCase()));

function percentEncode(octets: Uint8Array, texts: readonly string[]): string {
  let text = '';
  for (const octet of octets) text += texts[octet] ?? '';
  return text;
}

/**
 * Every text form in which a server could echo this secret, or an encoder leak it (RFC 4954 §4 sends it as base64), longest first.
 * Left out are forms under four characters and the user name itself. What depends on a challenge (CRAM-MD5, SCRAM) is not
 * here: whoever sends such a response adds its base64 to the list.
 */
export function secretForms(secret: Secret, user: string): readonly string[] {
  const text = reveal(secret);
  const octets = utf8Encode(text);
  const hex = hexEncode(octets);
  const percent = percentEncode(octets, PERCENT);
  let reversed = '';
  for (const character of text) reversed = character + reversed;
  const forms: string[] = [];
  for (const form of [
    text,
    latin1(octets), // UTF-8 that somebody printed octet by octet
    base64Encode(octets),
    ...base64Inners(octets),
    base64Encode(utf8Encode(`\0${user}\0${text}`)),
    base64Encode(utf8Encode(user)),
    hex,
    hex.toUpperCase(),
    percent,
    percent.replaceAll('%20', '+'), // application/x-www-form-urlencoded
    percentEncode(octets, PERCENT_LOWER),
    JSON.stringify(text).slice(1, -1),
    reversed,
  ]) {
    if (form.length >= SHORTEST_FORM && form !== user && !forms.includes(form)) forms.push(form);
  }
  return forms.sort((a, b) => b.length - a.length);
}

/**
 * The text with every form replaced by a mark, in one pass per form (RFC 4954 §4: servers do echo what they cannot decode).
 * Places are found before anything is replaced, so forms that overlap are covered whole and a mark is never searched.
 * In a text that was `cut`, what stands at its end and begins a form is a secret cut in half.
 */
export function scrub(text: string, forms: readonly string[], cut = false): string {
  const found = placesOf(text, forms);
  if (cut) found.push(...halfAtEnd(text, forms));
  return cover(text, found);
}

/**
 * The lines of one reply, scrubbed like one text: a server may break an echo over several lines, each with an enhanced
 * code of its own in front (RFC 2034 §4). With `cut`, lines may have been cut short.
 */
export function scrubLines(lines: readonly string[], forms: readonly string[], cut = false): readonly string[] {
  if (forms.length === 0) return lines;
  const found: Place[][] = lines.map((line) => [
    ...placesOf(line, forms),
    ...encodedPlaces(line, forms),
    ...(cut ? halfAtEnd(line, forms) : []),
  ]);
  if (lines.length === 1) return lines.map((line, index) => cover(line, found[index] ?? []));
  const heads = lines.map((line) => /^(?:[245]\.\d{1,3}\.\d{1,3}(?!\S))?\s*/.exec(line)?.[0].length ?? 0);
  const bodies = lines.map((line, index) => line.slice(heads[index]).trimEnd());
  const whole = bodies.join('');
  const across = [...placesOf(whole, forms), ...encodedPlaces(whole, forms)];
  let from = 0;
  for (const [index, { length }] of bodies.entries()) {
    for (const { start, end } of across) {
      const place = { start: Math.max(0, start - from), end: Math.min(length, end - from) };
      const head = heads[index] ?? 0;
      if (place.start < place.end) found[index]?.push({ start: head + place.start, end: head + place.end });
    }
    from += length;
  }
  return lines.map((line, index) => cover(line, found[index] ?? []));
}

type Place = { readonly start: number; readonly end: number };

function placesOf(text: string, forms: readonly string[]): Place[] {
  const found: Place[] = [];
  for (const form of forms) {
    if (form === '') continue;
    for (let at = text.indexOf(form); at >= 0; at = text.indexOf(form, at + form.length)) {
      found.push({ start: at, end: at + form.length });
    }
  }
  return found;
}

/** Base64 that holds a form of the secret within: an error document with the token in its own escapes, say. */
const encodedPlaces = (text: string, forms: readonly string[]): readonly Place[] =>
  /[A-Za-z\d+/]{8}/.test(text)
    ? Array.from(text.matchAll(/[A-Za-z\d+/]{8,}={0,2}/g)).flatMap(({ 0: word, index }) => {
        const inner = base64Decode(word);
        const isEcho = inner !== null && placesOf(latin1(inner), forms).length > 0;
        return isEcho ? [{ start: index, end: index + word.length }] : [];
      })
    : [];

const halfAtEnd = (text: string, forms: readonly string[]): readonly Place[] =>
  forms.flatMap((form) => {
    for (let length = Math.min(form.length - 1, text.length); length >= SHORTEST_FORM; length--) {
      if (text.endsWith(form.slice(0, length))) return [{ start: text.length - length, end: text.length }];
    }
    return [];
  });

function cover(text: string, found: Place[]): string {
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
