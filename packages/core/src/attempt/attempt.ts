import { assertNever } from '../assert-never.ts';
import { addressFamily } from '../target.ts';
import type { Stage, TlsFacts } from '../trace/types.ts';
import { isTrusted, trustProblems } from '../trust.ts';
import { concatBytes } from '../wire/bytes.ts';
import { alertIn, needsMoreBytes } from '../wire/first-bytes.ts';
import { NO_OFFERS } from '../wire/offers.ts';
import { asBytes } from '../wire/raw.ts';
import { isIdle, readReplies, unfinished } from '../wire/replies.ts';
import { freeze, thaw } from './copy.ts';
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
  receive,
  record,
  settle,
  turn,
} from './draft.ts';
import { answer, greet, heard, proceed, unasked } from './talk.ts';
import type { Advance, AttemptInput } from './types.ts';

/** The wait for the answer to QUIT on a route that was given up, in milliseconds. */
const HURRIED_QUIT_MS = 120;

/** Stages in which silence is worth telling: something else may be tried meanwhile. */
const QUIET_STAGES: ReadonlySet<Stage> = new Set<Stage>(['connect', 'greeting', 'tls', 'starttls']);

/** When the attempt wants a `tick`, in milliseconds since the diagnosis began; null while it waits for a word. */
export function wakeAt(attempt: Attempt): number | null {
  if (attempt.deadline === null) return null;
  const hush = attempt.since + attempt.spec.timing.quietMs;
  return !attempt.toldQuiet && awaitsPeer(attempt) ? Math.min(attempt.deadline, hush) : attempt.deadline;
}

/**
 * Applies one input. Pure: the same attempt and input give the same actions and events. What cannot happen where the
 * attempt stands (a second `start`, `secured` without a handshake) changes nothing.
 */
export function advance(attempt: Attempt, input: AttemptInput): Advance<Attempt> {
  if (!fits(attempt, input)) return { attempt, actions: [], events: [] };
  const draft = thaw(attempt, input.at);
  apply(draft, input);
  return { attempt: freeze(draft), actions: draft.actions, events: draft.events };
}

/** Whether an input can happen now. Bytes and a late alert may still be under way when we have changed our mind. */
function fits({ status, session }: Attempt, { type }: AttemptInput): boolean {
  switch (type) {
    case 'start':
      return status === 'idle';
    case 'connected':
    case 'not-connected':
      return status === 'connecting';
    case 'secured':
      return status === 'securing';
    case 'not-secured':
      return status === 'securing' || (status !== 'ended' && session.tls);
    case 'bytes':
    case 'closed':
      return status !== 'idle' && status !== 'connecting' && status !== 'ended';
    case 'tick':
      return status !== 'idle' && status !== 'ended';
    case 'told':
      return status !== 'ended';
    default:
      return assertNever(type);
  }
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
      if (draft.status !== 'leaving') leave(draft);
      if (draft.status === 'leaving' && input.word === 'abandon') hurry(draft);
      return;
    default:
      return assertNever(input);
  }
}

/** Whoever gives up a route does not wait long for its goodbye: an interrupt must end within 300 ms. */
function hurry(draft: Draft): void {
  draft.deadline = Math.min(draft.deadline ?? Number.POSITIVE_INFINITY, draft.at + HURRIED_QUIT_MS);
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
  draft.actions.push({ type: 'secure', servername: draft.spec.servername, offer: draft.spec.offer });
  // RFC 6066 §3: an address is no server name; it is checked all the same, and never sent
  const { servername } = draft.spec;
  const isName = servername !== null && addressFamily(servername) === null;
  record(draft, { type: 'securing', servername: isName ? servername : null });
}

function secured(draft: Draft, tls: TlsFacts): void {
  turn(draft, { type: 'handshake', ok: true });
  record(draft, { type: 'secured', tls });
  draft.tls = tls;
  draft.offers = NO_OFFERS;
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
    return draft.session.phase === 'handshake' ? disturbed(draft, chunk) : receive(draft, chunk);
  const bytes = draft.head === null ? chunk : concatBytes(draft.head, chunk);
  draft.head = null;
  if (draft.session.phase === 'greeting' && !isReplyStart(bytes) && isIdle(draft.reader))
    return judgeHead(draft, bytes);
  const read = readReplies(draft.reader, bytes);
  draft.reader = read.reader;
  let index = -1;
  for (const item of read.items) {
    index += 1;
    if (draft.status === 'ended') return;
    if (item.kind === 'garbage') {
      receive(draft, item.line, item.length);
      if (item.length > item.line.length) record(draft, { type: 'limit-hit', limit: 'reply-line' });
      if (draft.session.phase === 'greeting') return fail(draft, 'not-smtp');
      continue;
    }
    // What lay here before we spoke answers nothing that we have said since. A 421 needs no question (RFC 5321 §3.8), and
    // an early 220 to STARTTLS is judged with what is behind it
    const isUnasked =
      draft.actions.length > 0 &&
      draft.status !== 'leaving' &&
      item.code !== 421 &&
      draft.session.pending !== 'STARTTLS';
    const verb = isUnasked ? unasked(draft, item) : heard(draft, item);
    if (verb === 'STARTTLS' && item.code === 220) return afterStarttls(draft, bytes.subarray(read.ends[index]));
    if (verb !== null) answer(draft, verb, item);
  }
}

/** RFC 3207 §4: nothing may stand between the 220 and the handshake; bytes that do were put there to be believed later. */
function afterStarttls(draft: Draft, left: Uint8Array): void {
  if (left.length > 0) return disturbed(draft, left);
  reach(draft, 'starttls');
  secure(draft);
}

function disturbed(draft: Draft, left: Uint8Array): void {
  const alert = alertIn(left);
  if (alert === null) {
    receive(draft, left);
    settle(draft, 'failed', 'injected-bytes', 'starttls');
    return hangUp(draft);
  }
  // Postfix 3.7 whose TLS cannot start says so at once, with an alert right behind its own 220
  reach(draft, 'starttls');
  if (draft.stage !== 'tls') enter(draft, 'tls');
  const failure = {
    why: 'alert',
    alert,
    code: null,
    reason: 'sent before the handshake began',
    firstBytes: asBytes(left),
    speaker: 'tls-alert',
  } as const;
  record(draft, { type: 'not-secured', failure });
  settle(draft, 'failed', 'not-secured', 'tls');
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
  const left = draft.head ?? unfinished(draft.reader);
  draft.head = null;
  if (left.length > 0) receive(draft, left);
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
