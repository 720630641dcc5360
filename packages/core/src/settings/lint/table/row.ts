/** Settings as somebody has them, and what is wrong with them: `code@line`, or the code alone where no line is at fault. */
export type LintRow = {
  readonly name: string;
  /** As `--client` takes it; null: nobody says whose they are. */
  readonly client: string | null;
  readonly text: string;
  /** Errors and warnings, all of them, in any order. Notes are not listed, unless the row names one. */
  readonly want: readonly string[];
};

/** Settings that work: no error, no warning. */
export const good = (client: string | null, name: string, text: string): LintRow => ({ name, client, text, want: [] });

/** Settings with something wrong in them. */
export const bad = (client: string | null, name: string, text: string, ...want: readonly string[]): LintRow => ({
  name,
  client,
  text,
  want,
});
