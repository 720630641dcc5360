import { DIALOGUE, type DialogueEvent, open, type Session, step, type Verb } from '../dialogue/index.ts';
import type { SaslExchange } from '../sasl/index.ts';
import { reveal, type Secret } from '../secret.ts';
import type { EndReason, Outcome, Stage, TlsFacts, TraceEvent } from '../trace/types.ts';
import { STAGES } from '../trace/types.ts';
import { type Command, encodeCommand } from '../wire/commands.ts';
import { recogniseSpeaker } from '../wire/first-bytes.ts';
import { keywordsOf, NO_OFFERS, type Offers } from '../wire/offers.ts';
import { asBytes } from '../wire/raw.ts';
import { NEW_READER, type ReplyReader } from '../wire/replies.ts';
import type { AttemptAction, AttemptSpec } from './types.ts';

/** One connection: where it stands, as a value. */
export type Attempt = {
  readonly spec: AttemptSpec;
  readonly status: 'idle' | 'connecting' | 'securing' | 'talking' | 'held' | 'leaving' | 'ended';
  readonly session: Session;
  readonly reader: ReplyReader;
  /** The first bytes of a peer that has not yet shown who it is. */
  readonly head: Uint8Array | null;
  /** The stage that is being worked on, since when, and when patience ends. */
  readonly stage: Stage;
  readonly since: number;
  readonly deadline: number | null;
  readonly toldQuiet: boolean;
  readonly reached: Stage | null;
  readonly offers: Offers;
  readonly usedHelo: boolean;
  readonly tls: TlsFacts | null;
  /** TLS is up and everything about it can be trusted: the condition for any secret. */
  readonly verified: boolean;
  readonly login: LoginState | null;
  readonly bytesRead: number;
  readonly eventCount: number;
  /** What it came to, once that is decided; the goodbye may still follow. */
  readonly result: { readonly outcome: Outcome; readonly failedAt: Stage | null; readonly why: EndReason } | null;
};

/** A login under way. */
export type LoginState = {
  readonly exchange: SaslExchange;
  /** An initial response that did not fit on the AUTH line (RFC 4954 §4), in base64. */
  readonly initial: Secret | null;
  /** Every form of the secret that must not come back out of a server's mouth into a trace. */
  readonly forms: readonly Secret[];
};

/** An attempt while one input is applied: the only place where something changes in place. */
export type Draft = {
  -readonly [K in keyof Attempt]: Attempt[K];
} & { at: number; readonly actions: AttemptAction[]; readonly events: TraceEvent[] };

/** Caps per attempt (security row SEC-25). */
export const ATTEMPT_CAPS = { bytes: 262_144, events: 2_000 } as const;

/** An attempt that has not begun. */
export const newAttempt = (spec: AttemptSpec): Attempt => ({
  spec,
  status: 'idle',
  session: open(spec.route.mode === 'implicit-tls'),
  reader: NEW_READER,
  head: null,
  stage: 'connect',
  since: 0,
  deadline: null,
  toldQuiet: false,
  reached: null,
  offers: NO_OFFERS,
  usedHelo: false,
  tls: null,
  verified: false,
  login: null,
  bytesRead: 0,
  eventCount: 0,
  result: null,
});

/** An event as it is made, before the time is put on it. */
type Untimed = TraceEvent extends infer E ? (E extends TraceEvent ? Omit<E, 'at'> : never) : never;

/** Appends an event to the trace, up to the cap; the closing events always find room. */
export function record(draft: Draft, event: Untimed): void {
  const last = event.type === 'closed' || event.type === 'ended';
  if (draft.eventCount > ATTEMPT_CAPS.events && !last) return;
  const full = draft.eventCount === ATTEMPT_CAPS.events && !last;
  draft.eventCount += 1;
  if (full) draft.events.push({ at: draft.at, type: 'limit-hit', limit: 'attempt-events' });
  else draft.events.push({ at: draft.at, ...event } as TraceEvent);
}

