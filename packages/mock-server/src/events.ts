import type { TlsProfile } from './secure-contexts.ts';
import type { CapturedMessage } from './session-log.ts';

/** What happens to a connection. `at` is milliseconds on a clock that the host reads. */
export type ServerEvent = {
  readonly at: number;
} /** `peer` is the address of the client, where the host knows one: rules may look at it. */ & (
  | { readonly type: 'connected'; readonly peer?: string }
  | { readonly type: 'bytes'; readonly chunk: Uint8Array }
  | { readonly type: 'secured'; readonly protocol: string; readonly cipher: string }
  | { readonly type: 'secure-failed'; readonly reason: string }
  | { readonly type: 'timer' }
  | { readonly type: 'closed'; readonly how: 'end' | 'reset' | 'error' }
);

/** What the host is to do, in this order. At most one timer is armed at a time. */
export type ServerAction =
  | { readonly type: 'send'; readonly bytes: Uint8Array }
  /** `profile` overrides the listener's; `cut` lets the ServerHello out and nothing after it, and then stalls or closes. */
  | { readonly type: 'start-tls'; readonly profile?: TlsProfile; readonly cut?: HandshakeCut }
  | { readonly type: 'arm'; readonly ms: number }
  /**
   * Stop or go on reading: while it is off, what comes stays in the network. `start-tls` reads whatever was left. Where a
   * handshake is due, on means that the ClientHello is wanted as `bytes`, since no handshake will be made of it.
   */
  | { readonly type: 'read'; readonly on: boolean }
  /** No more will be sent, but what the client says is still read. */
  | { readonly type: 'half-close' }
  /** Send what is left, then FIN. */
  | { readonly type: 'close' }
  /** RST, at once. */
  | { readonly type: 'reset' }
  | { readonly type: 'capture'; readonly message: CapturedMessage };

/** What follows the ServerHello in place of the rest of a handshake. */
export type HandshakeCut = 'stall' | 'close';
