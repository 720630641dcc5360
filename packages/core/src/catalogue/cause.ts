import type { Blame, Severity } from '../diagnose/types.ts';
import type { Stage } from '../trace/types.ts';

/** The three-way split users need first, and what lies beyond it. */
export type Layer = 'connection' | 'encryption' | 'authentication' | 'policy' | 'protocol';

/** Where to read on. */
export type Reference = { readonly title: string; readonly url: string };

/**
 * What is said of one finding code: the only place where a cause, its wording and its fix are joined. `{words}` in
 * braces are filled in from the evidence; a fix line is left out when something in it is not known, so that advice
 * never speaks of what was not tried or did not work.
 */
export type Cause = {
  readonly layer: Layer;
  readonly stage: Stage;
  readonly severity: Severity;
  readonly blame: Blame;
  readonly title: string;
  readonly cause: string;
  readonly fix: readonly string[];
  readonly references: readonly Reference[];
};

/** A section of an RFC. */
export const rfc = (number: number, section: string, title: string): Reference => ({
  title: `RFC ${number} §${section}: ${title}`,
  url: `https://www.rfc-editor.org/rfc/rfc${number}#section-${section}`,
});

/** Fills in what is known; null when something is not. */
export function fill(template: string, words: Readonly<Record<string, string>>): string | null {
  let complete = true;
  const text = template.replace(/\{(\w+)\}/g, (_, name: string) => {
    const word = Object.hasOwn(words, name) ? words[name] : undefined;
    if (word === undefined) complete = false;
    return word ?? '';
  });
  return complete ? text : null;
}
