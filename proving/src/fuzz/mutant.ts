import fc from 'fast-check';

/** One change to a text of octets, as data, so that what was found can be made smaller. Places count modulo the length. */
export type Edit = {
  readonly what: 'insert' | 'delete' | 'flip' | 'repeat' | 'splice' | 'swap';
  readonly at: number;
  readonly by: number;
};

/** Longer than any cap of ours but that of a whole attempt. */
const LONGEST = 20_000;

/** Texts made of a corpus by a few edits, with words of the grammar for what is put in: single octets seldom get far. */
export const mutant = (corpus: readonly string[], words: readonly string[]): fc.Arbitrary<string> =>
  fc
    .tuple(
      fc.constantFrom(...corpus),
      fc.array(
        fc.record<Edit>({
          what: fc.constantFrom('insert', 'insert', 'delete', 'flip', 'repeat', 'splice', 'swap'),
          at: fc.nat(LONGEST),
          by: fc.nat(LONGEST),
        }),
        { maxLength: 8 },
      ),
    )
    .map(([text, edits]) =>
      edits.reduce((before, edit) => edited(before, edit, corpus, words), text).slice(0, LONGEST),
    );

/** Words alone, one after the other. */
export const wordy = (words: readonly string[]): fc.Arbitrary<string> =>
  fc
    .array(fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...words) }, fc.string({ unit: 'binary', maxLength: 3 })), {
      maxLength: 25,
    })
    .map((all) => all.join('').slice(0, LONGEST));

function edited(
  text: string,
  { what, at: place, by }: Edit,
  corpus: readonly string[],
  words: readonly string[],
): string {
  const at = place % (text.length + 1);
  const length = 1 + (by % 40);
  const [before, after] = [text.slice(0, at), text.slice(at)];
  switch (what) {
    case 'insert':
      return before + (words[by % words.length] ?? '') + after;
    case 'delete':
      return before + after.slice(length);
    case 'flip':
      return before + String.fromCharCode((after.charCodeAt(0) || 0) ^ (1 << (by % 8))) + after.slice(1);
    case 'repeat':
      return before + after.slice(0, length).repeat(by % 97) + after;
    case 'splice': {
      const other = corpus[by % corpus.length] ?? '';
      return before + other.slice(place % (other.length + 1));
    }
    case 'swap':
      return after + before;
    default:
      return what satisfies never;
  }
}
