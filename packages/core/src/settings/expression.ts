import type { Syntax } from './types.ts';

/** Languages in which what stands without quotes is a name, a number or a call, not a text. */
const CODE: readonly Syntax[] = ['javascript', 'python', 'php', 'ruby', 'go', 'csharp', 'java'];
/** What a program or a template looks up when it runs. */
const LOOKUP =
  /process\.env|import\.meta\.env|\benviron\b|getenv|GetEnvironmentVariable|\benv(?:\.\w+)?\s*\(|\bENV\s*[[.]|\$_(?:ENV|SERVER)|\bconfig\s*\(|\$\{|\$\(|\{\{|^\$[A-Za-z_]\w*$|^%\w+%$|^<[^<>]*>$/;
/** A look-up and nothing else: the name of a variable is no secret. What could be a password all the same is none. */
const NAMED = [
  /^(?:\(\w{1,10}\) ?)?(?:process\.env|import\.meta\.env|(?:os\.)?environ|ENV|\$_ENV|\$_SERVER)(?:\.get|\.fetch)?(?:\.[A-Za-z_]\w*|[[(]["'][A-Za-z_]\w*["'][\])])!?$/,
  /^(?:\(\w{1,10}\) ?)?(?:[A-Za-z]\w*(?:\.|::|->)){0,3}(?:env(?:\.\w+)?|[gG]et[eE]nv|getenv|GetEnvironmentVariable|config)\(["'][\w.]+["']\)!?$/,
  /^\$(?:[A-Z_][A-Z0-9_]*|\{(?:env:)?[A-Z_][A-Z0-9_]*\}|\{\{ ?[\w.]+ ?\}\}|env:\w+)$/,
  /^(?:%[A-Z_][A-Z0-9_]*%|\{\{ [\w.| -]+ \}\})$/,
];
/** A look-up as it stands, with nothing that would turn its text into a boolean. */
const BARE =
  /^(?:!!|Boolean\(|bool\()?\s*(?:process\.env(?:\.\w+|\[["']\w+["']\])|import\.meta\.env\.\w+|(?:os\.)?environ(?:\.get\(|\[)["']\w+["'][^()]*[)\]]|os\.getenv\(["']\w+["'][^()]*\)|ENV\[["']\w+["']\])\s*(?:(?:\|\||\?\?|\bor\b)\s*["'\w]+)?\s*\)?$/;

/** Longer values are no look-ups. */
const LONGEST = 200;

const TRUE = ['true', 'yes', 'on', '1', 'enabled'];
const FALSE = ['false', 'no', 'off', '0', '', 'null', 'none', 'nil', 'disabled'];

/** Whether unquoted text is a name or a call in this syntax. */
export const isCode = (syntax: Syntax): boolean => CODE.includes(syntax);

/** Whether a value is only known when the program runs. */
export const isLookup = (value: string): boolean => value.length <= LONGEST && LOOKUP.test(value);

/** Whether a value is nothing but the name of what is looked up. */
export const isNameOnly = (value: string): boolean =>
  value.length <= LONGEST && NAMED.some((pattern) => pattern.test(value));

/** Whether a look-up gives its text unparsed: "false" is then a text that is not empty, and so true. */
export const isBareLookup = (value: string): boolean => value.length <= LONGEST && BARE.test(value);

/** A word for yes or no, as programs write it; null for any other. */
export function truthOf(word: string): boolean | null {
  const text = word.toLowerCase();
  return TRUE.includes(text) ? true : FALSE.includes(text) ? false : null;
}

/** The literal that a look-up falls back to (`process.env.PORT || 587`, `env('PORT', 587)`, `${PORT:-587}`, `${PORT:587}`), or null. */
export function fallbackOf(value: string): { readonly value: string; readonly quoted: boolean } | null {
  if (value.length > LONGEST || !isLookup(value)) return null;
  const spring = SPRING.exec(value);
  if (spring !== null) return { value: spring[1] ?? '', quoted: false };
  const plain = withoutEnd(value.replace(/\)\s?\.\w+(?:\(\))?$/, ')').replace(/, ?(?:10|cast ?= ?\w+)\)$/, ')'));
  const [at, sign] = SIGNS.map((each) => [plain.lastIndexOf(each), each] as const).reduce((a, b) =>
    b[0] > a[0] ? b : a,
  );
  if (at < 0) return null;
  const said = plain
    .slice(at + sign.length)
    .trim()
    .replace(/^default ?[=:] ?/, '');
  const quote = `"'`.includes(said[0] ?? ' ') && said.length > 1 && said.endsWith(said[0] ?? '');
  if (quote) return { value: said.slice(1, -1), quoted: true };
  return /^\d+$/.test(said) || truthOf(said) !== null || plain.startsWith('${') ? { value: said, quoted: false } : null;
}

/** `${MAIL_PORT:587}` of Spring; in front of other colons stands where to look (`${env:MAIL_PORT}`). */
const SPRING = /^\$\{(?:[A-Z][A-Z0-9_]*|\w+(?:[.-]\w+)+):(?![-?+])([^{}]*)\}$/;

/** What stands between a look-up and what it falls back to. */
const SIGNS = ['||', '??', ',', ':-', ' or '] as const;

/** Without the brackets and blanks at the end. */
function withoutEnd(text: string): string {
  let end = text.length;
  while (end > 0 && ')]} \t\n'.includes(text[end - 1] ?? '')) end--;
  return text.slice(0, end);
}
