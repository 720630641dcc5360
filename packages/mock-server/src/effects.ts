import type { TlsProfile } from './secure-contexts.ts';

/** Where a fault takes hold of a TLS handshake: before a word of it, after the ClientHello, or after the ServerHello (RFC 8446 §2). */
export type HandshakePhase = 'start' | 'client-hello' | 'server-hello';

/** Octets, one character each (U+0000 to U+00FF), so that a rule stays plain JSON. */
export type Octets = string;

/** Words of the server in place of its usual ones. */
type Say =
  | {
      readonly type: 'reply';
      readonly code: number;
      readonly enhanced: string | null;
      readonly lines: readonly string[];
    }
  | { readonly type: 'raw'; readonly octets: Octets }
  | { readonly type: 'garbage'; readonly octets: number };

/** Time that passes before what comes next. */
type Pause =
  | { readonly type: 'delay'; readonly ms: number }
  | { readonly type: 'jitter'; readonly fromMs: number; readonly toMs: number };

/** How a connection ends, or goes quiet. */
export type End = { readonly type: 'never' | 'drop' | 'half-close' | 'reset' | 'stall' };

/** How a reply is spoilt on its way out, the usual one or a scripted one. */
export type Shape =
  | { readonly type: 'trickle'; readonly bytesPerSecond: number }
  | { readonly type: 'slice'; readonly size: number; readonly gapMs: number }
  | { readonly type: 'truncate'; readonly octets: number }
  | { readonly type: 'overlong'; readonly octets: number }
  | { readonly type: 'no-final-line' }
  | { readonly type: 'bare-lf' };

/** An edit of the EHLO reply. */
export type Edit =
  | { readonly type: 'hide'; readonly keyword: string }
  | { readonly type: 'mangle'; readonly keyword: string }
  | { readonly type: 'advertise'; readonly keyword: string; readonly line: string };

/** What goes wrong in a TLS handshake. */
export type TlsFault =
  | { readonly type: 'tls-plaintext'; readonly octets: Octets | null }
  | { readonly type: 'tls-alert'; readonly alert: TlsAlert }
  | { readonly type: 'tls-stall'; readonly phase: HandshakePhase }
  | { readonly type: 'tls-close'; readonly phase: HandshakePhase }
  | { readonly type: 'tls-inject'; readonly octets: Octets }
  | { readonly type: 'tls-profile'; readonly profile: TlsProfile };

/** The state of the scenario from here on, for all connections of the server. */
type Goto = { readonly type: 'goto'; readonly state: string };

/** What a rule does, in the order in which it was written. */
export type Effect = Say | Pause | End | Shape | Edit | TlsFault | Goto;

/** Where an effect belongs in a plan. */
type Kind = 'say' | 'pause' | 'end' | 'shape' | 'edit' | 'tls' | 'goto';

const KINDS: Readonly<Record<Effect['type'], Kind>> = {
  reply: 'say',
  raw: 'say',
  garbage: 'say',
  delay: 'pause',
  jitter: 'pause',
  never: 'end',
  drop: 'end',
  'half-close': 'end',
  reset: 'end',
  stall: 'end',
  trickle: 'shape',
  slice: 'shape',
  truncate: 'shape',
  overlong: 'shape',
  'no-final-line': 'shape',
  'bare-lf': 'shape',
  hide: 'edit',
  mangle: 'edit',
  advertise: 'edit',
  'tls-plaintext': 'tls',
  'tls-alert': 'tls',
  'tls-stall': 'tls',
  'tls-close': 'tls',
  'tls-inject': 'tls',
  'tls-profile': 'tls',
  goto: 'goto',
};

/** Whether an effect spoils replies. */
export const isShape = (effect: Effect): effect is Shape => KINDS[effect.type] === 'shape';

/** Whether an effect edits the EHLO reply. */
export const isEdit = (effect: Effect): effect is Edit => KINDS[effect.type] === 'edit';

/** Whether an effect ends a connection or its talk. */
export const isEnd = (effect: Effect): effect is End => KINDS[effect.type] === 'end';

/** Whether an effect stands in place of what would be said or done otherwise. */
export function replaces(effect: Effect): boolean {
  const kind = KINDS[effect.type];
  if (kind === 'say' || kind === 'end') return true;
  switch (effect.type) {
    case 'tls-plaintext':
    case 'tls-alert':
      return true;
    case 'tls-stall':
    case 'tls-close':
      return effect.phase !== 'server-hello'; // up to there it is a handshake like any other
    default:
      return false;
  }
}

/** The alerts by their names (RFC 8446 §6). */
export type TlsAlert = keyof typeof TLS_ALERTS;

/** Their numbers. */
export const TLS_ALERTS = {
  close_notify: 0,
  unexpected_message: 10,
  bad_record_mac: 20,
  record_overflow: 22,
  handshake_failure: 40,
  bad_certificate: 42,
  unsupported_certificate: 43,
  certificate_revoked: 44,
  certificate_expired: 45,
  certificate_unknown: 46,
  illegal_parameter: 47,
  unknown_ca: 48,
  access_denied: 49,
  decode_error: 50,
  decrypt_error: 51,
  protocol_version: 70,
  insufficient_security: 71,
  internal_error: 80,
  inappropriate_fallback: 86,
  user_canceled: 90,
  missing_extension: 109,
  unsupported_extension: 110,
  unrecognized_name: 112,
  bad_certificate_status_response: 113,
  unknown_psk_identity: 115,
  certificate_required: 116,
  no_application_protocol: 120,
} as const;
