import type { SessionEntry, SessionRecord } from './session-log.ts';

/** How a transcript is printed. */
export type TranscriptOptions = {
  /** Everything as it was, with the milliseconds since the server started. By default what differs from run to run is replaced. */
  readonly exact?: boolean;
};

/**
 * Sessions as text: `C:` is the client, `S:` the server, `=` TLS, `!` what a careful client would not do, `*` all else. Ports,
 * dates, ids, sizes and the client's name are replaced, so that a snapshot of it is stable; credentials are masked from the start.
 *
 * @example
 * expect(transcript(smtp.sessions)).toMatchInlineSnapshot();
 */
export function transcript(
  sessions: SessionRecord | readonly SessionRecord[],
  { exact = false }: TranscriptOptions = {},
): string {
  const all = isMany(sessions) ? sessions : [sessions];
  return all.map((session) => [heading(session), ...sessionLines(session, exact)].join('\n')).join('\n\n');
}

/** The last lines of a session, for a failure message. */
export function tail(session: SessionRecord, count = 10): string {
  const lines = sessionLines(session, false);
  const shown = lines.length > count ? ['…', ...lines.slice(-count)] : lines;
  return [heading(session), ...shown].map((line) => `  ${line}`).join('\n');
}

const isMany = (sessions: SessionRecord | readonly SessionRecord[]): sessions is readonly SessionRecord[] =>
  Array.isArray(sessions);

const heading = ({ id, listener, mode, closed }: SessionRecord): string =>
  `# session ${id}: ${listener}, ${mode}${closed ? '' : ', still open'}`;

function sessionLines({ entries }: SessionRecord, exact: boolean): readonly string[] {
  return entries.flatMap((entry) => {
    const lines = entryLines(entry, exact);
    return exact ? lines.map((line) => `${entry.at.toFixed(1).padStart(8)} ${line}`) : lines.map(stable);
  });
}

function entryLines(entry: SessionEntry, exact: boolean): readonly string[] {
  switch (entry.type) {
    case 'connected':
      return exact ? ['* connected'] : [];
    case 'received':
      return [`C: ${entry.line}`];
    case 'sent':
      return sentLines(entry.code, entry.lines);
    case 'rules':
      return [`* rule ${entry.ids.join(', ')} at ${entry.stage}`];
    case 'violation':
      return [`! ${entry.violation.by}: ${entry.violation.kind}, ${entry.violation.got}`];
    case 'note':
      return [`${entry.note === 'deviates' ? '*' : '!'} ${entry.note}: ${entry.detail}`];
    case 'secured':
      return [exact ? `= ${entry.protocol} ${entry.cipher}` : `= ${entry.protocol}`];
    case 'not-secured':
      return [`= no TLS: ${entry.reason}`];
    case 'message':
      return [
        `* message taken: ${entry.octets} octets, ${entry.recipients} recipient${entry.recipients === 1 ? '' : 's'}`,
      ];
    case 'closed':
      return [`* closed by the ${entry.by}${entry.how === 'end' ? '' : ` (${entry.how})`}`];
    default:
      return [`* ${(entry as { readonly type: string }).type}`];
  }
}

const sentLines = (code: number | null, lines: readonly string[]): readonly string[] =>
  code === null
    ? lines.map((line) => `S: ${line}`)
    : lines.map((line, index) => `S: ${code}${index < lines.length - 1 ? '-' : ' '}${line}`);

/** LOGIN's two prompts are always the same; other challenges hold a nonce (RFC 5802 §5.1). */
const PROMPTS = /^S: 334 (?:|VXNlcm5hbWU6|UGFzc3dvcmQ6)$/;

/** What differs from run to run, replaced by what it is. */
function stable(line: string): string {
  if (/^C: (?:EHLO|HELO) ./i.test(line)) return `${line.slice(0, 7)} ‹client›`;
  if (line.startsWith('S: 334 ') && !PROMPTS.test(line)) return 'S: 334 ‹challenge›';
  return line
    .replace(/\b\d+ octets/g, '‹n› octets')
    .replace(/^(C: MAIL .*\bSIZE=)\d+/i, '$1‹n›')
    .replace(/\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)?/g, '‹date›')
    .replace(
      /\b(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), )?\d{1,2} [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d(?: [+-]\d{4}| GMT)?/g,
      '‹date›',
    )
    .replace(/\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b/gi, '‹id›')
    .replace(/(\d\.\d+\.\d+\.\d+|\[::1\]|\blocalhost):\d{2,5}\b/g, '$1:‹port›');
}
