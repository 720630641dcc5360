import type { Bytes, TlsFacts, TraceEvent, Word } from '@smtp-triage/core';
import { CONNECT, distrust, duration, LOOKUP, SPEAKS, tlsFailure } from '@smtp-triage/core/live';

/** What happened, in one sentence without a full stop: for evidence and for the `*` lines of the wire view. */
export function describeEvent(event: TraceEvent, now: string): string {
  switch (event.type) {
    case 'lookup':
      return `look up ${event.name}`;
    case 'resolved':
      return event.addresses.length === 0
        ? `no IPv${event.family} address`
        : `IPv${event.family} ${event.addresses.join(', ')}`;
    case 'not-resolved':
      return `no IPv${event.family} address: ${code(LOOKUP[event.why], event.code)}`;
    case 'connecting':
      return `connecting to ${event.address} port ${event.port}`;
    case 'connected':
      return 'connected';
    case 'not-connected':
      return `not connected: ${code(CONNECT[event.why], event.code)}`;
    case 'sent':
      return `sent ${event.line}`;
    case 'reply':
      return `${event.to === null || event.to === 'CONNECT' ? 'the greeting' : `the answer to ${event.to}`} was ${replyLines(event)[0] ?? event.code}`;
    case 'offers':
      return `offers ${event.offers.lines.length === 0 ? 'nothing' : event.offers.lines.join(', ')}`;
    case 'received':
      return `${SPEAKS[event.speaker]}: ${bytesText(event.bytes)}`;
    case 'securing':
      return event.servername === null
        ? 'TLS handshake begins'
        : `TLS handshake begins, server name ${event.servername}`;
    case 'secured':
      return tlsLine(event.tls, now);
    case 'not-secured':
      return `no TLS: ${tlsFailure(event.failure)}${event.failure.reason === '' ? '' : ` (${event.failure.reason})`}`;
    case 'quiet':
      return `nothing heard for ${duration(event.waitedMs)}`;
    case 'timed-out':
      return `gave up after ${duration(event.waitedMs)} of silence`;
    case 'closed':
      return event.by === 'us' ? 'we closed the connection' : `the other side ${closing(event.how)}`;
    case 'limit-hit':
      return `stopped reading: more than our limit (${event.limit})`;
    case 'violation':
      return `the ${event.violation.by} broke the protocol: ${event.violation.got} where ${event.violation.expected.join(' or ')} was due`;
    case 'held':
      return 'ready so far; waits for the word to go on';
    case 'told':
      return TOLD[event.word];
    case 'sasl-aborted':
      return `login broken off: ${event.reason}`;
    case 'ended':
      return ending(event);
  }
}

/** The lines of a reply as they came over the wire (RFC 5321 §4.2.1). */
export function replyLines(event: Extract<TraceEvent, { type: 'reply' }>): readonly string[] {
  const last = event.lines.length - 1;
  return event.lines.length === 0
    ? [`${event.code}`]
    : event.lines.map((text, at) => `${event.code}${at < last ? '-' : ' '}${text}`);
}

/** Protocol, cipher and key exchange, and whether the certificate is accepted. */
export function tlsLine(tls: TlsFacts, now: string): string {
  const exchange = tls.keyExchange === null ? '' : `, ${tls.keyExchange.name ?? tls.keyExchange.type}`;
  return `${tls.protocol}, ${tls.cipher}${exchange}, ${distrust(tls, now) ?? 'certificate verified'}`;
}

/** Bytes that are no reply, as text where they are text. */
export const bytesText = (bytes: Bytes): string =>
  bytes.text === undefined ? `${bytes.length} bytes, base64 ${bytes.base64 ?? ''}` : bytes.text.trimEnd();

const TOLD: Readonly<Record<Word, string>> = {
  proceed: 'goes on',
  finish: 'done here; the login is tried elsewhere',
  'give-up': 'no longer waited for: the silence is explained',
  abandon: 'no longer waited for: nothing here can change the advice',
};

const code = (words: string, detail: string | null): string => (detail === null ? words : `${words} (${detail})`);

const closing = (how: 'end' | 'reset' | 'error'): string =>
  how === 'end' ? 'closed the connection' : how === 'reset' ? 'reset the connection' : 'broke the connection';

function ending(event: Extract<TraceEvent, { type: 'ended' }>): string {
  if (event.outcome === 'ok') return `done${event.reached === null ? '' : `: ${event.reached} reached`}`;
  if (event.outcome === 'skipped') return event.why === 'not-tried' ? 'not tried' : 'left before the end';
  return `failed${event.failedAt === null ? '' : ` at ${event.failedAt}`} (${event.why})`;
}
