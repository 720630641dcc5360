/** Header fields of a message (RFC 5322 §2.2), read without a library: a test asks for the subject far more often than for the rest. */
export type Headers = ReadonlyMap<string, readonly string[]>;

/** The longest head that is looked at. */
const HEAD_CAP = 262_144;

/** The fields by lower-case name, unfolded and with encoded words decoded (RFC 2047 §2). */
export function headersOf(raw: Uint8Array): Headers {
  const text = new TextDecoder().decode(raw.subarray(0, HEAD_CAP));
  const end = /\r?\n\r?\n/.exec(text);
  const head = (end === null ? text : text.slice(0, end.index)).replace(/\r?\n(?=[ \t])/g, '');
  const fields = new Map<string, string[]>();
  for (const line of head.split(/\r?\n/)) {
    const colon = line.indexOf(':');
    if (colon < 1) continue;
    const name = line.slice(0, colon).trimEnd().toLowerCase();
    const value = decodedWords(line.slice(colon + 1).trim());
    const known = fields.get(name);
    if (known === undefined) fields.set(name, [value]);
    else known.push(value);
  }
  return fields;
}

const WORD = /=\?([^?*\s]+)(?:\*[^?\s]*)?\?([bq])\?([^?\s]*)\?=/gi;

/** RFC 2047 §6.2: white space between two encoded words is not part of the text. */
function decodedWords(value: string): string {
  if (!value.includes('=?')) return value;
  return value
    .replace(/(=\?[^?\s]+\?[bq]\?[^?\s]*\?=)\s+(?==\?[^?\s]+\?[bq]\?[^?\s]*\?=)/gi, '$1')
    .replace(WORD, (word, charset: string, encoding: string, payload: string) => {
      const bytes = encoding.toLowerCase() === 'b' ? Buffer.from(payload, 'base64') : fromQ(payload);
      try {
        return new TextDecoder(charset).decode(bytes);
      } catch {
        return word; // a character set that this Node does not know
      }
    });
}

const fromQ = (payload: string): Buffer =>
  Buffer.from(
    payload
      .replaceAll('_', ' ')
      .replace(/=([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  );
