/**
 * How many of a client's signs stand in a text. What a sign must hold word for word is looked for first: to get a pattern
 * ready takes far longer than to find a word, and nearly all signs of nearly all clients are missing. `small` is the text in
 * small letters.
 */
export function signsIn(text: string, small: string, signs: readonly RegExp[]): number {
  return signs.filter((sign) => {
    const word = wordIn(sign);
    const mayFit = word === null || (sign.ignoreCase ? small.includes(word.toLowerCase()) : text.includes(word));
    return mayFit && text.search(sign) >= 0;
  }).length;
}

/** The longest word without which a pattern cannot match; null where alternatives or optional parts leave none sure. */
export function wordIn({ source }: RegExp): string | null {
  const plain = source.replace(/\\[bswd][*+]?|\[(?:\\.|[^\]\\])*\][*+]?|\\./gi, '\n');
  const words = /[|?*]|\{0/.test(plain) ? [] : (plain.match(/[\w -]{4,}/g) ?? []);
  return words.toSorted((a, b) => b.length - a.length)[0] ?? null;
}
