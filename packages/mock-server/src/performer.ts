import { TLS_ALERTS } from './effects.ts';
import { afterHello, end } from './endings.ts';
import type { HandshakeCut } from './events.ts';
import { keywordsIn } from './offers.ts';
import type { Act, Plan } from './plan.ts';
import { REPLIES, reply } from './replies.ts';
import type { TlsProfile } from './secure-contexts.ts';
import { shown } from './shown.ts';
import type { Talk, Usual } from './talk.ts';
import { octetsOf } from './text.ts';
import { type Script, sayGarbage, sayRaw, sayReply } from './utterance.ts';

const NO_PROFILE: TlsProfile = {};

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
