import { printable } from '../report/printable.ts';
import type { Bytes, EventOf, Speaker, TraceEvent } from '../trace/types.ts';
import { isTrusted, trustProblems } from '../trust.ts';
import type { LiveEvent } from './types.ts';

/** One line of the transcript. */
export type Line = Pick<Extract<LiveEvent, { readonly type: 'line' }>, 'who' | 'text'>;

/** Characters of one line that watchers are shown; the trace has more. */
export const LINE_CHARACTERS = 1_000;

const SPEAKERS: Readonly<Record<Speaker, string>> = {
  smtp: 'looks like SMTP',
  'tls-handshake': 'looks like TLS',
  'tls-alert': 'looks like TLS',
  http: 'looks like HTTP',
  ssh: 'looks like SSH',
  imap: 'looks like IMAP',
  pop3: 'looks like POP3',
  unknown: 'looks like nothing that we know',
};

type Notes = { readonly [K in TraceEvent['type']]?: (event: EventOf<K>, startedAt: string) => string | null };

/** What is worth a line although nobody said it. */
const NOTES: Notes = {
  resolved: ({ family, addresses }) => (addresses.length === 0 ? null : `IPv${family}: ${addresses.join(', ')}`),
  'not-resolved': ({ family, why }) => `no IPv${family} address: ${why}`,
  connecting: ({ address, port }) => `connecting to ${address} port ${port}`,
  'not-connected': ({ why }) => `not connected: ${why}`,
  secured: ({ tls }, startedAt) => {
    const problems = trustProblems(tls, startedAt, 'TLSv1.2');
    const trust = isTrusted(problems) ? 'certificate verified' : `not trusted: ${problems.join(', ')}`;
    return `${tls.protocol}, ${tls.cipher}, ${trust}`;
  },
  'timed-out': ({ waitedMs }) => `silent for ${Math.round(waitedMs / 100) / 10} s: not waited for any longer`,
  closed: ({ by, how }) => (by === 'us' ? null : how === 'end' ? 'the server hung up' : 'the connection broke'),
  'limit-hit': ({ limit }) => `more than we read: ${limit}`,
  violation: ({ violation: { by, got, expected } }) =>
    `the ${by} broke the protocol: ${got} where ${expected.join(' or ')} was due`,
  'sasl-aborted': ({ reason }) => `login broken off: ${reason}`,
};

/**
 * The lines of the transcript that an event comes to. Secrets are masked already; what could steer a terminal or hide is
 * made visible here. Of a speaker that does not speak SMTP nothing is quoted where the bytes were not kept (SEC-12).
 */
export function linesOf(event: TraceEvent, startedAt: string): readonly Line[] {
  const lines = rawLines(event, startedAt);
  return lines.map(({ who, text }) => ({ who, text: shortened(printable(text)) }));
}

function rawLines(event: TraceEvent, startedAt: string): readonly Line[] {
  switch (event.type) {
    case 'sent':
      return [{ who: 'client', text: event.line }];
    case 'reply':
      return replyLines(event).map((text) => ({ who: 'server', text }));
    case 'received':
      return [...spoken(event.bytes), { who: 'note', text: SPEAKERS[event.speaker] }];
    case 'not-secured': {
      const { why, alert, firstBytes } = event.failure;
      return [...spoken(firstBytes), { who: 'note', text: `no TLS: ${alert === null ? why : `alert ${alert}`}` }];
    }
    default: {
      const note = (NOTES[event.type] as ((event: TraceEvent, startedAt: string) => string | null) | undefined)?.(
        event,
        startedAt,
      );
      return note === null || note === undefined ? [] : [{ who: 'note', text: note }];
    }
  }
}

/** Bytes of a server as lines, where they are text and were kept. */
const spoken = (bytes: Bytes | null): readonly Line[] =>
  bytes?.text === undefined
    ? []
    : bytes.text
        .trimEnd()
        .split(/\r?\n/)
        .map((text): Line => ({ who: 'server', text }));

/** As they came over the wire (RFC 5321 §4.2.1). */
const replyLines = ({ code, lines }: EventOf<'reply'>): readonly string[] =>
  lines.length === 0 ? [`${code}`] : lines.map((text, at) => `${code}${at < lines.length - 1 ? '-' : ' '}${text}`);

/** Cut between characters, never within one. */
function shortened(text: string): string {
  if (text.length <= LINE_CHARACTERS) return text;
  const cut = text.slice(0, LINE_CHARACTERS);
  return `${/[\ud800-\udbff]$/.test(cut) ? cut.slice(0, -1) : cut}…`;
}
