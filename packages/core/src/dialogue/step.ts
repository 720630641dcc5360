import { assertNever } from '../assert-never.ts';
import { DIALOGUE, type Guard, type Phase, type ReplyKey, type Role, type Row, type Verb } from './table.ts';

/** Where a dialogue stands; the same value on both sides after every turn. */
export type Session = {
  readonly phase: Phase;
  /** The verb that waits for its reply, or null when it is the client's turn. */
  readonly pending: Verb | null;
  readonly tls: boolean;
  readonly authenticated: boolean;
  /** EHLO keywords; empty until the server has been asked. */
  readonly offers: readonly string[];
};

/** One event of the dialogue, seen the same way by both sides. */
export type DialogueEvent =
  | { readonly type: 'command'; readonly verb: Exclude<Verb, 'CONNECT' | 'TLS'> }
  | { readonly type: 'reply'; readonly code: number; readonly offers?: readonly string[] }
  | { readonly type: 'handshake'; readonly ok: boolean };

/** Law broken: by whom, what came, what the table expected, and where it is written. */
export type Violation = {
  readonly kind: 'out-of-turn' | 'out-of-order' | 'guard-not-met' | 'reply-not-expected';
  readonly by: Role;
  readonly got: string;
  readonly expected: readonly string[];
  readonly ref: string | null;
};

/** The session after an event, or the violation that the event is. */
export type Step =
  | { readonly ok: true; readonly session: Session }
  | { readonly ok: false; readonly violation: Violation };

/** A dialogue at its first byte. With `implicitTls` the handshake comes before the greeting (RFC 8314 §3.3). */
export const open = (implicitTls: boolean): Session => ({
  phase: implicitTls ? 'secure' : 'greeting',
  pending: implicitTls ? null : 'CONNECT',
  tls: false,
  authenticated: false,
  offers: [],
});

/** Applies one event to a session, or says which side broke which rule. Neither side gets rules of its own. */
export function step(session: Session, event: DialogueEvent): Step {
  const rows: Readonly<Partial<Record<Verb, Row>>> = DIALOGUE[session.phase];
  switch (event.type) {
    case 'command': {
      if (session.pending !== null || rows.TLS !== undefined) return broke('out-of-turn', 'client', event.verb, []);
      const row = rows[event.verb];
      if (row === undefined) return broke('out-of-order', 'client', event.verb, Object.keys(rows));
      const unmet = row.needs?.filter((guard) => !holds(guard, session)) ?? [];
      return unmet.length > 0
        ? broke('guard-not-met', 'client', event.verb, unmet, row.ref)
        : { ok: true, session: { ...session, pending: event.verb } };
    }
    case 'reply': {
      const verb = session.pending;
      const row = verb === null ? undefined : rows[verb];
      if (verb === null || row === undefined) return broke('out-of-turn', 'server', `${event.code}`, []);
      // RFC 5321 §3.8: 421 may answer anything, and closes
      const phase = event.code === 421 ? 'closed' : target(row.on, event.code);
      if (phase === undefined) {
        return broke('reply-not-expected', 'server', `${event.code}`, Object.keys(row.on), row.ref);
      }
      const greeted = event.code === 250 && (verb === 'EHLO' || verb === 'HELO');
      return {
        ok: true,
        session: {
          phase,
          pending: null,
          tls: session.tls,
          authenticated: session.authenticated || (event.code === 235 && (verb === 'AUTH' || verb === 'CONTINUE')),
          offers: greeted ? (event.offers ?? []) : session.offers,
        },
      };
    }
    case 'handshake': {
      const row = rows.TLS;
      if (row === undefined) return broke('out-of-turn', 'client', 'TLS', [session.phase]);
      const phase = row.on[event.ok ? 'established' : 'failed'] ?? 'closed';
      const pending = phase === 'greeting' ? 'CONNECT' : null;
      // RFC 3207 §4.2: what was learned or granted before TLS is forgotten
      return { ok: true, session: { phase, pending, tls: event.ok, authenticated: false, offers: [] } };
    }
    default:
      return assertNever(event);
  }
}

/** Whose business a violation is: a bug of the side we play, or a fact about the peer. */
export const blame = (me: Role, violation: Violation): 'local-bug' | 'peer-finding' =>
  violation.by === me ? 'local-bug' : 'peer-finding';

/** Where a reply code leads from a row: the exact code first, then its class. */
export const target = (on: Row['on'], code: number): Phase | undefined =>
  on[code] ?? on[CLASSES[Math.floor(code / 100)] ?? code];

const CLASSES: readonly (ReplyKey | undefined)[] = [undefined, undefined, '2yz', '3yz', '4yz', '5yz'];

function holds(guard: Guard, session: Session): boolean {
  switch (guard) {
    case 'cleartext':
      return !session.tls;
    case 'unauthenticated':
      return !session.authenticated;
    case 'offers STARTTLS':
      return session.offers.includes('STARTTLS');
    case 'offers AUTH':
      return session.offers.includes('AUTH');
    default:
      return assertNever(guard);
  }
}

const broke = (
  kind: Violation['kind'],
  by: Role,
  got: string,
  expected: readonly string[],
  ref: string | null = null,
): Step => ({ ok: false, violation: { kind, by, got, expected, ref } });
