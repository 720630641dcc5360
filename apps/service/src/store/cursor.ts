/** Where a page of the list ends: a time and an id, as one opaque word. */
type Place = { readonly createdAt: number; readonly id: string };

/** The word for a place. */
export const cursorOf = ({ createdAt, id }: Place): string =>
  Buffer.from(`${createdAt} ${id}`, 'latin1').toString('base64url');

/** The place a word stands for; null for a word that is none of ours. */
export function readCursor(word: string): Place | null {
  const match = /^(\d{1,15}) (\w{1,64})$/.exec(Buffer.from(word, 'base64url').toString('latin1'));
  return match === null ? null : { createdAt: Number(match[1]), id: match[2] ?? '' };
}
