import type { CapturedMessage } from './session-log.ts';

/** What happens to a connection. `at` is milliseconds on a clock that the host reads. */
export type ServerEvent = { readonly at: number } & (
  | { readonly type: 'connected' }
  | { readonly type: 'bytes'; readonly chunk: Uint8Array }
  | { readonly type: 'secured'; readonly protocol: string; readonly cipher: string }
  | { readonly type: 'secure-failed'; readonly reason: string }
  | { readonly type: 'timer' }
  | { readonly type: 'closed'; readonly how: 'end' | 'reset' | 'error' }
);

/** What the host is to do, in this order. At most one timer is armed at a time. */
export type ServerAction =
  | { readonly type: 'send'; readonly bytes: Uint8Array }
  | { readonly type: 'start-tls' }
  | { readonly type: 'arm'; readonly ms: number }
  /** No more will be sent, but what the client says is still read. */
  | { readonly type: 'half-close' }
  /** Send what is left, then FIN. */
  | { readonly type: 'close' }
  /** RST, at once. */
  | { readonly type: 'reset' }
  | { readonly type: 'capture'; readonly message: CapturedMessage };
