import { end } from './endings.ts';
import { keywordsIn } from './offers.ts';
import type { Plan } from './plan.ts';
import { noiseFrom } from './random.ts';
import { type Reply, rawLines } from './replies.ts';
import { type Run, shaped } from './shapes.ts';
import { shown } from './shown.ts';
import type { Talk } from './talk.ts';
import { octetsOf } from './text.ts';

/** Yields milliseconds that have to pass before it goes on. */
export type Script<Result> = Generator<number, Result>;

/** Says a reply; whether the talk goes on after it. */
export function* sayReply(talk: Talk, plan: Plan, answer: Reply): Script<boolean> {
  const isWhole = yield* utter(talk, plan, answer.bytes, answer.code, answer.lines);
  if (isWhole) talk.replied(answer.code, answer.offers);
  else talk.deviate('a reply without its end');
  return hasGoneOn(talk, plan);
}

/** Sends octets of a test's own, which may be a reply. */
export function* sayRaw(talk: Talk, plan: Plan, octets: string): Script<boolean> {
  const { code, lines, replies } = rawLines(octets);
  if (replies > 1) talk.note('deviates', `${replies} replies to one command`);
  const { isBeforeTls } = talk;
  const isWhole = yield* utter(talk, plan, octetsOf(octets), null, [shown(octets)]);
  if (code !== null && isWhole) talk.replied(code, keywordsIn(lines));
  else talk.deviate('octets that are no reply');
  // In place of a handshake: there is nothing more to say
  if (isBeforeTls) talk.wait = 'silence';
  return hasGoneOn(talk, plan);
}

/** Sends noise. */
export function* sayGarbage(talk: Talk, plan: Plan, octets: number): Script<boolean> {
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
