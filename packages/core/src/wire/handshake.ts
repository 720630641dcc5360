/** Handshake messages by number that a diagnosis asks for (RFC 5246 §7.4, RFC 8446 §4). */
export const CLIENT_HELLO = 1;
export const SERVER_HELLO = 2;
export const CERTIFICATE_REQUEST = 13;

/** A server sends six at most in the clear. */
const MOST_MESSAGES = 16;
const HANDSHAKE_RECORD = 22;

/**
 * The types of the handshake messages at the start of what a peer sent, in order, as far as they are in the clear: up to
 * TLS 1.2 the whole first flight, in TLS 1.3 the ServerHello alone. Takes any bytes; a flight may be cut anywhere.
 */
export function handshakeTypes(flight: Uint8Array): readonly number[] {
  const body = handshakeBody(flight);
  const types: number[] = [];
  // RFC 5246 §7.4: type (1), length (3), then that many octets; messages need not end where records do
  for (let at = 0; at + 4 <= body.length && types.length < MOST_MESSAGES; ) {
    types.push(body[at] ?? 0);
    at += 4 + ((body[at + 1] ?? 0) << 16) + ((body[at + 2] ?? 0) << 8) + (body[at + 3] ?? 0);
  }
  return types;
}

/** What the leading handshake records carry, joined (RFC 5246 §6.2.1). */
function handshakeBody(flight: Uint8Array): Uint8Array {
  const body: number[] = [];
  for (let at = 0; flight[at] === HANDSHAKE_RECORD && flight[at + 1] === 3; ) {
    const length = ((flight[at + 3] ?? 0) << 8) + (flight[at + 4] ?? 0);
    body.push(...flight.subarray(at + 5, at + 5 + length));
    at += 5 + length;
  }
  return Uint8Array.from(body);
}
