import type { Speaker } from '../trace/types.ts';

/** First bytes by which a protocol gives itself away; measured on real servers, November 2026. */
const SIGNATURES: readonly { readonly speaker: Speaker; readonly starts: readonly string[] }[] = [
  { speaker: 'http', starts: ['HTTP/', '<!DOC', '<html', '<HTML'] },
  { speaker: 'ssh', starts: ['SSH-'] },
  { speaker: 'imap', starts: ['* OK', '* BYE', '* PREAUTH'] },
  { speaker: 'pop3', starts: ['+OK', '-ERR'] },
];

/**
 * Who speaks, judged from the first bytes of a connection. A TLS record begins with its type and 3 (RFC 8446 §5.1),
 * an SMTP reply with three digits and a blank, hyphen or line end (RFC 5321 §4.2).
 */
export function recogniseSpeaker(head: Uint8Array): Speaker {
  if (head[1] === 3 && head[0] === 22) return 'tls-handshake';
  if (head[1] === 3 && head[0] === 21) return 'tls-alert';
  const text = String.fromCharCode(...head.subarray(0, 16));
  if (/^[2-5]\d\d([ \r\n-]|$)/.test(text)) return 'smtp';
  return SIGNATURES.find(({ starts }) => starts.some((start) => text.startsWith(start)))?.speaker ?? 'unknown';
}

/** Whether more bytes could still change the verdict of {@link recogniseSpeaker}. */
export const needsMoreBytes = (head: Uint8Array): boolean =>
  head.length < 9 && !head.includes(10) && recogniseSpeaker(head) === 'unknown';

/** The alert number of a TLS alert record in the clear (RFC 8446 §6), or null when the bytes are no such record. */
export const alertIn = (head: Uint8Array): number | null =>
  head.length >= 7 && head[0] === 21 && head[1] === 3 && head[3] === 0 && head[4] === 2 ? (head[6] ?? null) : null;
