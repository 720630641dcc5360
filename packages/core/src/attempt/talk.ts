import type { Verb } from '../dialogue/index.ts';
import { answerSasl, finishSasl, type SaslExchange, type SaslMechanism, startSasl } from '../sasl/index.ts';
import { reveal, Secret, scrubLines, secretForms } from '../secret.ts';
import { base64Decode, base64Encode, concatBytes, latin1 } from '../wire/bytes.ts';
import { encodeCommand } from '../wire/commands.ts';
import { NO_OFFERS, readOffers } from '../wire/offers.ts';
import type { Reply } from '../wire/replies.ts';
import { type Draft, enter, fail, formsIn, hangUp, learn, leave, reach, record, say, settle, turn } from './draft.ts';
import type { Login } from './types.ts';

/** RFC 5321 §4.5.3.1.4: a command line is at most 512 octets; RFC 4954 §4 lets the response follow instead. */
const AUTH_LINE_OCTETS = 500;

/** Says EHLO: after the greeting, and again after STARTTLS (RFC 3207 §4.2). */
export function greet(draft: Draft): void {
  enter(draft, 'ehlo');
  say(draft, { verb: 'EHLO', name: draft.spec.ehloName });
}

/** Takes a reply into trace and session. Returns the verb it answers, or null where that settles nothing further. */
export function heard(draft: Draft, reply: Reply): Verb | null {
  const to = draft.session.pending;
  note(draft, reply, to);
  // RFC 5321 §3.8: the server may say 421 at any time, even unasked
  if (reply.code === 421 && draft.status !== 'leaving') {
    settle(draft, 'failed', 'refused', draft.stage);
    hangUp(draft);
    return null;
  }
  const offers = to === 'EHLO' && reply.code === 250 ? learn(draft, readOffers(reply.lines)) : [];
  if (turn(draft, { type: 'reply', code: reply.code, offers })) return to;
  settle(draft, 'failed', 'refused', draft.stage);
  hangUp(draft);
  return null;
}

/** A reply that was there before the command it would be taken for. */
export function unasked(draft: Draft, reply: Reply): null {
  note(draft, reply, null);
  const violation = { kind: 'out-of-turn', by: 'server', got: `${reply.code}`, expected: [], ref: null } as const;
  record(draft, { type: 'violation', violation });
  settle(draft, 'failed', 'refused', draft.stage);
  hangUp(draft);
  return null;
}

function note(draft: Draft, reply: Reply, to: Verb | null): void {
  record(draft, {
    type: 'reply',
    to,
    code: reply.code,
    enhanced: reply.enhanced,
    lines: scrubLines(reply.lines, formsIn(draft), reply.quirks.includes('long-line')),
    ...(reply.quirks.length === 0 ? {} : { quirks: reply.quirks }),
  });
  for (const limit of reply.limits) record(draft, { type: 'limit-hit', limit });
}

/** What to do next, after the reply to a verb. */
export function answer(draft: Draft, verb: Verb, reply: Reply): void {
  const good = reply.code < 400;
  switch (verb) {
    case 'CONNECT':
      if (!good) return fail(draft, 'refused');
      reach(draft, 'greeting');
      return draft.spec.goal === 'greeting' ? done(draft) : greet(draft);
    case 'EHLO':
      if (good) return greeted(draft);
      // RFC 5321 §3.2: a server that does not know EHLO is asked with HELO
      return reply.code >= 500 ? say(draft, { verb: 'HELO', name: draft.spec.ehloName }) : fail(draft, 'refused');
    case 'HELO':
      if (!good) return fail(draft, 'refused');
      draft.usedHelo = true;
      draft.offers = NO_OFFERS;
      return greeted(draft);
    case 'STARTTLS':
      return fail(draft, 'refused');
    case 'AUTH':
    case 'CONTINUE':
      return authenticate(draft, reply);
    case 'MAIL':
      return good ? say(draft, { verb: 'RCPT', to: draft.spec.envelope?.to ?? '' }) : fail(draft, 'refused');
    case 'RCPT':
      if (!good) return fail(draft, 'refused');
      reach(draft, 'envelope');
      if (draft.spec.envelope?.message === null || draft.spec.goal !== 'data') return say(draft, { verb: 'RSET' });
      enter(draft, 'data');
      return say(draft, { verb: 'DATA' });
    case 'DATA':
      return good ? say(draft, { verb: 'TEXT', message: draft.spec.envelope?.message ?? '' }) : fail(draft, 'refused');
    case 'TEXT':
      if (!good) return fail(draft, 'refused');
      reach(draft, 'data');
      return done(draft);
    case 'QUIT':
      return hangUp(draft);
    default:
      return done(draft);
  }
}

