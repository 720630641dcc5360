import { SASL_MECHANISMS } from '@smtp-triage/core/sasl';

const SHOWN_CAP = 1_000;
const NAMES: ReadonlySet<string> = new Set([
  ...SASL_MECHANISMS.map(({ name }) => name),
  ...['ANONYMOUS', 'DIGEST-MD5', 'EXTERNAL', 'GSSAPI', 'NTLM', 'SCRAM-SHA-1-PLUS', 'SCRAM-SHA-256-PLUS'],
]);

/** A line as the transcript keeps it: cut where it is long. */
export const shown = (line: string): string => (line.length <= SHOWN_CAP ? line : `${line.slice(0, SHOWN_CAP)}…`);

/**
 * A line of the client with credentials masked (RFC 4954 §9): what follows the mechanism of AUTH, every line of an exchange,
 * and after an AUTH each line that is no command, since it may be a password in the wrong place.
 */
export function shownCommand(
  line: string,
  verb: string | null,
  { inExchange, afterAuth }: { readonly inExchange: boolean; readonly afterAuth: boolean },
): string {
  if (inExchange) return line === '*' ? line : '‹redacted›';
  if (verb === 'AUTH' || /^\s*auth/i.test(line)) return maskedAuth(line);
  return verb === null && afterAuth ? `‹${line.length} characters that are no command›` : shown(line);
}

function maskedAuth(line: string): string {
  const [verb = '', mechanism, ...rest] = line.trimStart().split(/ +/);
  if (verb.toUpperCase() !== 'AUTH') return '‹redacted›';
  if (mechanism === undefined) return 'AUTH';
  // A name that nobody has heard of may be a password in the wrong place
  const name = NAMES.has(mechanism.toUpperCase()) ? mechanism : '‹redacted›';
  return rest.length === 0 ? `AUTH ${name}` : `AUTH ${name} ‹redacted›`;
}
