import { type End, TLS_ALERTS } from './effects.ts';
import type { HandshakeCut } from './events.ts';
import { keywordsIn } from './offers.ts';
import type { Act, Plan } from './plan.ts';
import { noiseFrom } from './random.ts';
import { REPLIES, type Reply, rawLines, reply } from './replies.ts';
import type { TlsProfile } from './secure-contexts.ts';
import { type Run, shaped } from './shapes.ts';
import { shown } from './shown.ts';
import type { Talk, Usual } from './talk.ts';
import { octetsOf } from './text.ts';

const NO_PROFILE: TlsProfile = {};

/** Milliseconds that pass, and whether the talk goes on after it. */
type Script<Result> = Generator<number, Result>;

/** Carries out a plan. What it yields is time that has to pass before it goes on. */
export function* perform(talk: Talk, plan: Plan, usual: Usual): Script<void> {
  for (const act of plan.acts) {
    const goesOn = yield* carryOut(talk, plan, act);
    if (!goesOn) return;
  }
  if (plan.instead) return;
  const answer = usual(plan);
  if (answer !== null) yield* sayReply(talk, plan, answer);
}

function* carryOut(talk: Talk, plan: Plan, act: Act): Script<boolean> {
  switch (act.type) {
    case 'delay':
      yield* pause(talk, act.ms);
      return true;
    case 'jitter':
      yield* pause(talk, act.fromMs + talk.draw() * (act.toMs - act.fromMs));
      return true;
    case 'reply': {
      const offers = keywordsIn(act.lines);
      return yield* sayReply(talk, plan, { ...reply(act.code, act.enhanced, ...act.lines), offers });
    }
    case 'raw':
      return yield* sayRaw(talk, plan, act.octets);
    case 'garbage':
      return yield* sayGarbage(talk, plan, act.octets);
    case 'goto':
      talk.config.rules.state = act.state;
      return true;
    case 'never':
    case 'drop':
    case 'half-close':
    case 'reset':
    case 'stall':
      end(talk, act);
      return false;
    case 'tls-plaintext':
      return speakCleartext(talk, act.octets);
    case 'tls-inject':
      talk.send(octetsOf(act.octets), null, [shown(act.octets)]);
      talk.note('deviates', 'octets before the handshake');
      return true;
    case 'tls-alert':
      return afterHello(talk, () => {
        // RFC 8446 §5.1, §6: an alert record, TLS 1.2 on its face as all are, fatal
        talk.send(Uint8Array.of(0x15, 3, 3, 0, 2, 2, TLS_ALERTS[act.alert]), null, [`‹TLS alert ${act.alert}›`]);
        talk.hangUp('close');
      });
    case 'tls-stall':
      if (act.phase === 'start') end(talk, { type: 'stall' });
      else if (act.phase === 'client-hello') end(talk, { type: 'never' });
      return act.phase === 'server-hello';
    case 'tls-close':
      if (act.phase === 'start') end(talk, { type: 'drop' });
      else if (act.phase === 'client-hello') afterHello(talk, () => talk.hangUp('close'));
      return act.phase === 'server-hello';
    case 'tls-profile':
      return true; // for the handshake itself
    default:
      return act satisfies never;
  }
}

/** What a handshake begins with, as far as rules want it otherwise. */
export function startTls(talk: Talk, { acts }: Plan): null {
  let profile: TlsProfile = NO_PROFILE;
  let cut: HandshakeCut | null = null;
  for (const act of acts) {
    if (act.type === 'tls-profile')
      profile = { ...act.profile, ...profile }; // the newest rule stands first, and wins
    else if (act.type === 'tls-stall') cut ??= 'stall';
    else if (act.type === 'tls-close') cut ??= 'close';
  }
  talk.wait = 'handshake';
  talk.act({ type: 'start-tls', ...(profile === NO_PROFILE ? {} : { profile }), ...(cut === null ? {} : { cut }) });
  return null;
}

