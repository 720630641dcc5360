import type { Verb } from '@smtp-triage/core/dialogue';

/** The verbs that are words on the wire. */
export type WireVerb = Exclude<Verb, 'CONNECT' | 'TLS' | 'CONTINUE' | 'TEXT' | 'LAST'>;

/** A command line taken apart; verb null when its first word is none (RFC 5321 §4.1.1). */
export type CommandLine = { readonly verb: WireVerb | null; readonly argument: string };

const VERBS: ReadonlyMap<string, WireVerb> = new Map(
  (
    [
      'EHLO',
      'HELO',
      'STARTTLS',
      'AUTH',
      'MAIL',
      'RCPT',
      'DATA',
      'BDAT',
      'RSET',
      'NOOP',
      'VRFY',
      'EXPN',
      'HELP',
      'QUIT',
    ] as const
  ).map((verb): [string, WireVerb] => [verb, verb]),
);

/** Splits a line at its first blank; verbs are told apart without regard to case (RFC 5321 §2.4). */
export function parseCommandLine(line: string): CommandLine {
  const blank = line.indexOf(' ');
  const word = blank < 0 ? line : line.slice(0, blank);
  const verb = VERBS.get(word) ?? (word.length <= 8 ? VERBS.get(word.toUpperCase()) : undefined) ?? null;
  return { verb, argument: blank < 0 ? '' : line.slice(blank + 1).trim() };
}

/** Reads `size [LAST]` of BDAT (RFC 3030 §2); null when it is something else. */
export function parseBdat(argument: string): { readonly octets: number; readonly isLast: boolean } | null {
  const [, octets, last] = /^(\d{1,15})(?: +(last))?$/i.exec(argument) ?? [];
  return octets === undefined ? null : { octets: Number(octets), isLast: last !== undefined };
}

/** A path with its parameters (RFC 5321 §4.1.2); keywords in upper case, value null where there is no `=`. */
export type Path = {
  readonly address: string;
  readonly parameters: Readonly<Record<string, string | null>>;
};

/** Reads `FROM:<address> SIZE=…` or `TO:<address>`; null when it is neither. A blank after the colon is tolerated. */
export function parsePath(keyword: 'FROM' | 'TO', argument: string): Path | null {
  const colon = keyword.length;
  if (argument[colon] !== ':' || argument.slice(0, colon).toUpperCase() !== keyword) return null;
  const open = argument.indexOf('<', colon + 1);
  const close = closingBracket(argument, open);
  if (open < 0 || close < 0 || argument.slice(colon + 1, open).trim() !== '') return null;
  const rest = argument.slice(close + 1);
  if (rest !== '' && rest[0] !== ' ') return null;
  // RFC 5321 §4.1.1.3, appendix C: a source route is accepted and ignored
  return { address: argument.slice(open + 1, close).replace(/^@[^:]*:/, ''), parameters: parametersOf(rest) };
}

/** A `>` inside a quoted local part closes nothing (RFC 5321 §4.1.2). */
function closingBracket(text: string, open: number): number {
  let quoted = false;
  for (let at = open + 1; open >= 0 && at < text.length; at++) {
    const character = text[at];
    if (quoted && character === '\\') at++;
    else if (character === '"') quoted = !quoted;
    else if (character === '>' && !quoted) return at;
  }
  return -1;
}

const NO_PARAMETERS: Path['parameters'] = {};

function parametersOf(text: string): Path['parameters'] {
  if (text === '') return NO_PARAMETERS;
  const entries = text.split(' ').filter((word) => word !== '');
  return Object.fromEntries(
    entries.map((word): [string, string | null] => {
      const equals = word.indexOf('=');
      return equals < 0 ? [word.toUpperCase(), null] : [word.slice(0, equals).toUpperCase(), word.slice(equals + 1)];
    }),
  );
}