/** STARTTLS and a NOOP in one packet (CVE-2011-0411). The law forbids it, so the session is not asked: it is a test. */
function slipIn(draft: Draft): void {
  turn(draft, { type: 'command', verb: 'STARTTLS' });
  const [starttls, noop] = [encodeCommand({ verb: 'STARTTLS' }), encodeCommand({ verb: 'NOOP' })];
  draft.actions.push({ type: 'write', bytes: concatBytes(starttls.bytes, noop.bytes) });
  record(draft, { type: 'sent', verb: 'STARTTLS', line: starttls.shown });
  record(draft, { type: 'sent', verb: 'NOOP', line: 'NOOP (behind STARTTLS, before the handshake)' });
}

/** The server has introduced itself; what comes next depends on how far we are to go, and on whom we may trust. */
function greeted(draft: Draft): void {
  const { goal, route } = draft.spec;
  reach(draft, 'ehlo');
  if (goal === 'ehlo') return done(draft);
  if (route.mode === 'starttls' && !draft.session.tls) {
    enter(draft, 'starttls');
    if (!draft.offers.starttls) return fail(draft, 'not-offered');
    return draft.spec.slipsIn ? slipIn(draft) : say(draft, { verb: 'STARTTLS' });
  }
  if (route.mode !== 'cleartext' && !draft.verified) return fail(draft, 'not-verified', 'tls');
  if (goal === 'tls') return done(draft);
  enter(draft, wantsLogin(draft) ? 'auth' : 'envelope');
  if (wantsLogin(draft)) {
    if (draft.offers.auth.length === 0) return fail(draft, 'not-offered');
    if (mechanismFor(draft) === undefined) return fail(draft, 'no-mechanism');
    if (!draft.verified) return fail(draft, 'not-verified');
  }
  // The login is the investigation's decision: it travels once, on one route
  draft.status = 'held';
  draft.deadline = null;
  record(draft, { type: 'held' });
}

/** The investigation says go on: log in with what it hands over, or try the envelope without. */
export function proceed(draft: Draft, login: Login | null): void {
  draft.status = 'talking';
  // The gate before every secret, and before every envelope on a route that is to be encrypted (SEC-17, SEC-19)
  if (!isSafe(draft) && (login !== null || draft.spec.route.mode !== 'cleartext')) return fail(draft, 'not-verified');
  if (login === null) return openEnvelope(draft);
  const mechanism = mechanismFor(draft);
  if (mechanism === undefined) return fail(draft, 'no-mechanism');
  const { host, port } = draft.spec.route;
  const start = startSasl(mechanism, login.credentials, { nonce: login.nonce, host, port });
  enter(draft, 'auth');
  if (start.kind === 'abort') {
    record(draft, { type: 'sasl-aborted', reason: start.reason });
    return fail(draft, 'sasl');
  }
  const { credentials } = login;
  const forms = secretForms('password' in credentials ? credentials.password : credentials.token, credentials.user);
  const fits = start.initial === null || start.initial.length * 1.4 < AUTH_LINE_OCTETS;
  draft.login = {
    exchange: start.exchange,
    initial: fits || start.initial === null ? null : new Secret(base64Encode(start.initial)),
    forms: forms.map(wrap),
  };
  say(draft, { verb: 'AUTH', mechanism, initial: fits ? start.initial : null });
}