/** Begins a stage: its patience starts now. */
export function enter(draft: Draft, stage: Stage): void {
  draft.stage = stage;
  draft.since = draft.at;
  draft.toldQuiet = false;
  draft.deadline = draft.at + patience(draft, stage);
}

/** Notes a stage as passed. */
export function reach(draft: Draft, stage: Stage): void {
  if (draft.reached === null || STAGES.indexOf(stage) > STAGES.indexOf(draft.reached)) draft.reached = stage;
}

/** Says a command, after asking the table whether it may be said. A refusal by the table is a bug of ours. */
export function say(draft: Draft, command: Command): void {
  turn(draft, { type: 'command', verb: command.verb });
  const { bytes, shown } = encodeCommand(command);
  draft.actions.push({ type: 'write', bytes });
  record(draft, { type: 'sent', verb: command.verb, line: shown });
}

/** What to take out of everything the server says: nothing before a login. */
export const formsIn = ({ login }: Draft): readonly string[] => login?.forms.map(reveal) ?? [];

/** Keeps bytes that are no reply as evidence, without the secret if one has been sent. */
export function receive(draft: Draft, bytes: Uint8Array, length: number = bytes.length): void {
  const kept = asBytes(bytes, formsIn(draft));
  record(draft, { type: 'received', speaker: recogniseSpeaker(bytes), bytes: { ...kept, length } });
}

/** Applies an event to the session. False: the peer broke the law, which is recorded. */
export function turn(draft: Draft, event: DialogueEvent): boolean {
  const after = step(draft.session, event);
  if (after.ok) {
    draft.session = after.session;
    return true;
  }
  if (after.violation.by === 'client') throw new Error(`our own violation: ${JSON.stringify(after.violation)}`);
  record(draft, { type: 'violation', violation: after.violation });
  return false;
}

/** Takes an EHLO reply's offers, for the session and for the trace. */
export function learn(draft: Draft, offers: Offers): readonly string[] {
  draft.offers = offers;
  record(draft, { type: 'offers', offers });
  return keywordsOf(offers);
}

/** Decides what the attempt came to; the first decision stands. */
export function settle(draft: Draft, outcome: Outcome, why: EndReason, failedAt: Stage | null = null): void {
  draft.result ??= { outcome, failedAt, why };
}

/** Failed at the stage that is being worked on, or at a named one. */
export function fail(draft: Draft, why: EndReason, stage: Stage = draft.stage): void {
  settle(draft, 'failed', why, stage);
  leave(draft);
}

/** Says QUIT where the dialogue allows it, else closes. */
export function leave(draft: Draft): void {
  const rows: Readonly<Partial<Record<Verb, unknown>>> = DIALOGUE[draft.session.phase];
  const talking = draft.status === 'talking' || draft.status === 'held';
  if (!talking || draft.session.pending !== null || rows.QUIT === undefined) return hangUp(draft);
  say(draft, { verb: 'QUIT' });
  draft.status = 'leaving';
  draft.deadline = draft.at + draft.spec.timing.quitMs;
}

/** Closes from our side. After a handshake or reply that never ended there is nothing to wait for: drop it. */
export function hangUp(draft: Draft): void {
  if (draft.status === 'ended') return;
  const calm = draft.session.phase === 'closed' && draft.session.pending === null;
  draft.actions.push({ type: 'close', how: calm ? 'end' : 'destroy' });
  record(draft, { type: 'closed', by: 'us', how: 'end', code: null });
  end(draft);
}

/** Closes the books. */
export function end(draft: Draft): void {
  settle(draft, 'failed', 'closed', draft.stage);
  draft.status = 'ended';
  draft.deadline = null;
  draft.login = null;
  if (draft.result !== null) record(draft, { type: 'ended', reached: draft.reached, ...draft.result });
}

function patience({ spec: { timing } }: Draft, stage: Stage): number {
  switch (stage) {
    case 'connect':
      return timing.connectMs;
    case 'greeting':
      return timing.greetingMs;
    case 'tls':
      return timing.tlsMs;
    default:
      return timing.replyMs;
  }
}
