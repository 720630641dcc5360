import { assertNever } from '../assert-never.ts';
import type { Stage, TlsFacts } from '../trace/types.ts';
import { isTrusted, trustProblems } from '../trust.ts';
import { concatBytes } from '../wire/bytes.ts';
import { needsMoreBytes, recogniseSpeaker } from '../wire/first-bytes.ts';
import { asBytes } from '../wire/raw.ts';
import { readReplies, unread } from '../wire/replies.ts';
import {
  ATTEMPT_CAPS,
  type Attempt,
  type Draft,
  end,
  enter,
  fail,
  hangUp,
  leave,
  reach,
  record,
  settle,
  turn,
} from './draft.ts';
import { answer, greet, heard, proceed } from './talk.ts';
import type { Advance, AttemptInput } from './types.ts';

/** Stages in which silence is worth telling: something else may be tried meanwhile. */
const QUIET_STAGES: ReadonlySet<Stage> = new Set<Stage>(['connect', 'greeting', 'tls', 'starttls']);

/** When the attempt wants a `tick`, in milliseconds since the diagnosis began; null while it waits for a word. */
export function wakeAt(attempt: Attempt): number | null {
  if (attempt.deadline === null) return null;
  const hush = attempt.since + attempt.spec.timing.quietMs;
  return !attempt.toldQuiet && awaitsPeer(attempt) ? Math.min(attempt.deadline, hush) : attempt.deadline;
}

/** Applies one input. Pure: the same attempt and input give the same actions and events. */
export function advance(attempt: Attempt, input: AttemptInput): Advance<Attempt> {
  if (attempt.status === 'ended') return { attempt, actions: [], events: [] };
  const draft: Draft = { ...attempt, at: input.at, actions: [], events: [] };
  apply(draft, input);
  const { at: _, actions, events, ...after } = draft;
  return { attempt: after, actions, events };
}

function apply(draft: Draft, input: AttemptInput): void {
  switch (input.type) {
    case 'start': {
      const { address } = draft.spec.route;
      draft.status = 'connecting';
      enter(draft, 'connect');
      draft.actions.push({ type: 'connect', address, port: draft.spec.connectPort });
      return record(draft, { type: 'connecting', address, port: draft.spec.connectPort });
    }
    case 'connected':
      return connected(draft);
    case 'not-connected':
      record(draft, { type: 'not-connected', why: input.why, code: input.code });
      settle(draft, 'failed', 'not-connected', 'connect');
      return end(draft);
    case 'bytes':
      return received(draft, input.chunk);
    case 'secured':
      return secured(draft, input.tls);
    case 'not-secured':
      // TLS 1.3: an alert may follow a handshake that looked finished; before the first reply it belongs to it
      record(draft, { type: 'not-secured', failure: input.failure });
      draft.verified = false;
      settle(draft, 'failed', 'not-secured', 'tls');
      return hangUp(draft);
    case 'closed':
      flushHead(draft);
      record(draft, { type: 'closed', by: 'peer', how: input.how, code: input.code });
      return end(draft);
    case 'tick':
      return tick(draft);
    case 'told':
      record(draft, { type: 'told', word: input.word });
      if (input.word === 'proceed') return draft.status === 'held' ? proceed(draft, input.login) : undefined;
      if (input.word === 'finish') settle(draft, 'ok', 'told');
      else if (input.word === 'give-up') settle(draft, 'failed', 'told', draft.stage);
      else settle(draft, 'skipped', 'told');
      return draft.status === 'leaving' ? undefined : leave(draft);
    default:
      return assertNever(input);
  }
}

function connected(draft: Draft): void {
  record(draft, { type: 'connected' });
  reach(draft, 'connect');
  if (draft.spec.goal === 'connect') {
    settle(draft, 'ok', 'goal');
    return hangUp(draft);
  }
  if (draft.spec.route.mode === 'implicit-tls') return secure(draft);
  draft.status = 'talking';
  enter(draft, 'greeting');
}

/** Starts the handshake. */
export function secure(draft: Draft): void {
  draft.status = 'securing';
  enter(draft, 'tls');
  draft.actions.push({ type: 'secure', servername: draft.spec.servername });
  record(draft, { type: 'securing', servername: draft.spec.servername });
}

