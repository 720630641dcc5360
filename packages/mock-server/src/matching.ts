import type { Match, Text } from './rules.ts';

/** What a rule can look at. */
export type Subject = {
  readonly listener: string;
  readonly session: number;
  readonly address: string | null;
  readonly hello: string | null;
  readonly from: string | null;
  readonly to: string | null;
  readonly user: string | null;
  readonly line: string;
};

/** Regular expressions as data, so that a match survives JSON. */
export const plainMatch = (match: Match): Match =>
  Object.fromEntries(Object.entries(match).map(([field, text]) => [field, plainText(text)]));

/** The question that a match asks; null when it asks nothing. */
export function compileMatch(match: Match | null): ((subject: Subject) => boolean) | null {
  const fields = ['listener', 'address', 'hello', 'from', 'to', 'user', 'line'] as const;
  const tests = fields.flatMap((field) => {
    const wanted = match?.[field];
    return wanted === undefined ? [] : [{ field, fits: compileText(wanted) }];
  });
  if (tests.length === 0) return null;
  return (subject) =>
    tests.every(({ field, fits }) => {
      const got = subject[field];
      return got !== null && fits(got);
    });
}

function plainText(text: Text): Text {
  if (!(text instanceof RegExp)) return text;
  return { pattern: text.source, ...(text.flags === '' ? {} : { flags: text.flags }) };
}

function compileText(wanted: Text): (got: string) => boolean {
  if (typeof wanted === 'string') {
    const whole = wanted.toLowerCase();
    return (got) => got.toLowerCase() === whole;
  }
  const [source, flags] =
    wanted instanceof RegExp ? [wanted.source, wanted.flags] : [wanted.pattern, wanted.flags ?? ''];
  const expression = new RegExp(source, flags.replace(/[gy]/g, '')); // those two remember where they stopped
  return (got) => expression.test(got);
}
