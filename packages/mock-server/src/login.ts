import { type AuthStep, beginAuth, continueAuth, mechanismOf } from './auth.ts';
import { REPLIES } from './replies.ts';
import type { Talk } from './talk.ts';

/** `AUTH mechanism [initial-response]` (RFC 4954 §4), where it may come. */
export function authenticate(talk: Talk, argument: string): void {
  talk.log.mechanism = mechanismOf(argument);
  const { rules } = talk.config;
  if (rules.isEmpty) return judge(talk, beginAuth(talk.config, argument));
  talk.perform('auth-command', () => {
    judge(talk, beginAuth(talk.config, argument));
    return null;
  });
}

/** A line inside an exchange; `*` cancels it. */
export function exchangeLine(talk: Talk, text: string): void {
  if (!talk.turn({ type: 'command', verb: 'CONTINUE' })) return;
  if (!talk.session.tls && text !== '*') talk.note('credentials-in-clear', talk.line);
  // A rule may have said 334 where there was nothing to exchange
  if (talk.exchange === null) return talk.say(REPLIES.exchangeOver);
  judge(talk, continueAuth(talk.exchange, text));
}

function judge(talk: Talk, next: AuthStep): void {
  talk.exchange = next.kind === 'challenge' ? next.exchange : null;
  if (next.kind !== 'judged') return talk.say(next.reply);
  talk.claim = next.user;
  talk.perform('auth', () => next.reply);
}