function authenticate(draft: Draft, reply: Reply): void {
  const { login } = draft;
  // After our `*` nothing but a refusal is due; whoever goes on asking is not answered
  if (login === null || reply.code >= 400 || draft.result !== null) return fail(draft, 'refused');
  if (!isSafe(draft)) return fail(draft, 'not-verified');
  if (reply.code === 235) {
    const checked = finishSasl(login.exchange, login.exchange.stage === 'scram-final' ? finalData(reply) : null);
    if (checked.kind === 'problem') return giveUp(draft, checked.problem);
    reach(draft, 'auth');
    return draft.spec.envelope === null || draft.spec.goal === 'auth' ? done(draft) : openEnvelope(draft);
  }
  draft.deadline = draft.at + draft.spec.timing.replyMs;
  if (login.initial !== null) {
    draft.login = { ...login, initial: null };
    return say(draft, { verb: 'CONTINUE', response: base64Decode(reveal(login.initial)) });
  }
  // Prompts that are no base64 are met at servers; for LOGIN their words say nothing, other mechanisms miss their challenge
  const challenge = base64Decode((reply.lines[0] ?? '').trim()) ?? new Uint8Array(0);
  const next = answerSasl(login.exchange, challenge);
  if (next.kind === 'abort') return cancel(draft, next.reason);
  draft.login = {
    ...login,
    exchange: next.exchange,
    forms: [...proofForms(login.exchange, next.exchange, next.response).map(wrap), ...login.forms],
  };
  say(draft, { verb: 'CONTINUE', response: next.response });
}

/**
 * A response proves the secret, or is the secret: it must not come back out of the server's mouth either. Nor may the
 * signature by which a SCRAM server proves itself: with the salt, a password can be guessed against it offline.
 */
function proofForms(before: SaslExchange, after: SaslExchange, response: Uint8Array): readonly string[] {
  const whole = response.length === 0 ? [] : [base64Encode(response)];
  if (before.stage !== 'cram-md5' && before.stage !== 'scram-first') return whole;
  const proof = latin1(response).replace(/^.*(?: |,p=)/, '');
  const signature = after.stage === 'scram-final' ? secretForms(after.serverSignature, '') : [];
  return [...whole, ...secretForms(new Secret(proof), ''), ...signature];
}

/** RFC 4954 §4: a lone `*` cancels; the server answers 501. */
function cancel(draft: Draft, reason: string): void {
  record(draft, { type: 'sasl-aborted', reason });
  settle(draft, 'failed', 'sasl', 'auth');
  say(draft, { verb: 'CONTINUE', response: null });
}

function giveUp(draft: Draft, reason: string): void {
  record(draft, { type: 'sasl-aborted', reason });
  fail(draft, 'sasl');
}

function openEnvelope(draft: Draft): void {
  const { envelope } = draft.spec;
  if (envelope === null) return done(draft);
  enter(draft, 'envelope');
  say(draft, { verb: 'MAIL', from: envelope.from, size: envelope.size });
}

function done(draft: Draft): void {
  settle(draft, 'ok', 'goal');
  leave(draft);
}

const wrap = (text: string): Secret => new Secret(text);
const isSafe = ({ session, verified }: Draft): boolean => session.tls && verified;
const wantsLogin = (draft: Draft): boolean => draft.spec.mechanisms.length > 0;
const mechanismFor = (draft: Draft): SaslMechanism | undefined =>
  draft.spec.mechanisms.find((name) => draft.offers.auth.includes(name));

/** Some servers put SCRAM's last message into the 235 line: "235 2.7.0 dj1…". */
const finalData = (reply: Reply): Uint8Array | null => base64Decode((reply.lines[0] ?? '').split(' ').at(-1) ?? '');