function secured(draft: Draft, tls: TlsFacts): void {
  turn(draft, { type: 'handshake', ok: true });
  record(draft, { type: 'secured', tls });
  draft.tls = tls;
  draft.verified = isTrusted(trustProblems(tls, draft.spec.startedAt, draft.spec.minTls));
  draft.status = 'talking';
  if (draft.verified) reach(draft, 'tls');
  if (draft.session.phase === 'greeting') return enter(draft, 'greeting');
  greet(draft);
}

function received(draft: Draft, chunk: Uint8Array): void {
  draft.bytesRead += chunk.length;
  if (draft.bytesRead > ATTEMPT_CAPS.bytes) {
    record(draft, { type: 'limit-hit', limit: 'attempt-bytes' });
    settle(draft, 'failed', 'limit', draft.stage);
    return hangUp(draft);
  }
  // The handshake has the line now: what still comes in cleartext is kept as evidence, never believed
  if (draft.status === 'securing')
    return record(draft, { type: 'received', speaker: recogniseSpeaker(chunk), bytes: asBytes(chunk) });
  const bytes = draft.head === null ? chunk : concatBytes(draft.head, chunk);
  draft.head = null;
  if (draft.session.phase === 'greeting' && !isReplyStart(bytes) && draft.reader.seen === 0)
    return judgeHead(draft, bytes);
  const read = readReplies(draft.reader, bytes);
  draft.reader = read.reader;
  for (const [index, item] of read.items.entries()) {
    if (draft.status === 'ended') return;
    if (item.kind === 'garbage') {
      record(draft, { type: 'received', speaker: recogniseSpeaker(item.line), bytes: asBytes(item.line) });
      if (draft.session.phase === 'greeting') return fail(draft, 'not-smtp');
      continue;
    }
    const verb = heard(draft, item);
    if (verb === 'STARTTLS' && item.code === 220) {
      return afterStarttls(draft, index + 1 < read.items.length || draft.reader.seen > 0 || draft.reader.open !== null);
    }
    if (verb !== null) answer(draft, verb, item);
  }
}

/** RFC 3207 §4: nothing may stand between the 220 and the handshake; bytes that do were put there to be believed later. */
function afterStarttls(draft: Draft, injected: boolean): void {
  if (!injected) {
    reach(draft, 'starttls');
    return secure(draft);
  }
  const left = unread(draft.reader);
  record(draft, { type: 'received', speaker: recogniseSpeaker(left), bytes: asBytes(left) });
  settle(draft, 'failed', 'injected-bytes', 'starttls');
  hangUp(draft);
}

/** The first bytes are no reply: say who speaks as soon as that is clear. */
function judgeHead(draft: Draft, bytes: Uint8Array): void {
  draft.head = bytes;
  if (needsMoreBytes(bytes)) return;
  flushHead(draft);
  settle(draft, 'failed', 'not-smtp', 'greeting');
  hangUp(draft);
}

function flushHead(draft: Draft): void {
  const left = draft.head ?? unread(draft.reader);
  draft.head = null;
  if (left.length > 0) record(draft, { type: 'received', speaker: recogniseSpeaker(left), bytes: asBytes(left) });
}

function tick(draft: Draft): void {
  const waitedMs = Math.round(draft.at - draft.since);
  if (draft.deadline !== null && draft.at >= draft.deadline) {
    if (draft.status === 'leaving') return hangUp(draft);
    flushHead(draft);
    record(draft, { type: 'timed-out', stage: draft.stage, waitedMs });
    settle(draft, 'failed', 'timed-out', draft.stage);
    return hangUp(draft);
  }
  if (!draft.toldQuiet && awaitsPeer(draft) && waitedMs >= draft.spec.timing.quietMs) {
    draft.toldQuiet = true;
    record(draft, { type: 'quiet', stage: draft.stage, waitedMs });
  }
}

const awaitsPeer = ({ status, stage }: Attempt | Draft): boolean =>
  status !== 'leaving' && status !== 'held' && QUIET_STAGES.has(stage);

const isReplyStart = ([first = 0]: Uint8Array): boolean => first >= 0x30 && first <= 0x39;
