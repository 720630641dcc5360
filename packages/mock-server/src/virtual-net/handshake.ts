import { asBytes, concatBytes, handshakeTypes, recogniseSpeaker, type TlsFailure } from '@smtp-triage/core';

/** How a ClientHello begins (RFC 8446 §5.1): what a server that speaks cleartext makes of one. */
export const CLIENT_HELLO: Uint8Array = Uint8Array.of(0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, 0xfc, 0x03, 0x03);

/** How a ServerHello begins. */
export const SERVER_HELLO: Uint8Array = Uint8Array.of(0x16, 0x03, 0x03, 0x00, 0x7a, 0x02, 0x00, 0x00, 0x76);

/** Its type as a handshake message (RFC 8446 §4). */
const SERVER_HELLO_TYPE = 2;

/** A fatal alert as a record (RFC 8446 §6). */
export const alertRecord = (alert: number): Uint8Array => Uint8Array.of(0x15, 0x03, 0x03, 0x00, 0x02, 0x02, alert);

/** Octets of the server's first flight with a usual chain: more than most paths carry in one segment. */
export const FLIGHT_OCTETS = 3_000;

const RECORD_HEADER = 5;
const ALERT_RECORD = 7;
const HEAD_OCTETS = 256;

/** As packages/probe says it. */
const CLOSED = 'the peer closed the connection';
const RESET = 'read ECONNRESET';

/** Alerts as OpenSSL 3.0 (Node 20) names them (RFC 8446 §6.2), for those that servers send in practice. */
const ALERTS: Readonly<Record<number, string>> = {
  40: 'sslv3 alert handshake failure',
  42: 'sslv3 alert bad certificate',
  46: 'sslv3 alert certificate unknown',
  48: 'tlsv1 alert unknown ca',
  70: 'tlsv1 alert protocol version',
  71: 'tlsv1 alert insufficient security',
  80: 'tlsv1 alert internal error',
  112: 'tlsv1 unrecognized name',
  116: 'tlsv13 alert certificate required',
};

/**
 * What a client in the middle of a handshake makes of octets that came past TLS. Gives the failure as soon as a TLS
 * library would: at the record header, or when an alert is whole.
 */
export class HandshakeHead {
  #head: Uint8Array = new Uint8Array(0);
  #received = 0;

  /** Reads on; null: more is needed. */
  feed(chunk: Uint8Array): TlsFailure | null {
    this.#received += chunk.length;
    this.#head = concatBytes(this.#head, chunk).subarray(0, HEAD_OCTETS);
    const [type = 0, major = 0] = this.#head;
    if (this.#received < RECORD_HEADER) return null;
    if (type < 0x14 || type > 0x18 || major !== 3)
      return this.#notTls('ERR_SSL_WRONG_VERSION_NUMBER', 'wrong version number');
    if (type === 0x15) return this.#received < ALERT_RECORD ? null : alertFailure(this.#head[6] ?? 0);
    // A handshake record: the rest of it is awaited
    return null;
  }

  /** The connection went away. */
  closed(how: 'end' | 'reset'): TlsFailure {
    const [code, reason] = how === 'end' ? [null, CLOSED] : ['ECONNRESET', RESET];
    const speaker = this.#received > 0 ? recogniseSpeaker(this.#head) : null;
    if (speaker !== null && this.#head[1] !== 3) return this.#notTls(code, reason);
    const messages = handshakeTypes(this.#head);
    return { why: how === 'end' ? 'closed' : 'reset', alert: null, code, reason, firstBytes: null, speaker, messages };
  }

  #notTls(code: string | null, reason: string): TlsFailure {
    const seen = asBytes(this.#head);
    const cut = this.#received > this.#head.length ? { truncated: true as const } : {};
    const firstBytes = { ...seen, length: this.#received, ...cut };
    const speaker = recogniseSpeaker(this.#head);
    return { why: 'not-tls', alert: null, code, reason, firstBytes, speaker, messages: [] };
  }
}

/** The peer sent an alert, as its first word or after a handshake that looked finished. */
export function alertFailure(alert: number, speaker: 'tls-alert' | 'tls-handshake' = 'tls-alert'): TlsFailure {
  const reason = ALERTS[alert] ?? `tlsv1 alert ${alert}`;
  const code = `ERR_SSL_${reason.toUpperCase().replaceAll(' ', '_')}`;
  // Of TLS 1.3 nothing but the ServerHello is in the clear
  const messages = speaker === 'tls-handshake' ? [SERVER_HELLO_TYPE] : [];
  return { why: 'alert', alert, code, reason, firstBytes: null, speaker, messages };
}
