import type { Parsed } from '../ports.ts';

/** A piece of a file in tags. An empty element (`<br/>`) is given as an opening and a closing tag. */
export type Tag =
  | { readonly type: 'open'; readonly name: string; readonly attributes: string }
  | { readonly type: 'close'; readonly name: string }
  | { readonly type: 'text'; readonly text: string };

/** Longest file that is read, in UTF-16 code units, and most tags and texts in it. Real files have 2,000 and 150. */
export const TAG_CAPS = { length: 65_536, tags: 4_000 } as const;

/** Most of a tag behind its name that is looked at, in UTF-16 code units. */
const MOST_ATTRIBUTES = 500;

/** What ends the parts that are no elements. The order matters: `<!` alone begins a declaration. */
const ASIDES = [
  { begins: '<!--', ends: '-->', isText: false },
  { begins: '<![CDATA[', ends: ']]>', isText: true },
  { begins: '<?', ends: '?>', isText: false },
] as const;

/** A tag; quotes may hold ">". What follows the name cannot be part of it, so that nothing is tried twice. */
const TAG = /<(\/?)([A-Za-z_][\w.:-]*)(?=[\s/>])((?:[^<>"']|"[^"<]*"|'[^'<]*')*)>/y;

/**
 * Cuts text into tags: enough of XML 1.0 for the files of a mail domain, read in one pass. A document type definition is
 * refused, so that there are no entities but the five of XML and numbers (XML 1.0 §4.6), and nothing that could grow.
 */
export function readTags(text: string): Parsed<readonly Tag[]> {
  if (text.length > TAG_CAPS.length) return bad('the file is too long');
  const tags: Tag[] = [];
  let at = 0;
  while (at < text.length) {
    if (tags.length >= TAG_CAPS.tags) return bad('the file has too many tags');
    const open = text.indexOf('<', at);
    const until = open < 0 ? text.length : open;
    if (until > at) tags.push({ type: 'text', text: decoded(text.slice(at, until)) });
    at = until;
    if (at === text.length) break;
    const aside = ASIDES.find(({ begins }) => text.startsWith(begins, at));
    if (aside !== undefined) {
      const start = at + aside.begins.length;
      const end = text.indexOf(aside.ends, start);
      if (end < 0) return bad('the file is cut off');
      if (aside.isText) tags.push({ type: 'text', text: text.slice(start, end) });
      at = end + aside.ends.length;
      continue;
    }
    if (text.startsWith('<!', at)) return bad('the file has a document type definition');
    TAG.lastIndex = at;
    const found = TAG.exec(text);
    if (found === null) return bad('a tag of the file is broken');
    const [whole, slash, name = '', attributes = ''] = found;
    if (slash !== '/') tags.push({ type: 'open', name, attributes });
    if (slash === '/' || attributes.endsWith('/')) tags.push({ type: 'close', name });
    at += whole.length;
  }
  return { ok: true, value: tags };
}

/** The value of an attribute, or null; tags with more than a few attributes have none. */
export function attribute(attributes: string, name: string): string | null {
  if (attributes.length > MOST_ATTRIBUTES) return null;
  for (const [, key, double, single] of attributes.matchAll(/([\w.:-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g)) {
    if (key === name) return decoded(double ?? single ?? '');
  }
  return null;
}

const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** References become characters, once; what is none of the five of XML and no number stays as it is written. */
const decoded = (text: string): string =>
  text.replace(/&(?:#(\d{1,7})|#x([\da-fA-F]{1,6})|(amp|lt|gt|quot|apos));/g, (whole, decimal, hex, name) => {
    if (name !== undefined) return NAMED[name] ?? whole;
    const code = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal);
    return code > 0x10ffff ? whole : String.fromCodePoint(code);
  });

const bad = (problem: string): { readonly ok: false; readonly problem: string } => ({ ok: false, problem });