/** While a handshake is due nothing is read, so that the ClientHello is still there when the time has passed. */
function* pause(talk: Talk, ms: number): Script<void> {
  if (talk.isBeforeTls) talk.read(false);
  yield ms;
}

function end(talk: Talk, { type: how }: End): void {
  switch (how) {
    case 'never':
      talk.wait = 'silence';
      return talk.read(true);
    case 'stall':
      talk.wait = 'silence';
      return talk.read(false);
    case 'half-close':
      talk.wait = 'silence';
      return talk.act({ type: 'half-close' });
    case 'drop':
      return talk.hangUp('close');
    case 'reset':
      return talk.hangUp('reset');
    default:
      how satisfies never;
  }
}

function afterHello(talk: Talk, then: () => void): false {
  talk.wait = 'hello';
  talk.onHello = then;
  talk.read(true);
  return false;
}

/** The greeting where TLS comes first, at once; after STARTTLS and the ClientHello, a change of mind. */
function speakCleartext(talk: Talk, octets: string | null): false {
  const isFirst = talk.session.phase === 'secure';
  const usual = isFirst ? talk.config.greeting : REPLIES.tlsNotAvailable;
  const bytes = octets === null ? usual.bytes : octetsOf(octets);
  const speak = (): void => {
    talk.send(bytes, null, [octets === null ? `${usual.code} ${usual.lines.join(' ')}` : shown(octets)]);
    talk.deviate('cleartext in place of a handshake');
  };
  if (!isFirst) return afterHello(talk, speak);
  talk.wait = 'silence';
  talk.read(true);
  speak();
  return false;
}

function* sayReply(talk: Talk, plan: Plan, answer: Reply): Script<boolean> {
  const isWhole = yield* utter(talk, plan, answer.bytes, answer.code, answer.lines);
  if (isWhole) talk.replied(answer.code, answer.offers);
  else talk.deviate('a reply without its end');
  return hasGoneOn(talk, plan);
}

function* sayRaw(talk: Talk, plan: Plan, octets: string): Script<boolean> {
  const { code, lines } = rawLines(octets);
  const { isBeforeTls } = talk;
  const isWhole = yield* utter(talk, plan, octetsOf(octets), null, [shown(octets)]);
  if (code !== null && isWhole) talk.replied(code, keywordsIn(lines));
  else talk.deviate('octets that are no reply');
  // In place of a handshake: there is nothing more to say
  if (isBeforeTls) talk.wait = 'silence';
  return hasGoneOn(talk, plan);
}

function* sayGarbage(talk: Talk, plan: Plan, octets: number): Script<boolean> {
  const { isBeforeTls } = talk;
  const block = noiseFrom(talk.draw() * 0x1_0000_0000);
  yield* utter(talk, plan, { octets, block }, null, [`‹${octets} octets of noise›`]);
  talk.deviate('octets that are no reply');
  if (isBeforeTls) talk.wait = 'silence';
  return hasGoneOn(talk, plan);
}

/** Sends octets as the plan's shapes have them; whether a client can read them to their end. */
function* utter(talk: Talk, plan: Plan, content: Run, code: number | null, lines: readonly string[]): Script<boolean> {
  const { shapes, cut } = plan;
  if (shapes.length === 0 && cut === null && content instanceof Uint8Array) {
    talk.send(content, code, lines);
    return true;
  }
  const { pieces, isWhole } = shaped(content, shapes, cut);
  talk.log.add({ at: talk.at, type: 'sent', code: isWhole ? code : null, lines });
  if (shapes.length > 0) talk.note('deviates', shapes.map(({ type }) => type).join(', '));
  let isFirst = true;
  for (const { bytes, gapMs } of pieces) {
    if (!isFirst) yield gapMs;
    isFirst = false;
    talk.act({ type: 'send', bytes });
  }
  return isWhole;
}

function hasGoneOn(talk: Talk, { cut }: Plan): boolean {
  if (cut !== null) end(talk, cut.end);
  return cut === null;
}
