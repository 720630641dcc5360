/**
 * A host name as it is compared: A-labels in lower case, without the dot of the root. Null for anything else: a name
 * with letters beyond ASCII is somebody else's, however much it looks like `gmail.com` (SEC-06). The test comes before
 * the lower case, since the Kelvin sign becomes an ASCII `k` there.
 */
export function comparable(host: string): string | null {
  const bare = host.endsWith('.') ? host.slice(0, -1) : host;
  return /^[\w-]+(\.[\w-]+)+$/.test(bare) && !/^[\d.]+$/.test(bare) ? bare.toLowerCase() : null;
}

/** Whether a name is the one of a pattern; a word in braces stands for one character or more within its label. */
export const fits = (pattern: string, name: string): boolean =>
  pattern.includes('{') ? holes(pattern, name) !== null : pattern === name;

/** Whether a name is a pattern's, or ends with it, cut at a dot. */
export function fitsEnd(pattern: string, name: string): boolean {
  const labels = name.split('.');
  return fits(pattern, labels.slice(-pattern.split('.').length).join('.'));
}

/** What the words in braces stand for in a name; null where it is not one of the pattern's. */
export function holes(pattern: string, name: string): Readonly<Record<string, string>> | null {
  const wanted = pattern.split('.');
  const labels = name.split('.');
  if (wanted.length !== labels.length) return null;
  const found: Record<string, string> = {};
  for (const [index, part] of wanted.entries()) {
    const label = labels[index] ?? '';
    const open = part.indexOf('{');
    if (open < 0) {
      if (label !== part) return null;
      continue;
    }
    const close = part.indexOf('}');
    const [before, after] = [part.slice(0, open), part.slice(close + 1)];
    if (label.length <= before.length + after.length || !label.startsWith(before) || !label.endsWith(after))
      return null;
    found[part.slice(open + 1, close)] = label.slice(before.length, label.length - after.length);
  }
  return found;
}

/** A pattern with its words filled in; those that are not known stay as they are. */
export const fillHoles = (pattern: string, words: Readonly<Record<string, string>>): string =>
  pattern.replace(/\{(\w+)\}/g, (whole, word: string) => (Object.hasOwn(words, word) ? (words[word] ?? whole) : whole));
