import { asBytes, type ConnectFailure, handshakeTypes, recogniseSpeaker, type TlsFailure } from '@smtp-triage/core';
import { GUARD_TRIPPED } from './open.ts';

/** What is used of an error by Node: system errors carry `code`, OpenSSL errors `reason` too. */
export type NodeError = Error & { readonly code?: string; readonly reason?: string };

/** errno names (connect(2), bind(2)) to what they mean for a connection. */
const CONNECT_FAILURES: Readonly<Record<string, ConnectFailure>> = {
  ECONNREFUSED: 'refused',
  ECONNRESET: 'reset',
  EPIPE: 'reset',
  ECONNABORTED: 'reset',
  ETIMEDOUT: 'timed-out',
  EHOSTUNREACH: 'host-unreachable',
  EHOSTDOWN: 'host-unreachable',
  ENETUNREACH: 'network-unreachable',
  ENETDOWN: 'network-unreachable',
  // A kernel without this IP version
  EAFNOSUPPORT: 'network-unreachable',
  EACCES: 'prohibited',
  EPERM: 'prohibited',
  [GUARD_TRIPPED]: 'prohibited',
  EADDRNOTAVAIL: 'no-local-address',
  EADDRINUSE: 'no-local-address',
};

/** Why a connect failed, from the code of its error. */
export const connectFailure = (code: string | null): ConnectFailure =>
  (code === null ? undefined : CONNECT_FAILURES[code]) ?? 'failed';

/** Whether an error says that the peer (or something on the way) reset the connection. */
export const isReset = (code: string | null): boolean =>
  code === 'ECONNRESET' || code === 'EPIPE' || code === 'ECONNABORTED';

/** The alert that the peer sent, if the error is about one: by number, since the names differ between OpenSSL versions. */
export function alertOf(error: NodeError): number | null {
  const named = /SSL alert number (\d+)/.exec(error.message)?.[1];
  if (named !== undefined) return Number(named);
  // ERR_PACK(ERR_LIB_SSL, SSL_AD_REASON_OFFSET + alert) = 0x0A000000 + 1000 + alert
  const packed = /error:0A([0-9A-F]{6})/i.exec(error.message)?.[1];
  const alert = packed === undefined ? -1 : Number.parseInt(packed, 16) - 1_000;
  return alert >= 0 && alert <= 255 ? alert : null;
}

/** What was seen of the peer when a handshake failed. */
export type HandshakeSeen = {
  /** TLS's own complaint, or null when only the connection went away. */
  readonly error: NodeError | null;
  /** The error of the TCP socket below, if there was one. */
  readonly socketError: NodeError | null;
  /** The first bytes the peer sent since the handshake began, and how many there were in all. */
  readonly flight: Uint8Array;
  readonly received: number;
};

/** What is kept of a peer that speaks no TLS: enough for a greeting line. */
const HEAD_BYTES = 256;

/** Sorts a failed handshake. The bytes count more than the error: a peer that speaks no TLS is named as such. */
export function tlsFailure({ error, socketError, flight, received }: HandshakeSeen): TlsFailure {
  const head = flight.subarray(0, HEAD_BYTES);
  const alert = error === null ? null : alertOf(error);
  const foreign = head.length > 0 && !looksLikeTls(head);
  const seen = {
    firstBytes: foreign ? { ...asBytes(head), length: received, ...(received > head.length ? CUT : {}) } : null,
    speaker: head.length > 0 ? recogniseSpeaker(head) : null,
    messages: handshakeTypes(flight),
  };
  const cause = socketError ?? error;
  const code = cause?.code ?? null;
  const reason = error?.reason ?? cause?.message ?? 'the peer closed the connection';
  if (alert !== null) return { why: 'alert', alert, code: error?.code ?? null, reason, ...seen };
  if (foreign || error?.code === 'ERR_SSL_WRONG_VERSION_NUMBER')
    return { why: 'not-tls', alert, code, reason, ...seen };
  if (socketError !== null && isReset(code)) return { why: 'reset', alert, code, reason, ...seen };
  // Node's own word for a FIN is ECONNRESET, "Client network socket disconnected before secure TLS connection …"
  if (error === null || isReset(code)) return { why: 'closed', alert, code, reason, ...seen };
  return { why: 'protocol', alert, code, reason, ...seen };
}

const CUT = { truncated: true } as const;

/** RFC 8446 §5.1, RFC 5246 §6.2.1: content types 20 to 24, then major version 3. */
const looksLikeTls = ([type = 0, major = 3]: Uint8Array): boolean => type >= 0x14 && type <= 0x18 && major === 3;
